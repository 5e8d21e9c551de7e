import { type Failure, type FailureCode, failure } from './failure.ts'
import { occurs } from './occurs.ts'
import type { HttpReading } from './reading.ts'

/** Why an answer is not the service's own, and the mark that says so. */
export interface Blocked {
  readonly failure: Failure
  /** `Cloudflare: cf-mitigated: challenge`, for people. */
  readonly mark: string
}

/**
 * Whether a firewall, a bot check, a rate limit or the law answered instead of the service; null for the service's own answer.
 * `accepted`: the expectation takes this status.
 *
 * - An answer that is by nature a challenge or a block page (its header says so, or a firewall's tiny page) is blocked, whatever its status;
 *   an accepted error status is not: who expects 403 wants the 403.
 * - 451 is blocked for legal reasons.
 * - 403, 429 and 503 are blocked when they carry a mark of a firewall or a captcha, or say that we ask too often.
 *   429 says so by any rate-limit header; 403 and 503 only by a quota of zero, for Retry-After on a 503 is how a service announces maintenance.
 * - Anything else, a plain 403, 429 or 503 included, is the service's own.
 *
 * Only marks that a vendor puts on its own refusals count: a `server: cloudflare` stands on every answer that passed through it.
 */
export function blockedBy(http: HttpReading, accepted: boolean): Blocked | null {
  const fine = http.status < 300
  if (accepted && !fine) return null
  const header = headerLookup(http.headers)
  if (http.status === 451) return blocked('blocked_legal', 'answered 451', 'HTTP 451')
  const refusal = http.status === 403 || http.status === 429 || http.status === 503
  const marked = headerMarks.find((mark) => (refusal || mark.always) && mark.test(header, http.status))
  if (marked !== undefined) return blocked('blocked_waf', `answered ${http.status}: ${marked.vendor}`, `${marked.vendor}: ${marked.mark}`)
  if (!refusal) return fine || http.status === 406 ? blockPage(http, tinyPageBytes, certainMarks) : null
  return blockPage(http, pageBytes, [...certainMarks, ...refusalMarks]) ?? rateLimit(http.status, header)
}

type Header = (name: string) => string

interface HeaderMark {
  readonly vendor: string
  readonly mark: string
  /** Says by itself that this answer is a challenge or a block; the others count on 403, 429 and 503 only. */
  readonly always: boolean
  readonly test: (header: Header, status: number) => boolean
}

interface PageMark {
  readonly vendor: string
  readonly code: FailureCode
  /** All of them stand on the page, in lower case. */
  readonly texts: readonly string[]
}

const headerMarks: readonly HeaderMark[] = [
  { vendor: 'Cloudflare', mark: 'cf-mitigated', always: true, test: (header) => /challenge|block/i.test(header('cf-mitigated')) },
  {
    vendor: 'AWS WAF',
    mark: 'x-amzn-waf-action',
    always: true,
    test: (header) => /challenge|captcha|block/i.test(header('x-amzn-waf-action')),
  },
  { vendor: 'Vercel', mark: 'x-vercel-mitigated', always: true, test: (header) => /challenge|deny/i.test(header('x-vercel-mitigated')) },
  { vendor: 'Sucuri', mark: 'x-sucuri-block', always: true, test: (header) => header('x-sucuri-block') !== '' },
  { vendor: 'DataDome', mark: 'x-dd-b', always: true, test: (header) => header('x-dd-b') !== '' },
  // These stand on every answer that passed through the firewall; on a 403 they say who refused, on a 503 or a 429 they do not.
  {
    vendor: 'Akamai',
    mark: 'server: AkamaiGHost',
    always: false,
    test: (header, status) => status === 403 && /akamaighost/i.test(header('server')),
  },
  { vendor: 'Imperva', mark: 'x-iinfo', always: false, test: (header, status) => status === 403 && header('x-iinfo') !== '' },
  {
    vendor: 'Imperva',
    mark: 'x-cdn',
    always: false,
    test: (header, status) => status === 403 && /incapsula|imperva/i.test(header('x-cdn')),
  },
  { vendor: 'Sucuri', mark: 'x-sucuri-id', always: false, test: (header, status) => status === 403 && header('x-sucuri-id') !== '' },
  {
    vendor: 'DataDome',
    mark: 'x-datadome',
    always: false,
    test: (header, status) => status === 403 && /datadome/i.test(header('x-datadome') + header('server')),
  },
  {
    vendor: 'DDoS-Guard',
    mark: 'server: ddos-guard',
    always: false,
    test: (header, status) => status === 403 && /ddos-guard/i.test(header('server')),
  },
  {
    vendor: 'FortiWeb',
    mark: 'cookie FORTIWAFSID',
    always: false,
    test: (header, status) => status === 403 && /\bfortiwafsid=/i.test(header('set-cookie')),
  },
  {
    vendor: 'Barracuda',
    mark: 'cookie barra_counter_session',
    always: false,
    test: (header, status) => status === 403 && /\bbarra_counter_session=|\bbni__barracuda/i.test(header('set-cookie')),
  },
]

