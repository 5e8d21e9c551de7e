import type { Context, Handler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { Hono } from 'hono/tiny'
import { StoreError } from '../store/store.ts'
import type { ApiFetch } from './api/app.ts'
import { assetAt } from './assets.ts'
import type { Web, WebEnv } from './context.ts'
import type { Citing } from './figures.ts'
import { createEvents, type Events } from './events.ts'
import { chooseLanguage, languageCookie } from './language.ts'
import { metricsText } from './metrics.ts'
import { createPages } from './pages.ts'
import { answerProblem, ProblemError, type ProblemStatus } from './problem.ts'
import { readiness } from './ready.ts'
import { addShareRoutes, framable, isShared } from './share/routes.ts'
import { immutable, send } from './respond.ts'

/** The whole web side as one function of a request; the sockets are server.ts's. */
export interface WebApp {
  readonly app: Hono<WebEnv>
  readonly events: Events
  /** Loads the further pages ahead of the first call to one. The API waits for its first caller: its schemas hold 10 MB. */
  readonly loadPages: () => Promise<unknown>
}

/** Longer addresses than this nobody needs: 414. */
const addressAtMost = 4_096
/** Nothing here takes a body; what is larger than this is refused unread. */
const bodyAtMost = 64 * 1_024

export function createApp(web: Web): WebApp {
  const app = new Hono<WebEnv>()
  const events = createEvents(web)
  const pages = createPages(web)
  let citing: Promise<Citing> | null = null
  const loadCiting = () => (citing ??= import('./figures.ts').then(({ createCiting }) => createCiting(web)))
  let api: Promise<ApiFetch> | null = null
  const loadApi = () => (api ??= Promise.all([import('./api/app.ts'), loadCiting()]).then(([{ createApi }, cite]) => createApi(web, cite)))

  guard(app, web)
  const get = (path: string, handler: Handler<WebEnv>) => {
    app.get(path, handler)
    app.options(path, preflight)
    app.all(path, (c) => answerProblem(web, c, 405, 'This address can only be read.', { Allow: allowed }))
  }
  get('/', pages.home)
  get('/services/:id', pages.service)
  get('/monitors/:id', pages.monitor)
  get('/outages/:id', pages.outage)
  get('/figures/:id', pages.figure)
  for (const kind of ['outage', 'monitor', 'service'] as const)
    app.post(`/${kind}s/:id/figures`, async (c) => (await import('./cite-form.ts')).answerCiteForm(web, await loadCiting(), c, kind))
  get('/method', pages.method)
  get('/data', pages.data)
  get('/data/datapackage.json', pages.dataPackage)
  get('/data/:file', pages.dataTable)
  get('/about', pages.about)
  get('/board', pages.board)
  addShareRoutes(web, get)
  get('/announcements', pages.announcements)
  get('/announcements/:id', pages.announcement)
  get('/assets/:name', (c) => {
    const content = assetAt(c.req.path)
    if (content === null) throw new ProblemError(404, 'There is nothing at this address.')
    return send(c, content, { cacheControl: immutable })
  })
  let log: Promise<(c: Context<WebEnv>) => Promise<Response>> | null = null
  get('/log/*', async (c) => (await (log ??= loadLog(web)))(c))
  get('/events', (c) => events.connect(c))
  get('/healthz', (c) => plainJson(c, 200, { status: 'alive' }))
  get('/readyz', (c) => {
    const reasons = readiness(web)
    return reasons.length === 0 ? plainJson(c, 200, { status: 'ready', reasons }) : plainJson(c, 503, { status: 'not ready', reasons })
  })
  get('/metrics', (c) =>
    c.body(metricsText(web, events.clients()), 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      'Cache-Control': 'no-store',
    }),
  )
  app.all('/api/*', async (c) => (await loadApi())(c.req.raw, { language: c.get('language'), baseUrl: c.get('baseUrl') }))
  app.notFound((c) => answerProblem(web, c, 404, 'There is nothing at this address.'))
  app.onError((error, c) => answerError(web, c, error))
  return { app, events, loadPages: () => pages.load() }
}

