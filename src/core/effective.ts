import { knownBy, reachMs } from './interval.ts'
import type { ControlRound, Look, Outcome } from './observation.ts'

/** Of a control round, what decides about looks. */
export type RoundTime = Pick<ControlRound, 'at' | 'durationMs' | 'fine'>

/** Control rounds by the instant they began. */
export interface Rounds {
  /** The first round that began strictly after the instant; null when none is known. */
  firstAfter(instant: number): RoundTime | null
  /** The newest round that was over by the instant; null when none is known. */
  lastOverBy(instant: number): RoundTime | null
  /** The newest round that was not fine and began by the instant; null when none is known. */
  lastFailedBy(instant: number): RoundTime | null
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
  if (!look.controlled) return down
  const latestStart = look.at + reachMs(look.everyMs, ROUND_EVERY_MS)
  const round = rounds.firstAfter(knownBy(look))
  if (round !== null) return round.fine && round.at <= latestStart && !offlineBefore(look, rounds) ? down : offline
  return asOf > latestStart + ROUND_ARRIVES_WITHIN_MS ? offline : waiting
}

/** From when and to when rounds can begin that have a say about a look; `to` is exclusive. */
export function roundsThatDecide(look: Pick<Look, 'at' | 'everyMs'>): { readonly from: number; readonly to: number } {
  return { from: look.at - ROUND_SPEAKS_FOR_MS, to: look.at + reachMs(look.everyMs, ROUND_EVERY_MS) + 1 }
}

/** An index over control rounds, in any order. It answers by the set of rounds, not by the order in which they came. */
export function roundBook<T extends RoundTime = ControlRound>(rounds: Iterable<T> = []): RoundBook<T> {
  const sorted = [...rounds].sort((x, y) => x.at - y.at)
  return {
    firstAfter: (instant) => sorted[firstIndexAfter(sorted, instant)] ?? null,
    lastOverBy: (instant) => {
      let index = firstIndexAfter(sorted, instant) - 1
      // At most the newest one or two were still under way: one round is in flight at a time.
      while (index >= 0 && !isOver(sorted[index], instant)) index -= 1
      return sorted[index] ?? null
    },
    lastFailedBy: (instant) => {
      let index = firstIndexAfter(sorted, instant) - 1
      const oldest = instant - 2 * ROUND_SPEAKS_FOR_MS
      while (index >= 0 && sorted[index]?.fine === true && (sorted[index]?.at ?? 0) >= oldest) index -= 1
      const round = sorted[index]
      return round === undefined || round.fine ? null : round
    },
    append: (round) => {
      const index = firstIndexAfter(sorted, round.at)
      if (index === sorted.length) sorted.push(round)
      else sorted.splice(index, 0, round)
    },
    all: () => sorted,
  }
}

/** For samples from elsewhere, and monitors without controls. */
export const noRounds: Rounds = { firstAfter: () => null, lastOverBy: () => null, lastFailedBy: () => null }

function offlineBefore(look: Look, rounds: Rounds): boolean {
  const failed = rounds.lastFailedBy(knownBy(look))
  if (failed === null || failed.at < look.at - ROUND_SPEAKS_FOR_MS) return false
  const before = rounds.lastOverBy(look.at)
  return before === null || before.at <= failed.at
}

function isOver(round: RoundTime | undefined, instant: number): boolean {
  return round !== undefined && round.at + round.durationMs <= instant
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
