import { isOver, type Rounds, type RoundTime } from './effective.ts'

/** Where control rounds are read from: those with `at` in a period (`to` is exclusive), ascending. */
export interface RoundReader {
  roundTimes(period: Stretch): readonly RoundTime[]
  /** When those began that were fine, or those that were not: many times faster, and in a long outage there are thousands. */
  roundStarts(period: Stretch, fine: boolean): readonly number[]
}

interface Stretch {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

/**
 * Control rounds out of the store, read in stretches as they are asked for, so that a year of looks needs no more memory than a day. Made for
 * looks in order of time; what it answers does not depend on it.
 */
export function storedRounds(reader: RoundReader): Rounds {
  // Apart, since of the thousands that fail while we are offline ourselves few are ever asked about.
  const fine = instantsIn((stretch) => reader.roundStarts(stretch, true))
  const failed = instantsIn((stretch) => reader.roundStarts(stretch, false))
  return {
    firstFineAfter: (instant, until) => fine.firstAfter(instant, until),
    lastFailedBetween: (since, by) => failed.lastBetween(since, by),
    // Asked only where we were offline a short time before.
    overBetween: (after, by) => reader.roundTimes({ from: after + 1, to: by + 1 }).some((round) => isOver(round, by)),
    anyAfter: (instant) => fine.firstAfter(instant) !== null || failed.firstAfter(instant) !== null,
  }
}

interface Instants {
  /** The first one after an instant; null without one. One after `until` need not be told. */
  firstAfter(instant: number, until?: number): number | null
  /** The last one between two instants, both inclusive; null without one. */
  lastBetween(since: number, by: number): number | null
}

/** How far ahead of what was asked for is read at first: a handful of rounds, some hundred where they follow each other closely. */
const shortestAheadMs = 30 * 60_000
/** As far as that grows while what was read is used up. */
const longestAheadMs = 12 * 3_600_000
const lastInstant = Number.MAX_SAFE_INTEGER - 1

/** Ascending instants, of which a stretch is held. */
function instantsIn(read: (stretch: Stretch) => readonly number[]): Instants {
  let held: Stretch = { from: 0, to: 0 }
  let countBy = counter([])
  let instants: readonly number[] = []
  let aheadMs = shortestAheadMs

  /** Brings those between two instants, both inclusive, into what is held. */
  const cover = (since: number, by: number): void => {
    if (since >= held.from && by < held.to) return
    const goesOn = since >= held.from && since <= held.to + shortestAheadMs
    aheadMs = goesOn ? Math.min(2 * aheadMs, longestAheadMs) : shortestAheadMs
    const to = Math.min(by + aheadMs, lastInstant) + 1
    instants = goesOn ? [...instants.slice(countBy(since - 1)), ...read({ from: held.to, to })] : read({ from: since, to })
    held = { from: since, to }
    countBy = counter(instants)
  }
  return {
    firstAfter(instant, until = Number.POSITIVE_INFINITY) {
      cover(instant, instant)
      const found = instants[countBy(instant)]
      if (found !== undefined) return found
      cover(instant, Math.min(until, lastInstant))
      return instants[countBy(instant)] ?? null
    },
    lastBetween(since, by) {
      cover(since, by)
      const found = instants[countBy(by) - 1]
      return found === undefined || found < since ? null : found
    },
  }
}

/** How far a search goes on one by one from where the last one ended. */
const nearby = 16

/** How many of these ascending instants are no later than one. The next question is nearly always about a slightly later one. */
function counter(ascending: readonly number[]): (instant: number) => number {
  let count = 0
  const isBy = (index: number, instant: number): boolean => (ascending[index] ?? Number.POSITIVE_INFINITY) <= instant
  return (instant) => {
    let low = count > 0 && !isBy(count - 1, instant) ? 0 : count
    for (let step = 0; step < nearby && isBy(low, instant); step += 1) low += 1
    let high = isBy(low, instant) ? ascending.length : low
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isBy(middle, instant)) low = middle + 1
      else high = middle
    }
    count = low
    return count
  }
}
