import type { Rounds } from './effective.ts'
import { noFindings, settlePending, takeIn } from './fold.ts'
import type { Findings, Setting } from './fold.ts'
import type { OutageRules } from './monitor.ts'
import type { Look } from './observation.ts'
import type { Gap, QuarterTotals, Outage } from './outage.ts'
import { quarterTotals } from './quarters.ts'
import { toOutage } from './outage-fold.ts'
import { quartersOf } from './rollup.ts'
import { thaw } from './state.ts'
import type { MonitorState, WorkingState } from './state.ts'

export { initialState } from './state.ts'
export type { MonitorState } from './state.ts'

/** What one look, or one control round, changed. */
export interface Step {
  readonly state: MonitorState
  /** Every outage or unconfirmed failure that opened, changed or closed, as it now stands. */
  readonly outages: readonly Outage[]
  /** Those of them that were confirmed for the first time: their id is minted now. */
  readonly confirmed: readonly Outage[]
  readonly gaps: readonly Gap[]
  /** Quarter hours of UTC that can no longer change. Quarters that nobody looked into are not written. */
  readonly quarters: readonly QuarterTotals[]
  readonly settledChanged: boolean
}

/**
 * One step of the method (R1–R8, R15), pure: the given state is not touched. `look` null means that a control round came in or
 * time passed, so that what was held back may be settled. Looks from the first provisional one on wait in the state; replaying the
 * same looks and rounds as of the same instant gives the same state and the same outages (property 6).
 *
 * A known look that began no later than the newest known one changes nothing: it is a duplicate, or the clock went back.
 */
export function advance(state: MonitorState, look: Look | null, rounds: Rounds, asOf: number, rules: OutageRules): Step {
  const working = thaw(state)
  const findings = noFindings()
  advanceInPlace(working, look, { rounds, rules, asOf }, findings)
  return stepOf(state, working, findings)
}

/** The same step on a state that nobody else holds: a copy for each look would cost more than the look. */
export function advanceInPlace(state: WorkingState, look: Look | null, setting: Setting, findings: Findings): void {
  if (state.pending.length > 0) settlePending(state, setting, findings)
  if (look !== null) takeIn(state, look, setting, findings)
}

function stepOf(before: MonitorState, after: MonitorState, findings: Findings): Step {
  const { closed, confirmed, gaps, quarters, openChanged } = findings
  const outages = openChanged && after.open !== null ? [...closed, toOutage(after.monitorId, after.open, null)] : closed
  return {
    state: after,
    outages,
    confirmed: confirmed.length === 0 ? [] : outages.filter((outage) => confirmed.includes(outage.id)),
    gaps,
    quarters: quarters.length === 0 ? [] : Array.from(quartersOf(quarters), (sums) => quarterTotals(after.monitorId, sums)),
    settledChanged: before.settled !== after.settled,
  }
}
