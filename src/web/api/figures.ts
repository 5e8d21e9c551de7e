import { createRoute, z } from '@hono/zod-openapi'
import { canonicalJson } from '../../core/canonical.ts'
import type { Figure } from '../../core/figure.ts'
import { type Citing, findFigure } from '../figures.ts'
import type { Web } from '../context.ts'
import { monitorAsked, periodQuestion, serviceAsked } from '../period-question.ts'
import { ProblemError } from '../problem.ts'
import type { Api } from './app.ts'
import { outageAt } from './outages.ts'
import { limitOf } from './query.ts'
import { exactly } from './records.ts'
import { bad, getOutage, id, paging, problemOf } from './routes.ts'
import { outageSchema, totals } from './schemas.ts'

const text = z.record(z.string(), z.string())
const basics = {
  id: z.string().openapi({ description: '13 characters of base32 of the SHA-256 of the rest.', example: 'zcyzimag7n6nu' }),
  format: z.literal(1),
  asOf: z.string().openapi({ description: 'When the last record of the tree ended.' }),
  tree: z.object({ origin: z.string(), size: z.int(), root: z.string().openapi({ description: 'Base64.' }) }),
  method: z.literal(1),
  software: text.nullable(),
  licence: z.string().nullable(),
  replaces: z.object({ id: z.string(), reason: z.enum(['ended', 'went on', 'corrected']) }).nullable(),
}
const outageFigureSchema = z
  .object({
    ...basics,
    question: z.object({ kind: z.literal('outage'), outageId: z.string(), monitorId: z.string(), timeZone: z.string() }),
    result: outageSchema,
    subject: z.object({ serviceId: z.string(), service: text, monitor: text, url: z.string() }).nullable(),
  })
  .openapi('OutageFigure', { description: 'How long an outage was, by the first records of the log.' })
const sums = z.object({ periodMs: z.int(), upMs: z.int(), downMs: z.int(), ambiguousMs: z.int(), unobservedMs: z.int() })
const windowSchema = z.object({ from: z.string(), to: z.string() })
const monitorInPeriod = z.object({
  monitorId: z.string(),
  ...totals,
  outages: z.int().openapi({ description: 'Confirmed ones that meet the period, whole or in part.' }),
  unconfirmed: z.int().openapi({ description: 'Unconfirmed failures that meet it.' }),
  announced: z
    .object({ windows: z.array(windowSchema).readonly(), inside: sums, outside: sums })
    .nullable()
    .openapi({ description: 'What lies inside and outside the announced times (R13); null when nothing was announced.' }),
})
const periodFigureSchema = z
  .object({
    ...basics,
    question: z.object({
      kind: z.literal('period'),
      serviceId: z.string().nullable().openapi({ description: 'null: one monitor was asked about.' }),
      monitorIds: z.array(z.string()).readonly(),
      from: z.string(),
      to: z.string().openapi({ description: 'Exclusive.' }),
      timeZone: z.string(),
    }),
    result: z.object({
      from: z.string(),
      to: z.string().openapi({ description: 'Where the tree ends, when the period reaches past it.' }),
      monitors: z.array(monitorInPeriod).readonly(),
    }),
    subject: z
      .object({
        serviceId: z.string(),
        service: text,
        monitors: z.array(z.object({ monitorId: z.string(), monitor: text, url: z.string() })).readonly(),
      })
      .nullable(),
  })
  .openapi('PeriodFigure', { description: 'How available each monitor was over a period (R9), by the first records of the log.' })
const figureSchema = z
  .union([outageFigureSchema, periodFigureSchema])
  .openapi('Figure', { description: 'What the method makes of a question and of the first records of the log. It never changes.' })
const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item).readonly(), nextCursor: z.null() })
const figureAnswer = (description: string) => ({ description, content: { 'application/json': { schema: figureSchema } } })

