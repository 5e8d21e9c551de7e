import { createRoute, z } from '@hono/zod-openapi'
import { bad, json, missing, paging, period, problemOf } from './routes.ts'
import { instant, ms, orNull } from './schemas.ts'

const moment = z
  .object({
    precision: z.enum(['instant', 'day', 'month']),
    text: z.string().openapi({ description: 'As precise as it was told: an instant, `2025-05-27` or `2025-05`.', example: '2025-05-27' }),
    earliest: instant,
    latest: instant,
  })
  .openapi('Moment', { description: 'When something was said to be so: between `earliest` and `latest`.' })
const texts = z.record(z.string(), z.string()).openapi({ description: 'By language.' })
const announcement = {
  id: z.string().openapi({ example: 'cnops-2025-05' }),
  serviceId: z.string(),
  monitorIds: z.array(z.string()).readonly().openapi({ description: 'The monitors that are meant; empty: the whole service.' }),
  said: moment,
  asReported: z.string().nullable().openapi({ description: 'The date in the words of the source.' }),
  from: orNull(moment).openapi({ description: 'Since when it is interrupted, as announced; null: with the announcement.' }),
  until: orNull(moment).openapi({ description: 'Until when; null: no end was given.' }),
  over: z.boolean().openapi({ description: 'It says that the interruption is over.' }),
  timeZone: z.string().openapi({ description: 'Days and months are those of this time zone.' }),
  source: z.object({ url: z.string(), title: z.string().nullable() }),
  quotation: z.object({ text: z.string(), language: z.string() }),
  reason: texts.nullable(),
  alternatives: texts.nullable(),
  note: texts.nullable(),
  capturedAt: instant.openapi({ description: 'When it was found.' }),
  recordedAt: instant,
  seq: z.int().min(0).openapi({ description: 'Place in the log.' }),
  corrects: z.int().min(0).nullable().openapi({ description: '`seq` of the record that this one corrects.' }),
  via: z.enum(['file', 'command']),
}
const recordSchema = z.object(announcement).openapi('AnnouncementRecord', { description: 'One record of an announcement.' })
const announcementSchema = z
  .object({
    ...announcement,
    earlier: z.array(recordSchema).readonly().openapi({ description: 'What it said before it was corrected, newest first.' }),
  })
  .openapi('Announcement', { description: 'What somebody said about a service: a claim, beside the measurement and never counted.' })
const bounds = z.object({ minMs: ms, maxMs: ms.nullable() })
const difference = <K extends string>(kinds: readonly [K, ...K[]], description: string) =>
  z.object({ kind: z.enum(kinds), minMs: ms.nullable(), maxMs: ms.nullable() }).openapi({ description })
const besideSchema = z
  .object({
    outageId: z.string(),
    silence: orNull(
      difference(['after', 'before', 'unclear'], 'From the measured onset to the first announcement. `before`: that long ahead.'),
    ),
    items: z
      .array(
        z.object({
          announcement: recordSchema,
          announcedAfter: z.boolean().openapi({ description: 'Found only after the first failed look.' }),
          overrun: orNull(difference(['kept', 'overran', 'unclear', 'open'], 'From the promised end to the measured recovery.')),
          allClear: orNull(difference(['held', 'premature', 'unclear', 'open'], 'Whether it was over when that was said.')),
          figures: orNull(z.object({ measured: bounds, inside: bounds, outside: bounds })),
        }),
      )
      .readonly(),
  })
  .openapi('OutageAnnouncements')

const id = (example: string) =>
  z.object({
    id: z
      .string()
      .min(1)
      .max(300)
      .openapi({ param: { name: 'id', in: 'path' }, example }),
  })

export const listAnnouncements = createRoute({
  method: 'get',
  path: '/api/v1/announcements',
  summary: 'What was announced',
  description: 'A period selects by when it was said, as far as that is known.',
  request: {
    query: z.object({
      ...period,
      ...paging,
      service: z.string().min(1).max(200).optional().openapi({ description: 'Id of a service.', example: 'cnops' }),
    }),
  },
  responses: {
    200: json(
      'By when they were said, ascending.',
      z.object({ items: z.array(announcementSchema).readonly(), nextCursor: z.string().nullable() }).openapi('AnnouncementPage'),
    ),
    ...bad,
  },
})
export const getAnnouncement = createRoute({
  method: 'get',
  path: '/api/v1/announcements/{id}',
  summary: 'One announcement with its corrections',
  request: { params: id('cnops-2025-05') },
  responses: { 200: json('The announcement.', announcementSchema), ...missing },
})
export const getOutageAnnouncements = createRoute({
  method: 'get',
  path: '/api/v1/outages/{id}/announcements',
  summary: 'What was announced, beside one outage',
  description: 'Silence, overrun, early all-clear and the three figures of R13, each between bounds.',
  request: { params: id('cnops-www-20250527T080300Z') },
  responses: {
    200: json('The announcements that meet it.', besideSchema),
    308: { description: 'A later derivation moved it.' },
    410: problemOf('It was withdrawn; the detail says why.'),
    ...missing,
  },
})
