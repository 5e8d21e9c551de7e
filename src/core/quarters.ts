import type { QuarterTotals } from './outage.ts'
import type { QuarterSums, WorkingState } from './state.ts'

/** Sums are kept in quarter hours of UTC, so that every time zone's days can be cut from them. */
export const QUARTER_MS = 900_000

type Share = 'upMs' | 'downMs' | 'ambiguousMs' | 'degradedMs'
type Quarters = WorkingState['quarters']

/** Adds a stretch of time to the quarters it lies in. Unobserved time needs no adding: it is what is missing to a whole quarter. */
export function addTime(quarters: Quarters, share: Share, from: number, to: number): void {
  let start = from
  while (start < to) {
    const quarter = quarterOf(start)
    const end = Math.min(to, quarter + QUARTER_MS)
    sumsOf(quarters, quarter)[share] += end - start
    start = end
  }
}

/** Counts a known look in the quarter it started in. */
export function addLook(quarters: Quarters, at: number): void {
  sumsOf(quarters, quarterOf(at)).looks += 1
}

/** Counts known looks, given by their starts in ascending order, each in the quarter it started in. */
export function addLooks(quarters: Quarters, at: ArrayLike<number>, from: number, to: number): void {
  let index = from
  while (index < to) {
    const quarter = quarterOf(at[index] ?? 0)
    const first = index
    while (index < to && (at[index] ?? 0) < quarter + QUARTER_MS) index += 1
    sumsOf(quarters, quarter).looks += index - first
  }
}

/**
 * Takes out the quarters that can no longer change: they ended before both the accounted time and the newest look's start.
 * Quarters that nobody looked into at all have no sums and are never written; their time is unobserved.
 */
export function takeFinalQuarters(quarters: Quarters, accountedTo: number, newestAt: number): readonly QuarterSums[] {
  const limit = Math.min(accountedTo, newestAt) - QUARTER_MS
  let count = 0
  while (count < quarters.length && (quarters[count]?.from ?? limit) <= limit) count += 1
  if (count === 0) return []
  return quarters.splice(0, count)
}

/** Sums of one quarter as they are written and shown: the four kinds of time add up to the quarter. */
export function quarterTotals(monitorId: string, sums: QuarterSums): QuarterTotals {
  const { from, upMs, downMs, ambiguousMs, degradedMs, looks } = sums
  return { monitorId, from, upMs, downMs, ambiguousMs, unobservedMs: QUARTER_MS - upMs - downMs - ambiguousMs, degradedMs, looks }
}

/** The quarter that an instant lies in. */
export function quarterOf(instant: number): number {
  return Math.floor(instant / QUARTER_MS) * QUARTER_MS
}

/** Nearly always the last one; a long look or a large clock uncertainty may have opened a later one already. */
function sumsOf(quarters: Quarters, quarter: number): Quarters[number] {
  let index = quarters.length
  while (index > 0) {
    const sums = quarters[index - 1]
    if (sums === undefined || sums.from < quarter) break
    if (sums.from === quarter) return sums
    index -= 1
  }
  const fresh = { from: quarter, upMs: 0, downMs: 0, ambiguousMs: 0, degradedMs: 0, looks: 0 }
  if (index === quarters.length) quarters.push(fresh)
  else quarters.splice(index, 0, fresh)
  return fresh
}
