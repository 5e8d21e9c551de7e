import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { addTotals, availability } from '../core/availability.ts'
import type { Period } from '../core/calendar.ts'
import { bucketAt } from '../core/calendar.ts'
import { reachMs } from '../core/interval.ts'
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

/** Days already summed, so that no page sums a past that cannot change any more. */
export interface History {
  past(monitor: Measured, span: Span, timeZone: string): PastDays
  /** Sums ahead of the first page, one monitor at a time between requests. */
  warm(monitors: readonly Measured[], span: Span, timeZone: string, signal: AbortSignal): Promise<void>
}

interface Kept {
  readonly timeZone: string
  readonly from: number
  /** Days that can no longer change. */
  readonly final: readonly Day[]
  /** The answer as long as the same state holds, within one second. */
  readonly state: unknown
  readonly second: number
  readonly past: PastDays
}

export function createHistory(reader: Reader, live: Live, clock: Clock): History {
  const kept = new Map<string, Kept>()
  const periodOf = periods()

  const past = (monitor: Measured, span: Span, timeZone: string): PastDays => {
    const now = clock.now()
    const { from, today } = periodOf(now, span, timeZone)
    const key = `${monitor.id} ${span.unit}`
    const state = live.state(monitor.id)
    const second = Math.floor(now / 1_000)
    const before = kept.get(key)
    const usable = before?.timeZone === timeZone
    if (usable && before.from === from && before.state === state && before.second === second) return before.past
    const final = usable ? before.final.filter((day) => day.from >= from) : []
    const open = { from: final.at(-1)?.to ?? from, to: now }
    const read = availabilityOf({ reader, live }, monitor, open, now, { unit: 'day', timeZone }).buckets
    const days = [...final, ...read]
    const outages =
      usable && before.from === from && before.state === state ? before.past.outages : outagesOf(reader, monitor.id, { from, to: now })
    const answer = { days, figures: availability(addTotals(days.map(({ figures }) => figures))), outages }
    const limit = finalBefore(live, monitor, now)
    kept.set(key, { timeZone, from, final: days.filter((day) => day.to <= limit && day.to <= today), state, second, past: answer })
    return answer
  }

  return {
    past,
    async warm(monitors, span, timeZone, signal) {
      for (const monitor of monitors) {
        if (signal.aborted) return
        past(monitor, span, timeZone)
        await setImmediate()
      }
    },
  }
}

/** Where a span begins and where today does: the same for every monitor until midnight. */
function periods(): (now: number, span: Span, timeZone: string) => { readonly from: number; readonly today: number } {
  const known = new Map<string, Period & { readonly today: number }>()
  return (now, span, timeZone) => {
    const key = `${span.unit} ${span.count} ${timeZone}`
    const found = known.get(key)
    if (found !== undefined && found.today <= now && now < found.to) return found
    const day = bucketAt(now, 'day', timeZone)
    const fresh = { from: lastUnits(now, span.unit, span.count, timeZone).from, today: day.from, to: day.to }
    known.set(key, fresh)
    return fresh
  }
}

/** Up to here nothing can change any more: a later look reaches back to the end of the newest run, and no farther once that is out of reach. */
function finalBefore(live: Live, monitor: Measured, now: number): number {
  const state = live.state(monitor.id)
  const run = state?.run ?? null
  const oldestRunning = state?.hours[0]?.hour ?? now
  if (run === null) return now
  const reachesBack = now - run.at <= reachMs(run.everyMs, monitor.everyMs) || (state?.pending.length ?? 0) > 0
  return reachesBack ? Math.min(run.hi, oldestRunning) : oldestRunning
}

function outagesOf(reader: Reader, monitorId: string, period: Period): readonly Outage[] {
  return reader.outages({ monitorId, period })
}
