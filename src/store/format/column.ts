import type { ByteReader } from './bytes.ts'
import { FormatError } from './bytes.ts'
import { addByFrequency, skipByFrequency } from './frequency.ts'
import { guesses, undo } from './guess.ts'
import type { ColumnsIn } from './part.ts'
import { readRice, skipRice } from './rice.ts'

/**
 * One column of whole numbers: a guess at each from those before it (guess.ts), and how what it leaves over is written. What comes first
 * says which: the guess, plus one of these. Exact for all safe integers.
 */
export const kinds = {
  /** Each number by itself. */
  plain: 0,
  /** A number, and how often it comes one after another. */
  runs: 4,
  /** In bits (rice.ts). */
  rice: 16,
  /** By how often each number comes (frequency.ts). */
  frequency: 32,
} as const
/** Every number is the same; there is no guess. */
export const constant = 8
const guessBits = 3

/** Reads `length` numbers as writeColumn wrote them. Never to be changed: columns of one number are shared. */
export function readColumn(input: ColumnsIn, length: number): Float64Array {
  return columnOf(input, input.plain.count(), length)
}

/** Reads as many numbers as the column is long, into it; it holds zeros. */
export function readInto(input: ColumnsIn, column: Float64Array): void {
  const kind = input.plain.count()
  if (kind === constant) column.fill(input.plain.whole())
  else readKind(input, kind, column)
}

/** Reads as many numbers as the column is long, and adds each to what is there. */
export function addColumn(input: ColumnsIn, column: Float64Array): void {
  const { length } = column
  const kind = input.plain.count()
  if (kind === kinds.plain + guesses.level) return input.plain.addAroundLevel(column)
  if (kind === kinds.frequency + guesses.none) return addByFrequency(input, column)
  const added = columnOf(input, kind, length)
  for (let i = 0; i < length; i += 1) column[i] = (column[i] ?? 0) + (added[i] ?? 0)
}

/** Passes over a column without making it. */
export function skipColumn(input: ColumnsIn, length: number): void {
  const { plain } = input
  const kind = plain.count()
  if (kind === constant) return void plain.whole()
  const way = wayOf(kind)
  if (way === kinds.rice) return skipRice(input)
  if (way === kinds.frequency) return skipByFrequency(input)
  if (way === kinds.plain) return plain.skipWholes(length)
  for (let passed = 0; passed < length; ) {
    plain.whole()
    const run = plain.count()
    passed += run
    if (run === 0 || passed > length) throw new FormatError('a run has the wrong length')
  }
}

/** The same number all over: most columns of most chunks are that, so the last ones are kept. */
export function constantColumn(value: number, length: number): Float64Array {
  const found = shared.find((column) => column.length === length && column[0] === value)
  if (found !== undefined && length > 0) return found
  const fresh = new Float64Array(length).fill(value)
  shared = [fresh, ...shared.slice(0, sharedAtMost - 1)]
  return fresh
}
let shared: readonly Float64Array[] = []
const sharedAtMost = 12

function wayOf(kind: number): number {
  const way = kind & ~guessBits
  if (way !== kinds.plain && way !== kinds.runs && way !== kinds.rice && way !== kinds.frequency)
    throw new FormatError(`unknown kind of column ${kind}`)
  return way
}

function columnOf(input: ColumnsIn, kind: number, length: number): Float64Array {
  if (kind === constant) return constantColumn(input.plain.whole(), length)
  const column = new Float64Array(length)
  readKind(input, kind, column)
  return column
}

/** Into a column that holds zeros. */
function readKind(input: ColumnsIn, kind: number, column: Float64Array): void {
  const { plain } = input
  const way = wayOf(kind)
  if (kind === kinds.plain + guesses.level) return plain.addAroundLevel(column)
  if (kind === kinds.runs + guesses.stepBefore) return readSteps(plain, column)
  if (way === kinds.rice) readRice(input, column)
  else if (way === kinds.frequency) addByFrequency(input, column)
  else if (way === kinds.runs) readRuns(plain, column)
  else for (let i = 0; i < column.length; i += 1) column[i] = plain.whole()
  undo(column, kind & guessBits)
}

/** What readRuns and undo do, in one go: the instants of a regular series, which every derivation reads. */
function readSteps(input: ByteReader, column: Float64Array): void {
  let from = 0
  let step = 0
  let value = 0
  while (from < column.length) {
    const change = input.whole()
    const to = from + input.count()
    if (to === from || to > column.length) throw new FormatError('a run has the wrong length')
    if (change === 0 && Number.isSafeInteger((to - from) * step)) {
      // No number waits for the one before it.
      for (let i = from; i < to; i += 1) column[i] = value + (i - from + 1) * step
      value += (to - from) * step
    } else {
      for (let i = from; i < to; i += 1) {
        step += change
        value += step
        column[i] = value
      }
    }
    from = to
  }
}

function readRuns(input: ByteReader, column: Float64Array): void {
  let from = 0
  while (from < column.length) {
    const value = input.whole()
    const to = from + input.count()
    if (to === from || to > column.length) throw new FormatError('a run has the wrong length')
    column.fill(value, from, to)
    from = to
  }
}
