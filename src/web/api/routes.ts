import { createRoute, z } from '@hono/zod-openapi'
import {
  availabilitySchema,
  capturePage,
  completenessSchema,
  monitorPage,
  monitorSchema,
  observationPage,
  outagePage,
  outageNoticeSchema,
  outageSchema,
  problemSchema,
  servicePage,
  serviceSchema,
} from './schemas.ts'
import { healthyPageSchema } from './healthy-page-schema.ts'

export const id = z.object({
  id: z
    .string()
    .min(1)
    .max(200)
    .openapi({ param: { name: 'id', in: 'path' }, example: 'cnops-www' }),
})
const instantText = (what: string) =>
  z
    .string()
    .max(40)
    .optional()
    .openapi({
      description: `${what} An instant with its offset (\`2026-11-23T10:00:00Z\`), or a date (\`2026-11-23\`): its beginning in the site's time zone.`,
      example: '2026-11-23T10:00:00Z',
    })
const flag = (what: string) => z.enum(['true', 'false']).optional().openapi({ description: what })
export const period = { from: instantText('Inclusive.'), to: instantText('Exclusive.') }
export const paging = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/)
    .optional()
    .openapi({
      description: 'Items at most: 1 to 1000, 100 unless told.',
      type: 'integer',
      minimum: 1,
      maximum: 1_000,
      default: 100,
      example: 100,
    }),
  cursor: z.string().min(1).max(300).optional().openapi({ description: 'The `nextCursor` of the page before.' }),
}
export const lang = {
  lang: z
    .string()
    .max(20)
    .optional()
    .openapi({ description: 'Language of `name`: fr, ar or en. Accept-Language is used without it.', example: 'fr' }),
}

const days = {
  days: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional()
    .openapi({
      description: 'Adds the availability of so many local days to each monitor, today included: 1 to 400.',
      type: 'integer',
      minimum: 1,
      maximum: 400,
      example: 90,
    }),
}

export const json = <T extends z.ZodType>(description: string, schema: T) => ({ description, content: { 'application/json': { schema } } })
export const problemOf = (description: string) => ({ description, content: { 'application/problem+json': { schema: problemSchema } } })
export const bad = { 400: problemOf('A parameter cannot be read.'), 422: problemOf('Parameters that contradict one another.') }
export const missing = { 404: problemOf('Nothing at this address.') }
export const renamed = { 308: { description: 'The monitor has another id now.' } }

