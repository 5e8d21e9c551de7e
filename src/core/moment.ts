import { parseInstant } from './instant.ts'
import { firstInstantOf, offsetAt } from './time-zone.ts'

/**
 * When somebody said that something is so, as precisely as they said it: an instant, a local day without an hour, or a month without a day.
 * It lies between two instants (UTC ms, both inclusive for an instant, the second exclusive for a day or a month).
 */
export interface Moment {
  readonly precision: 'instant' | 'day' | 'month'
  /** `2025-05-27` or `2025-05`; null for an instant. */
  readonly label: string | null
  readonly earliest: number
  readonly latest: number
}

/** What a record holds of a moment: UTC ms, or the label of a local day or month. */
export type MomentValue = number | string

/** An instant with its offset, a day (`2025-05-27`) or a month (`2025-05`) of the time zone; null for anything else. */
export function parseMoment(text: string, timeZone: string): Moment | null {
  // A bare year would pass for milliseconds after 1970.
  const at = dateForm.test(text) || /^\d{1,12}$/.test(text) ? null : parseInstant(text)
  return at === null ? datedMoment(text, timeZone) : instantMoment(at)
}

/** The moment behind a recorded value; null when it is none. */
export function momentFrom(value: unknown, timeZone: string): Moment | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? instantMoment(value) : null
  return typeof value === 'string' ? datedMoment(value, timeZone) : null
}

export function momentValue(moment: Moment): MomentValue {
  return moment.label ?? moment.earliest
}

/** An instant as a moment. */
export function instantMoment(at: number): Moment {
  return { precision: 'instant', label: null, earliest: at, latest: at }
}

/** Days of the week as Date counts them, from 0 for Sunday. */
export interface WeekdayNote {
  readonly said: number
  readonly was: number
}

/**
 * A date in somebody's own words may name a weekday that it was not ("lundi 27 mai 2025" was a Tuesday): both days, or null when it names
 * none, several, or the right one, or when the moment is no single day.
 */
export function weekdayNote(words: string, moment: Moment, timeZone: string): WeekdayNote | null {
  if (moment.precision === 'month') return null
  const named = weekdaysIn(words)
  const [said] = named
  const was = new Date(moment.earliest + offsetAt(moment.earliest, timeZone)).getUTCDay()
  return said === undefined || named.length > 1 || said === was ? null : { said, was }
}

const dateForm = /^(\d{4})-(\d\d)(?:-(\d\d))?$/

function datedMoment(text: string, timeZone: string): Moment | null {
  const [, year, month, day] = dateForm.exec(text) ?? []
  if (year === undefined || month === undefined || parseInstant(`${year}-${month}-${day ?? '01'}T00:00:00Z`) === null) return null
  const [y, m, d] = [Number(year), Number(month) - 1, Number(day ?? 1)]
  const after = day === undefined ? Date.UTC(y, m + 1) : Date.UTC(y, m, d + 1)
  return {
    precision: day === undefined ? 'month' : 'day',
    label: text,
    earliest: firstInstantOf(Date.UTC(y, m, d), timeZone),
    latest: firstInstantOf(after, timeZone),
  }
}

// Sunday first. Arabic names stand with and without their article and hamza.
const weekdays: readonly RegExp[] = [
  /\b(?:dimanche|sunday)\b|(?:^|\s)(?:ال)?[أا]حد(?=$|\s|[،,])/iu,
  /\b(?:lundi|monday)\b|(?:^|\s)(?:ال)?[إا]ثنين(?=$|\s|[،,])/iu,
  /\b(?:mardi|tuesday)\b|(?:^|\s)(?:ال)?ثلاثاء(?=$|\s|[،,])/iu,
  /\b(?:mercredi|wednesday)\b|(?:^|\s)(?:ال)?[أا]ربعاء(?=$|\s|[،,])/iu,
  /\b(?:jeudi|thursday)\b|(?:^|\s)(?:ال)?خميس(?=$|\s|[،,])/iu,
  /\b(?:vendredi|friday)\b|(?:^|\s)(?:ال)?جمعة(?=$|\s|[،,])/iu,
  /\b(?:samedi|saturday)\b|(?:^|\s)(?:ال)?سبت(?=$|\s|[،,])/iu,
]

function weekdaysIn(words: string): readonly number[] {
  return weekdays.flatMap((name, day) => (name.test(words) ? [day] : []))
}
