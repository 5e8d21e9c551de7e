import { addColumn, constantColumn, readColumn, readInto } from './column.ts'
import { FormatError } from './bytes.ts'
import type { LookColumns } from './look-cells.ts'
import type { ColumnsOut, Unpacked } from './part.ts'
import { writeColumn } from './write-column.ts'

/** What the method reads, one number per look. Words as in LookNumbers; 0 where there is no failure or nothing degraded, else the word + 1. */
export interface MethodColumns {
  readonly length: number
  readonly at: Float64Array
  /** Hardly anything needs it of a look that is up, and it takes longest to read: made when it is first asked for. */
  readonly durationMs: () => Float64Array
  readonly uncertaintyMs: Float64Array
  readonly outcome: Float64Array
  readonly circumstances: Float64Array
  readonly failure: Float64Array
  readonly degraded: Float64Array
  /** Made each time it is asked for, as is the next. */
  readonly recheck: () => Float64Array
  /** at − scheduledAt. */
  readonly lateMs: () => Float64Array
}

export function writeMethod(out: ColumnsOut, looks: LookColumns, judged: number): void {
  const { at, lateMs, outcome, recheck, failure, degraded } = looks
  const column = (values: Float64Array): void => writeColumn(out, values, judged)
  column(at.map((one, i) => one - (lateMs[i] ?? 0)))
  column(lateMs)
  column(looks.uncertaintyMs)
  column(outcome.map((one, i) => 2 * one + (recheck[i] ?? 0)))
  column(looks.circumstances)
  for (const words of [failure, degraded]) column(words.map((word) => (Number.isNaN(word) ? 0 : word + 1)))
  column(looks.durationMs)
}

/** `at` holds zeros and is filled; it says how many looks there are. */
export function readMethod(part: Unpacked, at: Float64Array): MethodColumns {
  const { length } = at
  const input = part.at()
  const { plain, dense } = input
  readInto(input, at)
  const late = { plain: plain.place(), dense: dense.place }
  addColumn(input, at)
  const uncertaintyMs = readColumn(input, length)
  const both = readColumn(input, length)
  const circumstances = readColumn(input, length)
  const failure = readColumn(input, length)
  const degraded = readColumn(input, length)
  const outcome = mapped(both, (one) => one >> 1)
  const recheck = (): Float64Array => mapped(both, (one) => one & 1)
  let read: Float64Array | null = null
  const lastColumn = (): Float64Array => {
    const column = readColumn(input, length)
    if (!plain.atEnd()) throw new FormatError('a part of a chunk has the wrong length')
    return column
  }
  const durationMs = (): Float64Array => (read ??= lastColumn())
  const lateMs = (): Float64Array => readColumn(part.at(late.plain, late.dense), length)
  return { length, at, durationMs, uncertaintyMs, outcome, circumstances, failure, degraded, recheck, lateMs }
}

/** The word of a column in which 0 stands for none. */
export function wordAt(column: Float64Array, i: number): number | null {
  const number = column[i] ?? 0
  return number === 0 ? null : number - 1
}

/** Outcome and whether it was a recheck share a column, since both are nearly always 0. A loop: `map` calls once a look. */
function mapped(both: Float64Array, of: (one: number) => number): Float64Array {
  if (both === constantColumn(0, both.length)) return both
  const column = new Float64Array(both.length)
  for (let i = 0; i < both.length; i += 1) column[i] = of(both[i] ?? 0)
  return column
}
