import { eighths, isShiftable, levelOf, shifted } from './level.ts'

/** How each number of a column is guessed from those before it: not at all, as the one before, one step further, around a level (level.ts). */
export const guesses = { none: 0, before: 1, stepBefore: 2, level: 3 } as const

export type Guess = (typeof guesses)[keyof typeof guesses]

/** What is left over of the first so many numbers by a guess; null where it would not be exact. A loop for each guess: it is done for every number that is kept. */
export function leftOver(values: Float64Array, length: number, guess: Guess): Float64Array | null {
  const rest = values.slice(0, length)
  // By none, they are what is left over.
  if (guess === guesses.before) overBefore(rest)
  else if (guess === guesses.stepBefore) overStep(rest)
  else if (guess === guesses.level) overLevel(rest)
  for (let i = 0; i < length; i += 1) if (!Number.isSafeInteger(rest[i])) return null
  return rest
}

function overBefore(rest: Float64Array): void {
  const { length } = rest
  let before = 0
  for (let i = 0; i < length; i += 1) {
    const value = rest[i] ?? 0
    rest[i] = value - before
    before = value
  }
}

/** Where a step is not exact, nothing is. */
function overStep(rest: Float64Array): void {
  const { length } = rest
  let before = 0
  let step = 0
  for (let i = 0; i < length; i += 1) {
    const value = rest[i] ?? 0
    const expected = before + step
    step = value - before
    before = value
    rest[i] = Number.isSafeInteger(expected) && Number.isSafeInteger(step) ? value - expected : Number.NaN
  }
}

function overLevel(rest: Float64Array): void {
  const { length } = rest
  let level = 0
  for (let i = 0; i < length; i += 1) {
    const value = rest[i] ?? 0
    const missed = value - levelOf(level)
    level = i === 0 ? value * eighths : level + missed
    rest[i] = Number.isSafeInteger(level) ? missed : Number.NaN
  }
}

/** The numbers that were left over, made those that were guessed. */
export function undo(column: Float64Array, guess: number): void {
  if (guess === guesses.none) return
  if (guess === guesses.before) {
    for (let i = 1; i < column.length; i += 1) column[i] = (column[i - 1] ?? 0) + (column[i] ?? 0)
  } else if (guess === guesses.stepBefore) {
    let step = column[0] ?? 0
    for (let i = 1; i < column.length; i += 1) {
      step += column[i] ?? 0
      column[i] = (column[i - 1] ?? 0) + step
    }
  } else undoLevel(column)
}

function undoLevel(column: Float64Array): void {
  let level = (column[0] ?? 0) * eighths
  let i = 1
  for (; i < column.length && isShiftable(level); i += 1) {
    const missed = column[i] ?? 0
    column[i] = shifted(level) + missed
    level += missed
  }
  for (; i < column.length; i += 1) {
    const missed = column[i] ?? 0
    column[i] = levelOf(level) + missed
    level += missed
  }
}
