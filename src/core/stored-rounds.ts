import type { Rounds, RoundTime } from './effective.ts'
import { roundBook } from './effective.ts'

/** Where control rounds are read from: those with `at` in a period (`to` is exclusive), ascending. */
export interface RoundReader {
  roundTimes(period: { readonly from: number; readonly to: number }): readonly RoundTime[]
}

/** The shortest stretch of rounds that is read at once: a few dozen rounds. */
const stretchMs = 3 * 3_600_000
/** R15 considers rounds that began up to ten minutes before a look, whose b lies behind its start by time-out and clock uncertainty. */
const lookBackMs = 1_200_000
const longestStretchMs = 400 * 86_400_000

/**
 * Control rounds out of the store, read in stretches as they are asked for, so that a year of looks needs no more memory than a day. Good for
 * looks in order of time: of rounds before an instant, it answers null where none lies within what R15 considers.
 */
export function storedRounds(reader: RoundReader): Rounds {
  let from = 0
  let to = 0
  let book = roundBook<RoundTime>()
  const read = (start: number, end: number): void => {
    from = start
    to = end
    book = roundBook(reader.roundTimes({ from, to }))
  }
  const around = (instant: number): Rounds => {
    if (instant - lookBackMs < from || instant >= to) read(instant - lookBackMs, instant + stretchMs)
    return book
  }
  return {
    firstAfter(instant) {
      let found = around(instant).firstAfter(instant)
      for (let stretch = stretchMs; found === null && to < Number.MAX_SAFE_INTEGER; stretch *= 8) {
        read(instant - lookBackMs, stretch > longestStretchMs ? Number.MAX_SAFE_INTEGER : to + stretch)
        found = book.firstAfter(instant)
      }
      return found
    },
    lastOverBy: (instant) => around(instant).lastOverBy(instant),
    lastFailedBy: (instant) => around(instant).lastFailedBy(instant),
  }
}
