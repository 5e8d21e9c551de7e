import { createRoute, z } from '@hono/zod-openapi'
import { isoInstant } from '../../core/instant.ts'
import { type ResponseBucket, responsePhases, type Spread } from '../../core/response-times.ts'
import type { Web } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { pointsAtMost, responseTimes } from '../response-times.ts'
import type { Api } from './app.ts'
import { monitorAt } from './monitors.ts'
import { periodOf } from './query.ts'
import { bad, id, json, missing, period, renamed } from './routes.ts'

const pointsUnlessTold = 600
const daysUnlessTold = 30

const ms = z.int().min(0).openapi({ description: 'Milliseconds.' })
const instant = z.iso.datetime({ precision: 3 }).openapi({ example: '2026-11-23T10:00:00.000Z' })
const spread = z
  .object({ minMs: ms, meanMs: ms.openapi({ description: 'Rounded to the nearest millisecond.' }), maxMs: ms })
  .openapi('Spread', { description: 'Of the successful looks of a bucket.' })
const perhaps = z.union([spread, z.null()])
const bucket = z
  .object({
    from: instant,
    looks: z.int().min(0).openapi({ description: 'Successful looks that began in it. 0: a hole.' }),
    total: perhaps,
    resolve: perhaps,
    connect: perhaps,
    handshake: perhaps,
    firstByte: perhaps,
    transfer: perhaps.openapi({ description: 'What is left of the total after the other phases.' }),
  })
  .openapi('ResponseBucket')
const schema = z
  .object({
    monitorId: z.string(),
    from: instant,
    to: instant.openapi({ description: 'A period that reaches past now ends now.' }),
    asOf: instant,
    bucketMs: z.int().min(1).openapi({ description: 'Length of each bucket, milliseconds.' }),
    looks: z.int().min(0).openapi({ description: 'Successful looks of the period.' }),
    items: z.array(bucket).readonly(),
    nextCursor: z.null(),
  })
  .openapi('ResponseTimes')

export const getResponseTimes = createRoute({
  method: 'get',
  path: '/api/v1/monitors/{id}/response-times',
  summary: 'Response times by phase, down-sampled',
  description:
    'Least, mean and most of each phase in buckets of equal length; failed looks have no part in it. Where successful looks are missing (R2) ' +
    'each empty bucket is there with `looks: 0`; where none was due it is left out. Without `from`, the 30 days before `to`.',
  request: {
    params: id,
    query: z.object({
      ...period,
      points: z
        .string()
        .regex(/^\d{1,4}$/)
        .optional()
        .openapi({
          description: `Buckets at most: 1 to ${pointsAtMost}, ${pointsUnlessTold} unless told.`,
          type: 'integer',
          minimum: 1,
          maximum: pointsAtMost,
          default: pointsUnlessTold,
          example: pointsUnlessTold,
        }),
    }),
  },
  responses: { 200: json('The buckets, by time.', schema), ...renamed, ...bad, ...missing },
})

export function addResponseTimeRoutes(api: Api, web: Web): void {
  api.openapi(getResponseTimes, async (c) => {
    const lookup = monitorAt(web, c, c.req.valid('param').id)
    if (lookup instanceof Response) return lookup
    const query = c.req.valid('query')
    const asOf = web.clock.now()
    const { timeZone } = web.config().site
    const { to: end } = periodOf({ to: query.to }, timeZone, { from: 0, to: asOf })
    const open = { from: Math.max(0, Math.min(end, asOf) - daysUnlessTold * 86_400_000), to: asOf }
    const asked = periodOf(query, timeZone, open)
    const within = { from: Math.min(asked.from, asOf), to: Math.min(asked.to, asOf) }
    const found = await responseTimes(web.reader, lookup.monitor.id, within, pointsOf(query.points))
    return c.json(
      {
        monitorId: lookup.monitor.id,
        from: isoInstant(found.from),
        to: isoInstant(found.to),
        asOf: isoInstant(asOf),
        bucketMs: found.bucketMs,
        looks: found.looks,
        items: found.buckets.map(bucketJson),
        nextCursor: null,
      },
      200,
    )
  })
}

/** `points`, already known to be digits. */
function pointsOf(text: string | undefined): number {
  const points = text === undefined ? pointsUnlessTold : Number(text)
  if (points < 1 || points > pointsAtMost) throw new ProblemError(400, `points must be 1 to ${pointsAtMost}.`)
  return points
}

function bucketJson({ from, looks, total, phases }: ResponseBucket) {
  const [resolve, connect, handshake, firstByte, transfer] = responsePhases.map((phase) => spreadJson(phases[phase]))
  return {
    from: isoInstant(from),
    looks,
    total: spreadJson(total),
    resolve: resolve ?? null,
    connect: connect ?? null,
    handshake: handshake ?? null,
    firstByte: firstByte ?? null,
    transfer: transfer ?? null,
  }
}

function spreadJson(spread: Spread | null) {
  return spread === null ? null : { minMs: spread.min, meanMs: Math.round(spread.mean), maxMs: spread.max }
}
