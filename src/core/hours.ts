import type { HourTotals } from './outage.ts'
import type { HourSums, WorkingState } from './state.ts'

export const HOUR_MS = 3_600_000

type Share = 'upMs' | 'downMs' | 'ambiguousMs' | 'degradedMs'
type Hours = WorkingState['hours']

/** Adds a stretch of time to the hours it lies in. Unobserved time needs no adding: it is what is missing to a whole hour. */
export function addTime(hours: Hours, share: Share, from: number, to: number): void {
  let start = from
  while (start < to) {
    const hour = hourOf(start)
    const end = Math.min(to, hour + HOUR_MS)
    sumsOf(hours, hour)[share] += end - start
    start = end
  }
}

/** Counts a known look in the hour it started in. */
export function addLook(hours: Hours, at: number): void {
  sumsOf(hours, hourOf(at)).looks += 1
}

/**
 * Takes out the hours that can no longer change: they ended before both the accounted time and the newest look's start.
 * Hours that nobody looked into at all have no sums and are never written; their time is unobserved.
 */
export function takeFinalHours(monitorId: string, hours: Hours, accountedTo: number, newestAt: number): readonly HourTotals[] {
  const limit = Math.min(accountedTo, newestAt) - HOUR_MS
  let count = 0
  while (count < hours.length && (hours[count]?.hour ?? limit) <= limit) count += 1
  if (count === 0) return []
  return hours.splice(0, count).map((sums) => hourTotals(monitorId, sums))
}

/** Sums of one hour as they are written and shown: the four kinds of time add up to the hour. */
export function hourTotals(monitorId: string, sums: HourSums): HourTotals {
  const { hour, upMs, downMs, ambiguousMs, degradedMs, looks } = sums
  return { monitorId, hour, upMs, downMs, ambiguousMs, unobservedMs: HOUR_MS - upMs - downMs - ambiguousMs, degradedMs, looks }
}

function hourOf(instant: number): number {
  return Math.floor(instant / HOUR_MS) * HOUR_MS
}

/** Nearly always the last one; a long look or a large clock uncertainty may have opened a later one already. */
function sumsOf(hours: Hours, hour: number): Hours[number] {
  let index = hours.length
  while (index > 0) {
    const sums = hours[index - 1]
    if (sums === undefined || sums.hour < hour) break
    if (sums.hour === hour) return sums
    index -= 1
  }
  const fresh = { hour, upMs: 0, downMs: 0, ambiguousMs: 0, degradedMs: 0, looks: 0 }
  hours.splice(index, 0, fresh)
  return fresh
}
