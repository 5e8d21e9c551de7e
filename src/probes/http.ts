import type { Exchanged } from '../core/capture.ts'
import { type Failure, failure } from '../core/failure.ts'
import type { HttpTarget } from '../core/monitor.ts'
import type { Hop, Reading } from '../core/reading.ts'
import { acceptEncoding } from './body.ts'
import { type Budget, startBudget } from './budget.ts'
import { type Cookie, cookieHeader, keepCookies } from './cookies.ts'
import { authorization, basicAuth, percentDecoded } from './credentials.ts'
import { type Exchange, exchange } from './exchange.ts'
import type { WireRequest } from './http-request.ts'
import { type Destination, type Opened, open, readingOf, wholeMs } from './open.ts'
import { isPrivate } from './private-network.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { capturedHop, nothing } from './wire.ts'
import { isProxyAnswer, openThroughProxy, proxyHeaders } from './proxy.ts'
import { followRedirect, type HttpRequest, isRedirect, withoutSecrets } from './redirect.ts'

/**
 * One request and the redirects it leads to, each over a connection of its own. Timings, address and certificate are
 * those of the last hop; `hops` holds every hop's. Statuses are judged by the expectation, not here.
 */
export const probeHttp: Probe<HttpTarget> = async (target, context) => {
  const startedAt = context.clock.elapsed()
  using budget = startBudget(context)
  const chain = await walk(target, context, budget)
  const { opened, answer, request } = chain.last
  context.offer?.(() => exchangedOf(chain))
  const reading = readingOf({ ...opened, failure: chain.failure }, context.clock.elapsed() - startedAt)
  return {
    ...reading,
    timings: { ...reading.timings, firstByteMs: wholeMs(answer?.firstByteMs ?? null) },
    hops: chain.hops,
    http: readHttp(request, answer),
    remarks: chain.remarks,
  }
}

interface Step {
  /** When it began, UTC ms. */
  readonly at: number
  readonly request: HttpRequest
  readonly opened: Opened
  /** Null when no connection stood. */
  readonly answer: Exchange | null
}
interface Chain {
  readonly last: Step
  readonly steps: readonly Step[]
  readonly hops: readonly Hop[]
  readonly failure: Failure | null
  readonly remarks: readonly string[]
}

async function walk(target: HttpTarget, context: ProbeContext, budget: Budget): Promise<Chain> {
  let request = firstRequest(target)
  let cookies: readonly Cookie[] = []
  const hops: Hop[] = []
  const steps: Step[] = []
  let remarks: readonly string[] = []
  let publicOnly = false
  for (;;) {
    const last = await step({ request, cookies, publicOnly }, target, context, budget)
    hops.push(hopOf(last))
    steps.push(last)
    remarks = hops.length === 1 ? last.opened.remarks : [...new Set([...remarks, ...last.opened.remarks])]
    const end = (fault: Failure | null): Chain => ({ last, steps, hops, failure: fault, remarks })
    const { answer } = last
    const fault = last.opened.failure ?? answer?.failure ?? null
    if (fault || answer === null || answer.status === null) return end(fault ?? failure('internal', 'neither an answer nor a failure'))
    if (target.follow === 0 || !isRedirect(answer.status)) return end(null)
    const next = followRedirect(request, answer.status, headerValues(answer, 'location'))
    if ('code' in next) return end(next)
    if (hops.length > target.follow) return end(failure('http_redirect_loop', `more than ${target.follow} redirects`))
    publicOnly ||= last.opened.at !== null && target.proxy === null && !isPrivate(last.opened.at)
    cookies = keepCookies(cookies, request.url, headerValues(answer, 'set-cookie'))
    request = next
  }
}

/** A target's first request is the same at each look; a change of the configuration makes another target. */
const firstRequests = new WeakMap<HttpTarget, HttpRequest>()

function firstRequest(target: HttpTarget): HttpRequest {
  const known = firstRequests.get(target)
  if (known !== undefined) return known
  const request = requestOf(target)
  firstRequests.set(target, request)
  return request
}

function requestOf(target: HttpTarget): HttpRequest {
  const url = new URL(target.url)
  const { username, password } = url
  withoutSecrets(url)
  const fromUrl = username === '' ? null : basicAuth(percentDecoded(username), percentDecoded(password))
  const credentials = target.auth ? authorization(target.auth) : fromUrl
  const { method, headers, body } = target
  if (credentials === null) return { url, method, headers, body }
  const others = headers.filter(([name]) => name.toLowerCase() !== 'authorization')
  return { url, method, headers: [...others, ['Authorization', credentials] as const], body }
}

interface NextStep {
  readonly request: HttpRequest
  readonly cookies: readonly Cookie[]
  /** An earlier hop was at a public address. */
  readonly publicOnly: boolean
}

