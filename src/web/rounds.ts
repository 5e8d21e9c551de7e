import type { Rounds } from '../core/effective.ts'
import { roundBook } from '../core/effective.ts'
import { reachMs } from '../core/interval.ts'
import type { Reader } from '../store/store.ts'

/** The shortest stretch of rounds that is read at once: a few dozen rounds. */
const stretchMs = 3 * 3_600_000
/** Rounds are never rarer than this while the observer runs, and R15's reach is never shorter. */
const roundEveryMs = 5_000

/**
 * Control rounds out of the store, read in stretches as they are asked for, so that a year of looks needs no more memory than a day.
 * Good for looks in order of time with intervals up to `everyMs`: it answers null where the first round lies beyond R15's reach.
 */
export function storedRounds(reader: Reader, everyMs: number): Rounds {
  const beyondMs = reachMs(everyMs, roundEveryMs) + 60_000
  let from = 0
  let to = 0
  let book = roundBook()
  return {
    firstAfter(instant) {
      if (instant < from || instant + beyondMs > to) {
        from = instant
        to = instant + beyondMs + stretchMs
        book = roundBook(reader.rounds({ from, to }))
      }
      return book.firstAfter(instant)
    },
  }
}
