import { availability, addTotals, sumHours, totals } from '../core/availability.ts'
import type { Bucket, CalendarUnit, Period } from '../core/calendar.ts'
import { bucketAt, buckets } from '../core/calendar.ts'
import { segmentsOf } from '../core/derive.ts'
import { HOUR_MS, hourTotals } from '../core/hours.ts'
import { reachMs } from '../core/interval.ts'
import type { Availability, HourTotals, Totals } from '../core/outage.ts'
import type { Reader } from '../store/store.ts'
import type { Live } from './live.ts'
import { storedRounds } from './rounds.ts'

/** A monitor's figures may be asked of it. */
export interface Measured {
  readonly id: string
  readonly everyMs: number
  readonly timeoutMs: number
}
export interface BucketAvailability extends Bucket {
  readonly figures: Availability
}
export interface PeriodAvailability {
  /** The period that was measured: it ends now when it reaches past now. */
  readonly period: Period
  readonly asOf: number
  readonly figures: Availability
  readonly buckets: readonly BucketAvailability[]
}

/** Most buckets one question may ask for: a year of hours and some. */
export const bucketsAtMost = 10_000

/** Whether a period has too many buckets to be answered, without cutting it. */
export function tooManyBuckets(period: Period, unit: CalendarUnit): boolean {
  const shortestMs = { hour: HOUR_MS, day: 23 * HOUR_MS, month: 28 * 24 * HOUR_MS, year: 365 * 24 * HOUR_MS }[unit]
  return (period.to - period.from) / shortestMs > bucketsAtMost
}

/**
 * R9 for a period and each of its buckets: whole UTC hours come from the stored sums, the running hours from the live state, and only
 * where a bucket begins or ends inside an hour are looks read. `unit` null: no buckets.
 */
export function availabilityOf(
  sources: { readonly reader: Reader; readonly live: Live },
  monitor: Measured,
  asked: Period,
  now: number,
  cut: { readonly unit: CalendarUnit; readonly timeZone: string } | null,
): PeriodAvailability {
  const period = { from: Math.min(asked.from, now), to: Math.min(asked.to, now) }
  const sums = hourSums(sources, monitor.id, period)
  const whole = bucketsOf(period, cut)
  const measured = whole.map(({ label, from, to }) => ({
    label,
    from,
    to,
    figures: availability(bucketTotals(sources, monitor, sums, { from, to }, now)),
  }))
  return {
    period,
    asOf: now,
    figures: availability(addTotals(measured.map(({ figures }) => figures))),
    buckets: cut === null ? [] : measured,
  }
}

/** The local day, month or year `count` units long that ends with the one of `now`. */
export function lastUnits(now: number, unit: 'day' | 'month', count: number, timeZone: string): Period {
  let { from, to } = bucketAt(now, unit, timeZone)
  const end = to
  for (let done = 1; done < count; done += 1) ({ from, to } = bucketAt(from - 1, unit, timeZone))
  return { from, to: end }
}

type HourSums = ReadonlyMap<number, HourTotals>

function bucketsOf(period: Period, cut: { readonly unit: CalendarUnit; readonly timeZone: string } | null): readonly Bucket[] {
  if (cut !== null) return buckets(period, cut.unit, cut.timeZone)
  return period.from < period.to ? [{ ...period, label: '' }] : []
}

/** Sums of every hour that meets the period: the stored ones, and those that the live state still holds. */
function hourSums({ reader, live }: { readonly reader: Reader; readonly live: Live }, monitorId: string, period: Period): HourSums {
  const stored = reader.hours([monitorId], { from: hourOf(period.from), to: period.to })
  const running = (live.state(monitorId)?.hours ?? []).map((sums) => hourTotals(monitorId, sums))
  return new Map([...running, ...stored].map((row) => [row.hour, row]))
}

function bucketTotals(
  sources: { readonly reader: Reader; readonly live: Live },
  monitor: Measured,
  sums: HourSums,
  bucket: Period,
  now: number,
): Totals {
  const firstWhole = hourOf(bucket.from + HOUR_MS - 1)
  const lastWhole = hourOf(bucket.to)
  const edge = (from: number, to: number) => edgeTotals(sources, monitor, sums, { from, to }, now)
  if (firstWhole >= lastWhole) {
    if (hourOf(bucket.from) === hourOf(bucket.to - 1)) return edge(bucket.from, bucket.to)
    return addTotals([edge(bucket.from, firstWhole), edge(firstWhole, bucket.to)])
  }
  const rows: HourTotals[] = []
  for (let hour = firstWhole; hour < lastWhole; hour += HOUR_MS) {
    const row = sums.get(hour)
    if (row !== undefined) rows.push(row)
  }
  // Most days of a young log.
  if (rows.length === 0 && firstWhole === bucket.from && lastWhole === bucket.to) return totals([], bucket)
  return addTotals([edge(bucket.from, firstWhole), sumHours(rows, { from: firstWhole, to: lastWhole }), edge(lastWhole, bucket.to)])
}

/** Part of one UTC hour. The running hour's sums are complete as they are: nothing is known of it after now. */
function edgeTotals(
  { reader, live }: { readonly reader: Reader; readonly live: Live },
  monitor: Measured,
  sums: HourSums,
  part: Period,
  now: number,
): Totals {
  const row = sums.get(hourOf(part.from))
  if (part.from >= part.to || row === undefined) return totals([], part)
  if (part.from === row.hour && part.to === now) {
    const { upMs, downMs, ambiguousMs } = row
    const known = upMs + downMs + ambiguousMs
    // With clock uncertainty the newest look may reach a little past now.
    if (known <= part.to - part.from)
      return { periodMs: part.to - part.from, upMs, downMs, ambiguousMs, unobservedMs: part.to - part.from - known }
  }
  const aroundMs = reachMs(Math.max(monitor.everyMs, live.state(monitor.id)?.run?.everyMs ?? 0)) + monitor.timeoutMs
  const looks = reader.looks(monitor.id, { from: part.from - aroundMs, to: part.to + aroundMs }, { around: true })
  return totals(segmentsOf(looks, storedRounds(reader, monitor.everyMs), now), part)
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS
}
