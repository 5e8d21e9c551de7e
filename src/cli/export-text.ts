import { type Cell, csvCell } from '../web/api/stream.ts'
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
  const line = format === 'csv' ? csvLine(table) : (row: T) => `${JSON.stringify(table.json(row))}\n`
  let rows = 0
  for (const row of table.rows(reader, asked)) {
    piece += line(row)
    rows += 1
    if (piece.length < pieceLength) continue
    yield piece
    count(rows)
    piece = ''
  }
  yield piece
  count(rows)
}

/** Most cells of a row say what those of the row before it said; their text is kept. */
function csvLine<T>({ columns }: Table<T>): (row: T) => string {
  const last = columns.map((column, index) => ({ column, before: index === 0 ? '' : ',', value: null as Cell, text: '' }))
  return (row) => {
    let line = ''
    for (const cell of last) {
      const value = cell.column.of(row)
      if (value !== cell.value) {
        cell.value = value
        cell.text = csvCell(value)
      }
      line += cell.before + cell.text
    }
    return `${line}\r\n`
  }
}
