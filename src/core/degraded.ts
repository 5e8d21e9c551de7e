import type { Failure } from './failure.ts'
import { addTime } from './quarters.ts'
import { knownBy } from './interval.ts'
import type { Look } from './observation.ts'
import type { DegradedRun, WorkingState } from './state.ts'

/** A run of degraded looks by R3. A single look gives an instant (`from` = `to`). It lies within up time and never changes it. */
export interface Degraded {
  readonly from: number
  readonly to: number
  readonly looks: number
  /** First reason of its first look. */
  readonly cause: Failure
}

/** Follows degraded runs for a known look that `state.run` already holds; runs that ended go to `ended`. */
export function foldDegraded(state: WorkingState, look: Look, outcome: 'up' | 'down', ended: Degraded[] | null): void {
  const { run, degraded } = state
  const cause = outcome === 'up' ? look.degraded[0] : undefined
  if (run === null || (degraded === null && cause === undefined)) return
  if (degraded !== null && cause !== undefined && run.looks > 1) {
    const hi = Math.max(degraded.hi, run.a)
    addTime(state.quarters, 'degradedMs', degraded.hi, hi)
    degraded.hi = hi
    degraded.looks += 1
    return
  }
  if (degraded !== null) ended?.push(toDegraded(degraded))
  const lo = Math.max(knownBy(look), run.hi)
  state.degraded = cause === undefined ? null : { lo, hi: lo, looks: 1, cause }
}

export function toDegraded(run: DegradedRun): Degraded {
  return { from: run.lo, to: run.hi, looks: run.looks, cause: run.cause }
}
