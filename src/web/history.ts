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

/**
 * The last local days of a monitor, from its stored sums; nothing is kept from one question to the next. `outages`: those of all monitors in
 * the same span, by id, for whoever asks about many.
 */
export function pastDays(
  sources: { readonly reader: Reader; readonly live: Live; readonly clock: Clock },
  monitor: Measured,
  span: Span,
  timeZone: string,
  outages: ReadonlyMap<string, readonly Outage[]> | null = null,
): PastDays {
  const { period, buckets, figures } = daysOf(sources, monitor, span, timeZone)
  const own = outages === null ? sources.reader.outages({ monitorId: monitor.id, period }) : (outages.get(monitor.id) ?? [])
  return { days: buckets, figures, outages: own }
}

/** The last local days, up to now. */
export function periodOf({ clock }: { readonly clock: Clock }, { unit, count }: Span, timeZone: string): Period {
  const now = clock.now()
  return { from: lastUnits(now, unit, count, timeZone).from, to: now }
}

/** Availability of each of the last local days, up to now. */
export function daysOf(
  sources: { readonly reader: Reader; readonly live: Live; readonly clock: Clock },
  monitor: Measured,
  span: Span,
  timeZone: string,
): ReturnType<typeof availabilityOf> {
  const period = periodOf(sources, span, timeZone)
  return availabilityOf(sources, monitor, period, period.to, { unit: 'day', timeZone })
}
