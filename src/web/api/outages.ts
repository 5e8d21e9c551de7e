import type { Context, TypedResponse } from 'hono'
import { isoInstant } from '../../core/instant.ts'
import type { Outage } from '../../core/outage.ts'
import { outageJson } from '../../core/outage-json.ts'
import type { Web, WebEnv } from '../context.ts'
import { firstFailedLook } from '../outage-notice.ts'
import { ProblemError } from '../problem.ts'
import type { Api } from './app.ts'
import { monitorAt } from './monitors.ts'
import { everything, limitOf, periodOf } from './query.ts'
import { noticeJson } from './notice-json.ts'
import { getNotice, getOutage, listMonitorOutages, listOutages } from './routes.ts'

interface OutageQuery {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly limit?: string | undefined
  readonly cursor?: string | undefined
  readonly ongoing?: 'true' | 'false' | undefined
  readonly unconfirmed?: 'true' | 'false' | undefined
}

export function addOutageRoutes(api: Api, web: Web): void {
  api.openapi(listOutages, (c) => c.json(outagePage(web, null, c.req.valid('query')), 200))
  api.openapi(listMonitorOutages, (c) => {
    const lookup = monitorAt(web, c, c.req.valid('param').id)
    if (lookup instanceof Response) return lookup
    return c.json(outagePage(web, lookup.monitor.id, c.req.valid('query')), 200)
  })
  api.openapi(getOutage, (c) => {
    const found = outageAt(web, c, c.req.valid('param').id)
    return found instanceof Response ? found : c.json(outageJson(found), 200)
  })
  api.openapi(getNotice, (c) => {
    const found = outageAt(web, c, c.req.valid('param').id, '/notice')
    return found instanceof Response ? found : c.json(outageNoticeJson(web, found), 200)
  })
}

/** The outage behind an id, or the redirect (308) to where it was moved; `below` is what follows the id in the address. */
export function outageAt(
  web: Web,
  c: Context<WebEnv>,
  id: string,
  below = '',
): Outage | (Response & TypedResponse<undefined, 308, 'redirect'>) {
  const lookup = web.reader.outage(id)
  if (lookup.found === 'nothing') throw new ProblemError(404, 'No outage has or had this id; /api/v1/outages lists them.')
  if (lookup.found === 'withdrawn') throw new ProblemError(410, `This outage was withdrawn: ${lookup.reason}`)
  if (lookup.found === 'outage') return lookup.outage
  return c.redirect(`/api/v1/outages/${encodeURIComponent(lookup.to)}${below}${new URL(c.req.url).search}`, 308)
}

function outageNoticeJson(web: Web, outage: Outage) {
  const first = firstFailedLook(web.reader, outage, web.clock.now())
  if (first === null) return { outageId: outage.id, look: null, notice: null }
  const { seq, at, status, fingerprint } = first
  return { outageId: outage.id, look: { seq, at: isoInstant(at), status, fingerprint }, notice: noticeJson(first) }
}

function outagePage(web: Web, monitorId: string | null, query: OutageQuery) {
  const limit = limitOf(query.limit)
  const found = web.reader.outages({
    ...(monitorId === null ? {} : { monitorId }),
    ...(query.from === undefined && query.to === undefined ? {} : { period: periodOf(query, web.config().site.timeZone, everything) }),
    ...(query.unconfirmed === 'true' ? {} : { confirmed: true }),
    ...(query.ongoing === undefined ? {} : { ongoing: query.ongoing === 'true' }),
    ...(query.cursor === undefined ? {} : { afterId: knownCursor(web, query.cursor) }),
    limit: limit + 1,
  })
  const items = found.slice(0, limit)
  return { items: items.map(outageJson), nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** The outage may have been moved or withdrawn since its page was read; then the page has to be begun again. */
function knownCursor(web: Web, cursor: string): string {
  if (web.reader.outage(cursor).found !== 'outage')
    throw new ProblemError(400, 'cursor is not, or no longer, one of ours: begin again without it.')
  return cursor
}
