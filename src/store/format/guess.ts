import { eighths, isShiftable, levelOf, shifted } from './level.ts'

/** How each number of a column is guessed from those before it: not at all, as the one before, one step further, around a level (level.ts). */
export const guesses = { none: 0, before: 1, stepBefore: 2, level: 3 } as const

export type Guess = (typeof guesses)[keyof typeof guesses]

/** What is left over of numbers by a guess; null where it would not be exact. */
export function leftOver(values: ArrayLike<number>, length: number, guess: Guess): Float64Array | null {
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
