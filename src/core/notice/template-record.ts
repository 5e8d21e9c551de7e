import type { TemplateOrigin } from './page-watch.ts'
import type { HealthyTemplate } from './template.ts'

/** A healthy template as the log holds it. */
export interface RecordedTemplate {
  readonly seq: number
  /** When the look began that brought it, UTC ms. */
  readonly at: number
  /** As it was called then. */
  readonly monitorId: string
  /** Target and expectation that were in force (`Observation.configHash`). */
  readonly configHash: string
  readonly origin: TemplateOrigin
  /** `seq` of the label that made it the healthy one; null unless it was accepted. */
  readonly label: number | null
  readonly template: HealthyTemplate
}

/** The body of a `template` record (docs/evidence-format.md). */
export function templateBody(made: Omit<RecordedTemplate, 'seq' | 'at'>): Readonly<Record<string, unknown>> {
  const { monitorId, configHash, origin, label, template } = made
  return { monitor: monitorId, config: configHash, origin, ...(label === null ? {} : { label }), template }
}

/** What these entries hold; one of a form that only another version knows is left out. */
export function templatesIn(
  entries: readonly { readonly seq: number; readonly at: number; readonly body: Readonly<Record<string, unknown>> }[],
): readonly RecordedTemplate[] {
  return entries.flatMap(({ seq, at, body }) => {
    const { monitor, config, origin, label = null } = body
    const template = parseTemplate(body['template'])
    if (typeof monitor !== 'string' || typeof config !== 'string' || !isOrigin(origin) || template === null) return []
    if (label !== null && !isWhole(label)) return []
    return [{ seq, at, monitorId: monitor, configHash: config, origin, label, template }]
  })
}

/** The template that a JSON value is; null when it is none. Whether its hash fits is another question (`isIntact`). */
export function parseTemplate(value: unknown): HealthyTemplate | null {
  const members = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const at = (key: string): unknown => members.get(key)
  const [version, looks, hosts, titleWords, landmarks, fields] = ['version', 'looks', 'hosts', 'titleWords', 'landmarks', 'fields'].map(at)
  const [fingerprint, follows, hash, length] = ['fingerprint', 'follows', 'hash', 'length'].map(at)
  const band = new Map<string, unknown>(typeof length === 'object' && length !== null ? Object.entries(length) : [])
  const [min, max] = [band.get('min'), band.get('max')]
  if (version !== 1 || !isWhole(looks) || !isWhole(min) || !isWhole(max) || members.size !== 10 || band.size !== 2) return null
  if (!areTexts(hosts) || !areTexts(titleWords) || !areTexts(landmarks) || !areTexts(fields)) return null
  if (typeof fingerprint !== 'string' || typeof hash !== 'string' || (follows !== null && typeof follows !== 'string')) return null
  return { version, looks, hosts, titleWords, length: { min, max }, landmarks, fields, fingerprint, follows, hash }
}

function isOrigin(value: unknown): value is TemplateOrigin {
  return value === 'learned' || value === 'followed' || value === 'accepted'
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
