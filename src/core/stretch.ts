import { isDownByRounds } from './effective.ts'
import { type Findings, type Setting, takeIn } from './fold.ts'
import { reachMs } from './interval.ts'
import type { LookColumns } from './look-columns.ts'
import { goOnDown } from './outage-fold.ts'
import { addLooks, addTime, QUARTER_MS, quarterOf, takeFinalQuarters } from './quarters.ts'
import { addQuarter } from './rollup.ts'
import type { MonitorState, WorkingState } from './state.ts'

type Run = NonNullable<WorkingState['run']>

/**
 * Takes in looks as `takeIn` does one by one, to the same state and findings. What nearly every look of a year is – up, like the one before
 * it and within reach of it – is counted a whole stretch at a time; so are degraded ones behind a degraded one, and failed ones in an outage.
 */
export function takeInColumns(state: WorkingState, columns: LookColumns, setting: Setting, findings: Findings): void {
  const alike = areAllUp(columns)
  let next = 0
  while (next < columns.length) {
    const { run } = state
    const end = run === null ? next : stretchEnd(state, run, columns, next, setting, alike)
    if (end > next && run !== null) countStretch(state, run, columns, next, end, setting, findings)
    else takeIn(state, columns.look(next), setting, findings)
    next = Math.max(end, next + 1)
  }
}

/** Nothing but the run, and that of degraded looks, can change by a further look that is up. */
export function isPlain<S extends MonitorState>(state: S): state is S & { run: NonNullable<S['run']> } {
  const { run, open, settled, pending } = state
  return run !== null && run.outcome === 'up' && open === null && settled === 'up' && pending.length === 0
}

/** Nothing but the run and the outage can change by a further failed look. */
function isOut({ run, open, pending }: WorkingState): boolean {
  return run !== null && run.outcome === 'down' && open !== null && pending.length === 0
}

/** Up to where every look from `from` on would be counted into the run and change nothing else; `alike`: all looks are up, on the same terms. */
function stretchEnd(state: WorkingState, run: Run, columns: LookColumns, from: number, setting: Setting, alike: boolean): number {
  const isUp = isPlain(state)
  if (!isUp && !isOut(state)) return from
  const { at, terms, length } = columns
  const { everyMs, span, controlled } = columns.termsOf(terms[from] ?? 0)
  if (span !== run.span || !isReached(run.at, at[from] ?? 0, reachMs(everyMs, run.everyMs))) return from
  const areDegraded = state.degraded !== null
  if (alike && isUp && !areDegraded) return reachedEnd(at, from, length, reachMs(everyMs))
  return isUp ? upEnd(columns, from, areDegraded) : downEnd(columns, from, controlled ? roundsSay(columns, everyMs, setting) : () => true)
}

/** It began after the one before it, and within reach of it. */
function isReached(before: number, start: number, reach: number): boolean {
  return start > before && start - before <= reach
}

/** Of looks that are known to be alike. One number of each and nothing else, and no call: most of a year's looks are counted here. */
function reachedEnd(at: Float64Array, from: number, length: number, reach: number): number {
  let before = at[from] ?? 0
  for (let index = from + 1; index < length; index += 1) {
    const start = at[index] ?? 0
    if (!(start > before && start - before <= reach)) return index
    before = start
  }
  return length
}

function upEnd({ at, outcome, degraded, terms, termsOf, length }: LookColumns, from: number, areDegraded: boolean): number {
  const number = terms[from] ?? 0
  const reach = reachMs(termsOf(number).everyMs)
  for (let index = from; index < length; index += 1) {
    if (outcome[index] !== 0 || (degraded[index] !== 0) !== areDegraded || terms[index] !== number) return index
    if (index > from && !isReached(at[index - 1] ?? 0, at[index] ?? 0, reach)) return index
  }
  return length
}

/** Of raw failed looks; `isDown` says whether one counts as that. */
function downEnd({ at, outcome, terms, termsOf, length }: LookColumns, from: number, isDown: (index: number) => boolean): number {
  const number = terms[from] ?? 0
  const reach = reachMs(termsOf(number).everyMs)
  for (let index = from; index < length; index += 1) {
    if (outcome[index] !== 1 || terms[index] !== number) return index
    if (index > from && !isReached(at[index - 1] ?? 0, at[index] ?? 0, reach)) return index
    if (!isDown(index)) return index
  }
  return length
}

/** Whether a failed look of these counts as down, by the control rounds. */
function roundsSay({ at, uncertaintyMs, durationMs }: LookColumns, everyMs: number, { rounds }: Setting): (index: number) => boolean {
  const tookMs = durationMs()
  return (index) => {
    const start = at[index] ?? 0
    return isDownByRounds(start, start + (tookMs[index] ?? 0) + (uncertaintyMs[index] ?? 0), everyMs, rounds)
  }
}

/** All of them are up, none is degraded, and the terms are the same. */
function areAllUp({ outcome, degraded, terms }: LookColumns): boolean {
  return isAll(outcome, 0) && isAll(degraded, 0) && isAll(terms, terms[0] ?? 0)
}

function isAll(column: Float64Array, value: number): boolean {
  const known = constants.get(column)
  if (known !== undefined) return known === value
  for (let index = 0; index < column.length; index += 1) if (column[index] !== value) return false
  constants.set(column, value)
  return true
}
/** Columns that hold one number. Nearly all of a year's do, and a reader hands the same one over again for each day. */
const constants = new WeakMap<Float64Array, number>()

function countStretch(
  state: WorkingState,
  run: Run,
  columns: LookColumns,
  from: number,
  to: number,
  { rules }: Setting,
  findings: Findings,
): void {
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
  addTime(state.quarters, shareOf(run), left.upTo, run.hi)
  addLooks(state.quarters, at, left.next, left.end)
  if (run.outcome === 'down') goOnDown(state, to - from, run.hi - before, rules, findings)
  if (state.degraded !== null) lengthen(state, state.degraded, run.a, to - from)
  if (state.quarters.length > 1) tellFinal(state, run, findings)
}

function shareOf(run: Run): 'upMs' | 'downMs' {
  return run.outcome === 'up' ? 'upMs' : 'downMs'
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

/** Up to where the run's time is in the sums, and the looks that are not. */
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
  const share = shareOf(run)
  let next = firstFrom(first, at, left.next, left.end, 0)
  addTime(state.quarters, share, left.upTo, first)
  addLooks(state.quarters, at, left.next, next)
  tellFinal(state, run, findings)
  for (let from = first; from < end; ) {
    const looks = firstFrom(from + QUARTER_MS, at, next, left.end, 0) - next
    const sums = { from, upMs: 0, downMs: 0, ambiguousMs: 0, degradedMs: 0, looks, [share]: QUARTER_MS }
    let count = 0
    // Nearly every quarter has as many looks as the one before it.
    do {
      count += 1
      next += looks
      from += QUARTER_MS
    } while (from < end && firstFrom(from + QUARTER_MS, at, next, left.end, looks) === next + looks)
    addQuarter(findings.quarters, sums, count)
  }
  return { upTo: end, next, end: left.end }
}

/** The first of some looks that began at an instant or later; the last of them did. `guess` is how many begin before it, about. */
function firstFrom(instant: number, at: ArrayLike<number>, next: number, end: number, guess: number): number {
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
