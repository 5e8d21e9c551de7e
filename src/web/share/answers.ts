import type { Context } from 'hono'
import type { Outage } from '../../core/outage.ts'
import type { Language } from '../../core/site.ts'
import { findMonitor, findService, statusOf } from '../catalogue.ts'
import type { Web, WebEnv } from '../context.ts'
import { atomFeed } from '../feeds/atom.ts'
import { outageCalendar } from '../feeds/calendar.ts'
import { calendarModel, feedModel } from '../feeds/models.ts'
import type { Html } from '../html.ts'
import { localeFor } from '../layout.ts'
import { observerOf } from '../observer.ts'
import { outageFacts, permalinkOf } from '../outage-facts.ts'
import { createAnswerCache, type Made, stretchOf } from '../answer-cache.ts'
import { monitorState } from '../pages/monitor.ts'
import { ProblemError } from '../problem.ts'
import { type Sendable, send, sendable } from '../respond.ts'
import { textIn } from '../text.ts'
import { badgePicture } from './badge.ts'
import { outageCard, withdrawnCard } from './card.ts'
import { outageFrame, withdrawnFrame } from './frame.ts'
import { createPainter, type Painter } from './png.ts'

type Answer = (c: Context<WebEnv>) => Promise<Response>
export type Shares = Readonly<Record<'feed' | 'serviceFeed' | 'calendar' | 'badge' | 'embed', Answer>>

export function createShares(web: Web): Shares {
  const cache = createAnswerCache()
  const answer = async (
    c: Context<WebEnv>,
    make: () => Made | Promise<Made>,
    status: 200 | 410 = 200,
    stretch = stretchOf(web),
  ): Promise<Response> => {
    const key = `${c.req.path} ${c.get('language')} ${c.get('baseUrl')}`
    const content = await cache.get(key, stretch, make)
    return send(c, content, { status, cacheControl: 'public, max-age=60', headers: { Vary: 'Accept-Language, Cookie' } })
  }
  // Feeds and calendar read months of outages: made once a minute, which is as long as programs may keep them.
  const answerList = (c: Context<WebEnv>, make: () => Sendable) => answer(c, make, 200, String(Math.floor(web.clock.now() / 60_000)))
  const localeOf = (c: Context<WebEnv>) => localeFor(web.config(), c.get('language'))
  const factsOf = (c: Context<WebEnv>, outage: Outage) => outageFacts(web, outage, c.get('language'), c.get('baseUrl'))
  const painters: Readonly<Record<Language, Painter>> = { en: createPainter('A'), fr: createPainter('é'), ar: createPainter('ع') }

  const withdrawn = (c: Context<WebEnv>, id: string, reason: string, kind: Kind) => {
    const config = web.config()
    const permalink = permalinkOf(c.get('baseUrl'), id)
    const frame = () => withdrawnFrame(localeOf(c), config, id, reason, permalink)
    const card = () => withdrawnCard(localeOf(c), textIn(config.site.title, c.get('language')), id, reason, permalink)
    return answer(c, kind === 'frame' ? frame : () => svg(card()), 410)
  }
  const painted = async (c: Context<WebEnv>, outage: Outage): Promise<Response> => {
    const png = await painters[c.get('language')](outageCard(localeOf(c), factsOf(c, outage)))
    if (png === null) return c.redirect(embedAddress(outage.id, 'svg', c), 307)
    return answer(c, () => sendable(png, 'image/png'))
  }
  return {
    feed: (c) => answerList(c, () => atom(atomFeed(localeOf(c), feedModel(web, null, c.var)))),
    serviceFeed: (c) => {
      const service = findService(web.config(), c.req.param('id') ?? '')
      if (service === null) throw nothingThere()
      return answerList(c, () => atom(atomFeed(localeOf(c), feedModel(web, service, c.var))))
    },
    calendar: (c) => answerList(c, () => sendable(outageCalendar(localeOf(c), calendarModel(web, c.var)), 'text/calendar; charset=utf-8')),
    badge: async (c) => {
      const [, id] = /^(.+)\.svg$/.exec(c.req.param('name') ?? '') ?? []
      const lookup = id === undefined ? null : findMonitor(web.config(), web.reader, id)
      if (lookup === null || lookup.found === 'nothing') throw nothingThere()
      if (lookup.found === 'renamed') return c.redirect(`/badges/${encodeURIComponent(lookup.to)}.svg${new URL(c.req.url).search}`, 308)
      const { known } = lookup
      const state = monitorState(localeOf(c), statusOf(web.live, known), observerOf(web).kind === 'offline')
      const name = textIn(known.monitor.name, c.get('language'))
      const shown = web.config().site.simulation === true ? `SIMULATION: ${name}` : name
      return answer(c, () => svg(badgePicture(localeOf(c), shown, state)))
    },
    embed: async (c) => {
      const { id, kind } = embedded(c.req.param('name') ?? '')
      const lookup = web.reader.outage(id)
      if (lookup.found === 'nothing') throw nothingThere()
      if (lookup.found === 'moved') return c.redirect(embedAddress(lookup.to, kind, c), 308)
      if (lookup.found === 'withdrawn') return withdrawn(c, id, lookup.reason, kind)
      if (kind === 'png') return painted(c, lookup.outage)
      return answer(c, (): Html | Sendable => {
        const facts = factsOf(c, lookup.outage)
        return kind === 'frame' ? outageFrame(localeOf(c), facts) : svg(outageCard(localeOf(c), facts))
      })
    },
  }
}

type Kind = 'frame' | 'svg' | 'png'

/** No id of an outage has a dot. */
function embedded(name: string): { readonly id: string; readonly kind: Kind } {
  const [, id = '', kind] = /^(.+)\.(svg|png)$/.exec(name) ?? []
  return kind === 'svg' || kind === 'png' ? { id, kind } : { id: name, kind: 'frame' }
}

function embedAddress(outageId: string, kind: Kind, c: Context<WebEnv>): string {
  return `/embed/${encodeURIComponent(outageId)}${kind === 'frame' ? '' : `.${kind}`}${new URL(c.req.url).search}`
}

function atom(text: string): Sendable {
  return sendable(text, 'application/atom+xml; charset=utf-8')
}

function svg(text: string): Sendable {
  return sendable(text, 'image/svg+xml')
}

function nothingThere(): ProblemError {
  return new ProblemError(404, 'There is nothing at this address.')
}