export const listServices = createRoute({
  method: 'get',
  path: '/api/v1/services',
  summary: 'All services now',
  request: { query: z.object({ ...paging, ...lang, ...days }) },
  responses: { 200: json('Services in the order of the configuration.', servicePage), ...bad },
})
export const getService = createRoute({
  method: 'get',
  path: '/api/v1/services/{id}',
  summary: 'One service now',
  request: { params: id, query: z.object({ ...lang, ...days }) },
  responses: { 200: json('The service.', serviceSchema), ...missing },
})
export const listMonitors = createRoute({
  method: 'get',
  path: '/api/v1/monitors',
  summary: 'All monitors now',
  request: { query: z.object({ ...paging, ...lang, ...days, retired: flag('`true` adds monitors that are no longer configured.') }) },
  responses: { 200: json('Monitors in the order of the configuration.', monitorPage), ...bad },
})
export const getMonitor = createRoute({
  method: 'get',
  path: '/api/v1/monitors/{id}',
  summary: 'One monitor now',
  request: { params: id, query: z.object({ ...lang, ...days }) },
  responses: { 200: json('The monitor.', monitorSchema), ...renamed, ...missing },
})
export const listObservations = createRoute({
  method: 'get',
  path: '/api/v1/monitors/{id}/observations',
  summary: 'Looks of a monitor, newest last',
  description: 'Pages by `cursor` from the oldest on; `format` streams all of the period at once and ignores `limit` and `cursor`.',
  request: {
    params: id,
    query: z.object({
      ...period,
      ...paging,
      format: z.enum(['json', 'csv', 'jsonl']).optional().openapi({ description: '`csv` and `jsonl` stream everything.' }),
    }),
  },
  responses: {
    200: {
      description: 'Looks in order of arrival.',
      content: {
        'application/json': { schema: observationPage },
        'text/csv': { schema: z.string() },
        'application/jsonl': { schema: z.string() },
      },
    },
    ...renamed,
    ...bad,
    ...missing,
    406: problemOf('Only JSON, CSV and JSON Lines.'),
  },
})
const outageQuery = {
  ...period,
  ...paging,
  ongoing: flag('Only outages that are going on, or only those that are over.'),
  unconfirmed: flag('`true` adds unconfirmed failures.'),
}
export const listMonitorOutages = createRoute({
  method: 'get',
  path: '/api/v1/monitors/{id}/outages',
  summary: 'Outages of a monitor',
  description: 'Those that meet the period, whole: a period clips totals only.',
  request: { params: id, query: z.object(outageQuery) },
  responses: { 200: json('By onset, ascending.', outagePage), ...renamed, ...bad, ...missing },
})
export const getAvailability = createRoute({
  method: 'get',
  path: '/api/v1/monitors/{id}/availability',
  summary: 'Availability with coverage',
  description:
    'R9 for the period (without `from`, the 90 days before `to`) and, with `by`, for each local hour, day, month or year of the site’s time zone.',
  request: {
    params: id,
    query: z.object({
      ...period,
      by: z.enum(['hour', 'day', 'month', 'year']).optional().openapi({ description: 'Buckets; none unless told.' }),
    }),
  },
  responses: { 200: json('The figures.', availabilitySchema), ...renamed, ...bad, ...missing },
})
export const getCompleteness = createRoute({
  method: 'get',
  path: '/api/v1/monitors/{id}/completeness',
  summary: 'Scheduled looks against recorded ones',
  description:
    'The slots that the recorded configurations put in force within the period (without `from`, the day before `to`), how many of them a look was recorded for, and the holes. Ends before looks that may still be under way.',
  request: { params: id, query: z.object(period) },
  responses: { 200: json('The comparison.', completenessSchema), ...renamed, ...bad, ...missing },
})
export const getHealthyPage = createRoute({
  method: 'get',
  path: '/api/v1/monitors/{id}/healthy-page',
  summary: 'What is believed to be the healthy page of an http monitor, and what people said of its pages',
  request: { params: id },
  responses: { 200: json('The healthy page.', healthyPageSchema), ...renamed, ...missing },
})
export const listOutages = createRoute({
  method: 'get',
  path: '/api/v1/outages',
  summary: 'Outages of all monitors',
  request: { query: z.object(outageQuery) },
  responses: { 200: json('By onset, ascending.', outagePage), ...bad },
})
const outageId = z.object({
  id: z
    .string()
    .min(1)
    .max(300)
    .openapi({ param: { name: 'id', in: 'path' }, example: 'cnops-www-20250527T080300Z' }),
})
const outageElsewhere = {
  308: { description: 'A later derivation moved it.' },
  410: problemOf('It was withdrawn; the detail says why.'),
}
export const getOutage = createRoute({
  method: 'get',
  path: '/api/v1/outages/{id}',
  summary: 'One outage',
  request: {
    params: outageId,
  },
  responses: {
    200: json('The outage.', outageSchema),
    ...outageElsewhere,
    ...missing,
  },
})
export const getNotice = createRoute({
  method: 'get',
  path: '/api/v1/outages/{id}/notice',
  summary: 'What the page said at the first failed look of an outage, and why it was judged so',
  request: {
    params: outageId,
  },
  responses: {
    200: json('The passage and the reasons.', outageNoticeSchema),
    ...outageElsewhere,
    ...missing,
  },
})
export const listCaptures = createRoute({
  method: 'get',
  path: '/api/v1/outages/{id}/captures',
  summary: 'Captures of an outage',
  description:
    'What was exchanged at each change and once a day, by time; before them the newest capture of the service working, to compare with.',
  request: { params: outageId, query: z.object(paging) },
  responses: { 200: json('By time, ascending.', capturePage), ...outageElsewhere, ...bad, ...missing },
})
export const getCapture = createRoute({
  method: 'get',
  path: '/api/v1/captures/{file}',
  summary: 'One capture as a WARC file',
  description:
    'WARC 1.1 (ISO 28500), one gzip member per record: requests, answers, certificates and DNS answers as they went over the wire.',
  request: {
    params: z.object({
      file: z
        .string()
        .regex(/^[0-9a-f]{64}\.warc\.gz$/, 'must be the SHA-256 of a capture (64 hex digits) and .warc.gz')
        .openapi({ param: { name: 'file', in: 'path' }, description: 'The SHA-256 of the capture’s manifest, hex, and `.warc.gz`.' }),
    }),
  },
  responses: {
    200: {
      description: 'The file.',
      content: { 'application/warc': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    400: bad[400],
    ...missing,
    500: problemOf('What was kept is damaged.'),
  },
})

const seq = z.object({
  seq: z
    .string()
    .regex(/^(0|[1-9]\d{0,14})$/)
    .openapi({ param: { name: 'seq', in: 'path' }, type: 'integer', minimum: 0, description: 'Place in the log, from 0.', example: '0' }),
})
const recordSchema = z.record(z.string(), z.unknown())
const noRecord = { 404: problemOf('The log has no such record yet.') }
export const getRecord = createRoute({
  method: 'get',
  path: '/api/v1/records/{seq}',
  summary: 'One record of the log, byte for byte',
  description:
    'Canonical JSON (RFC 8785): what is hashed into the tree. Never changes. A record of more than 65,535 bytes stands in the log by its digest.',
  request: { params: seq },
  responses: { 200: json('The record.', recordSchema), ...noRecord, 400: bad[400] },
})
export const getWholeRecord = createRoute({
  method: 'get',
  path: '/api/v1/records/{seq}/whole',
  summary: 'One record, whole, where the log holds its digest',
  description: 'The bytes that the digest is of; of any other record the same as without `/whole`.',
  request: { params: seq },
  responses: { 200: json('The record.', recordSchema), ...noRecord, 400: bad[400] },
})
export const getRecordProof = createRoute({
  method: 'get',
  path: '/api/v1/records/{seq}/proof',
  summary: 'Proof that a record is in the log',
  description: 'A c2sp.org/tlog-proof with the newest checkpoint; some minutes pass before a new record has one.',
  request: { params: seq },
  responses: {
    200: { description: 'The proof.', content: { 'text/plain': { schema: z.string() } } },
    404: problemOf('No such record, or none that a checkpoint holds.'),
    400: bad[400],
  },
})
