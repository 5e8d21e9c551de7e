import type { Span } from './availability.ts'
import type { QuarterTotals, Totals } from './outage.ts'
import { QUARTER_MS } from './quarters.ts'

/** Quarter hours of UTC, one after another, of which each has these sums. What is missing to a whole quarter is unobserved. */
export interface QuarterRun {
  /** Start of the first, UTC ms. */
  readonly from: number
  readonly count: number
  readonly upMs: number
  readonly downMs: number
  readonly ambiguousMs: number
  readonly degradedMs: number
  /** Known looks that started in each. */
  readonly looks: number
}

type Quarter = Omit<QuarterTotals, 'monitorId' | 'unobservedMs'>

/** A run that nobody else holds yet. */
export type GrowingRun = { -readonly [K in keyof QuarterRun]: QuarterRun[K] }

/** Quarters as runs, ascending. Of two with the same start the later given counts. */
export function quarterRuns(quarters: Iterable<Quarter>): readonly QuarterRun[] {
  const byStart = new Map<number, Quarter>()
  for (const quarter of quarters) byStart.set(quarter.from, quarter)
  const runs: GrowingRun[] = []
  for (const quarter of [...byStart.values()].sort((a, b) => a.from - b.from)) addQuarter(runs, quarter)
  return runs
}

/** Adds a quarter that lies after all of these, or so many alike from it on; the last of them may grow. */
export function addQuarter(runs: GrowingRun[], quarter: Quarter, count = 1): void {
  const last = runs.at(-1)
  if (last !== undefined && goesOn(last, quarter)) {
    last.count += count
    return
  }
  const { from, upMs, downMs, ambiguousMs, degradedMs, looks } = quarter
  runs.push({ from, count, upMs, downMs, ambiguousMs, degradedMs, looks })
}

/** The quarters of a run, one by one. */
export function* quartersOf(runs: Iterable<QuarterRun>): Generator<QuarterRun> {
  for (const run of runs) {
    for (let index = 0; index < run.count; index += 1) yield { ...run, from: run.from + index * QUARTER_MS, count: 1 }
  }
}

/** The run that holds the quarter which begins at `from`; null without one. Runs ascend. */
export function runAt(runs: readonly QuarterRun[], from: number): QuarterRun | null {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((runs[middle]?.from ?? 0) <= from) low = middle + 1
    else high = middle
  }
  const run = runs[low - 1]
  return run !== undefined && from < run.from + run.count * QUARTER_MS ? run : null
}

/**
 * For each of some periods, sums of the quarters that lie within it as a whole; quarters that no run has are unobserved. Runs and periods
 * ascend, and each is walked once.
 */
export function sumRuns(runs: readonly QuarterRun[], periods: readonly Span[]): readonly Totals[] {
  let first = 0
  return periods.map(({ from, to }) => {
    let [upMs, downMs, ambiguousMs] = [0, 0, 0]
    while (first < runs.length && endOf(runs[first]) <= from) first += 1
    for (let index = first; index < runs.length; index += 1) {
      const run = runs[index]
      if (run === undefined || run.from >= to) break
      const count = wholeWithin(run, from, to)
      upMs += count * run.upMs
      downMs += count * run.downMs
      ambiguousMs += count * run.ambiguousMs
    }
    const periodMs = Math.max(0, to - from)
    return { periodMs, upMs, downMs, ambiguousMs, unobservedMs: periodMs - upMs - downMs - ambiguousMs }
  })
}

function wholeWithin(run: QuarterRun, from: number, to: number): number {
  const first = Math.max(0, Math.ceil((from - run.from) / QUARTER_MS))
  const end = Math.min(run.count, Math.floor((to - run.from) / QUARTER_MS))
  return Math.max(0, end - first)
}

function endOf(run: QuarterRun | undefined): number {
  return run === undefined ? Number.POSITIVE_INFINITY : run.from + run.count * QUARTER_MS
}

/** The second begins where the first ends and says the same of each quarter. */
export function goesOn(run: QuarterRun, next: Quarter): boolean {
  return (
    run.from + run.count * QUARTER_MS === next.from &&
    run.upMs === next.upMs &&
    run.downMs === next.downMs &&
    run.ambiguousMs === next.ambiguousMs &&
    run.degradedMs === next.degradedMs &&
    run.looks === next.looks
  )
}
