import { effective } from './effective.ts'
import type { Effective, Rounds } from './effective.ts'
import { foldDegraded } from './degraded.ts'
import type { Degraded } from './degraded.ts'
import { addLook, addTime, takeFinalQuarters } from './quarters.ts'
import { adjacent, knownBy, notBegunBy } from './interval.ts'
import type { OutageRules } from './monitor.ts'
import type { Look } from './observation.ts'
import type { Gap, Outage, Segment, SegmentKind } from './outage.ts'
import { foldDown, foldUp } from './outage-fold.ts'
import { addQuarter, type GrowingRun } from './rollup.ts'
import type { WorkingState } from './state.ts'

/** What a fold brings to light on its way. */
export interface Findings {
  /** Outages and unconfirmed failures that closed. */
  readonly closed: Outage[]
  /** Ids of outages that were confirmed. */
  readonly confirmed: string[]
  readonly gaps: Gap[]
  /** Quarters that can no longer change. */
  readonly quarters: GrowingRun[]
  /** Only for a derivation from scratch: what is certain by now, the run that is going on left out. */
  readonly history: { readonly segments: Segment[]; readonly degraded: Degraded[] } | null
  /** The open outage changed since it was last told. */
  openChanged: boolean
}

/** What stays the same while looks are folded in. */
export interface Setting {
  readonly rounds: Rounds
  readonly rules: OutageRules
  readonly asOf: number
}

export function noFindings(history: Findings['history'] = null): Findings {
  return { closed: [], confirmed: [], gaps: [], quarters: [], history, openChanged: false }
}

/** Takes one look in; behind a provisional one it is held back with it, so that nothing is minted or told early (R15). */
export function takeIn(state: WorkingState, look: Look, setting: Setting, findings: Findings): void {
  if (state.pending.length > 0) {
    state.pending.push(onlyLook(look))
    return
  }
  const verdict = effective(look, setting.rounds, setting.asOf)
  if (verdict.provisional) state.pending.push(onlyLook(look))
  else count(state, look, verdict, setting.rules, findings)
}

/** Counts the looks that were held back, up to the first that is still provisional. */
export function settlePending(state: WorkingState, setting: Setting, findings: Findings): void {
  let settled = 0
  for (const look of state.pending) {
    const verdict = effective(look, setting.rounds, setting.asOf)
    if (verdict.provisional) break
    count(state, look, verdict, setting.rules, findings)
    settled += 1
  }
  if (settled > 0) state.pending = state.pending.slice(settled)
}

/**
 * One decided look. An unknown one only says why we do not know. A known one that is not newer than the newest known
 * one (a duplicate, or the clock went back) changes nothing: what was told about that time stands.
 */
function count(state: WorkingState, look: Look, verdict: Effective, rules: OutageRules, findings: Findings): void {
  const { outcome } = verdict
  if (outcome === 'unknown') {
    state.unknown = { from: state.unknown?.from ?? look.at, at: look.at, everyMs: look.everyMs, reason: verdict.reason }
    return
  }
  if (state.run !== null && look.at <= state.run.at) return
  state.unknown = null
  const grownMs = foldRun(state, look, outcome, findings)
  if (outcome === 'down') foldDown(state, look, grownMs, rules, findings)
  else foldUp(state, rules, findings)
  foldDegraded(state, look, outcome, findings.history?.degraded ?? null)
  addLook(state.quarters, look.at)
  const { run } = state
  if (run === null || state.quarters.length < 2) return
  for (const quarter of takeFinalQuarters(state.quarters, run.hi, run.at)) addQuarter(findings.quarters, quarter)
}

/** R3 and R4: lengthens the run or begins the next one. Returns by how much certain time grew, ms. */
function foldRun(state: WorkingState, look: Look, outcome: 'up' | 'down', findings: Findings): number {
  const { run } = state
  if (run === null) {
    startRun(state, look, outcome, null, knownBy(look), 0)
    return 0
  }
  // A look began after every look before it began, so its a is never earlier than theirs, even when u grew.
  const a = Math.max(notBegunBy(look), run.a)
  const continuous = adjacent(run, look)
  if (continuous && run.outcome === outcome) {
    const grownMs = Math.max(a - run.hi, 0)
    addTime(state.quarters, outcome === 'up' ? 'upMs' : 'downMs', run.hi, run.hi + grownMs)
    run.hi += grownMs
    run.looks += 1
    run.at = look.at
    run.a = a
    run.everyMs = look.everyMs
    run.span = look.span
    return grownMs
  }
  // When u fell faster than time passed, b would step back behind what is already accounted; it is held there.
  const lo = Math.max(knownBy(look), run.hi, outcome === 'down' ? earliestOnset(state) : run.hi)
  note(findings, run.outcome, run.lo, run.hi)
  note(findings, continuous ? 'ambiguous' : 'unobserved', run.hi, lo)
  if (continuous) addTime(state.quarters, 'ambiguousMs', run.hi, lo)
  else if (lo > run.hi) findings.gaps.push({ from: run.hi, to: lo })
  startRun(state, look, outcome, run.a, lo, continuous ? 0 : lo - run.hi)
  return 0
}

function startRun(state: WorkingState, look: Look, outcome: 'up' | 'down', after: number | null, lo: number, gapMs: number): void {
  const a = after === null ? notBegunBy(look) : Math.max(notBegunBy(look), after)
  state.run = { outcome, after, lo, hi: lo, looks: 1, gapMs, at: look.at, a, everyMs: look.everyMs, span: look.span }
}

/** Onsets of one monitor differ by at least 1 ms, so that ids with ms always differ. */
function earliestOnset(state: WorkingState): number {
  return state.open === null && state.lastOnsetBy !== null ? state.lastOnsetBy + 1 : Number.NEGATIVE_INFINITY
}

function note(findings: Findings, kind: SegmentKind, from: number, to: number): void {
  if (findings.history !== null && to > from) findings.history.segments.push({ kind, from, to })
}

/** A held-back look is kept in the state without the rest of its observation. */
function onlyLook(look: Look): Look {
  const { at, durationMs, uncertaintyMs, everyMs, outcome, failure, degraded, controlled, span } = look
  return { at, durationMs, uncertaintyMs, everyMs, outcome, failure, degraded, controlled, span }
}