/** Sentences and scripts that stand on nothing but a block or challenge page. */
const certainMarks: readonly PageMark[] = [
  { vendor: 'F5', code: 'blocked_waf', texts: ['request rejected', 'support id'] },
  { vendor: 'F5', code: 'blocked_waf', texts: ['the requested url was rejected', 'support id'] },
  { vendor: 'Cloudflare', code: 'blocked_waf', texts: ['_cf_chl_opt'] },
  { vendor: 'Imperva', code: 'blocked_waf', texts: ['incapsula incident id'] },
  { vendor: 'Imperva', code: 'blocked_waf', texts: ['_incapsula_resource', 'incident_id'] },
  { vendor: 'AWS WAF', code: 'blocked_waf', texts: ['window.gokuprops'] },
  { vendor: 'DataDome', code: 'blocked_waf', texts: ['captcha-delivery.com'] },
  { vendor: 'PerimeterX', code: 'blocked_waf', texts: ['px-captcha'] },
  { vendor: 'Sucuri', code: 'blocked_waf', texts: ['sucuri website firewall', 'access denied'] },
  { vendor: 'FortiWeb', code: 'blocked_waf', texts: ['web page blocked', 'attack id'] },
  { vendor: 'FortiGate', code: 'blocked_waf', texts: ['fortigate', 'block'] },
  { vendor: 'FortiGuard', code: 'blocked_waf', texts: ['fortiguard', 'block'] },
  { vendor: 'Imunify360', code: 'blocked_waf', texts: ['imunify360', 'bot-protection'] },
  { vendor: 'ModSecurity', code: 'blocked_waf', texts: ['generated by mod_security'] },
]

