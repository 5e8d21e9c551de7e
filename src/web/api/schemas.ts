import { z } from '@hono/zod-openapi'
import type { Phase } from '../../core/failure.ts'
import { failureCodes } from '../../core/failure.ts'

export const instant = z.iso
  .datetime({ precision: 3 })
  .openapi({ description: 'UTC, ISO 8601 with milliseconds and Z.', example: '2025-05-27T08:02:00.000Z' })
export const ms = z.int().min(0).openapi({ description: 'Milliseconds.' })
const fraction = z.number().min(0).max(1)

/** `.nullable()` on a named schema is emitted without its null, or as allOf of an object and a null; a union is emitted as it is. */
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()])

export const boundsSchema = z
  .object({ after: instant.nullable(), by: instant })
  .openapi('Bounds', { description: 'The change happened after `after` and no later than `by`. `after: null`: nothing was known before.' })

/** `code` and `phase` are text here, since the derivation's own JSON types them so; their values are these. */
export const failureSchema = z
  .object({
    phase: z.string().openapi({ enum: ['resolve', 'connect', 'handshake', 'exchange', 'expect', 'observer'] satisfies Phase[] }),
    code: z.string().openapi({ enum: Object.keys(failureCodes), example: 'http_status' }),
    message: z.string().openapi({ example: 'answered 503' }),
  })
  .openapi('Failure')

const outcome = z.enum(['up', 'down', 'unknown'])
const state = z.enum(['up', 'down', 'unknown', 'pending'])
const names = z
  .record(z.string(), z.string())
  .openapi({ description: 'By language, as configured.', example: { fr: 'CNOPS — services en ligne', en: 'CNOPS online services' } })

export const noticeSchema = z
  .object({
    passage: z
      .object({ text: z.string(), language: z.string().openapi({ example: 'fr' }), direction: z.enum(['ltr', 'rtl']) })
      .nullable()
      .openapi({ description: 'The sentence that says it, as it is written.' }),
    reasons: z.array(z.object({ code: z.string().openapi({ example: 'notice_title' }), detail: z.string() })).readonly(),
  })
  .openapi('Notice', { description: 'Why the page was judged as it was (docs/notices.md). Codes are a closed list.' })

export const observationSchema = z
  .object({
    at: instant,
    scheduledAt: instant,
    durationMs: ms,
    outcome: outcome.openapi({ description: 'The effective outcome (method.md R15): what counts.' }),
    rawOutcome: outcome.openapi({ description: 'As recorded; never rewritten.' }),
    provisional: z.boolean().openapi({ description: 'The control round that decides is not in yet.' }),
    reason: z.string().nullable().openapi({ description: 'Why the effective outcome is unknown, as a failure code.' }),
    degraded: z.boolean(),
    degradedBy: z.array(failureSchema).readonly(),
    vantageId: z.string(),
    failure: orNull(failureSchema),
    status: z.int().nullable(),
    timings: z.object({
      resolveMs: ms.nullable(),
      connectMs: ms.nullable(),
      handshakeMs: ms.nullable(),
      firstByteMs: ms.nullable(),
      totalMs: ms,
    }),
    everyMs: ms,
    uncertaintyMs: ms,
    recheck: z.boolean(),
    rules: z.array(z.string()).readonly(),
    address: z.string().nullable(),
    finalHost: z.string().nullable(),
    redirects: z.int(),
    bodyLength: z.int().nullable(),
    bodyTruncated: z.boolean(),
    tlsVersion: z.string().nullable(),
    certificate: z.string().nullable(),
    clockSource: z.string(),
    suspect: z
      .boolean()
      .openapi({ description: 'Up, but either a notice or not the healthy page: for operators to look at, never counted.' }),
    fingerprint: z.string().nullable().openapi({ description: 'Of the page: the same while only its content changes.' }),
    notice: orNull(noticeSchema),
    seq: z.int().min(0).openapi({ description: 'Place in the log.' }),
  })
  .openapi('Observation')

const fractions = z.object({ min: fraction, max: fraction })
export const totals = {
  periodMs: ms,
  upMs: ms,
  downMs: ms,
  ambiguousMs: ms,
  unobservedMs: ms,
  coverage: fraction,
  availability: fractions.nullable().openapi({ description: 'null: no measurement.' }),
  wholePeriod: fractions,
}
export const bucketSchema = z
  .object({ label: z.string().openapi({ example: '2026-11-23' }), from: instant, to: instant, ...totals })
  .openapi('Bucket')
export const monitorSchema = z
  .object({
    id: z.string().openapi({ example: 'cnops-www' }),
    serviceId: z.string(),
    name: z.string(),
    names,
    kind: z.enum(['http', 'tcp', 'tls', 'dns', 'icmp']),
    url: z.string(),
    everyMs: ms,
    formerly: z.array(z.string()).readonly(),
    retiredAt: instant.nullable(),
    state: state.openapi({ description: 'The state of the monitor now.' }),
    degraded: z.boolean(),
    since: orNull(boundsSchema),
    reason: z.string().nullable().openapi({ description: 'Why unknown: a failure code, `unobserved` or `retired`.' }),
    outageId: z.string().nullable().openapi({ description: 'The open confirmed outage.' }),
    suspectSince: instant.nullable().openapi({
      description: 'Start of the first of its newest looks in a row that were suspect; null when the newest known one is not.',
    }),
    last: orNull(observationSchema),
    days: z
      .array(bucketSchema.pick({ label: true, upMs: true, downMs: true, ambiguousMs: true, unobservedMs: true }).openapi('Day'))
      .readonly()
      .optional()
      .openapi({ description: 'The last local days, today included, where `days` asked for them.' }),
  })
  .openapi('Monitor')

