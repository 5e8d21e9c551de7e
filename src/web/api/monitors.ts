import type { Context, TypedResponse } from 'hono'
import { isoInstant } from '../../core/instant.ts'
import { totalsJson } from '../../core/outage-json.ts'
import { availabilityOf, bucketsAtMost, tooManyBuckets } from '../availability.ts'
import { configured, findMonitor, type KnownMonitor, retired } from '../catalogue.ts'
import { slotsOf } from '../../evidence/slots.ts'
import type { Web, WebEnv } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { storedRounds } from '../../core/stored-rounds.ts'
import type { Api } from './app.ts'
import { bucketJson, daysJsonOf, monitorJson, observationJson } from './json.ts'
import { daysOf, everything, limitOf, periodOf, seqCursor } from './query.ts'
import { healthyPageJson } from './healthy-page-json.ts'
import { healthyPageModel } from '../pages/healthy-page-model.ts'
import { getAvailability, getCompleteness, getHealthyPage, getMonitor, listMonitors, listObservations } from './routes.ts'
import { pageById } from './services.ts'
import { observationStream, streamTypes } from './stream.ts'

const defaultDays = 90

export function addMonitorRoutes(api: Api, web: Web): void {
  api.openapi(listMonitors, (c) => {
    const query = c.req.valid('query')
    const days = daysOf(query.days)
    const known = [...configured(web.config()), ...(query.retired === 'true' ? retired(web.config(), web.reader) : [])]
    const page = pageById(
      known.map(({ monitor, retiredAt }) => ({ id: monitor.id, monitor, retiredAt })),
      query.cursor,
      limitOf(query.limit),
    )
    const its = daysJsonOf(
      web,
      page.items.map(({ monitor }) => monitor),
      days,
    )
    return c.json({ items: page.items.map((item) => monitorJson(web, item, c.get('language'), its)), nextCursor: page.nextCursor }, 200)
  })
  api.openapi(getMonitor, (c) => {
    const lookup = monitorAt(web, c, c.req.valid('param').id)
    if (lookup instanceof Response) return lookup
    return c.json(monitorJson(web, lookup, c.get('language'), daysJsonOf(web, [lookup.monitor], daysOf(c.req.valid('query').days))), 200)
  })
  api.openapi(listObservations, (c) => {
    const lookup = monitorAt(web, c, c.req.valid('param').id)
    if (lookup instanceof Response) return lookup
    const query = c.req.valid('query')
    const period = periodOf(query, web.config().site.timeZone, everything)
    const { format } = query
    if (format === 'csv' || format === 'jsonl') {
      const name = `${lookup.monitor.id}.${format}`
      return c.body(observationStream(web, lookup.monitor, period, format), 200, {
        'Content-Type': streamTypes[format],
        'Content-Disposition': `inline; filename="${name}"`,
        'Cache-Control': 'no-store',
      })
    }
    const limit = limitOf(query.limit)
    const found = web.reader.observations(lookup.monitor.id, period, seqCursor(query.cursor), limit + 1)
    const looks = found.slice(0, limit)
    const rounds = storedRounds(web.reader)
    const asOf = web.clock.now()
    return c.json(
      {
        items: looks.map((look) => observationJson(look, rounds, asOf)),
        nextCursor: found.length > limit ? String(looks.at(-1)?.seq ?? '') : null,
      },
      200,
    )
  })
  api.openapi(getAvailability, (c) => {
    const lookup = monitorAt(web, c, c.req.valid('param').id)
    if (lookup instanceof Response) return lookup
    return c.json(availabilityJson(web, lookup, c.req.valid('query')), 200)
  })
  api.openapi(getHealthyPage, (c) => {
    const lookup = monitorAt(web, c, c.req.valid('param').id)
    if (lookup instanceof Response) return lookup
    const model = healthyPageModel(web.reader, lookup.monitor)
    if (model === null) throw new ProblemError(404, 'Only http monitors look at pages.')
    return c.json(healthyPageJson(lookup.monitor.id, model), 200)
  })
  api.openapi(getCompleteness, (c) => {
    const lookup = monitorAt(web, c, c.req.valid('param').id)
    if (lookup instanceof Response) return lookup
    return c.json(completenessJson(web, lookup, c.req.valid('query')), 200)
  })
}

