import { plain } from '../../i18n/parts.ts'
import { citeWords } from '../../i18n/cite-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { outageTitle } from '../../i18n/outage-title.ts'
import { outageSentence } from '../../i18n/sentence.ts'
import type { OutageFacts } from '../outage-facts.ts'
import { textIn } from '../text.ts'

/** Version of the measuring method (docs/methodology.md). */
export const methodVersion = 1

/** A calendar day of the site's time zone. */
export interface CiteDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** What a reference to an outage says, whatever its form. */
export interface Citation {
  readonly id: string
  readonly title: string
  /** The publisher; the site itself where none is named. */
  readonly author: string
  readonly site: string
  /** The whole sentence, plain. */
  readonly abstract: string
  /** The day of the last thing measured: the recovery, or the last failed look. */
  readonly issued: CiteDate
  /** The day of `asOf`. */
  readonly accessed: CiteDate
  /** With its offset, for people. */
  readonly asOf: string
  readonly url: string
  readonly licence: string | null
  /** BCP 47. */
  readonly language: string
  /** "measuring method 1" */
  readonly method: string
}

/** `asOf`: the state of the record that is cited (UTC ms); an outage in progress still grows. */
export function citationOf(locale: Locale, facts: OutageFacts, asOf: number): Citation {
  const { config, outage } = facts
  const site = textIn(config.site.title, locale.language)
  return {
    id: outage.id,
    title: outageTitle(locale, facts),
    author: config.site.publisher?.name ?? site,
    site,
    abstract: plain(outageSentence(locale, facts), locale.dir),
    issued: dayOf(outage.recovery?.by ?? outage.lastSeenDownAt, config.site.timeZone),
    accessed: dayOf(asOf, config.site.timeZone),
    asOf: locale.instant(asOf),
    url: facts.permalink,
    licence: config.site.licence,
    language: locale.tag,
    method: citeWords[locale.language].method(methodVersion),
  }
}

/** `2026-11-23` */
export function isoDay({ year, month, day }: CiteDate): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function dayOf(at: number, timeZone: string): CiteDate {
  const { year, month, day } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  return { year, month, day }
}
