import type { Language } from '../core/site.ts'
import { offsetAt, offsetText } from '../core/time-zone.ts'
import { ar } from './ar.ts'
import { en, type Messages } from './en.ts'
import { fr } from './fr.ts'

export type { Messages } from './en.ts'

/** Which second-hand detail a clock time shows. */
export type Precision = 'minute' | 'second'

/** One language in one time zone: words, and every local time with its offset. Local time exists only here. */
export interface Locale {
  readonly language: Language
  /** For `lang`. */
  readonly tag: string
  readonly dir: 'ltr' | 'rtl'
  readonly t: Messages
  readonly timeZone: string
  /** `UTC+01:00` */
  offset(at: number): string
  /** `23 November 2026` */
  date(at: number): string
  /** `10:42` or `10:42:07` */
  clock(at: number, precision?: Precision): string
  /** `23 November 2026, 10:42`, without offset: only where the offset stands beside it. */
  dateTime(at: number, precision?: Precision): string
  /** `23 November 2026, 10:42 (UTC+00:00)` */
  instant(at: number, precision?: Precision): string
  /** `June 2026`, of the local month that holds `at`. */
  month(at: number): string
  /** `Morocco time`, or the IANA name. */
  zoneName(): string
  /** Whether two instants fall on one local day. */
  sameDay(a: number, b: number): boolean
}

const locales: Readonly<
  Record<
    Language,
    { readonly tag: string; readonly dir: 'ltr' | 'rtl'; readonly t: Messages; readonly own: string; readonly months: string }
  >
> = {
  en: {
    tag: 'en',
    dir: 'ltr',
    t: en,
    own: 'English',
    months: 'January February March April May June July August September October November December',
  },
  fr: {
    tag: 'fr',
    dir: 'ltr',
    t: fr,
    own: 'Français',
    months: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  },
  // Month names and digits differ from other Arabic locales: ماي، يوليوز، غشت; 0–9.
  ar: { tag: 'ar-MA', dir: 'rtl', t: ar, own: 'العربية', months: 'يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر' },
}

export const languages: readonly Language[] = ['fr', 'ar', 'en']

/** A language's name in itself. */
export function ownName(language: Language): string {
  return locales[language].own
}

/** Month names of a language, January first: those of Intl, whose first DateTimeFormat alone would take 25 ms of the first page. */
export function monthNames(language: Language): readonly string[] {
  return locales[language].months.split(' ')
}

export function localeOf(language: Language, timeZone: string): Locale {
  const { tag, dir, t } = locales[language]
  const months = monthNames(language)
  // The local date and time, written as if it were UTC: its UTC getters give the local fields.
  const local = (at: number) => new Date(at + offsetAt(at, timeZone))
  const offset = (at: number) => `UTC${offsetText(offsetAt(at, timeZone))}`
  const date = (at: number) => {
    const there = local(at)
    return t.time.date(there.getUTCDate(), months[there.getUTCMonth()] ?? '', there.getUTCFullYear())
  }
  const clock = (at: number, precision: Precision = 'minute') => {
    const there = local(at)
    return t.time.clock(
      twoDigits(there.getUTCHours()),
      twoDigits(there.getUTCMinutes()),
      precision === 'second' ? twoDigits(there.getUTCSeconds()) : null,
    )
  }
  const dateTime = (at: number, precision: Precision = 'minute') => t.time.at(date(at), clock(at, precision))
  return {
    language,
    tag,
    dir,
    t,
    timeZone,
    offset,
    date,
    clock,
    dateTime,
    instant: (at, precision) => t.time.zoned(dateTime(at, precision), offset(at)),
    month: (at) => t.time.month(months[local(at).getUTCMonth()] ?? '', local(at).getUTCFullYear()),
    zoneName: () => (timeZone === 'Africa/Casablanca' ? t.time.morocco : timeZone),
    sameDay: (a, b) => local(a).toISOString().slice(0, 10) === local(b).toISOString().slice(0, 10),
  }
}

const twoDigits = (value: number) => String(value).padStart(2, '0')
