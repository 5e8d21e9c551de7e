import { csvCell } from '../api/stream.ts'
import type { Reader } from '../../store/store.ts'
import type { Asked, Table } from './tables.ts'

export type RowFormat = 'csv' | 'jsonl'

/** Bytes handed over at a time: fewer take longer to write, more take memory. */
const pieceBytes = 262_144

/** A table as UTF-8 in pieces, made as it is read. */
export function* tableText<T>(
  table: Table<T>,
  reader: Reader,
  asked: Asked,
  format: RowFormat,
  count: (rows: number) => void,
): Generator<Uint8Array> {
  const line = (row: T): string =>
    format === 'jsonl' ? `${JSON.stringify(table.json(row))}\n` : (table.csvLine?.(row) ?? csvLine(table, row))
  let piece = Buffer.allocUnsafeSlow(pieceBytes)
  let end = format === 'csv' ? piece.write(`${table.columns.map(({ name }) => name).join(',')}\r\n`) : 0
  let rows = 0
  for (const row of table.rows(reader, asked)) {
    const text = line(row)
    // UTF-8 takes three bytes for a UTF-16 unit at most.
    if (end + 3 * text.length > piece.length) {
      yield piece.subarray(0, end)
      count(rows)
      piece = Buffer.allocUnsafeSlow(Math.max(pieceBytes, 3 * text.length))
      end = 0
    }
    // Row by row, so that what a row was put together from can be let go of.
    end += piece.write(text, end)
    rows += 1
  }
  yield piece.subarray(0, end)
  count(rows)
}

/** Column by column. */
export function csvLine<T>({ columns }: Table<T>, row: T): string {
  return `${columns.map((column) => csvCell(column.of(row))).join(',')}\r\n`
}
