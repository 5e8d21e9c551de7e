import { type Findings, type Setting, takeIn } from './fold.ts'
import { reachMs } from './interval.ts'
import type { LookColumns } from './look-columns.ts'
import { addLooks, addTime, QUARTER_MS, quarterOf, takeFinalQuarters } from './quarters.ts'
import { addQuarter } from './rollup.ts'
import type { MonitorState, WorkingState } from './state.ts'

type Run = NonNullable<WorkingState['run']>

/**
 * Takes in looks as `takeIn` does one by one, to the same state and findings. What nearly every look of a year is – up, like the one before
 * it and within reach of it – is counted a whole stretch at a time; so are degraded ones behind a degraded one.
 */
export function takeInColumns(state: WorkingState, columns: LookColumns, setting: Setting, findings: Findings): void {
  let next = 0
  while (next < columns.length) {
    const end = isPlain(state) ? stretchEnd(state.run, columns, next, state.degraded !== null) : next
    if (end > next && state.run !== null) countStretch(state, state.run, columns, next, end, findings)
    else takeIn(state, columns.look(next), setting, findings)
    next = Math.max(end, next + 1)
  }
}

/** Nothing but the run, and that of degraded looks, can change by a further look that is up. */
export function isPlain<S extends MonitorState>(state: S): state is S & { run: NonNullable<S['run']> } {
  const { run, open, settled, pending } = state
  return run !== null && run.outcome === 'up' && open === null && settled === 'up' && pending.length === 0
}

/** Up to where every look from `from` on is up, degraded or not as asked, newer than the one before and within reach of it, on unchanged terms. */
function stretchEnd(run: Run, columns: LookColumns, from: number, areDegraded: boolean): number {
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
    if (outcome[index] !== 0 || (degraded[index] !== 0) !== areDegraded || terms[index] !== number || !(distance > 0 && distance <= reach))
      break
    before += distance
    reach = withinReach
  }
  return index
}

function countStretch(state: WorkingState, run: Run, columns: LookColumns, from: number, to: number, findings: Findings): void {
  const { at, terms } = columns
  const { hi: before } = run
  run.a = latestA(run.a, columns, from, to)
  run.hi = Math.max(before, run.a)
  run.looks += to - from
  run.at = at[to - 1] ?? run.at
  run.everyMs = columns.termsOf(terms[from] ?? 0).everyMs
  state.unknown = null
  const all = { upTo: before, next: from, end: to }
  const left = state.degraded === null ? countQuarters(state, run, all, at, findings) : all
  addTime(state.quarters, 'upMs', left.upTo, run.hi)
  addLooks(state.quarters, at, left.next, left.end)
  if (state.degraded !== null) lengthen(state, state.degraded, run.a, to - from)
  if (state.quarters.length > 1) tellFinal(state, run, findings)
}

/** The a of the newest of these looks, or of one before it that was less in doubt. */
function latestA(before: number, { at, uncertaintyMs }: LookColumns, from: number, to: number): number {
  let latest = before
  // A look's a is never later than its start, and starts ascend.
  for (let index = to - 1; index >= from && (at[index] ?? 0) > latest; index -= 1) {
    latest = Math.max(latest, (at[index] ?? 0) - (uncertaintyMs[index] ?? 0))
  }
  return latest
}

/** Up to where up time is in the sums, and the looks that are not. */
interface Left {
  readonly upTo: number
  readonly next: number
  readonly end: number
}

/**
 * Quarters that the stretch fills from end to end, and that can no longer change. They never become sums that grow with each look: of a year
 * of 35,000 quarters a few hundred runs are left.
 */
function countQuarters(state: WorkingState, run: Run, left: Left, at: ArrayLike<number>, findings: Findings): Left {
  const opened = state.quarters.at(-1)
  const free = opened === undefined ? left.upTo : Math.max(left.upTo, opened.from + QUARTER_MS)
  const first = Math.ceil(Math.max(free, at[left.next] ?? free) / QUARTER_MS) * QUARTER_MS
  const end = quarterOf(Math.min(run.hi, run.at))
  if (end <= first) return left
  let next = firstFrom(first, at, left, 0)
  addTime(state.quarters, 'upMs', left.upTo, first)
  addLooks(state.quarters, at, left.next, next)
  tellFinal(state, run, findings)
  let looks = 0
  for (let from = first; from < end; from += QUARTER_MS) {
    const before = next
    next = firstFrom(from + QUARTER_MS, at, { next, end: left.end }, looks)
    looks = next - before
    addQuarter(findings.quarters, { from, upMs: QUARTER_MS, downMs: 0, ambiguousMs: 0, degradedMs: 0, looks })
  }
  return { upTo: end, next, end: left.end }
}

/** The first of these looks that began at an instant or later; the last of them did. `guess` is how many begin before it, about. */
function firstFrom(instant: number, at: ArrayLike<number>, { next, end }: Pick<Left, 'next' | 'end'>, guess: number): number {
  let index = Math.min(next + guess, end - 1)
  while (index > next && (at[index - 1] ?? 0) >= instant) index -= 1
  while ((at[index] ?? instant) < instant) index += 1
  return index
}

function lengthen(state: WorkingState, degraded: NonNullable<WorkingState['degraded']>, a: number, looks: number): void {
  const hi = Math.max(degraded.hi, a)
  addTime(state.quarters, 'degradedMs', degraded.hi, hi)
  degraded.hi = hi
  degraded.looks += looks
}

function tellFinal(state: WorkingState, run: Run, findings: Findings): void {
  for (const quarter of takeFinalQuarters(state.quarters, run.hi, run.at)) addQuarter(findings.quarters, quarter)
}
