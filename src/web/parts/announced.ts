import type { RecordedAnnouncement } from '../../core/announcement.ts'
import { instantMoment, type Moment, weekdayNote } from '../../core/moment.ts'
import type { Text } from '../../core/monitor.ts'
import type { PublicConfig } from '../../core/public-config.ts'
import { type AnnouncementWords, announcementWords } from '../../i18n/announcement-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Spoken, spoken } from '../../i18n/moments.ts'
import { id, type Parts } from '../../i18n/parts.ts'
import { findService } from '../catalogue.ts'
import { type Html, html } from '../html.ts'
import { link } from '../layout.ts'
import { languageOf, textIn } from '../text.ts'
import { identifier, words } from './words.ts'

/** The words about announcements in a page's language. */
export function wordsOf({ language }: Locale): AnnouncementWords {
  return announcementWords[language]
}

/** The service's name as configured; its id where it is configured no longer. */
export function serviceName(config: PublicConfig, serviceId: string, { language }: Locale): string {
  const service = findService(config, serviceId)
  return service === null ? serviceId : textIn(service.name, language)
}

/** "CNOPS: interruption announced from 27 May 2025" */
export function announcementTitle(locale: Locale, name: string, announcement: RecordedAnnouncement): string {
  const w = wordsOf(locale)
  return w.title(name, w.since(beginOf(locale, announcement)), announcement.over)
}

/** The sentence to copy: who says what, since when, until when. */
export function claimSentence(locale: Locale, name: string, announcement: RecordedAnnouncement): Parts {
  const w = wordsOf(locale)
  const source = sourceParts(w, announcement)
  const since = w.since(beginOf(locale, announcement))
  if (announcement.over) return w.sentenceOver({ source, name, since })
  const until = announcement.until === null ? null : w.until(spoken(locale, announcement.until))
  return w.sentence({ source, name, since, until })
}

/** The words themselves, in their own language and direction, with their source. */
export function quotation(locale: Locale, announcement: RecordedAnnouncement): Html {
  const w = wordsOf(locale)
  const { quotation: said, source } = announcement
  const captured = w.on(spoken(locale, instantMoment(announcement.capturedAt)))
  return html`<blockquote class="an-quote"><p lang="${said.language}" dir="auto">${said.text}</p><footer>${link(source.url, html`${words(sourceParts(w, announcement))}`)}${locale.t.sentence.comma}${momentText(locale, announcement.said)}${locale.t.sentence.semicolon}${w.facts.captured.toLocaleLowerCase(locale.tag)} ${words(captured)}.</footer></blockquote>`
}

/** A moment with its preposition, and what it leaves open. */
export function momentText(locale: Locale, moment: Moment): Html {
  const w = wordsOf(locale)
  return html`${words(w.on(spoken(locale, moment)))}${imprecision(locale, moment)}`
}

/** Everything that an announcement says, term by term. */
export function factList(locale: Locale, config: PublicConfig, announcement: RecordedAnnouncement): Html {
  const w = wordsOf(locale)
  const f = w.facts
  const { monitorIds, from, until, over, reason, alternatives, note, source } = announcement
  const ownBegin = over ? until : from
  const begin = ownBegin === null ? null : html`${words(w.since(spoken(locale, ownBegin)))}${imprecision(locale, ownBegin)}`
  const service = findService(config, announcement.serviceId)
  const name = html`<bdi>${serviceName(config, announcement.serviceId, locale)}</bdi>`
  const rows: readonly (readonly [string, Html | null])[] = [
    [f.service, service === null ? name : html`<a href="/services/${encodeURIComponent(service.id)}">${name}</a>`],
    [f.monitors, monitorIds.length === 0 ? null : html`${monitorIds.map((monitorId) => html`${identifier(monitorId)} `)}`],
    [f.said, momentText(locale, announcement.said)],
    [f.asReported, asReported(locale, announcement)],
    [over ? f.over : f.from, begin],
    [f.until, over ? null : promisedEnd(locale, announcement)],
    [f.reason, given(locale, reason)],
    [f.alternatives, given(locale, alternatives)],
    [
      f.source,
      html`${link(source.url, html`<bdi>${source.title ?? hostOf(source.url)}</bdi>`)} ${source.title === null ? null : identifier(hostOf(source.url))}`,
    ],
    [f.captured, words(w.on(spoken(locale, instantMoment(announcement.capturedAt))))],
    [f.note, given(locale, note)],
    [f.record, words(f.recordText(announcement.seq))],
  ]
  return html`<dl class="dl">${rows.map(([term, value]) => (value === null ? html`` : html`<dt>${term}</dt><dd>${value}</dd>`))}</dl>`
}

/** The end that was promised, or that none was. */
export function promisedEnd(locale: Locale, { until }: RecordedAnnouncement): Html {
  if (until === null) return html`${wordsOf(locale).facts.noEnd}`
  return html`${words(spoken(locale, until).text)}${imprecision(locale, until)}`
}

/** A configured text in the reader's language, or in the one that it has. */
export function given(locale: Locale, text: Text | null): Html | null {
  return text === null ? null : html`<span lang="${languageOf(text, locale.language)}" dir="auto">${textIn(text, locale.language)}</span>`
}

function beginOf(locale: Locale, { said, from, until, over }: RecordedAnnouncement): Spoken {
  return spoken(locale, (over ? until : from) ?? said)
}

function sourceParts(w: AnnouncementWords, { source }: RecordedAnnouncement): Parts {
  const host = hostOf(source.url)
  return source.title === null ? [id(host)] : w.source(source.title, host)
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

function imprecision(locale: Locale, { precision }: Moment): Html | null {
  const note = wordsOf(locale).imprecise[precision]
  return note === null ? null : html`${locale.t.sentence.comma}${note}`
}

/** The source's own date, and whether its weekday was another one. */
function asReported(
  locale: Locale,
  { asReported: reported, said, from, timeZone, quotation: { language } }: RecordedAnnouncement,
): Html | null {
  if (reported === null) return null
  const w = wordsOf(locale)
  const dated = said.precision === 'month' && from !== null ? from : said
  const wrong = weekdayNote(reported, dated, timeZone)
  const note = wrong === null ? null : w.weekday(weekday(locale, wrong.said), weekday(locale, wrong.was))
  return html`<span lang="${language}" dir="auto">${words(w.quoted([reported]))}</span>${note === null ? null : html` <strong class="sub">${note}</strong>`}`
}

function weekday(locale: Locale, day: number): string {
  return wordsOf(locale).weekdays[day] ?? ''
}
