import { firstInstantOf, offsetSpanAt, offsetText } from './time-zone.ts'

export type CalendarUnit = 'hour' | 'day' | 'month' | 'year'

/** `from` inclusive, `to` exclusive, UTC ms. */
export interface Period {
  readonly from: number
  readonly to: number
}
/** A local hour, day, month or year, or the part of one that a period holds. */
export interface Bucket extends Period {
  /** `2026-02-15T02:00+01:00` · `2026-02-15` · `2026-02` · `2026`, in local time. */
  readonly label: string
}

/**
 * Cuts a period at the local hours, days, months or years of an IANA zone, with their real length: a day has 23, 24 or 25 hours. The
 * buckets partition the period exactly, so the first and the last may be parts; `bucketAt` gives whole ones. A local hour ends early where
 * the clocks change (an hour shown twice is two buckets, told apart by their offset); a day that a zone skipped has no bucket.
 */
export function buckets(period: Period, unit: CalendarUnit, timeZone: string): readonly Bucket[] {
  const found: Bucket[] = []
  let at = period.from
  while (at < period.to) {
    const whole = bucketAt(at, unit, timeZone)
    found.push({ from: at, to: Math.min(whole.to, period.to), label: whole.label })
    at = whole.to
  }
  return found
}

/** The whole local hour, day, month or year that holds `at`. */
export function bucketAt(at: number, unit: CalendarUnit, timeZone: string): Bucket {
  if (unit === 'hour') return hourAt(at, timeZone)
  const days = startsOf(`${unit} ${timeZone}`)
  const known = days.get(at)
  if (known !== undefined) return known
  const bucket = dateAt(at, unit, timeZone)
  if (days.size >= keptAtMost) days.clear()
  if (bucket.from === at || bucket.to - 1 === at) days.set(at, bucket)
  return bucket
}

/** Days, months and years by their first and their last instant: a page cuts the same 90 days, forth and back, for every monitor. */
const starts = new Map<string, Map<number, Bucket>>()
const keptAtMost = 2_000

function startsOf(key: string): Map<number, Bucket> {
  const known = starts.get(key) ?? new Map<number, Bucket>()
  starts.set(key, known)
  return known
}

const hourMs = 3_600_000

function hourAt(at: number, timeZone: string): Bucket {
  const span = offsetSpanAt(at, timeZone)
  const local = Math.floor((at + span.offsetMs) / hourMs) * hourMs
  const from = Math.max(local - span.offsetMs, span.from)
  return {
    from,
    to: Math.min(local + hourMs - span.offsetMs, span.to),
    label: `${new Date(from + span.offsetMs).toISOString().slice(0, 16)}${offsetText(span.offsetMs)}`,
  }
}

function dateAt(at: number, unit: Exclude<CalendarUnit, 'hour'>, timeZone: string): Bucket {
  let local = new Date(at + offsetSpanAt(at, timeZone).offsetMs)
  // Where clocks go back over midnight (23:00 of the day before once more), the new day has begun already.
  const next = firstInstantOf(startOf(local, unit, 1), timeZone)
  if (next <= at) local = new Date(startOf(local, unit, 1))
  return {
    from: firstInstantOf(startOf(local, unit, 0), timeZone),
    to: firstInstantOf(startOf(local, unit, 1), timeZone),
    label: new Date(startOf(local, unit, 0)).toISOString().slice(0, labelLength[unit]),
  }
}

const labelLength = { day: 10, month: 7, year: 4 } as const

/** Start of the unit `ahead` units after the one that holds `local`, written as if it were UTC. */
function startOf(local: Date, unit: Exclude<CalendarUnit, 'hour'>, ahead: number): number {
  const year = local.getUTCFullYear()
  const month = local.getUTCMonth()
  if (unit === 'year') return Date.UTC(year + ahead, 0)
  if (unit === 'month') return Date.UTC(year, month + ahead)
  return Date.UTC(year, month, local.getUTCDate() + ahead)
}
