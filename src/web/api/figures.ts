import { createRoute, z } from '@hono/zod-openapi'
import { canonicalJson } from '../../core/canonical.ts'
import { type Citing, findFigure } from '../figures.ts'
import { figuresOf } from '../../evidence/bundle/figures.ts'
import type { Web } from '../context.ts'
import { ProblemError } from '../problem.ts'
import type { Api } from './app.ts'
import { outageAt } from './outages.ts'
import { exactly } from './records.ts'
import { getOutage, problemOf } from './routes.ts'
import { outageSchema } from './schemas.ts'

const text = z.record(z.string(), z.string())
const figureSchema = z
  .object({
    id: z.string().openapi({ description: '13 characters of base32 of the SHA-256 of the rest.', example: 'zcyzimag7n6nu' }),
    format: z.literal(1),
    question: z.object({ kind: z.literal('outage'), outageId: z.string(), monitorId: z.string(), timeZone: z.string() }),
    asOf: z.string().openapi({ description: 'When the last record of the tree ended.' }),
    tree: z.object({ origin: z.string(), size: z.int(), root: z.string().openapi({ description: 'Base64.' }) }),
    method: z.literal(1),
    result: outageSchema,
    subject: z.object({ serviceId: z.string(), service: text, monitor: text, url: z.string() }).nullable(),
    software: text.nullable(),
    licence: z.string().nullable(),
    replaces: z.object({ id: z.string(), reason: z.enum(['ended', 'went on', 'corrected']) }).nullable(),
  })
  .openapi('Figure', { description: 'What the method makes of a question and of the first records of the log. It never changes.' })
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
      content: { 'application/json': { schema: z.object({ items: z.array(figureSchema), nextCursor: z.null() }) } },
    },
    308: getOutage.responses[308],
    404: problemOf('No such outage.'),
    410: getOutage.responses[410],
  },
})
const makeFigure = createRoute({
  method: 'post',
  path: '/api/v1/figures',
  summary: 'A figure to cite, as of the newest kept checkpoint',
  description: 'Answers the one that still holds where there is one. Rate-limited for all readers together.',
  request: {
    body: { required: true, content: { 'application/json': { schema: z.strictObject({ outageId: z.string().min(1).max(300) }) } } },
  },
  responses: {
    201: figureAnswer('The figure; `Location` is its address.'),
    308: getOutage.responses[308],
    400: problemOf('The body is not {"outageId": …}.'),
    404: problemOf('No such outage, or no kept checkpoint holds it yet.'),
    410: getOutage.responses[410],
    415: problemOf('The body is not application/json.'),
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
    return c.json({ items: [...figuresOf(web.reader, outage.id)], nextCursor: null }, 200)
  })
  api.openapi(makeFigure, async (c) => {
    const outage = outageAt(web, c, c.req.valid('json').outageId)
    if (outage instanceof Response) return outage
    const figure = await cite(outage)
    return c.json(figure, 201, { Location: `${c.get('baseUrl')}/figures/${figure.id}` })
  })
  api.all('/api/v1/figures', () => {
    throw new ProblemError(405, 'Figures are made here with POST; /api/v1/figures/{id} is one, /api/v1/outages/{id}/figures lists them.')
  })
}
