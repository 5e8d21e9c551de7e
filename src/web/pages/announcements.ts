import type { PublicConfig } from '../../core/public-config.ts'
import type { RecordedAnnouncement } from '../../core/announcement.ts'
import type { Locale } from '../../i18n/index.ts'
import { announcements } from '../announcements.ts'
import type { Web } from '../context.ts'
import { type Html, html } from '../html.ts'
import { page } from '../layout.ts'
import { observerOf } from '../observer.ts'
import { wordsOf } from '../parts/announced.ts'
import { announcementTable } from '../parts/announced-lately.ts'
import { ProblemError } from '../problem.ts'

export interface AnnouncementsModel {
  readonly config: PublicConfig
  readonly offline: boolean
  /** Latest first. */
  readonly shown: readonly RecordedAnnouncement[]
  readonly count: number
  /** The id after which the next page begins; null on the last one. */
  readonly next: string | null
}

const perPage = 100

/** All announcements in their newest form. Throws 400 for an `after` that is no announcement. */
export function announcementsModel(web: Web, after: string | undefined): AnnouncementsModel {
  const said = announcements(web)
    .map(({ current }) => current)
    .toReversed()
  const before = after === undefined ? -1 : said.findIndex(({ id }) => id === after)
  if (after !== undefined && before < 0) throw new ProblemError(400, 'after is no announcement of this log.')
  const shown = said.slice(before + 1, before + 1 + perPage)
  return {
    config: web.config(),
    offline: observerOf(web).kind === 'offline',
    shown,
    count: said.length,
    next: before + 1 + perPage < said.length ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** What was said about services, one line each. */
export function announcementsPage(locale: Locale, { config, offline, shown, count, next }: AnnouncementsModel): Html {
  const w = wordsOf(locale).list
  const { t } = locale
  const body = html`<section class="head"><h1>${w.title}</h1><p class="lede">${w.lede}</p></section>
<section>${count === 0 ? html`<p>${w.none}</p>` : announcementTable(locale, config, shown, count)}
${next === null ? null : html`<p><a href="/announcements?after=${encodeURIComponent(next)}">${w.older}</a></p>`}</section>
<section aria-labelledby="h-da"><h2 id="h-da">${t.monitor.data}</h2><ul class="link"><li><a href="/api/v1/announcements">${w.json}</a></li></ul></section>`
  return page({ locale, config, path: '/announcements', title: w.title, offline, body })
}
