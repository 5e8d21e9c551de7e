import { addTotals, availability, totals } from '../core/availability.ts'
import type { Bucket, CalendarUnit, Period } from '../core/calendar.ts'
import { bucketAt, buckets } from '../core/calendar.ts'
import { segmentsOf } from '../core/derive.ts'
import { reachMs } from '../core/interval.ts'
import type { Availability, Totals } from '../core/outage.ts'
import { QUARTER_MS, quarterOf } from '../core/quarters.ts'
import { type QuarterRun, runAt, sumRuns } from '../core/rollup.ts'
import type { Reader } from '../store/store.ts'
import type { Live } from './live.ts'
import { storedRounds } from '../core/stored-rounds.ts'

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

const hourMs = 3_600_000

/** Most buckets one question may ask for: a year of hours and some. */
export const bucketsAtMost = 10_000

/** Whether a period has too many buckets to be answered, without cutting it. */
export function tooManyBuckets(period: Period, unit: CalendarUnit): boolean {
  const shortestMs = { hour: hourMs, day: 23 * hourMs, month: 28 * 24 * hourMs, year: 365 * 24 * hourMs }[unit]
  return (period.to - period.from) / shortestMs > bucketsAtMost
}

/**
 * R9 for a period and each of its buckets: whole quarter hours of UTC come from the stored sums, the latest ones from the live state, and only
 * where a bucket begins or ends inside a quarter are looks read. `cut` null: no buckets.
 */
export function availabilityOf(sources: Sources, monitor: Measured, asked: Period, now: number, cut: Cut | null): PeriodAvailability {
  const { period, sum, buckets } = totalsIn(sources, [monitor], asked, now, cut)(monitor)
  return {
    period,
    asOf: now,
    figures: availability(sum),
    buckets: buckets.map(({ label, from, to, sums }) => ({ label, from, to, figures: availability(sums) })),
  }
}

interface Sources {
  readonly reader: Reader
  readonly live: Live
}
interface Cut {
  readonly unit: CalendarUnit
  readonly timeZone: string
}

/** What was measured of a period, not yet as shares. */
export interface PeriodTotals {
  /** It ends now when it was to reach past now. */
  readonly period: Period
  readonly sum: Totals
  readonly buckets: readonly BucketTotals[]
}
export interface BucketTotals extends Bucket {
  readonly sums: Totals
}

/** Monitors whose stored sums are read together. */
const readAtOnce = 50

/** The sums of any of some monitors over one period, which is cut once for all. Whoever asks in the order given has 50 read at a time. */
export function totalsIn(
  sources: Sources,
  monitors: readonly Measured[],
  asked: Period,
  now: number,
  cut: Cut | null,
): (monitor: Measured) => PeriodTotals {
  const period = { from: Math.min(asked.from, now), to: Math.min(asked.to, now) }
  const whole = bucketsOf(period, cut)
  const spans = whole.map(({ from, to }) => ({ from: wholeFrom(from), to: quarterOf(to) }))
  const places = new Map(monitors.map(({ id }, place) => [id, place]))
  let block = -1
  let stored: ReturnType<Reader['quarters']> = new Map()
  const storedOf = (monitorId: string): readonly QuarterRun[] => {
    const its = Math.floor((places.get(monitorId) ?? 0) / readAtOnce)
    if (its !== block) stored = storedRuns(sources.reader, monitors.slice(its * readAtOnce, (its + 1) * readAtOnce), period)
    block = its
    return stored.get(monitorId) ?? []
  }
  return (monitor) => {
    const runs = withLive(sources.live, monitor.id, storedOf(monitor.id))
    const inside = sumRuns(runs, spans)
    const buckets = whole.map(({ label, from, to }, place) => {
      const within = inside[place] ?? totals([], { from, to })
      return { label, from, to, sums: withEdges(sources, monitor, runs, { from, to }, within, now) }
    })
    return { period, sum: addTotals(buckets.map(({ sums }) => sums)), buckets: cut === null ? [] : buckets }
  }
}

/** The local day, month or year `count` units long that ends with the one of `now`. */
export function lastUnits(now: number, unit: 'day' | 'month', count: number, timeZone: string): Period {
  let { from, to } = bucketAt(now, unit, timeZone)
  const end = to
  for (let done = 1; done < count; done += 1) ({ from, to } = bucketAt(from - 1, unit, timeZone))
  return { from, to: end }
}

function bucketsOf(period: Period, cut: Cut | null): readonly Bucket[] {
  if (cut !== null) return buckets(period, cut.unit, cut.timeZone)
  return period.from < period.to ? [{ ...period, label: '' }] : []
}

/** The quarters of a period: the stored ones, and after them those that only the live state knows yet. */
export function runsOf({ reader, live }: Sources, monitorId: string, period: Period): readonly QuarterRun[] {
  return withLive(live, monitorId, storedRuns(reader, [{ id: monitorId }], period).get(monitorId) ?? [])
}

function storedRuns(reader: Reader, monitors: readonly { readonly id: string }[], period: Period): ReturnType<Reader['quarters']> {
  return reader.quarters(
    monitors.map(({ id }) => id),
    { from: quarterOf(period.from), to: period.to },
  )
}

function withLive(live: Live, monitorId: string, stored: readonly QuarterRun[]): readonly QuarterRun[] {
  const last = stored.at(-1)
  const end = last === undefined ? Number.NEGATIVE_INFINITY : last.from + last.count * QUARTER_MS
  return [...stored, ...live.quarters(monitorId).filter(({ from }) => from >= end)]
}

function wholeFrom(at: number): number {
  return quarterOf(at + QUARTER_MS - 1)
}

/** Adds what a bucket has of the quarters that it begins or ends in. */
function withEdges(sources: Sources, monitor: Measured, runs: readonly QuarterRun[], bucket: Period, inside: Totals, now: number): Totals {
  const from = wholeFrom(bucket.from)
  const to = quarterOf(bucket.to)
  if (from === bucket.from && to === bucket.to) return inside
  const edge = (part: Period): Totals => edgeTotals(sources, monitor, runs, part, now)
  if (from > to) return edge(bucket)
  return addTotals([edge({ from: bucket.from, to: from }), inside, edge({ from: to, to: bucket.to })])
}

/** Part of one quarter. The running quarter's sums are complete as they are: nothing is known of it after now. */
function edgeTotals({ reader, live }: Sources, monitor: Measured, runs: readonly QuarterRun[], part: Period, now: number): Totals {
  const quarter = quarterOf(part.from)
  const run = runAt(runs, quarter)
  if (part.from >= part.to || run === null) return totals([], part)
  const { upMs, downMs, ambiguousMs } = run
  const known = upMs + downMs + ambiguousMs
  const periodMs = part.to - part.from
  // With clock uncertainty the newest look may reach a little past now.
  if (part.from === quarter && part.to === now && known <= periodMs) {
    return { periodMs, upMs, downMs, ambiguousMs, unobservedMs: periodMs - known }
  }
  const aroundMs = reachMs(Math.max(monitor.everyMs, live.state(monitor.id)?.run?.everyMs ?? 0)) + monitor.timeoutMs
  const looks = reader.looks(monitor.id, { from: part.from - aroundMs, to: part.to + aroundMs }, { around: true })
  return totals(segmentsOf(looks, storedRounds(reader), now), part)
}
