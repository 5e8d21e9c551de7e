import { knownBy, reachMs } from './interval.ts'
import type { ControlRound, Look, Outcome } from './observation.ts'

/** Of a control round, what decides about looks. */
export type RoundTime = Pick<ControlRound, 'at' | 'durationMs' | 'fine'>

/** Control rounds by the instant they began. Of two that began at once, one that was not fine comes first. */
export interface Rounds {
  /** The start of the first fine round that began strictly after the instant; null when none is known. One after `until` need not be told. */
  firstFineAfter(instant: number, until?: number): number | null
  /** The start of the newest round that was not fine and began between the two instants, both inclusive; null when none is known. */
  lastFailedBetween(since: number, by: number): number | null
  /** A round is known that began strictly after an instant and was over by another. */
  overBetween(after: number, by: number): boolean
  /** A round is known that began strictly after the instant. */
  anyAfter(instant: number): boolean
}
export interface RoundBook<T extends RoundTime = ControlRound> extends Rounds {
  /** Adds one; in order of time this costs nothing, out of order it is put in its place. */
  append(round: T): void
  /** All of them, by `at`. */
  all(): readonly T[]
}

/** What one look counts as (R15). */
export interface Effective {
  /** `unknown` while provisional: a raw down is down only once its round was fine. */
  readonly outcome: Outcome
  /** The round that decides is not in yet: this look confirms nothing and is told to nobody. */
  readonly provisional: boolean
  /** Why unknown, as a failure code; null when known or provisional. */
  readonly reason: string | null
}

/** Rounds begin at most this often, so a shorter reach than 2.5 times this would leave faster monitors without any round. */
export const ROUND_EVERY_MS = 5_000
/** A round takes 5 s at most and is recorded at once; absence is certain only when one begun in time must have come in. */
export const ROUND_ARRIVES_WITHIN_MS = 10_000

/** Rounds begin every five minutes at the latest; an older one says nothing about the moment of a look. */
const ROUND_SPEAKS_FOR_MS = 600_000

const up: Effective = { outcome: 'up', provisional: false, reason: null }
const down: Effective = { outcome: 'down', provisional: false, reason: null }
const waiting: Effective = { outcome: 'unknown', provisional: true, reason: null }
const offline: Effective = { outcome: 'unknown', provisional: false, reason: 'observer_offline' }

/**
 * The effective outcome of a look, as of an instant (R15). A raw down look that had controls is decided by the first round that
 * began after its b, if it began within 2.5 × max(I, 5 s) of the look's start; everything else stands as recorded.
 *
 * Stricter than R15's letter in one case: when the last round before the look, or one that began during it, was not fine, a fine one
 * after it proves only that we came back, not that we were back when we looked. Looks at the end of our own outage would otherwise be
 * charged to the service.
 */
export function effective(look: Look, rounds: Rounds, asOf: number): Effective {
  if (look.outcome === 'up') return up
  if (look.outcome === 'unknown') return { outcome: 'unknown', provisional: false, reason: look.failure?.code ?? null }
  const b = knownBy(look)
  if (!look.controlled || isDownByRounds(look.at, b, look.everyMs, rounds)) return down
  return asOf > latestStartOf(look) + ROUND_ARRIVES_WITHIN_MS || rounds.anyAfter(b) ? offline : waiting
}

/** By the rounds that are known, a failed look with this start, b and interval counts as down: what `effective` asks of each, without a look. */
export function isDownByRounds(at: number, b: number, everyMs: number, rounds: Rounds): boolean {
  const latestStart = latestStartOf({ at, everyMs })
  const fineAt = rounds.firstFineAfter(b, latestStart)
  if (fineAt === null || fineAt > latestStart) return false
  const failedAt = rounds.lastFailedBetween(at - ROUND_SPEAKS_FOR_MS, fineAt)
  // One after b came before the fine one, and decides; after one before it we must have been back by the time of the look.
  return failedAt === null || rounds.overBetween(failedAt, at)
}

/** The latest start of a round that may decide about a look. */
function latestStartOf({ at, everyMs }: Pick<Look, 'at' | 'everyMs'>): number {
  return at + reachMs(everyMs, ROUND_EVERY_MS)
}

/** From when and to when rounds can begin that have a say about a look; `to` is exclusive. */
export function roundsThatDecide(look: Pick<Look, 'at' | 'everyMs'>): { readonly from: number; readonly to: number } {
  return { from: look.at - ROUND_SPEAKS_FOR_MS, to: latestStartOf(look) + 1 }
}

/** An index over control rounds, in any order. It answers by the set of rounds, not by the order in which they came. */
export function roundBook<T extends RoundTime = ControlRound>(rounds: Iterable<T> = []): RoundBook<T> {
  const sorted = [...rounds].sort((x, y) => x.at - y.at || Number(x.fine) - Number(y.fine))
  return {
    firstFineAfter: (instant) => {
      let index = firstIndexAfter(sorted, instant)
      while (sorted[index]?.fine === false) index += 1
      return sorted[index]?.at ?? null
    },
    lastFailedBetween: (since, by) => {
      let index = firstIndexAfter(sorted, by) - 1
      while (index >= 0 && sorted[index]?.fine === true && (sorted[index]?.at ?? 0) >= since) index -= 1
      const round = sorted[index]
      return round === undefined || round.fine || round.at < since ? null : round.at
    },
    overBetween: (after, by) =>
      sorted.slice(firstIndexAfter(sorted, after), firstIndexAfter(sorted, by)).some((round) => isOver(round, by)),
    anyAfter: (instant) => firstIndexAfter(sorted, instant) < sorted.length,
    append: (round) => {
      const index = firstIndexAfter(sorted, round.fine ? round.at : round.at - 1)
      if (index === sorted.length) sorted.push(round)
      else sorted.splice(index, 0, round)
    },
    all: () => sorted,
  }
}

/** For samples from elsewhere, and monitors without controls. */
export const noRounds: Rounds = {
  firstFineAfter: () => null,
  lastFailedBetween: () => null,
  overBetween: () => false,
  anyAfter: () => false,
}

/** That a round which began by the instant was over by it, too. */
export function isOver({ at, durationMs }: RoundTime, instant: number): boolean {
  return at + durationMs <= instant
}

function firstIndexAfter(sorted: readonly RoundTime[], instant: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const round = sorted[middle]
    if (round !== undefined && round.at <= instant) low = middle + 1
    else high = middle
  }
  return low
}