const dayMs = 86_400_000
/** Counted within some tens of milliseconds. */
const slotsAtOnce = 250_000
const holesAtMost = 1_000
/** A look that is under way is not missing yet. */
const underWayMs = 10_000

function completenessJson(web: Web, { monitor }: KnownMonitor, query: Omit<Query, 'by'>) {
  const { timeZone } = web.config().site
  const settled = web.clock.now() - monitor.timeoutMs - underWayMs
  const { to: end } = periodOf({ to: query.to }, timeZone, { from: 0, to: settled })
  const to = Math.min(end, settled)
  const { from } = periodOf(query, timeZone, { from: Math.max(0, to - dayMs), to: settled })
  const period = { from: Math.min(from, to), to }
  const slots = slotsOf(web.reader, monitor.id, period)
  if (slots.atMost > slotsAtOnce)
    throw new ProblemError(400, `At most ${slotsAtOnce} slots are counted at a time: choose a shorter period.`)
  const { scheduled, recorded, holes } = slots.count()
  return {
    monitorId: monitor.id,
    from: isoInstant(period.from),
    to: isoInstant(period.to),
    scheduled,
    recorded,
    holes: holes.length,
    items: holes
      .slice(0, holesAtMost)
      .map((hole) => ({ from: isoInstant(hole.from), to: isoInstant(hole.to), slots: hole.slots, lost: hole.lost })),
    nextCursor: null,
  }
}

type Renamed = Response & TypedResponse<undefined, 308, 'redirect'>

/** The monitor of an address: 404, or 308 to the id that it has now. */
export function monitorAt(web: Web, c: Context<WebEnv>, id: string): KnownMonitor | Renamed {
  const lookup = findMonitor(web.config(), web.reader, id)
  if (lookup.found === 'monitor') return lookup.known
  if (lookup.found === 'nothing') throw new ProblemError(404, 'No monitor has or had this id; /api/v1/monitors lists them.')
  const { pathname, search } = new URL(c.req.url)
  const rest = pathname.slice('/api/v1/monitors/'.length).replace(/^[^/]*/, '')
  return c.redirect(`/api/v1/monitors/${encodeURIComponent(lookup.to)}${rest}${search}`, 308)
}

type Query = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly by?: 'hour' | 'day' | 'month' | 'year' | undefined
}

function availabilityJson(web: Web, { monitor }: KnownMonitor, query: Query) {
  const { timeZone } = web.config().site
  const now = web.clock.now()
  const { to: end } = periodOf({ to: query.to }, timeZone, { from: 0, to: now })
  const asked = periodOf(query, timeZone, { from: Math.max(0, Math.min(end, now) - defaultDays * 86_400_000), to: now })
  const unit = query.by ?? null
  const period = { from: Math.min(asked.from, now), to: Math.min(asked.to, now) }
  if (unit !== null && tooManyBuckets(period, unit))
    throw new ProblemError(400, `At most ${bucketsAtMost} buckets are answered at a time: choose a shorter period or a longer \`by\`.`)
  const found = availabilityOf(web, monitor, period, now, unit === null ? null : { unit, timeZone })
  return {
    monitorId: monitor.id,
    from: isoInstant(found.period.from),
    to: isoInstant(found.period.to),
    asOf: isoInstant(found.asOf),
    by: unit,
    timeZone,
    timeZoneData: process.versions.tz ?? 'unknown',
    ...totalsJson(found.figures),
    items: found.buckets.map(bucketJson),
    nextCursor: null,
  }
}
