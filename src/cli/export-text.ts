import { csvCell } from '../web/api/stream.ts'
import type { Reader } from '../store/store.ts'
import type { Asked, Table } from './export-tables.ts'

export type RowFormat = 'csv' | 'jsonl'

/** Characters handed over at a time. */
const pieceLength = 65_536

/** A table as text in pieces, made as it is read. */
export function* tableText<T>(
  table: Table<T>,
  reader: Reader,
  asked: Asked,
  format: RowFormat,
  count: (rows: number) => void,
): Generator<string> {
  let piece = format === 'csv' ? `${table.columns.map(({ name }) => name).join(',')}\r\n` : ''
  let rows = 0
  for (const row of table.rows(reader, asked)) {
    piece +=
      format === 'csv' ? `${table.columns.map((column) => csvCell(column.of(row))).join(',')}\r\n` : `${JSON.stringify(table.json(row))}\n`
    rows += 1
    if (piece.length < pieceLength) continue
    yield piece
    count(rows)
    piece = ''
  }
  yield piece
  count(rows)
}
