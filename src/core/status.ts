import { ROUND_ARRIVES_WITHIN_MS, ROUND_EVERY_MS } from './effective.ts'
import { reachMs } from './interval.ts'
import type { Observation } from './observation.ts'
import type { Bounds, MonitorStatus, Outage } from './outage.ts'
import { toOutage } from './outage-fold.ts'
import type { MonitorState } from './state.ts'
import { isPlain } from './stretch.ts'

/** What the state now depends on besides the looks. */
export interface StatusContext {
  /** The monitor's interval now; after a change it may differ from the last look's. */
  readonly everyMs: number
  /** No longer configured. */
  readonly retired?: boolean
}

/**
 * The state of a monitor now (method.md). Looks that are held back (R15) are not in it yet. `since` is when the settled state began, as
 * far as it was seen; gaps since then are not excluded. An open confirmed outage is named in every state.
 */
export function statusNow(state: MonitorState, now: number, context: StatusContext): MonitorStatus {
  const { run, unknown, open } = state
  const outageId = open?.confirmed === true ? open.id : null
  const nothing = { degraded: false, outageId }
  if (context.retired === true) return { state: 'unknown', since: unseenSince(state, context), reason: 'retired', ...nothing }
  if (run === null && unknown === null) return { state: 'pending', since: null, reason: null, ...nothing }
  const holds = run !== null && (isFresh(run, now, context) || (unknown === null && isAwaiting(run, state, now, context)))
  if (!holds || (state.settled === null && unknown !== null)) {
    return { state: 'unknown', since: unseenSince(state, context), reason: reasonFor(state, now, context), ...nothing }
  }
  if (state.settled === null) {
    return { state: run.outcome, since: { after: run.after, by: run.lo }, reason: null, degraded: state.degraded !== null, outageId }
  }
  const degraded = state.settled === 'up' && state.degraded !== null
  return { state: state.settled, since: state.since, reason: null, degraded, outageId }
}

/** The open outage or unconfirmed failure (`confirmed` tells), as it stands after its last look; null when none is open. */
export function openOutage(state: MonitorState): Outage | null {
  return state.open === null ? null : toOutage(state.monitorId, state.open, null)
}

/**
 * R14: whether the monitor must be looked at again before its next slot: its latest look, a provisional one by its raw outcome,
 * contradicts the settled state, or nothing is settled yet. An unknown look contradicts nothing.
 */
export function recheckDue(state: MonitorState): boolean {
  const latest = state.pending.at(-1)?.outcome ?? (state.unknown === null ? state.run?.outcome : 'unknown')
  if (latest === undefined || latest === 'unknown') return false
  return state.settled !== latest
}

/** By such a look nobody learns more than that all goes on: up after up, or degraded after degraded, and nothing else about it. */
export function goesOn(state: MonitorState | null, { outcome, recheck, degraded, flags }: Observation): boolean {
  if (state === null || outcome !== 'up' || recheck || flags.length > 0) return false
  return isPlain(state) && state.unknown === null && (state.degraded === null) === (degraded.length === 0)
}

interface Seen {
  readonly at: number
  readonly everyMs: number
}

/** Within reach of now, on either side: the clock may have gone back. */
function isFresh(seen: Seen, now: number, context: StatusContext): boolean {
  return Math.abs(now - seen.at) <= reachMs(seen.everyMs, context.everyMs)
}

/**
 * Looks are being made, and the control round that decides them is on its way: what the newest decided look said holds until it is in.
 * Rounds begin every 5 s at most, so what is said of a monitor with a shorter reach would otherwise change between any two of them.
 */
function isAwaiting(decided: Seen, { pending }: MonitorState, now: number, context: StatusContext): boolean {
  const newest = pending.at(-1)
  if (newest === undefined || !isFresh(newest, now, context)) return false
  return now - decided.at <= reachMs(Math.max(decided.everyMs, context.everyMs), ROUND_EVERY_MS) + ROUND_ARRIVES_WITHIN_MS
}

function unseenSince({ run, unknown }: MonitorState, context: StatusContext): Bounds | null {
  if (run !== null) return { after: run.a, by: Math.max(run.hi, run.at + reachMs(run.everyMs, context.everyMs)) }
  return unknown === null ? null : { after: null, by: unknown.from }
}

function reasonFor(state: MonitorState, now: number, context: StatusContext): string {
  const { unknown } = state
  const holds = unknown !== null && (isFresh(unknown, now, context) || isAwaiting(unknown, state, now, context))
  return holds ? (unknown.reason ?? 'unobserved') : 'unobserved'
}
