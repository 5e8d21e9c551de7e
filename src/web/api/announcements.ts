import { announcements, besideOutage } from '../announcements.ts'
import { findMonitor } from '../catalogue.ts'
import type { Web } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { announcementHistoryJson, besideJson } from './announcement-json.ts'
import { getAnnouncement, getOutageAnnouncements, listAnnouncements } from './announcement-routes.ts'
import type { Api } from './app.ts'
import { outageAt } from './outages.ts'
import { everything, limitOf, periodOf } from './query.ts'
import { pageById } from './services.ts'

export function addAnnouncementRoutes(api: Api, web: Web): void {
  api.openapi(listAnnouncements, (c) => {
    const query = c.req.valid('query')
    const { from, to } = periodOf(query, web.config().site.timeZone, everything)
    const found = announcements(web)
      .filter(({ current: { serviceId } }) => query.service === undefined || serviceId === query.service)
      .filter(({ current: { said } }) => said.earliest < to && said.latest >= from)
      .map((history) => ({ id: history.current.id, history }))
    const { items, nextCursor } = pageById(found, query.cursor, limitOf(query.limit))
    return c.json({ items: items.map(({ history }) => announcementHistoryJson(history)), nextCursor }, 200)
  })
  api.openapi(getAnnouncement, (c) => {
    const { id } = c.req.valid('param')
    const history = announcements(web).find(({ current }) => current.id === id)
    if (history === undefined) throw new ProblemError(404, 'No announcement has this id; /api/v1/announcements lists them.')
    return c.json(announcementHistoryJson(history), 200)
  })
  api.openapi(getOutageAnnouncements, (c) => {
    const outage = outageAt(web, c, c.req.valid('param').id, '/announcements')
    if (outage instanceof Response) return outage
    const known = findMonitor(web.config(), web.reader, outage.monitorId)
    const monitor = known.found === 'monitor' ? known.known.monitor : null
    return c.json(besideJson(outage.id, besideOutage(web, outage, monitor)), 200)
  })
}