/** Marks that need the refusing status beside them. The first that holds decides: what is more exact stands first. */
const refusalMarks: readonly PageMark[] = [
  { vendor: 'Cloudflare', code: 'blocked_rate_limit', texts: ['cloudflare', 'you are being rate limited'] },
  { vendor: 'Cloudflare', code: 'blocked_rate_limit', texts: ['error code: 1015'] },
  { vendor: 'Cloudflare', code: 'blocked_geo', texts: ['cloudflare', 'banned the country or region'] },
  { vendor: 'Cloudflare', code: 'blocked_geo', texts: ['error code: 1009'] },
  { vendor: 'CloudFront', code: 'blocked_geo', texts: ['configured to block access from your country'] },
  { vendor: 'Cloudflare', code: 'blocked_waf', texts: ['just a moment...'] },
  // Its script for the visitors of ordinary pages stands elsewhere, under scripts/.
  { vendor: 'Cloudflare', code: 'blocked_waf', texts: ['/cdn-cgi/challenge-platform/h/'] },
  { vendor: 'Cloudflare', code: 'blocked_waf', texts: ['attention required! | cloudflare'] },
  { vendor: 'Cloudflare', code: 'blocked_waf', texts: ['cloudflare', 'you have been blocked'] },
  { vendor: 'Cloudflare', code: 'blocked_waf', texts: ['cloudflare', 'checking your browser'] },
  ...['1005', '1006', '1007', '1008', '1010', '1012', '1020'].map(
    (number): PageMark => ({ vendor: 'Cloudflare', code: 'blocked_waf', texts: [`error code: ${number}`] }),
  ),
  { vendor: 'CloudFront', code: 'blocked_waf', texts: ['generated by cloudfront', 'request blocked'] },
  { vendor: 'Akamai', code: 'blocked_waf', texts: ['access denied', 'errors.edgesuite.net'] },
  { vendor: 'Akamai', code: 'blocked_waf', texts: ['access denied', 'reference #'] },
  { vendor: 'Akamai', code: 'blocked_waf', texts: ['access denied', 'reference&#32;&#35;'] },
  { vendor: 'Imperva', code: 'blocked_waf', texts: ['_incapsula_resource'] },
  { vendor: 'PerimeterX', code: 'blocked_waf', texts: ['_pxappid'] },
  { vendor: 'Azure', code: 'blocked_waf', texts: ['azure', 'the request is blocked'] },
  { vendor: 'Barracuda', code: 'blocked_waf', texts: ['barracuda', 'block'] },
  { vendor: 'Citrix', code: 'blocked_waf', texts: ['application firewall block page'] },
  { vendor: 'Wordfence', code: 'blocked_waf', texts: ['wordfence', 'blocked'] },
  { vendor: 'Radware', code: 'blocked_waf', texts: ['unauthorized activity has been detected'] },
  { vendor: 'a web application firewall', code: 'blocked_waf', texts: ['web application firewall'] },
  { vendor: 'reCAPTCHA', code: 'blocked_waf', texts: ['g-recaptcha'] },
  { vendor: 'reCAPTCHA', code: 'blocked_waf', texts: ['/recaptcha/'] },
  { vendor: 'hCaptcha', code: 'blocked_waf', texts: ['h-captcha'] },
  { vendor: 'hCaptcha', code: 'blocked_waf', texts: ['hcaptcha.com'] },
  { vendor: 'Turnstile', code: 'blocked_waf', texts: ['cf-turnstile'] },
  { vendor: 'Turnstile', code: 'blocked_waf', texts: ['challenges.cloudflare.com'] },
  { vendor: 'a captcha', code: 'blocked_waf', texts: ['captcha'] },
]

/** Block pages are short. A 503 in the service's own full layout may well hold a captcha, in its contact form. */
const pageBytes = 32_768
/** F5's page, which comes with 200, has some 250 bytes. Small enough to be looked at on every look. */
const tinyPageBytes = 2_048

function blockPage(http: HttpReading, mostBytes: number, marks: readonly PageMark[]): Blocked | null {
  if (http.body.length === 0 || http.body.length > mostBytes) return null
  const found = marks.find(({ texts }) => texts.every((text) => occurs(text, http.body)))
  return found === undefined
    ? null
    : blocked(found.code, `answered ${http.status}: ${found.vendor}`, `${found.vendor}: ${found.texts.join(', ')}`)
}

function rateLimit(status: number, header: Header): Blocked | null {
  const names = ['ratelimit', 'ratelimit-remaining', 'x-ratelimit-remaining', 'x-rate-limit-remaining']
  const spent = names.find((name) => /^\s*0+\s*$|\bremaining=0\b|;\s*r=0\b/.test(header(name)))
  const hints = [
    'retry-after',
    ...names,
    'ratelimit-policy',
    'ratelimit-limit',
    'ratelimit-reset',
    'x-ratelimit-limit',
    'x-ratelimit-reset',
  ]
  const hint = spent ?? (status === 429 ? hints.find((name) => header(name) !== '') : undefined)
  return hint === undefined ? null : blocked('blocked_rate_limit', `answered ${status}: too many requests`, `header ${hint}`)
}

function blocked(code: FailureCode, message: string, mark: string): Blocked {
  return { failure: failure(code, message), mark }
}

/** Few names are asked for, and most are on no answer: looking through the headers is cheaper than an index of them per look. */
function headerLookup(headers: HttpReading['headers']): Header {
  return (wanted) => {
    let found: string | null = null
    for (const [name, value] of headers) {
      if (name.length !== wanted.length || name.toLowerCase() !== wanted) continue
      found = found === null ? value : `${found}, ${value}`
    }
    return found ?? ''
  }
}