/** Whoever checks the log is rare. */
async function loadLog(web: Web): Promise<(c: Context<WebEnv>) => Promise<Response>> {
  const [{ answerLog }, { publishedLog }] = await Promise.all([import('./log.ts'), import('../evidence/published-log.ts')])
  const log = publishedLog(web.dataDir, web.reader)
  return (c) => answerLog(log, c)
}

/** Answers that do not depend on the log. */
const beforeCatchUp: ReadonlySet<string> = new Set(['/healthz', '/readyz'])
const allowed = 'GET, HEAD, OPTIONS'

/** What holds for every request: headers, language, limits. Readers' addresses are never looked at. */
function guard(app: Hono<WebEnv>, web: Web): void {
  app.use('/embed/*', framable)
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      // Data is for everybody, from any origin.
      crossOriginResourcePolicy: 'cross-origin',
      // What a route says of itself stands: a capture is sandboxed.
      overwrite: false,
      // Whether this is served over TLS is the proxy's affair.
      strictTransportSecurity: false,
    }),
  )
  app.use(async (c, next) => {
    const { site } = web.config()
    const query = c.req.query('lang')
    const wish = { query, cookie: getCookie(c, languageCookie), acceptLanguage: c.req.header('Accept-Language') }
    const language = chooseLanguage(wish, site.languages)
    c.set('language', language)
    c.set('baseUrl', site.url ?? forwardedBase(web, c) ?? web.listening())
    if (!beforeCatchUp.has(c.req.path)) await web.caughtUp
    await next()
    c.header('Access-Control-Allow-Origin', '*')
    if (site.simulation === true) c.header('X-Robots-Tag', 'noindex, nofollow')
    c.header('Access-Control-Expose-Headers', 'ETag, Retry-After')
    if (query !== language || c.req.path.startsWith('/api/') || isShared(c.req.path)) return
    setCookie(c, languageCookie, language, { path: '/', sameSite: 'Lax', httpOnly: true, maxAge: 31_536_000 })
  })
  app.use(async (c, next) => {
    if (c.req.url.length > addressAtMost) throw new ProblemError(414, `An address may have ${addressAtMost} characters.`)
    await next()
  })
  // What comes without a length is never read at all.
  app.use(async (c, next) => {
    if (Number(c.req.header('Content-Length') ?? 0) > bodyAtMost) throw new ProblemError(413, `A body may have ${bodyAtMost} bytes.`)
    await next()
  })
}

/** The base that a trusted proxy names; only well-formed names, since it ends up in links. */
function forwardedBase(web: Web, c: Context<WebEnv>): string | null {
  if (!web.trustProxy) return null
  const host = c.req.header('X-Forwarded-Host')
  const scheme = c.req.header('X-Forwarded-Proto') ?? 'http'
  return host !== undefined && /^[\w.-]+(:\d{1,5})?$/.test(host) && /^https?$/.test(scheme) ? `${scheme}://${host}` : null
}

function preflight(c: Context<WebEnv>): Response {
  return c.body(null, 204, {
    Allow: allowed,
    'Access-Control-Allow-Methods': allowed,
    'Access-Control-Allow-Headers': '*',
    'Access-Control-Max-Age': '86400',
  })
}

function plainJson(c: Context<WebEnv>, status: 200 | 503, body: Readonly<Record<string, unknown>>): Response {
  c.header('Cache-Control', 'no-store')
  return c.json(body, status)
}

/** No stack and no message of ours ever leaves: what is not a problem of the request is logged and answered in general words. */
export async function answerError(web: Web, c: Context<WebEnv>, error: Error): Promise<Response> {
  if (error instanceof ProblemError) return answerProblem(web, c, error.status, error.message)
  if (error instanceof HTTPException && isProblemStatus(error.status))
    return answerProblem(web, c, error.status, 'The request could not be read.')
  web.log.error({ err: error, path: c.req.path }, 'request failed')
  if (error instanceof StoreError) return answerProblem(web, c, 503, 'The records cannot be read right now.', { 'Retry-After': '10' })
  return answerProblem(web, c, 500, 'An error of ours. It has been logged.')
}

function isProblemStatus(status: number): status is ProblemStatus {
  return [400, 403, 404, 405, 406, 410, 413, 414, 415, 422, 429, 500, 503].includes(status)
}