const getFigure = createRoute({
  method: 'get',
  path: '/api/v1/figures/{id}',
  summary: 'A figure that was given out',
  description: 'Canonical JSON (RFC 8785). Never changes; /figures/{id} links to newer ones.',
  request: {
    params: z.object({
      id: z
        .string()
        .min(1)
        .max(64)
        .openapi({ param: { name: 'id', in: 'path' }, example: 'zcyzimag7n6nu' }),
    }),
  },
  responses: { 200: figureAnswer('The figure.'), 404: problemOf('No figure has this id.') },
})
const listFigures = createRoute({
  method: 'get',
  path: '/api/v1/outages/{id}/figures',
  summary: 'The figures of an outage that were given out',
  request: { params: getOutage.request.params },
  responses: {
    200: {
      description: 'Oldest first.',
      content: { 'application/json': { schema: pageOf(outageFigureSchema) } },
    },
    308: getOutage.responses[308],
    404: problemOf('No such outage.'),
    410: getOutage.responses[410],
  },
})
const overPeriods = (kind: 'monitor' | 'service') =>
  createRoute({
    method: 'get',
    path: `/api/v1/${kind}s/{id}/figures`,
    summary: `The figures over periods of a ${kind} that were given out`,
    request: { params: id, query: z.object({ limit: paging.limit }) },
    responses: {
      200: { description: 'Newest first.', content: { 'application/json': { schema: pageOf(periodFigureSchema) } } },
      400: bad[400],
      404: problemOf(`No such ${kind}.`),
    },
  })
const citedPeriod = { from: z.string().min(1).max(40), to: z.string().min(1).max(40) }
const wishSchema = z.union([
  z.strictObject({ outageId: z.string().min(1).max(300) }),
  z.strictObject({ monitorId: z.string().min(1).max(200), ...citedPeriod }),
  z.strictObject({ serviceId: z.string().min(1).max(200), ...citedPeriod }),
])
const makeFigure = createRoute({
  method: 'post',
  path: '/api/v1/figures',
  summary: 'A figure to cite, as of the newest kept checkpoint',
  description:
    'Of an outage, or of a monitor or service over a period; `from` and `to` are instants with their offset or dates, and `to` may lie ahead. Answers the one that still holds where there is one. Rate-limited for all readers together.',
  request: { body: { required: true, content: { 'application/json': { schema: wishSchema } } } },
  responses: {
    201: figureAnswer('The figure; `Location` is its address.'),
    308: getOutage.responses[308],
    400: problemOf('The body is none of these three, or the period holds too many looks.'),
    404: problemOf('No such outage, monitor or service, or no kept checkpoint reaches it yet.'),
    410: getOutage.responses[410],
    415: problemOf('The body is not application/json.'),
    422: bad[422],
    429: problemOf('Too many figures are being made.'),
    503: problemOf('It is not made yet.'),
  },
})

export function addFigureRoutes(api: Api, web: Web, cite: Citing): void {
  api.openapi(getFigure, (c) => {
    const { figure } = findFigure(web, c.req.valid('param').id)
    return Object.assign(exactly(Buffer.from(canonicalJson(figure))), { _data: figure })
  })
  api.openapi(listFigures, (c) => {
    const outage = outageAt(web, c, c.req.valid('param').id, '/figures')
    if (outage instanceof Response) return outage
    return c.json({ items: web.figures.ofOutage(outage.id), nextCursor: null }, 200)
  })
  api.openapi(overPeriods('monitor'), (c) => {
    const { monitors } = monitorAsked(web, c.req.valid('param').id)
    const items = monitors.flatMap(({ id: monitorId }) => web.figures.newestOver({ monitorId }, limitOf(c.req.valid('query').limit)))
    return c.json({ items, nextCursor: null }, 200)
  })
  api.openapi(overPeriods('service'), (c) => {
    const serviceId = serviceAsked(web, c.req.valid('param').id).serviceId ?? ''
    return c.json({ items: web.figures.newestOver({ serviceId }, limitOf(c.req.valid('query').limit)), nextCursor: null }, 200)
  })
  api.openapi(makeFigure, async (c) => {
    const wish = c.req.valid('json')
    const at = (figure: Figure) => ({ Location: `${c.get('baseUrl')}/figures/${figure.id}` })
    if (!('outageId' in wish)) {
      const subject = 'monitorId' in wish ? monitorAsked(web, wish.monitorId) : serviceAsked(web, wish.serviceId)
      const figure = await cite.period(periodQuestion(web, subject, wish))
      return c.json(figure, 201, at(figure))
    }
    const outage = outageAt(web, c, wish.outageId)
    if (outage instanceof Response) return outage
    const figure = await cite.outage(outage)
    return c.json(figure, 201, at(figure))
  })
  api.all('/api/v1/figures', () => {
    throw new ProblemError(405, 'Figures are made here with POST; /api/v1/figures/{id} is one, /api/v1/outages/{id}/figures lists them.')
  })
}
