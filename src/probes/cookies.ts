/** A cookie kept within one look, RFC 6265 section 5.3 without its expiry: a look is over before one could expire. */
export interface Cookie {
  readonly name: string
  readonly value: string
  readonly host: string
  /** Also for hosts below `host`. */
  readonly subdomains: boolean
  readonly path: string
  readonly secure: boolean
}

/** The cookies after an answer from `url`; a newer one replaces its namesake. */
export function keepCookies(kept: readonly Cookie[], url: URL, setCookies: readonly string[]): readonly Cookie[] {
  let all = kept
  for (const text of setCookies.slice(0, cookiesMax)) {
    const cookie = parseCookie(text, url)
    if (!cookie) continue
    const others = all.filter((one) => one.name !== cookie.name || one.host !== cookie.host || one.path !== cookie.path)
    all = isDeletion(text) ? others : [...others, cookie].slice(-cookiesMax)
  }
  return all
}

/** The Cookie header for a request, or null. */
export function cookieHeader(kept: readonly Cookie[], url: URL): string | null {
  const sent = kept.filter((cookie) => matches(cookie, url)).toSorted((one, other) => other.path.length - one.path.length)
  return sent.length === 0 ? null : sent.map(({ name, value }) => `${name}=${value}`).join('; ')
}

const cookiesMax = 50

function parseCookie(text: string, url: URL): Cookie | null {
  const [pair = '', ...attributes] = text.split(';')
  const equals = pair.indexOf('=')
  const name = pair.slice(0, equals).trim()
  if (equals < 1 || name === '' || text.length > 4096) return null
  const attribute = (wanted: string): string | null => {
    const found = attributes.map((one) => one.trim()).findLast((one) => one.toLowerCase().split('=')[0] === wanted)
    return found === undefined ? null : found.slice(wanted.length + 1).trim()
  }
  const domain = (attribute('domain') ?? '').toLowerCase().replace(/^\./, '')
  // A host may speak for itself and for a parent that is more than one label; for nobody else.
  if (domain !== '' && domain !== url.hostname && !(domain.includes('.') && url.hostname.endsWith(`.${domain}`))) return null
  const path = attribute('path') ?? ''
  return {
    name,
    value: pair.slice(equals + 1).trim(),
    host: domain === '' ? url.hostname : domain,
    subdomains: domain !== '',
    path: path.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
    secure: attribute('secure') !== null,
  }
}

function isDeletion(text: string): boolean {
  return /;\s*max-age\s*=\s*(?:0|-\d+)\s*(?:;|$)/i.test(text) || /;\s*expires\s*=[^;]*\b(?:1970|0?1-jan-70)\b/i.test(text)
}

function matches(cookie: Cookie, url: URL): boolean {
  if (cookie.secure && url.protocol !== 'https:') return false
  const host = url.hostname === cookie.host || (cookie.subdomains && url.hostname.endsWith(`.${cookie.host}`))
  const below = cookie.path.endsWith('/') ? cookie.path : `${cookie.path}/`
  return host && (url.pathname === cookie.path || url.pathname.startsWith(below))
}
