import { z } from '@hono/zod-openapi'
import { instant, orNull } from './schemas.ts'

const count = z.int().min(0)
const texts = z.array(z.string()).readonly()

const template = z
  .object({
    version: z.literal(1),
    looks: count.openapi({ description: 'Good looks that it was learned from.' }),
    hosts: texts,
    titleWords: texts,
    length: z.object({ min: count, max: count }).openapi({ description: 'Visible text, UTF-16 code units.' }),
    landmarks: texts,
    fields: texts,
    fingerprint: z.string(),
    follows: z.string().nullable(),
    hash: z.string().openapi({ description: 'SHA-256 of the canonical JSON of all other members.' }),
  })
  .openapi('HealthyTemplate', { description: 'What is always there. As a file it is what `vigie judge --template` takes.' })

const recordedTemplate = z
  .object({
    seq: count.openapi({ description: 'Its record in the log.' }),
    at: instant.openapi({ description: 'Start of the look that brought it.' }),
    origin: z.enum(['learned', 'followed', 'accepted']),
    label: count.nullable().openapi({ description: 'The record of the label by which a person accepted it.' }),
    template,
  })
  .openapi('RecordedTemplate')

export const healthyPageSchema = z
  .object({
    monitorId: z.string(),
    looks: count.openapi({ description: 'Good looks since the current template, or since the first look, as last saved.' }),
    looksNeeded: count,
    current: orNull(recordedTemplate).openapi({ description: 'null before one was learned of the target and expectation in force.' }),
    earlier: z.array(recordedTemplate).readonly().openapi({ description: 'Newest first.' }),
    labels: z
      .array(
        z
          .object({
            seq: count,
            at: instant,
            fingerprint: z.string(),
            look: count.nullable(),
            as: z.enum(['healthy', 'notice']),
            by: z.string(),
            note: z.string().nullable(),
          })
          .openapi('Label'),
      )
      .readonly()
      .openapi({ description: 'What people said of pages, newest first.' }),
  })
  .openapi('HealthyPage')
