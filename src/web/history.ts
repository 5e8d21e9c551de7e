import type { Clock } from '../clock.ts'
import type { Period } from '../core/calendar.ts'
import type { Availability, Outage } from '../core/outage.ts'
import type { Reader } from '../store/store.ts'
import { availabilityOf, lastUnits, type Measured } from './availability.ts'
import type { Live } from './live.ts'

/** One local day of one monitor. Time after now belongs to no figure. */
export interface Day extends Period {
  /** `2026-11-23` */
  readonly label: string
  readonly figures: Availability
}
export interface PastDays {
  /** Ascending; the last one is today, up to now. */
  readonly days: readonly Day[]
  readonly figures: Availability
  /** Outages and unconfirmed failures that meet the period, by onset. */
  readonly outages: readonly Outage[]
}

/** So many local days or months, ending with the current one. */
export interface Span {
  readonly unit: 'day' | 'month'
  readonly count: number
}

/** The last local days of a monitor, from its stored sums; nothing is kept from one question to the next. */
export function pastDays(
  sources: { readonly reader: Reader; readonly live: Live; readonly clock: Clock },
  monitor: Measured,
  span: Span,
  timeZone: string,
): PastDays {
  const { period, buckets, figures } = daysOf(sources, monitor, span, timeZone)
  return { days: buckets, figures, outages: sources.reader.outages({ monitorId: monitor.id, period }) }
}

/** Availability of each of the last local days, up to now. */
export function daysOf(
  sources: { readonly reader: Reader; readonly live: Live; readonly clock: Clock },
  monitor: Measured,
  span: Span,
  timeZone: string,
): ReturnType<typeof availabilityOf> {
  const now = sources.clock.now()
  const period = { from: lastUnits(now, span.unit, span.count, timeZone).from, to: now }
  return availabilityOf(sources, monitor, period, now, { unit: 'day', timeZone })
}
