import type { Moment } from '../core/moment.ts'
import { type Locale, monthNames } from './index.ts'
import { type Parts, time } from './parts.ts'

/** A moment in words; prepositions depend on how precise it is («le 27 mai», «en mai»). */
export interface Spoken {
  readonly precision: Moment['precision']
  readonly text: Parts
}

/** An instant with its offset, a day, or a month, as precisely as it was told. */
export function spoken(locale: Locale, moment: Moment): Spoken {
  const { precision, label, earliest } = moment
  if (label === null) return { precision, text: [time(earliest, locale.instant(earliest))] }
  const [year = 0, month = 1, day] = label.split('-').map(Number)
  const name = monthNames(locale.language)[month - 1] ?? ''
  const { t } = locale
  return { precision, text: [time(label, day === undefined ? t.time.month(name, year) : t.time.date(day, name, year))] }
}
