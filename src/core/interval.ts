import type { Look } from './observation.ts'

/** R2: how many intervals two known looks may lie apart and still be adjacent. */
const REACH_INTERVALS = 2.5

/** What adjacency depends on: when a look began, its monitor's interval, and its continuity span. */
export type Place = Pick<Look, 'at' | 'everyMs' | 'span'>

/** R2: the farthest that two looks with these intervals may lie apart (start to start) and still be adjacent, ms. */
export function reachMs(everyMs: number, otherEveryMs: number = everyMs): number {
  return REACH_INTERVALS * Math.max(everyMs, otherEveryMs)
}

/** R2 and R16: within reach, and nothing broke continuity in between (changed target, pause, clock step, suspend). */
export function adjacent(earlier: Place, later: Place): boolean {
  return later.span === earlier.span && later.at - earlier.at <= reachMs(earlier.everyMs, later.everyMs)
}

/** R1, `a`: the latest instant by which we had not yet begun to look. */
export function notBegunBy(look: Pick<Look, 'at' | 'uncertaintyMs'>): number {
  return look.at - look.uncertaintyMs
}

/** R1, `b`: the instant by which we knew. */
export function knownBy(look: Pick<Look, 'at' | 'durationMs' | 'uncertaintyMs'>): number {
  return look.at + look.durationMs + look.uncertaintyMs
}
