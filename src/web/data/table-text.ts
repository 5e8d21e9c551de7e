import { csvCell } from '../api/stream.ts'
import type { Reader } from '../../store/store.ts'
import type { Asked, Table } from './tables.ts'

export type RowFormat = 'csv' | 'jsonl'

/** Bytes handed over at a time: fewer take longer to write, more take memory. */
const pieceBytes = 262_144

/** Rows, and how each becomes a line. */
export interface Lines<R> {
  /** All rows in their order, some at a time. */
  readonly batches: Iterable<Iterable<R>>
  /** Takes up a row; so many bytes its line has at most. */
  take(row: R): number
  /** Writes the line of the row that was taken up last; the place behind it. */
  write(out: Buffer, at: number): number
}

/**
 * A table as UTF-8 in pieces, made as it is read. A piece is written over when the next but one is asked for: whoever needs it longer makes a
 * copy.
 */
export function* tableText<T>(
  table: Table<T>,
  reader: Reader,
  asked: Asked,
  format: RowFormat,
  count: (rows: number) => void,
): Generator<Uint8Array> {
  const parts: Iterable<Lines<unknown>> = (format === 'csv' ? table.csvLines?.(reader, asked) : undefined) ?? [
    linesOf(table, reader, asked, format),
  ]
  let [piece, other] = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)]
  let end = format === 'csv' ? piece.write(`${table.columns.map(({ name }) => name).join(',')}\r\n`) : 0
  let rows = 0
  for (const lines of parts) {
    for (const batch of lines.batches) {
      for (const row of batch) {
        const room = lines.take(row)
        if (end + room > piece.length) {
          yield piece.subarray(0, end)
          count(rows)
          const next = room > other.length ? Buffer.allocUnsafeSlow(room) : other
          other = piece
          piece = next
          end = 0
        }
        end = lines.write(piece, end)
        rows += 1
      }
    }
  }
  yield piece.subarray(0, end)
  count(rows)
}

/** Row by row as texts, so that what a row was put together from can be let go of. */
function linesOf<T>(table: Table<T>, reader: Reader, asked: Asked, format: RowFormat): Lines<T> {
  let line = ''
  return {
    batches: [table.rows(reader, asked)],
    take(row) {
      line = format === 'jsonl' ? `${JSON.stringify(table.json(row))}\n` : csvLine(table, row)
      // UTF-8 takes three bytes for a UTF-16 unit at most.
      return 3 * line.length
    },
    write: (out, at) => at + out.write(line, at),
  }
}

/** Column by column. */
export function csvLine<T>({ columns }: Table<T>, row: T): string {
  return `${columns.map((column) => csvCell(column.of(row))).join(',')}\r\n`
}
