import type { Findings } from './fold.ts'
import type { OutageRules } from './monitor.ts'
import type { Look } from './observation.ts'
import type { Bounds, Outage } from './outage.ts'
import { outageId } from './outage-id.ts'
import type { OpenOutage, Run, WorkingState } from './state.ts'

/** R5–R8 for a down look that `state.run` already holds; `grownMs` is by how much its run's certain time grew. */
export function foldDown(state: WorkingState, look: Look, grownMs: number, rules: OutageRules, findings: Findings): void {
  const { run } = state
  if (run === null) return
  const continued = state.open
  const open = continued ?? openOutage(state, run, look)
  state.open = open
  if (continued !== null && run.looks === 1) countGap(open, run, 1)
  goOnDown(state, 1, grownMs, rules, findings)
}

/** The same for so many further looks of the run, by which it grew so much in all; the outage is open. */
export function goOnDown(state: WorkingState, looks: number, grownMs: number, rules: OutageRules, findings: Findings): void {
  const { run, open } = state
  if (run === null || open === null) return
  open.minMs += grownMs
  open.looks += looks
  open.lastSeenDownAt = run.at
  open.lastDownA = run.a
  findings.openChanged = true
  if (open.confirmed || run.looks < rules.confirmDown) return
  open.confirmed = true
  findings.confirmed.push(open.id)
  state.settled = 'down'
  state.since = { after: open.onsetAfter, by: open.onsetBy }
}

/** R5–R8 for an up look that `state.run` already holds. */
export function foldUp(state: WorkingState, rules: OutageRules, findings: Findings): void {
  const { run, open } = state
  if (run === null) return
  const closes = run.looks >= rules.confirmUp
  const recovery = open === null ? null : closes ? closeOutage(state, open, run, findings) : countFlap(open, run, findings)
  if (!closes || state.settled === 'up') return
  state.settled = 'up'
  state.since = recovery ?? { after: run.after, by: run.lo }
}

/** The outage as it stands after its last counted look. */
export function toOutage(monitorId: string, open: OpenOutage, recovery: Bounds | null): Outage {
  const maxMs = recovery === null || open.onsetAfter === null ? null : recovery.by - open.onsetAfter
  return {
    id: open.id,
    monitorId,
    onset: { after: open.onsetAfter, by: open.onsetBy },
    recovery,
    ongoing: recovery === null,
    minMs: open.minMs,
    maxMs,
    unobservedMs: open.unobservedMs,
    flaps: open.flaps,
    incidentsMax: 1 + open.gaps + open.flaps,
    looks: open.looks,
    lastSeenDownAt: open.lastSeenDownAt,
    confirmed: open.confirmed,
    cause: open.cause,
  }
}

type Open = NonNullable<WorkingState['open']>

function openOutage(state: WorkingState, run: Run, look: Look): Open {
  const id = outageId(state.monitorId, run.lo, state.lastOnsetBy)
  state.lastOnsetBy = run.lo
  return {
    id,
    onsetAfter: run.after,
    onsetBy: run.lo,
    minMs: 0,
    unobservedMs: 0,
    gaps: 0,
    flaps: 0,
    looks: 0,
    lastSeenDownAt: look.at,
    lastDownA: run.a,
    confirmed: false,
    cause: look.failure,
  }
}

/** An up run is a flap until it turns out to close the outage. */
function countFlap(open: Open, run: Run, findings: Findings): null {
  if (run.looks > 1) return null
  open.flaps += 1
  countGap(open, run, 1)
  findings.openChanged = true
  return null
}

function closeOutage(state: WorkingState, open: Open, run: Run, findings: Findings): Bounds {
  if (run.looks > 1) {
    // Its first looks were counted as a flap, and the gap before it as one inside; neither is (R8).
    open.flaps -= 1
    countGap(open, run, -1)
  }
  const recovery = { after: Math.max(open.lastDownA, open.onsetBy), by: run.lo }
  findings.closed.push(toOutage(state.monitorId, open, recovery))
  state.open = null
  return recovery
}

function countGap(open: Open, run: Run, sign: 1 | -1): void {
  if (run.gapMs === 0) return
  open.gaps += sign
  open.unobservedMs += sign * run.gapMs
}
