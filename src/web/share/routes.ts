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

/** Frames may stand on any page; nothing in them takes a click that does anything. Goes before what sets the headers for all. */
export const framable: MiddlewareHandler<WebEnv> = async (c, next) => {
  await next()
  const policy = c.res.headers.get('Content-Security-Policy')
  if (policy !== null) c.res.headers.set('Content-Security-Policy', policy.replace("frame-ancestors 'none'", 'frame-ancestors *'))
  c.res.headers.delete('X-Frame-Options')
}
