import type { Context, Handler } from 'hono'
import { type AnnouncementPages, createAnnouncementPages } from './announcement-pages.ts'
import { findMonitor, findService } from './catalogue.ts'
import type { Web, WebEnv } from './context.ts'
import { type Html, render } from './html.ts'
import { localeFor } from './layout.ts'
import { createAnswerCache, stretchOf } from './answer-cache.ts'
import { withdrawnPage } from './pages/error.ts'
import { homePage } from './pages/home.ts'
import { choiceQuery, homeChoice } from './pages/home-choice.ts'
import { homeModel } from './pages/home-model.ts'
import { answerProblem, ProblemError } from './problem.ts'
import { send, sendable } from './respond.ts'
import { createSitePages, loadSitePages, type SitePages } from './site-pages.ts'
import { zoomOf } from './zoom.ts'

export type Pages = SitePages &
  AnnouncementPages &
  Readonly<Record<'home' | 'service' | 'monitor' | 'outage' | 'figure', Handler<WebEnv>>> & {
    /** Loads what only the further pages need, ahead of the first call to one of them. */
    readonly load: () => Promise<unknown>
  }

/** A page is load, then view; both happen at most once a second for each page and language. */
export function createPages(web: Web): Pages {
  const cache = createAnswerCache()
  const answer = async (c: Context<WebEnv>, make: () => Html | Promise<Html>, query = ''): Promise<Response> => {
    const key = `${c.req.path}?${query} ${c.get('language')} ${c.get('baseUrl')}`
    return send(c, await cache.get(key, stretchOf(web), make), { headers: byLanguage })
  }
  const localeOf = (c: Context<WebEnv>) => localeFor(web.config(), c.get('language'))
  return {
    ...createSitePages(web, answer),
    ...createAnnouncementPages(web, answer),
    home: (c) => {
      const choice = homeChoice(c.req.query())
      return answer(c, () => homePage(localeOf(c), homeModel(web, localeOf(c), choice)), choiceQuery(choice))
    },
    service: (c) => {
      const service = findService(web.config(), param(c))
      if (service === null) throw nothingThere()
      const zoom = zoomOf(c.req.query(), web.config().site.timeZone, web.clock.now())
      return answer(
        c,
        async () => {
          const [{ servicePage, serviceModel }, { chartsModel }, { announcedSpans }] = await further.service()
          const charts = await chartsModel(web, service.monitors, zoom, c.req.path, announcedSpans(localeOf(c), web, service.monitors), {
            serviceId: service.id,
          })
          return servicePage(localeOf(c), serviceModel(web, service, localeOf(c)), charts)
        },
        zoom.query,
      )
    },
    monitor: (c) => {
      const lookup = findMonitor(web.config(), web.reader, param(c))
      if (lookup.found === 'nothing') throw nothingThere()
      if (lookup.found === 'renamed') return c.redirect(`/monitors/${encodeURIComponent(lookup.to)}`, 308)
      const zoom = zoomOf(c.req.query(), web.config().site.timeZone, web.clock.now())
      return answer(
        c,
        async () => {
          const [{ monitorPage }, { monitorModel }, { chartsModel }, { announcedSpans }] = await further.monitor()
          const { monitor } = lookup.known
          const charts = await chartsModel(web, [monitor], zoom, c.req.path, announcedSpans(localeOf(c), web, [monitor]))
          return monitorPage(localeOf(c), monitorModel(web, lookup.known, c.get('language')), charts)
        },
        zoom.query,
      )
    },
    outage: async (c) => {
      const lookup = web.reader.outage(param(c))
      if (lookup.found === 'nothing') throw nothingThere()
      if (lookup.found === 'moved') return c.redirect(`/outages/${encodeURIComponent(lookup.to)}`, 308)
      if (lookup.found === 'withdrawn') return withdrawn(web, c, param(c), lookup.reason)
      return answer(c, async () => {
        const [{ outagePage }, { outageModel }] = await further.outage()
        return outagePage(localeOf(c), await outageModel(web, lookup.outage, c.get('language'), c.get('baseUrl')))
      })
    },
    figure: async (c) => {
      const [{ findFigure }, { figurePage }] = await Promise.all([import('./figures.ts'), import('./pages/figure.ts')])
      const found = findFigure(web, param(c))
      const permalink = `${c.get('baseUrl')}/figures/${found.figure.id}`
      return answer(c, () => figurePage(localeOf(c), { ...found, config: web.config(), permalink }))
    },
    load: () => Promise.all([further.service(), further.monitor(), further.outage(), loadSitePages()]),
  }
}

const further = {
  service: () => Promise.all([import('./pages/service.ts'), import('./pages/charts.ts'), import('./parts/announced-lately.ts')]),
  monitor: () =>
    Promise.all([
      import('./pages/monitor.ts'),
      import('./pages/monitor-model.ts'),
      import('./pages/charts.ts'),
      import('./parts/announced-lately.ts'),
    ]),
  outage: () => Promise.all([import('./pages/outage.ts'), import('./pages/outage-model.ts')]),
}

const byLanguage = { Vary: 'Accept-Language, Cookie' }

/** To a browser the page that says why; to a program the problem. */
async function withdrawn(web: Web, c: Context<WebEnv>, id: string, reason: string): Promise<Response> {
  if (!(c.req.header('Accept') ?? 'text/html').includes('text/html'))
    return answerProblem(web, c, 410, `This outage was withdrawn: ${reason}`)
  const config = web.config()
  const locale = localeFor(config, c.get('language'))
  return send(c, sendable(render(withdrawnPage(locale, config, id, reason)), 'text/html; charset=utf-8'), {
    status: 410,
    headers: byLanguage,
  })
}

function param(c: Context<WebEnv>): string {
  return c.req.param('id') ?? ''
}

function nothingThere(): ProblemError {
  return new ProblemError(404, 'There is nothing at this address.')
}
