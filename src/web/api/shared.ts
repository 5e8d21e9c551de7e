import type { Context } from 'hono'
import type { WebEnv } from '../context.ts'

/**
 * Answers that take work and that many ask for: lists of everything, and figures over months. They are made once a second for all who ask,
 * as pages are; what is read of one look, outage or record is as of its own question.
 */
const shared = /^\/api\/v1\/(services(\/[^/]+)?|monitors|monitors\/[^/]+\/(availability|completeness|response-times|outages)|outages)$/

/** Who may have the same answer; null: only who asked. */
export function sharedKey(c: Context<WebEnv>): string | null {
  if (c.req.method !== 'GET' || !shared.test(c.req.path)) return null
  const { search } = new URL(c.req.url)
  return `${c.req.path}${search} ${c.get('language')} ${c.get('baseUrl')}`
}
