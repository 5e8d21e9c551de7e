import { surelyTo, windowOf } from '../../core/announced.ts'
import { type RecordedAnnouncement, speaksOf } from '../../core/announcement.ts'
import type { PublicConfig, PublicMonitor } from '../../core/public-config.ts'
import type { Locale } from '../../i18n/index.ts'
import { announcements } from '../announcements.ts'
import type { Web } from '../context.ts'
import { type Html, html } from '../html.ts'
import type { AnnouncedSpan } from '../timeline.ts'
import { announcementTitle, momentText, promisedEnd, serviceName, wordsOf } from './announced.ts'

/** What the page of a monitor or a service says of announcements. */
export interface AnnouncedLately {
  readonly config: PublicConfig
  /** All that speak of it, latest first. */
  readonly said: readonly RecordedAnnouncement[]
}

/** Announcements listed at most; the rest is on their own page. */
const listed = 10

/** All that was said about these monitors. */
export function announcedLately(web: Web, monitors: readonly PublicMonitor[]): AnnouncedLately {
  const about = announcements(web).flatMap(({ current }) => (monitors.some((monitor) => speaksOf(current, monitor)) ? [current] : []))
  return { config: web.config(), said: about.toReversed() }
}

/** The announced times of these monitors, for the upper lane of their timelines. */
export function announcedSpans(locale: Locale, web: Web, monitors: readonly PublicMonitor[]): readonly AnnouncedSpan[] {
  const { config, said } = announcedLately(web, monitors)
  return said.flatMap((announcement): readonly AnnouncedSpan[] => {
    const window = windowOf(announcement, said)
    if (window === null) return []
    const text = announcementTitle(locale, serviceName(config, announcement.serviceId, locale), announcement)
    const to = Number.isFinite(window.to) ? window.to : null
    return [{ from: window.from, to, surelyTo: to ?? surelyTo(announcement), text, href: addressOf(announcement) }]
  })
}

/** Nothing where nothing was announced: the page of announcements says that once for all. */
export function latelySection(locale: Locale, { config, said }: AnnouncedLately): Html | null {
  if (said.length === 0) return null
  const w = wordsOf(locale)
  return html`<section aria-labelledby="h-an"><h2 id="h-an">${w.list.title}</h2>
${announcementTable(locale, config, said.slice(0, listed), said.length)}
<p class="note"><a href="/announcements">${w.list.all}</a></p></section>`
}

/** One line for each: when it was said, what it claims, and until when. */
export function announcementTable(locale: Locale, config: PublicConfig, shown: readonly RecordedAnnouncement[], count: number): Html {
  const w = wordsOf(locale)
  return html`<table class="rec pack titled"><caption>${w.list.caption(count)}</caption>
<thead><tr><th scope="col">${w.list.title}</th><th scope="col">${w.facts.said}</th><th scope="col">${w.facts.until}</th></tr></thead>
<tbody>${shown.map(
    (announcement) =>
      html`<tr><th scope="row"><a href="${addressOf(announcement)}">${announcementTitle(locale, serviceName(config, announcement.serviceId, locale), announcement)}</a></th><td data-l="${w.facts.said}">${momentText(locale, announcement.said)}</td><td data-l="${w.facts.until}">${announcement.over ? w.kind.over : promisedEnd(locale, announcement)}</td></tr>
`,
  )}</tbody></table>`
}

function addressOf({ id }: RecordedAnnouncement): string {
  return `/announcements/${encodeURIComponent(id)}`
}
