import { advanceInPlace } from './advance.ts'
import { noRounds, type Rounds } from './effective.ts'
import { noFindings } from './fold.ts'
import type { LookColumns } from './look-columns.ts'
import type { OutageRules } from './monitor.ts'
import type { Look } from './observation.ts'
import type { Gap, Outage } from './outage.ts'
import { toOutage } from './outage-fold.ts'
import type { QuarterRun } from './rollup.ts'
import { type MonitorState, workingState } from './state.ts'
import { isPlain, takeInColumns } from './stretch.ts'

/** The method over one monitor from its first look on, as the looks come. What it holds grows with outages and gaps, not with looks. */
export interface Derivation {
  /** As it is now, but for its runs: looks that change nothing else are counted some at a time. */
  readonly state: MonitorState
  /** One step, as `advance` takes it; the look is not held. */
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
  const held = heldLooks()

  /** An up look waits for no round, so it does not matter when it is counted. */
  const count = (): void => {
    if (held.length() === 0) return
    takeInColumns(state, held.columns(), { rounds: noRounds, rules, asOf: 0 }, findings)
    held.drop()
  }
  return {
    state,
    take(look, rounds, asOf) {
      const up = look !== null && look.outcome === 'up' && look.degraded.length === 0 && isPlain(state)
      if (held.length() > 0 && !(up && held.takes(look))) count()
      if (up) held.add(look)
      else advanceInPlace(state, look, { rounds, rules, asOf }, findings)
    },
    found: () => {
      count()
      return {
        outages: state.open === null ? [...findings.closed] : [...findings.closed, toOutage(monitorId, state.open, null)],
        gaps: [...findings.gaps],
        quarters: structuredClone(findings.quarters),
      }
    },
  }
}

/** Where the sums of each quarter are looked up among those before it, few at a time are counted faster than many. */
const heldAtMost = 64

/** Looks that are plainly up, on the same terms. */
function heldLooks() {
  const at = new Float64Array(heldAtMost)
  const durationMs = new Float64Array(heldAtMost)
  const uncertaintyMs = new Float64Array(heldAtMost)
  const zero = new Float64Array(heldAtMost)
  let terms = { everyMs: 0, controlled: false, span: 0 }
  let length = 0
  const look = (i: number): Look => {
    const seen = { at: at[i] ?? 0, durationMs: durationMs[i] ?? 0, uncertaintyMs: uncertaintyMs[i] ?? 0 }
    return { ...seen, ...terms, outcome: 'up', failure: null, degraded: [] }
  }
  const columns = (): LookColumns => {
    const numbers = { at, uncertaintyMs, durationMs: () => durationMs, outcome: zero, degraded: zero, terms: zero }
    return { length, seq: null, lastSeq: -1, ...numbers, phases: null, termsOf: () => terms, look }
  }
  return {
    length: () => length,
    columns,
    takes: ({ everyMs, controlled, span }: Look): boolean =>
      length < heldAtMost && terms.everyMs === everyMs && terms.span === span && terms.controlled === controlled,
    add(look: Look): void {
      if (length === 0) terms = { everyMs: look.everyMs, controlled: look.controlled, span: look.span }
      at[length] = look.at
      durationMs[length] = look.durationMs
      uncertaintyMs[length] = look.uncertaintyMs
      length += 1
    },
    drop: () => void (length = 0),
  }
}
