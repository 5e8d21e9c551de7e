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
  /** Of the days from there on that can no longer change: ms up, down and ambiguous. As objects, 90 days of 2,000 monitors held 70 MB. */
  readonly sums: Uint32Array
  readonly state: unknown
  readonly outages: readonly Outage[]
}
interface Answer {
  readonly timeZone: string
  readonly state: unknown
  readonly past: PastDays
}
/** Whole answers kept for the second in which they were asked for; beyond this they are made anew. */
const answersAtMost = 250

export function createHistory(reader: Reader, live: Live, clock: Clock): History {
  const kept = new Map<string, Kept>()
  const answers = new Map<string, Answer>()
  let answeredIn = 0
  const periodOf = periods()

  const past = (monitor: Measured, span: Span, timeZone: string): PastDays => {
    const now = clock.now()
    const second = Math.floor(now / 1_000)
    if (second !== answeredIn) answers.clear()
    answeredIn = second
    const key = `${monitor.id} ${span.unit} ${span.count}`
    const state = live.state(monitor.id)
    const told = answers.get(key)
    if (told?.state === state && told?.timeZone === timeZone) return told.past
    const answer = sum(key, monitor, periodOf(now, span, timeZone), now, timeZone)
    if (answers.size < answersAtMost) answers.set(key, { timeZone, state, past: answer })
    return answer
  }

  const sum = (key: string, monitor: Measured, period: DaysPeriod, now: number, timeZone: string): PastDays => {
    const { from, today } = period
    const state = live.state(monitor.id)
    const found = kept.get(key)
    const before = found !== undefined && found.timeZone === timeZone && found.from <= from ? found : null
    const final = before === null ? [] : finalDays(before, from)
    const open = { from: final.at(-1)?.to ?? from, to: now }
    const read = availabilityOf({ reader, live }, monitor, open, now, { unit: 'day', timeZone }).buckets
    const days = [...final, ...read]
    const same = before?.from === from && before.state === state
    const outages = same ? before.outages : outagesOf(reader, monitor.id, { from, to: now })
    const limit = Math.min(finalBefore(live, monitor, now), today)
    const sums = sumsOf(days.filter((day) => day.to <= limit))
    kept.set(key, { timeZone, from, sums, state, outages })
    return { days, figures: availability(addTotals(days.map(({ figures }) => figures))), outages }
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

const numbersPerDay = 3

function sumsOf(days: readonly Day[]): Uint32Array {
  return Uint32Array.from(days.flatMap(({ figures: { upMs, downMs, ambiguousMs } }) => [upMs, downMs, ambiguousMs]))
}

/** The days that were kept as numbers, from `from` on. */
function finalDays({ sums, from: keptFrom, timeZone }: Kept, from: number): readonly Day[] {
  const days: Day[] = []
  let at = keptFrom
  for (let place = 0; place < sums.length; place += numbersPerDay) {
    const day = bucketAt(at, 'day', timeZone)
    const [upMs = 0, downMs = 0, ambiguousMs = 0] = sums.subarray(place, place + numbersPerDay)
    const periodMs = day.to - day.from
    const unobservedMs = periodMs - upMs - downMs - ambiguousMs
    if (day.from >= from) days.push({ ...day, figures: availability({ periodMs, upMs, downMs, ambiguousMs, unobservedMs }) })
    at = day.to
  }
  return days
}

/** `from`: start of the span; `today`: start of the current day. */
interface DaysPeriod {
  readonly from: number
  readonly today: number
}

/** Where a span begins and where today does: the same for every monitor until midnight. */
function periods(): (now: number, span: Span, timeZone: string) => DaysPeriod {
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