async function step({ request, cookies, publicOnly }: NextStep, target: HttpTarget, context: ProbeContext, budget: Budget): Promise<Step> {
  const at = context.clock.now()
  const proxy = target.proxy === null ? null : new URL(target.proxy)
  const to = { ...destination(request.url, target), publicOnly }
  const opened = proxy ? await openThroughProxy(context.net, proxy, to, budget) : await open(context.net, to, budget)
  if (!opened.socket) return { at, request, opened, answer: null }
  const skipBody = (status: number): boolean => target.follow > 0 && isRedirect(status)
  const plainProxy = to.tls ? null : proxy
  const wire = wireRequest(request, cookies, context.userAgent, plainProxy)
  const limits = { bodyCapBytes: context.bodyCapBytes, skipBody, keepsBytes: context.offer !== undefined }
  const answer = await exchange(opened.socket, wire, limits, budget)
  return { at, request, opened, answer: plainProxy ? withProxyFault(answer) : answer }
}

function destination(url: URL, target: HttpTarget): Destination {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'https:'
  return {
    host,
    port: Number(url.port || (secure ? 443 : 80)),
    ipVersion: target.ipVersion,
    tls: secure ? { serverName: host.replace(/\.$/, ''), settings: target.tls, alpn: ['http/1.1'] } : null,
  }
}

type Header = readonly [name: string, value: string]

const accept: Header = ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8']
const acceptCoded: Header = ['Accept-Encoding', acceptEncoding]
const close: Header = ['Connection', 'close']

/** Those without cookies, as first requests are, are the same at each look. */
const wires = new WeakMap<HttpRequest, { readonly userAgent: string; readonly wire: WireRequest }>()

function wireRequest(request: HttpRequest, cookies: readonly Cookie[], userAgent: string, plainProxy: URL | null): WireRequest {
  if (cookies.length > 0 || plainProxy !== null) return madeWire(request, cookies, userAgent, plainProxy)
  const known = wires.get(request)
  if (known?.userAgent === userAgent) return known.wire
  const wire = madeWire(request, cookies, userAgent, plainProxy)
  wires.set(request, { userAgent, wire })
  return wire
}

/** What every request carries comes first; a header of the configuration replaces ours of the same name. */
function madeWire(request: HttpRequest, cookies: readonly Cookie[], userAgent: string, plainProxy: URL | null): WireRequest {
  const { url, method, headers: own, body } = request
  const ours: readonly Header[] = [['Host', url.host], ['User-Agent', userAgent], accept, acceptCoded]
  const headers = own.length === 0 ? [...ours] : [...ours.filter(([name]) => !isAmong(own, name)), ...own.filter(isSentAsItIs)]
  const cookie = [own.find(([name]) => name.toLowerCase() === 'cookie')?.[1], cookieHeader(cookies, url)].filter((one) => one).join('; ')
  if (cookie !== '') headers.push(['Cookie', cookie])
  const length = body === null ? (/^(?:POST|PUT|PATCH)$/.test(method) ? 0 : null) : Buffer.byteLength(body)
  if (length !== null) headers.push(['Content-Length', String(length)])
  if (plainProxy) headers.push(...proxyHeaders(plainProxy))
  headers.push(close)
  const path = `${url.pathname}${url.search}`
  return { method, path: plainProxy ? `${url.origin}${path}` : path, headers, body }
}

function isAmong(headers: readonly Header[], wanted: string): boolean {
  return headers.some(([name]) => name.toLowerCase() === wanted.toLowerCase())
}

function isSentAsItIs([name]: Header): boolean {
  return !managed.has(name.toLowerCase())
}

/** Headers that a look writes itself, whatever the configuration says: they frame the message or belong to the jar. */
const managed: ReadonlySet<string> = new Set(['cookie', 'content-length', 'transfer-encoding', 'connection'])

/** Without a tunnel, silence may be the proxy's or the service's: then we could not tell. */
function withProxyFault(answer: Exchange): Exchange {
  if (answer.status === null) {
    return { ...answer, failure: failure('observer_proxy', `no answer through the proxy (${answer.failure?.code ?? 'internal'})`) }
  }
  if (answer.failure || !isProxyAnswer(answer.status, answer.headers)) return answer
  return { ...answer, failure: failure('observer_proxy', `the proxy answered ${answer.status}`) }
}

function hopOf({ request, opened, answer }: Step): Hop {
  return {
    url: request.url.href,
    status: answer?.status ?? null,
    address: opened.at?.address ?? null,
    resolveMs: opened.resolveMs,
    connectMs: opened.connectMs,
    handshakeMs: opened.handshakeMs,
    firstByteMs: wholeMs(answer?.firstByteMs ?? null),
    transferMs: wholeMs(answer?.transferMs ?? null),
  }
}

function exchangedOf({ steps, last, failure: ended }: Chain): Exchanged {
  return {
    lookups: steps.flatMap(({ opened }) => opened.lookups),
    hops: steps.map((one) =>
      capturedHop(one.request.url.href, one.at, one.opened, one.answer?.wire ?? nothing, one === last ? ended : null),
    ),
  }
}

function readHttp(request: HttpRequest, answer: Exchange | null): Reading['http'] {
  if (answer === null || answer.status === null) return null
  const { status, headers, body, bodyTruncated } = answer
  return { status, headers, finalUrl: request.url.href, body, bodyTruncated }
}

function headerValues(answer: Exchange, wanted: string): readonly string[] {
  return answer.headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
}
