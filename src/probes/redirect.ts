import { type Failure, failure } from '../core/failure.ts'

/** One request of a look, before cookies and what every request carries. */
export interface HttpRequest {
  /** Without user name, password and fragment. */
  readonly url: URL
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
}

/** 300 and 304 ask for nothing to be followed. */
export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308
}

/** The request that a redirect asks for (RFC 9110 section 15.4; methods as the Fetch standard settles them). */
export function followRedirect(from: HttpRequest, status: number, locations: readonly string[]): HttpRequest | Failure {
  const location = locations[0]
  if (!location) return failure('http_redirect_invalid', `${status} without a Location`)
  if (locations.some((other) => other !== location)) return failure('http_redirect_invalid', `${status} with several Locations`)
  const url = parseLocation(location, from.url)
  if (!url) return failure('http_redirect_invalid', `${status} with an unusable Location`)
  const toGet = (status === 303 && from.method !== 'HEAD') || ((status === 301 || status === 302) && from.method === 'POST')
  const kept = from.headers.filter(([name]) => {
    if (toGet && /^content-/i.test(name)) return false
    return url.origin === from.url.origin || !isForOriginOnly(name)
  })
  return { url, method: toGet ? 'GET' : from.method, headers: kept, body: toGet ? null : from.body }
}

/** Headers that were meant for one origin: credentials by their standard names, and by what keys are usually called. */
export function isForOriginOnly(name: string): boolean {
  return /^(?:host|cookie|origin)$|auth|token|secret|api-?key|session|csrf|xsrf/i.test(name)
}

/** Header bytes come as latin1; what browsers accept in a Location is UTF-8. */
function parseLocation(location: string, base: URL): URL | null {
  const url = URL.parse(Buffer.from(location, 'latin1').toString('utf8'), base)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  withoutSecrets(url)
  return url
}

/** Takes user name, password and fragment off a URL. Setting a part parses the URL anew, so nothing is set that is not there. */
export function withoutSecrets(url: URL): void {
  if (url.username !== '') url.username = ''
  if (url.password !== '') url.password = ''
  // A lone `#` is no hash, and still a part of the text.
  if (url.href.includes('#')) url.hash = ''
}
