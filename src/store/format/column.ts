import type { ByteReader, ByteWriter } from './bytes.ts'
import { FormatError } from './bytes.ts'
import { eighths, levelOf } from './level.ts'

/**
 * One column of whole numbers: a guess at each from those before it, and what is left over either as it is or in runs. What is written
 * first says which; the writer takes the pair that leaves least to write. Exact for all safe integers.
 */
const guesses = { none: 0, before: 1, stepBefore: 2, level: 3 } as const
const runs = 4
/** Every number is the same. */
const constant = 8

const worthIt = 0.97

type Guess = (typeof guesses)[keyof typeof guesses]

/** Writes `length` numbers; with a single one it is its value alone. The guess is chosen by the first `judged` of them. */
export function writeColumn(out: ByteWriter, values: ArrayLike<number>, length: number, judged = length): void {
  const first = values[0] ?? 0
  if (isConstant(values, length)) {
    out.count(constant)
    out.whole(first)
    return
  }
  const tried = best(values, Math.min(judged, length))
  // What is exact at the beginning need not be so all along.
  const { guess, rest } = judged >= length ? tried : (tryGuess(values, length, tried.guess) ?? best(values, length))
  const inRuns = runsIn(rest) <= length / 4
  out.count(guess + (inRuns ? runs : 0))
  if (inRuns) writeRuns(out, rest)
  else for (const one of rest) out.whole(one)
}

interface Tried {
  readonly guess: Guess
  readonly rest: Float64Array
}

function best(values: ArrayLike<number>, length: number): Tried {
  let found: (Tried & { readonly bits: number }) | null = null
  for (const guess of Object.values(guesses)) {
    const tried = tryGuess(values, length, guess)
    if (tried === null) continue
    const bits = bitsOf(tried.rest)
    // A better guess costs time with every reading: it must be worth it.
    if (found === null || bits < worthIt * found.bits) found = { ...tried, bits }
  }
  if (found === null) throw new FormatError('a column holds more than whole numbers')
  return found
}

function tryGuess(values: ArrayLike<number>, length: number, guess: Guess): Tried | null {
  const rest = leftOver(values, length, guess)
  return rest === null ? null : { guess, rest }
}

/** Reads `length` numbers as writeColumn wrote them. Never to be changed: columns of one number are shared. */
export function readColumn(input: ByteReader, length: number): Float64Array {
  return columnOf(input, input.count(), length)
}

/** Reads as many numbers as the column is long, into it; it holds zeros. */
export function readInto(input: ByteReader, column: Float64Array): void {
  const kind = input.count()
  if (kind === constant) column.fill(input.whole())
  else readKind(input, kind, column)
}

/** Reads as many numbers as the column is long, and adds each to what is there. */
export function addColumn(input: ByteReader, column: Float64Array): void {
  const { length } = column
  const kind = input.count()
  if (kind === guesses.level) return input.addAroundLevel(column)
  const added = columnOf(input, kind, length)
  for (let i = 0; i < length; i += 1) column[i] = (column[i] ?? 0) + (added[i] ?? 0)
}

function columnOf(input: ByteReader, kind: number, length: number): Float64Array {
  if (kind === constant) return constantColumn(input.whole(), length)
  const column = new Float64Array(length)
  readKind(input, kind, column)
  return column
}

/** Into a column that holds zeros. */
function readKind(input: ByteReader, kind: number, column: Float64Array): void {
  if (kind > guesses.level + runs) throw new FormatError(`unknown kind of column ${kind}`)
  if (kind === guesses.level) return input.addAroundLevel(column)
  if (kind === guesses.stepBefore + runs) return readSteps(input, column)
  if (kind >= runs) readRuns(input, column)
  else for (let i = 0; i < column.length; i += 1) column[i] = input.whole()
  undo(column, kind % runs)
}

/** Passes over a column without making it. */
export function skipColumn(input: ByteReader, length: number): void {
  const kind = input.count()
  if (kind === constant) return void input.whole()
  if (kind > guesses.level + runs) throw new FormatError(`unknown kind of column ${kind}`)
  if (kind < runs) return input.skipWholes(length)
  for (let passed = 0; passed < length; ) {
    input.whole()
    const run = input.count()
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

function isConstant(values: ArrayLike<number>, length: number): boolean {
  for (let i = 1; i < length; i += 1) if (values[i] !== values[0]) return false
  return true
}

/** What is left over by a guess; null where it would not be exact. */
function leftOver(values: ArrayLike<number>, length: number, guess: Guess): Float64Array | null {
  const rest = new Float64Array(length)
  let before = 0
  let step = 0
  let level = 0
  for (let i = 0; i < length; i += 1) {
    const value = values[i] ?? 0
    const expected =
      guess === guesses.none ? 0 : guess === guesses.before ? before : guess === guesses.stepBefore ? before + step : levelOf(level)
    const missed = value - expected
    if (!Number.isSafeInteger(missed) || !Number.isSafeInteger(expected)) return null
    rest[i] = missed
    step = value - before
    before = value
    level = i === 0 ? value * eighths : level + missed
    if (guess === guesses.stepBefore && !Number.isSafeInteger(step)) return null
    if (guess === guesses.level && !Number.isSafeInteger(level)) return null
  }
  return rest
}

function undo(column: Float64Array, guess: number): void {
  if (guess === guesses.none) return
  if (guess === guesses.before) {
    for (let i = 1; i < column.length; i += 1) column[i] = (column[i - 1] ?? 0) + (column[i] ?? 0)
  } else if (guess === guesses.stepBefore) {
    let step = column[0] ?? 0
    for (let i = 1; i < column.length; i += 1) {
      step += column[i] ?? 0
      column[i] = (column[i - 1] ?? 0) + step
    }
  } else {
    let level = (column[0] ?? 0) * eighths
    for (let i = 1; i < column.length; i += 1) {
      const missed = column[i] ?? 0
      column[i] = levelOf(level) + missed
      level += missed
    }
  }
}

/** About as many bits as the numbers need: what a compressor that knows nothing else comes near. */
function bitsOf(rest: Float64Array): number {
  let bits = 0
  for (const one of rest) {
    const size = Math.abs(one)
    bits += size < 2 ** 31 ? 32 - Math.clz32(size) : 54
  }
  return bits
}

function runsIn(rest: Float64Array): number {
  let count = 1
  for (let i = 1; i < rest.length; i += 1) if (rest[i] !== rest[i - 1]) count += 1
  return count
}

function writeRuns(out: ByteWriter, rest: Float64Array): void {
  let from = 0
  for (let i = 1; i <= rest.length; i += 1) {
    if (i < rest.length && rest[i] === rest[from]) continue
    out.whole(rest[from] ?? 0)
    out.count(i - from)
    from = i
  }
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
    for (let i = from; i < to; i += 1) {
      step += change
      value += step
      column[i] = value
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
