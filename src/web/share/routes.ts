import type { Context, Handler, MiddlewareHandler } from 'hono'
import type { Web, WebEnv } from '../context.ts'
import type { Shares } from './answers.ts'

/** What others load and show: feeds, calendar, badges, frames and pictures. What makes them is loaded when the first is asked for. */
export function addShareRoutes(web: Web, get: (path: string, handler: Handler<WebEnv>) => void): void {
  let made: Promise<Shares> | null = null
  const later = (pick: (shares: Shares) => (c: Context<WebEnv>) => Promise<Response>) => async (c: Context<WebEnv>) =>
    pick(await (made ??= import('./answers.ts').then(({ createShares }) => createShares(web))))(c)
  get(
    '/feed.atom',
    later((shares) => shares.feed),
  )
  get(
    '/services/:id/feed.atom',
    later((shares) => shares.serviceFeed),
  )
  get(
    '/outages.ics',
    later((shares) => shares.calendar),
  )
  get(
    '/badges/:name',
    later((shares) => shares.badge),
  )
  get(
    '/embed/:name',
    later((shares) => shares.embed),
  )
}

/** Whether an address is loaded by programs and pages of others: its `?lang=` is no wish of a reader to keep. */
export function isShared(path: string): boolean {
  return /^\/(?:embed|badges)\/|\.(?:atom|ics)$/.test(path)
}

/** What stands in frames of others has neither scripts nor forms, so that they may frame it. Goes before what sets the headers for all. */
export const framable: MiddlewareHandler<WebEnv> = async (c, next) => {
  await next()
  c.res.headers.set('Content-Security-Policy', framePolicy)
  c.res.headers.delete('X-Frame-Options')
}

const framePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
