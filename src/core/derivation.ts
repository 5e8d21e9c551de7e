import { advanceInPlace } from './advance.ts'
import type { Rounds } from './effective.ts'
import { noFindings } from './fold.ts'
import type { OutageRules } from './monitor.ts'
import type { Look } from './observation.ts'
import type { Gap, Outage } from './outage.ts'
import { toOutage } from './outage-fold.ts'
import type { QuarterRun } from './rollup.ts'
import { type MonitorState, workingState } from './state.ts'

/** The method over one monitor from its first look on, as the looks come. What it holds grows with outages and gaps, not with looks. */
export interface Derivation {
  /** As it is now: it changes with every look. */
  readonly state: MonitorState
  /** One step, as `advance` takes it. */
  take(look: Look | null, rounds: Rounds, asOf: number): void
  found(): Found
}

/** What was found so far. */
export interface Found {
  /** Outages and unconfirmed failures, by onset. */
  readonly outages: readonly Outage[]
  readonly gaps: readonly Gap[]
  /** Those that can no longer change; the state holds the others. */
  readonly quarters: readonly QuarterRun[]
}

export function startDerivation(monitorId: string, rules: OutageRules): Derivation {
  const state = workingState(monitorId)
  const findings = noFindings()
  return {
    state,
    take(look, rounds, asOf) {
      advanceInPlace(state, look, { rounds, rules, asOf }, findings)
    },
    found: () => ({
      outages: state.open === null ? [...findings.closed] : [...findings.closed, toOutage(monitorId, state.open, null)],
      gaps: [...findings.gaps],
      quarters: structuredClone(findings.quarters),
    }),
  }
}
