import type { Verb } from '../core/claim.ts'
import type { Availability } from '../core/outage.ts'
import { availabilityRange, coverage, wholePeriodRange } from './figures.ts'
import type { Locale, Precision } from './index.ts'
import { type Parts, parts, time } from './parts.ts'
import { periodWords } from './period-words.ts'

export interface PeriodFacts {
  readonly name: string
  /** UTC ms. */
  readonly from: number
  readonly to: number
  readonly figures: Availability
  readonly verb: Verb
}

/** R9: below this coverage the bounds of the whole period are said too. */
const enoughCoverage = 0.95

/**
 * The sentence of a figure over a period: "Measurements indicate that the service “X” was available for 99.87 to 99.90 % of the time that
 * was observed from … to … (Morocco time, UTC+01:00); 99.9 % of the period was observed." With little coverage it says the bounds of the whole
 * period as well, without a measurement it concludes nothing.
 */
export function periodSentence(locale: Locale, { name, from, to, figures, verb }: PeriodFacts): Parts {
  const { t } = locale
  const s = t.sentence
  const w = periodWords[locale.language]
  const span = periodSpan(locale, { from, to })
  const share = availabilityRange(t, figures)
  if (share === null) return parts`${s.verbs[verb]} ${w.nothing(s.service(name), span)}${s.stop}`
  const seen = w.coverage(coverage(t, figures) ?? '')
  const whole = figures.coverage < enoughCoverage ? wholePeriodRange(t, figures) : null
  return parts`${s.verbs[verb]} ${w.available(s.service(name), span, share)}${s.semicolon}${seen}${whole === null ? '' : `${s.semicolon}${w.wholePeriod(whole)}`}${s.stop}`
}

/** `from 1 October 2026 at 00:00 to 1 November 2026 at 00:00 (Morocco time, UTC+01:00)`; each with its offset where they differ. */
export function periodSpan(locale: Locale, { from, to }: Pick<PeriodFacts, 'from' | 'to'>): Parts {
  const { sentence: s } = locale.t
  const one = locale.offset(from) === locale.offset(to)
  const precision: Precision = from % 60_000 === 0 && to % 60_000 === 0 ? 'minute' : 'second'
  const said = (at: number): Parts => [
    time(at, s.dateAtClock(locale.date(at), locale.clock(at, precision)) + (one ? '' : ` (${locale.offset(at)})`)),
  ]
  const zone = s.paren(one ? s.zone(locale.zoneName(), locale.offset(from)) : locale.zoneName())
  return periodWords[locale.language].span(said(from), said(to), zone)
}
