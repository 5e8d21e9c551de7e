import { type Findings, type Setting, takeIn } from './fold.ts'
import { reachMs } from './interval.ts'
import type { LookColumns } from './look-columns.ts'
import { addLooks, addTime, takeFinalQuarters } from './quarters.ts'
import type { Run, WorkingState } from './state.ts'

/**
 * Takes in looks as `takeIn` does one by one, to the same state and findings. What nearly every look of a year is – up, like the one before
 * it and within reach of it – is counted a whole stretch at a time.
 */
export function takeInColumns(state: WorkingState, columns: LookColumns, setting: Setting, findings: Findings): void {
  let next = 0
  while (next < columns.length) {
    const end = isPlain(state) ? stretchEnd(state.run, columns, next) : next
    if (end > next && state.run !== null) countStretch(state, state.run, columns, next, end, findings)
    else takeIn(state, columns.look(next), setting, findings)
    next = Math.max(end, next + 1)
  }
}

/** Nothing but the run can change by a further look that is up. */
export function isPlain(state: WorkingState): state is WorkingState & { run: Run } {
  const { run, open, settled, degraded, pending } = state
  return run !== null && run.outcome === 'up' && open === null && settled === 'up' && degraded === null && pending.length === 0
}

/** Up to where every look from `from` on is plainly up, newer than the one before and within reach of it, on unchanged terms. */
function stretchEnd(run: Run, columns: LookColumns, from: number): number {
  const { at, outcome, degraded, terms } = columns
  const number = terms[from] ?? 0
  const { everyMs, span } = columns.termsOf(number)
  if (span !== run.span) return from
  let before = run.at
  let reach = reachMs(everyMs, run.everyMs)
  const withinReach = reachMs(everyMs)
  let index = from
  for (; index < columns.length; index += 1) {
    const distance = (at[index] ?? 0) - before
    if (outcome[index] !== 0 || degraded[index] !== 0 || terms[index] !== number || distance <= 0 || distance > reach) break
    before += distance
    reach = withinReach
  }
  return index
}

function countStretch(
  state: WorkingState,
  run: NonNullable<WorkingState['run']>,
  columns: LookColumns,
  from: number,
  to: number,
  findings: Findings,
): void {
  const { at, uncertaintyMs, terms } = columns
  let { a } = run
  for (let index = from; index < to; index += 1) {
    const begun = (at[index] ?? 0) - (uncertaintyMs[index] ?? 0)
    if (begun > a) a = begun
  }
  const hi = Math.max(run.hi, a)
  addTime(state.quarters, 'upMs', run.hi, hi)
  addLooks(state.quarters, at, from, to)
  run.a = a
  run.hi = hi
  run.looks += to - from
  run.at = at[to - 1] ?? run.at
  run.everyMs = columns.termsOf(terms[from] ?? 0).everyMs
  state.unknown = null
  if (state.quarters.length < 2) return
  for (const quarter of takeFinalQuarters(state.quarters, run.hi, run.at)) findings.quarters.push(quarter)
}
