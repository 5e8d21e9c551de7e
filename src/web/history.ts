import type { Clock } from '../clock.ts'
import { availability } from '../core/availability.ts'
import type { Period } from '../core/calendar.ts'
import type { Availability, Outage, Totals } from '../core/outage.ts'
import type { Reader } from '../store/store.ts'
import { lastUnits, type Measured, type PeriodTotals, totalsIn } from './availability.ts'
import type { Live } from './live.ts'

/** One local day of one monitor. Time after now belongs to no figure. */
export interface Day extends Period {
  /** `2026-11-23` */
  readonly label: string
  readonly sums: Totals
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

interface Sources {
  readonly reader: Reader
  readonly live: Live
  readonly clock: Clock
}

/** The last local days of a monitor, from its stored sums; nothing is kept from one question to the next. */
export function pastDays(sources: Sources, monitor: Measured, span: Span, timeZone: string): PastDays {
  const { period, buckets, sum } = daysIn(sources, [monitor], span, timeZone)(monitor)
  return { days: buckets, figures: availability(sum), outages: sources.reader.outages({ monitorId: monitor.id, period }) }
}

/** The last local days, up to now. */
export function periodOf({ clock }: { readonly clock: Clock }, { unit, count }: Span, timeZone: string): Period {
  const now = clock.now()
  return { from: lastUnits(now, unit, count, timeZone).from, to: now }
}

/** What was measured in each of the last local days, up to now, of any of some monitors (`totalsIn`). */
export function daysIn(sources: Sources, monitors: readonly Measured[], span: Span, timeZone: string): (monitor: Measured) => PeriodTotals {
  const period = periodOf(sources, span, timeZone)
  return totalsIn(sources, monitors, period, period.to, { unit: 'day', timeZone })
}
