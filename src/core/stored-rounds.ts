import type { Rounds } from './effective.ts'
import { roundBook, roundsThatDecide } from './effective.ts'
import type { ControlRound } from './observation.ts'

/** Where control rounds are read from: those with `at` in a period (`to` is exclusive), ascending. */
export interface RoundReader {
  rounds(period: { readonly from: number; readonly to: number }): readonly ControlRound[]
}

/** The shortest stretch of rounds that is read at once: a few dozen rounds. */
const stretchMs = 3 * 3_600_000
/** A look's b may lie this much behind its start: time-out and clock uncertainty, generously. */
const slackMs = 600_000

/**
 * Control rounds out of the store, read in stretches as they are asked for, so that a year of looks needs no more memory than a day.
 * Good for looks in order of time with intervals up to `everyMs`: it answers null where no round lies within what R15 considers.
 */
export function storedRounds(reader: RoundReader, everyMs: number): Rounds {
  let from = 0
  let to = 0
  let book = roundBook()
  const around = (instant: number): Rounds => {
    const needed = roundsThatDecide({ at: instant, everyMs })
    if (needed.from - slackMs < from || needed.to + slackMs > to) {
      from = needed.from - slackMs
      to = needed.to + slackMs + stretchMs
      book = roundBook(reader.rounds({ from, to }))
    }
    return book
  }
  return {
    firstAfter: (instant) => around(instant).firstAfter(instant),
    lastOverBy: (instant) => around(instant).lastOverBy(instant),
    lastFailedBy: (instant) => around(instant).lastFailedBy(instant),
  }
}
