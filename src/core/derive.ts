import { toDegraded } from './degraded.ts'
import type { Degraded } from './degraded.ts'
import type { Rounds } from './effective.ts'
import { noFindings, takeIn } from './fold.ts'
import type { Findings, Setting } from './fold.ts'
import type { LookColumns } from './look-columns.ts'
import type { OutageRules } from './monitor.ts'
import type { Look } from './observation.ts'
import type { Gap, Outage, Segment } from './outage.ts'
import { toOutage } from './outage-fold.ts'
import type { QuarterRun } from './rollup.ts'
import { workingState } from './state.ts'
import { takeInColumns } from './stretch.ts'
import type { MonitorState } from './state.ts'

/** Everything the method says about one series of looks. */
export interface Derived {
  /** Confirmed outages, by onset. */
  readonly outages: readonly Outage[]
  /** Unconfirmed failures, by onset. */
  readonly unconfirmed: readonly Outage[]
  /** Unobserved stretches between known looks. */
  readonly gaps: readonly Gap[]
  /** The partition of R4 from the first known look's b to the end of the last run; time outside it is unobserved. */
  readonly segments: readonly Segment[]
  readonly degraded: readonly Degraded[]
  /** Quarters that were looked into and can no longer change; the state holds the others. */
  readonly quarters: readonly QuarterRun[]
  /** The state that `advance` would be in after the same looks. */
  readonly state: MonitorState
}
export interface DeriveOptions {
  /** Instant that decides whether a control round may still come (R15). */
  readonly asOf: number
  /** The looks come by `at`, ascending: they are then streamed, never held. */
  readonly sorted?: boolean
}

/**
 * Derives outages, gaps and the partition of time from scratch (R1–R8, R15). Looks may be repeated and in any order: of known looks
 * with the same `at` the first given counts. Looks of one monitor from one vantage never overlap; overlapping ones are not detected here.
 * `rules` as a function: those in force when a look was recorded.
 */
export function deriveOutages<L extends Look>(
  monitorId: string,
  looks: Iterable<L>,
  rounds: Rounds,
  rules: OutageRules | ((look: L) => OutageRules),
  options: DeriveOptions,
): Derived {
  const state = workingState(monitorId)
  const history = { segments: [], degraded: [] }
  const findings = noFindings(history)
  const settingAt = settingsOf(rounds, rules, options.asOf)
  for (const look of options.sorted === true ? looks : inOrder(looks)) takeIn(state, look, settingAt(look), findings)
  return derivedOf(state, findings, history)
}

/** The same for looks that come in columns, in the order in which they count. They are streamed, never held. */
export function deriveColumns(
  monitorId: string,
  stretches: Iterable<LookColumns>,
  rounds: Rounds,
  rules: OutageRules,
  asOf: number,
): Derived {
  const state = workingState(monitorId)
  const history = { segments: [], degraded: [] }
  const findings = noFindings(history)
  for (const stretch of stretches) takeInColumns(state, stretch, { rounds, rules, asOf }, findings)
  return derivedOf(state, findings, history)
}

/**
 * The partition of R4 for a slice of looks. It is exact from the b of its first known look on: for a period, begin the slice with
 * a known look that ended before the period.
 */
export function segmentsOf(looks: Iterable<Look>, rounds: Rounds, asOf: number): readonly Segment[] {
  return deriveOutages('', looks, rounds, { confirmDown: 1, confirmUp: 1 }, { asOf }).segments
}

function settingsOf<L extends Look>(rounds: Rounds, rules: OutageRules | ((look: L) => OutageRules), asOf: number): (look: L) => Setting {
  if (typeof rules === 'function') return (look) => ({ rounds, rules: rules(look), asOf })
  const always = { rounds, rules, asOf }
  return () => always
}

function inOrder<L extends Look>(looks: Iterable<L>): readonly L[] {
  const given = [...looks]
  for (let index = 1; index < given.length; index += 1) {
    if ((given[index - 1]?.at ?? 0) > (given[index]?.at ?? 0)) return given.toSorted((x, y) => x.at - y.at)
  }
  return given
}

function derivedOf(state: MonitorState, findings: Findings, history: { segments: Segment[]; degraded: Degraded[] }): Derived {
  const { run, open } = state
  const all = open === null ? findings.closed : [...findings.closed, toOutage(state.monitorId, open, null)]
  const last = run !== null && run.hi > run.lo ? [{ kind: run.outcome, from: run.lo, to: run.hi }] : []
  return {
    outages: all.filter((outage) => outage.confirmed),
    unconfirmed: all.filter((outage) => !outage.confirmed),
    gaps: findings.gaps,
    segments: [...history.segments, ...last],
    degraded: state.degraded === null ? history.degraded : [...history.degraded, toDegraded(state.degraded)],
    quarters: findings.quarters,
    state,
  }
}