export const serviceSchema = z
  .object({
    id: z.string().openapi({ example: 'cnops' }),
    name: z.string(),
    names,
    organisation: z.string().nullable(),
    description: z.string().nullable(),
    links: z.array(z.string()).readonly(),
    state: z.enum([...state.options, 'partial']).openapi({ description: '`partial`: some of its monitors are down.' }),
    monitorsDown: z.int().min(0),
    monitors: z.array(monitorSchema).readonly(),
  })
  .openapi('Service')

const outageExample = {
  id: 'cnops-www-20250527T080300Z',
  monitorId: 'cnops-www',
  onset: { after: '2025-05-27T08:02:00.000Z', by: '2025-05-27T08:03:00.000Z' },
  recovery: { after: '2025-05-27T08:07:00.000Z', by: '2025-05-27T08:08:00.000Z' },
  ongoing: false,
  minMs: 240_000,
  maxMs: 360_000,
  unobservedMs: 0,
  flaps: 0,
  incidentsMax: 1,
  looks: 5,
  lastSeenDownAt: '2025-05-27T08:07:00.000Z',
  confirmed: true,
  cause: { phase: 'exchange', code: 'http_status', message: 'answered 503' },
}
export const outageSchema = z
  .object({
    id: z.string(),
    monitorId: z.string(),
    onset: boundsSchema,
    recovery: orNull(boundsSchema).openapi({ description: 'null while ongoing.' }),
    ongoing: z.boolean(),
    minMs: ms,
    maxMs: ms.nullable().openapi({ description: 'null when ongoing, or already down when monitoring began.' }),
    unobservedMs: ms,
    flaps: z.int().min(0),
    incidentsMax: z.int().min(1),
    looks: z.int().min(1),
    lastSeenDownAt: instant,
    confirmed: z.boolean(),
    cause: orNull(failureSchema),
  })
  .openapi('Outage', { example: outageExample })

export const outageNoticeSchema = z
  .object({
    outageId: z.string(),
    look: z
      .object({ seq: z.int().min(0), at: instant, status: z.int().nullable(), fingerprint: z.string().nullable() })
      .nullable()
      .openapi({ description: 'The first failed look; null where it cannot be read any more.' }),
    notice: orNull(noticeSchema).openapi({ description: 'null where its record says nothing of a page.' }),
  })
  .openapi('OutageNotice')

export const captureSchema = z
  .object({
    sha256: z.string().openapi({ description: 'Of its manifest, hex; the log holds it.' }),
    at: instant.openapi({ description: 'Start of the look.' }),
    monitorId: z.string(),
    vantageId: z.string(),
    outcome: outcome.openapi({ description: 'As recorded.' }),
    code: z.string().nullable().openapi({ description: 'Code of the failure.', example: 'http_status' }),
    reason: z.enum(['change', 'daily']).openapi({ description: 'Another outcome or code than the look before, or a day has passed.' }),
    bytes: z.int().min(0).openapi({ description: 'What was exchanged and kept, before compression.' }),
    erased: z
      .boolean()
      .openapi({ description: 'A body of it was erased later; hashes and lengths remain, and an `erasure` record says why.' }),
    seq: z.int().min(0).openapi({ description: 'Its record in the log.' }),
    warc: z.string().openapi({ description: 'Where it is had as a WARC file.' }),
  })
  .openapi('Capture')

export const availabilitySchema = z
  .object({
    monitorId: z.string(),
    from: instant,
    to: instant.openapi({ description: 'A period that reaches past now ends now.' }),
    asOf: instant,
    by: z.enum(['hour', 'day', 'month', 'year']).nullable(),
    timeZone: z.string(),
    timeZoneData: z.string().openapi({ description: 'Version of the tz database.', example: '2026c' }),
    ...totals,
    items: z.array(bucketSchema).readonly(),
    nextCursor: z.null(),
  })
  .openapi('Availability')

export const problemSchema = z
  .object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() })
  .openapi('Problem', { description: 'RFC 9457.' })

const page = <T extends z.ZodType>(name: string, item: T) =>
  z.object({ items: z.array(item).readonly(), nextCursor: z.string().nullable() }).openapi(name)
export const servicePage = page('ServicePage', serviceSchema)
export const monitorPage = page('MonitorPage', monitorSchema)
export const capturePage = page('CapturePage', captureSchema)
export const observationPage = page('ObservationPage', observationSchema)
export const outagePage = page('OutagePage', outageSchema)

export const completenessSchema = z
  .object({
    monitorId: z.string(),
    from: instant,
    to: instant,
    scheduled: z.int().openapi({ description: 'Slots in force.' }),
    recorded: z.int().openapi({ description: 'Those of them that a look was recorded for.' }),
    holes: z.int().openapi({ description: 'How many holes there are; the first 1000 are listed.' }),
    items: z.array(
      z
        .object({
          from: instant,
          to: instant,
          slots: z.int(),
          lost: z
            .boolean()
            .openapi({ description: 'Looks were made and could not be stored; otherwise nobody looked, or the look never ended.' }),
        })
        .openapi('Hole', { description: 'Slots in a row without a recorded look: the first and the last of them.' }),
    ),
    nextCursor: z.null(),
  })
  .openapi('Completeness')
