import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { weightOf } from '../accept.ts'
import { createAnswerCache, stretchOf } from '../answer-cache.ts'
import { answerError } from '../app.ts'
import type { RequestFacts, Web, WebEnv } from '../context.ts'
import type { Citing } from '../figures.ts'
import { answerProblem, ProblemError } from '../problem.ts'
import { type Sendable, send, sendable } from '../respond.ts'
import { addAnnouncementRoutes } from './announcements.ts'
import { addBundleRoute } from './bundle.ts'
import { addCitationRoute, citationTypes } from './citation.ts'
import { addCaptureRoutes } from './captures.ts'
import { apiDocument, docsPage } from './document.ts'
import { addFigureRoutes } from './figures.ts'
import { addMonitorRoutes } from './monitors.ts'
import { addOutageRoutes } from './outages.ts'
import { addResponseTimeRoutes } from './response-times.ts'
import { addRecordRoutes } from './records.ts'
import { addServiceRoutes } from './services.ts'
import { sharedKey } from './shared.ts'

export type Api = OpenAPIHono<WebEnv>
export type ApiFetch = (request: Request, facts: RequestFacts) => Promise<Response>

/** The API, loaded on its first call: its schemas cost as much start-up time as the whole rest of the web side. */
export function createApi(web: Web, cite: Citing): ApiFetch {
  const api = apiRoutes(web, cite)
  return async (request, facts) => api.fetch(request, { facts })
}

export function apiRoutes(web: Web, cite: Citing): Api {
  const api: Api = new OpenAPIHono<WebEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const [issue] = result.error.issues
      throw new ProblemError(400, issue === undefined ? 'A parameter cannot be read.' : `${issue.path.join('.')}: ${issue.message}`)
    },
  })
  api.use(async (c, next) => {
    const { language, baseUrl } = c.env.facts ?? { language: web.config().site.languages[0] ?? 'en', baseUrl: web.listening() }
    c.set('language', language)
    c.set('baseUrl', baseUrl)
    await next()
  })
  api.use('/api/v1/*', async (c, next) => {
    if (c.req.method === 'GET' && !acceptable(c))
      throw new ProblemError(406, 'JSON is offered here; looks as CSV and JSON Lines too, by format=csv or format=jsonl.')
    await next()
  })
  api.use(shareOrFinish(web))
  addServiceRoutes(api, web)
  addMonitorRoutes(api, web)
  addOutageRoutes(api, web)
  addResponseTimeRoutes(api, web)
  addCitationRoute(api, web)
  addRecordRoutes(api, web)
  const document = () => apiDocument(api, web.config().site.simulation === true ? 'SIMULATION — Vigie' : 'Vigie')
  addCaptureRoutes(api, web)
  addAnnouncementRoutes(api, web)
  addBundleRoute(api, web)
  addFigureRoutes(api, web, cite)
  api.get('/api/v1/openapi.json', (c) => c.json(document()))
  api.get('/api/v1/docs', (c) => {
    return send(c, docsPage(web, document(), c.get('language')), { headers: { Vary: 'Accept-Language, Cookie' } })
  })
  for (const path of new Set(api.routes.filter(({ method }) => method === 'GET').map((route) => route.path))) {
    api.options(path, (c) =>
      c.body(null, 204, {
        Allow: allowed,
        'Access-Control-Allow-Methods': allowed,
        'Access-Control-Allow-Headers': '*',
        'Access-Control-Max-Age': '86400',
      }),
    )
    api.all(path, (c) => answerProblem(web, c, 405, 'This address can only be read.', { Allow: allowed }))
  }
  api.notFound((c) => answerProblem(web, c, 404, 'There is nothing at this address; /api/v1/docs lists what there is.'))
  api.onError((error, c) => answerError(web, c, error))
  return api
}

const allowed = 'GET, HEAD, OPTIONS'

const finishedTypes: ReadonlySet<string> = new Set(['application/json', 'text/plain; charset=UTF-8'])

function acceptable(c: Context<WebEnv>): boolean {
  const accept = c.req.header('Accept')
  const offered = offeredAt(c) ?? ['application/json', ...(c.req.query('format') === undefined ? [] : ['text/csv', 'application/jsonl'])]
  return offered.some((type) => weightOf(accept, type) > 0)
}

function offeredAt(c: Context<WebEnv>): readonly string[] | null {
  const { path } = c.req
  if (path === '/api/v1/docs') return ['text/html']
  if (path.endsWith('/bundle')) return ['application/zip']
  if (path.endsWith('/citation')) return citationTypes(c.req.query('format'))
  if (/^\/api\/v1\/records\/[^/]*\/proof$/.test(path)) return ['text/plain']
  return path.startsWith('/api/v1/captures/') ? ['application/warc'] : null
}

/** Typed handlers answer with c.json; here their bytes get an ETag and are compressed, once for all who ask for the same in the same second. */
function shareOrFinish(web: Web): MiddlewareHandler<WebEnv> {
  const answers = createAnswerCache<null>()
  return async (c, next) => {
    const key = sharedKey(c)
    let made = false
    const make = async (): Promise<Sendable | null> => {
      made = true
      await next()
      return finished(c)
    }
    const content = key === null ? await make() : await answers.get(key, stretchOf(web), make)
    if (content === null && !made) await next()
    if (content === null) return
    const cacheControl = made ? c.res.headers.get('Cache-Control') : null
    // What is the same for ever is the same in all languages.
    const answer = await send(c, content, cacheControl === null ? { headers: { Vary: 'Accept-Language' } } : { cacheControl })
    // Replaced, not merged: the old answer's headers were those of the uncompressed body.
    c.res = undefined
    c.res = answer
  }
}

/** null: a stream, a redirect or a problem, which stays as it is. */
async function finished(c: Context<WebEnv>): Promise<Sendable | null> {
  const type = c.res.headers.get('Content-Type') ?? ''
  if (c.res.status !== 200 || !finishedTypes.has(type)) return null
  return sendable(new Uint8Array(await c.res.arrayBuffer()), type)
}
