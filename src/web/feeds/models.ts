import type { OutageChange } from '../../core/outage-changes.ts'
import type { PublicService } from '../../core/public-config.ts'
import type { Language } from '../../core/site.ts'
import { citeWords } from '../../i18n/cite-words.ts'
import { findMonitor } from '../catalogue.ts'
import type { RequestFacts, Web } from '../context.ts'
import { namesOf, outageFacts } from '../outage-facts.ts'
import { firstFailedLook } from '../outage-notice.ts'
import { textIn } from '../text.ts'
import type { FeedEntry, FeedModel } from './atom.ts'
import { type CalendarModel, calendarDays, eventsAtMost } from './calendar.ts'
import { logBegan, recentChanges } from './changes.ts'

/** The feed of one service, or of all. */
export function feedModel(web: Web, service: PublicService | null, { language, baseUrl }: RequestFacts): FeedModel {
  const { site } = web.config()
  const words = citeWords[language]
  const siteTitle = textIn(site.title, language)
  const page = service === null ? '/' : `/services/${encodeURIComponent(service.id)}`
  const monitorIds = service === null ? null : new Set(service.monitors.map(({ id }) => id))
  return {
    title: service === null ? words.feedTitle(siteTitle) : words.feedOf(textIn(service.name, language), siteTitle),
    author: { name: site.publisher?.name ?? siteTitle, uri: site.publisher?.about ?? null },
    rights: site.licence,
    baseUrl,
    self: `${page === '/' ? '' : page}/feed.atom?lang=${language}`,
    page,
    began: logBegan(web.reader),
    entries: recentChanges(web, monitorIds).map((change) => entryOf(web, change, language, baseUrl)),
  }
}

/** The newest outages of the last 400 days. */
export function calendarModel(web: Web, { language, baseUrl }: RequestFacts): CalendarModel {
  const now = web.clock.now()
  const outages = web.reader.outages({ period: { from: now - calendarDays * 86_400_000, to: now + 1 }, confirmed: true })
  return {
    title: citeWords[language].feedTitle(textIn(web.config().site.title, language)),
    baseUrl,
    outages: outages.slice(-eventsAtMost).map((outage) => outageFacts(web, outage, language, baseUrl)),
  }
}

function entryOf(web: Web, change: OutageChange, language: Language, baseUrl: string): FeedEntry {
  if ('outage' in change) {
    const facts = outageFacts(web, change.outage, language, baseUrl)
    const { outage } = change
    const shown = outage.cause?.code === 'content_notice' ? firstFailedLook(web.reader, outage, web.clock.now()) : null
    return { change, facts, shown, name: facts.name }
  }
  const lookup = findMonitor(web.config(), web.reader, web.reader.currentId(change.monitorId) ?? change.monitorId)
  const monitor = lookup.found === 'monitor' ? lookup.known.monitor : null
  return { change, facts: null, shown: null, name: namesOf(web.config(), change.monitorId, monitor, language).name }
}
