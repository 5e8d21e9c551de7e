import type { Verb } from '../core/claim.ts'
import type { Outage } from '../core/outage.ts'
import { duration, lowerBound } from './figures.ts'
import type { Locale, Precision } from './index.ts'
import type { Parts } from './parts.ts'
import { id, parts, time } from './parts.ts'

export type { Verb } from '../core/claim.ts'

export interface SentenceFacts {
  readonly name: string
  readonly outage: Outage
  readonly verb: Verb
}

/**
 * The sentence of an outage, with every bound beside the end it bounds: "Measurements indicate that the service “X” was unavailable for
 * at least 12 days 4 hours (at most 12 days 6 hours): last seen working on …, first failure seen at …; last failure seen on …, working
 * again at … (Morocco time, UTC+01:00)." An ongoing outage ends with the last failed look instead.
 */
export function outageSentence(locale: Locale, facts: SentenceFacts): Parts {
  const { t } = locale
  const { outage } = facts
  const s = t.sentence
  const speak = instants(locale, outage)
  const maximum =
    outage.maxMs !== null ? s.atMost(duration(t, outage.maxMs, 'upper', 'long')) : outage.onset.after === null ? s.noMaximum : null
  const notes = [isMeasurable(facts) ? null : s.lessThanInterval, maximum].filter((note) => note !== null)
  const bound = notes.length === 0 ? [] : s.paren(notes.join(s.comma))
  return parts`${shortClause(locale, facts)}${bound}${s.colon}${beginning(locale, outage, speak)}${s.semicolon}${ending(locale, outage, speak)}${speak.zone}${s.stop}`
}

/** The first clause alone. */
export function shortSentence(locale: Locale, facts: SentenceFacts): Parts {
  const { sentence: s } = locale.t
  return parts`${shortClause(locale, facts)}${isMeasurable(facts) ? '' : s.paren(s.lessThanInterval)}${s.stop}`
}

/** How it began, which stands once it is confirmed: "The service “X”: last seen working on …, first failure seen at … (…)." */
export function onsetSentence(locale: Locale, { name, outage }: Pick<SentenceFacts, 'name' | 'outage'>): Parts {
  const { sentence: s } = locale.t
  const speak = instants(locale, outage)
  return parts`${id(name)}${s.colon}${beginning(locale, outage, speak)}${speak.zone}${s.stop}`
}

/** How precisely instants are shown: to the second where minutes would hide the bounds. */
export function precisionFor(outage: Outage): Precision {
  const widths = [outage.onset, outage.recovery].flatMap((bounds) =>
    bounds === null || bounds.after === null ? [] : [bounds.by - bounds.after],
  )
  return Math.min(...widths, Number.POSITIVE_INFINITY) < 60_000 ? 'second' : 'minute'
}

function shortClause({ t }: Locale, { name, outage, verb }: SentenceFacts): Parts {
  const s = t.sentence
  const clause = parts`${s.verbs[verb]} ${s.service(name)} ${outage.ongoing ? s.hasBeen : s.was}`
  if (verb === 'noConclusion') return clause
  const bound = lowerBound(t, outage.minMs, 'long')
  const length = bound.kind === 'measured' ? s.for(bound.text) : bound.kind === 'lessThanSecond' ? s.forLessThanSecond : s.notMeasurable
  return parts`${clause} ${length}`
}

/** What is not concluded at all is not called unmeasurable besides. */
function isMeasurable({ outage, verb }: SentenceFacts): boolean {
  return outage.minMs > 0 || verb === 'noConclusion'
}

function beginning({ t }: Locale, outage: Outage, speak: Instants): Parts {
  const s = t.sentence
  const { after, by } = outage.onset
  if (after === null) return s.firstFailure(speak.full(by), false)
  return parts`${s.lastWorking(speak.full(after))}${s.comma}${s.firstFailure(speak.next(after, by), speak.sameDay(after, by))}`
}

function ending({ t }: Locale, outage: Outage, speak: Instants): Parts {
  const s = t.sentence
  const { by: began } = outage.onset
  const last = outage.recovery === null ? outage.lastSeenDownAt : (outage.recovery.after ?? outage.recovery.by)
  if (outage.recovery === null) return s.ongoing(speak.next(began, last), speak.sameDay(began, last))
  const { by } = outage.recovery
  return parts`${s.lastFailure(speak.next(began, last), speak.sameDay(began, last))}${s.comma}${s.workingAgain(speak.next(last, by), speak.sameDay(last, by))}`
}

/** Instants of one sentence: the day is said once, the offset once at the end unless the clocks changed in between. */
interface Instants {
  full(at: number): Parts
  /** The clock time alone when the day was just said. */
  next(before: number, at: number): Parts
  sameDay(a: number, b: number): boolean
  readonly zone: Parts
}

function instants(locale: Locale, outage: Outage): Instants {
  const { sentence: s } = locale.t
  const precision = precisionFor(outage)
  const ends = [outage.onset.after ?? outage.onset.by, outage.recovery?.by ?? outage.lastSeenDownAt]
  const one = locale.offset(ends[0] ?? 0) === locale.offset(ends[1] ?? 0)
  const tail = (at: number) => (one ? '' : ` (${locale.offset(at)})`)
  const full = (at: number) => [time(at, s.dateAtClock(locale.date(at), locale.clock(at, precision)) + tail(at))]
  const clock = (at: number) => [time(at, locale.clock(at, precision) + tail(at))]
  return {
    full,
    next: (before, at) => (locale.sameDay(before, at) ? clock(at) : full(at)),
    sameDay: (a, b) => locale.sameDay(a, b),
    zone: s.paren(one ? s.zone(locale.zoneName(), locale.offset(outage.onset.by)) : locale.zoneName()),
  }
}
