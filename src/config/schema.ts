import { z } from 'zod'
import { parseJsonPath } from '../core/json-path.ts'
import { duration, integer, listOf, mapping, oneOf, oneOrMore, quoted, secret, text, textThat, truth } from './fields.ts'
import { parsePattern } from './pattern.ts'
import { kindOf } from './problem.ts'
import { dnsTypes, isHost, isId, isTimeZone, isWebUrl, languages, rcodes, statusRange, tlsVersions } from './words.ts'

// The shape of the file, key by key. What holds between keys (timeout ≤ every, unique ids, what fits a scheme) is judged where the
// parts are put together. Nothing is required here, so that one bad key does not hide the mistakes beside it.

const id = (description: string) => textThat('an id of small letters, digits and dashes ([a-z0-9-])', isId, description)

const localized = (description: string) =>
  z
    .union([text(description), z.strictObject({ fr: text('French'), ar: text('Arabic'), en: text('English') }).partial()], {
      error: (issue) =>
        `must be text, or one text per language as in { fr: …, en: … }, not ${kindOf(issue.input)}${remedyForText(issue.input)}`,
    })
    .describe(`${description} One text, or one per language.`)

const webUrl = (description: string) => textThat('an address that starts with https:// or http://', isWebUrl, description)

const status = (description: string) =>
  z
    .union([z.number(), z.string()], { error: (issue) => `must be a status such as 200, 200-299 or 2xx, not ${kindOf(issue.input)}` })
    .refine((value) => statusRange(value) !== null, {
      error: (issue) =>
        `must be a status such as 200, 200-299 or 2xx, not ${typeof issue.input === 'string' ? quoted(issue.input) : String(issue.input)}`,
    })
    .describe(description)

const pattern = (description: string) =>
  text(description).superRefine((value, context) => {
    const parsed = parsePattern(value)
    if ('fault' in parsed) context.addIssue({ code: 'custom', message: parsed.fault })
  })

const confirm = mapping(
  {
    down: integer(1, 1000, 'Consecutive failed looks that confirm an outage. Default 2.').optional(),
    up: integer(1, 1000, 'Consecutive good looks that close it. Default 1.').optional(),
    recheck: duration(100, 'How soon to look again after a surprise. Default 10s.').optional(),
  },
  'When an outage is confirmed and closed. It is always dated from its first failure.',
)

const tls = mapping(
  {
    verify: truth('Check the certificate. Default true.').optional(),
    ca: text('PEM file of certificates to trust besides the public roots.').optional(),
    cert: text('PEM file of our own certificate, for mutual TLS; needs `key`.').optional(),
    key: text('PEM file of its private key; needs `cert`.').optional(),
    serverName: textThat(
      'a host name',
      isHost,
      'tls:// only. Name for SNI and the certificate check, where it is not the host of the url.',
    ).optional(),
  },
  'TLS settings of https:// and tls:// monitors.',
)

const auth = mapping(
  {
    basic: mapping(
      { username: secret('User name.').optional(), password: secret('Password.').optional() },
      'HTTP basic authentication.',
    ).optional(),
    bearer: secret('Token sent as `Authorization: Bearer`.').optional(),
  },
  'Sign-in for http(s):// monitors: `basic` or `bearer`.',
)

const jsonRule = z
  .strictObject(
    {
      path: textThat(
        'a path such as $.status or $.items[0].name',
        (value) => parseJsonPath(value) !== null,
        'Where in the JSON body: $.a.b[0]',
      ),
      equals: z.unknown().optional().describe('The value there, any JSON.'),
      matches: pattern('/regex/ that the value there matches, as text.').optional(),
      exists: truth('Whether anything is there.').optional(),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type' ? `must be a mapping such as { path: $.status, equals: ok }, not ${kindOf(issue.input)}` : undefined,
    },
  )
  .refine(
    (rule) => ['equals', 'matches', 'exists'].filter((key) => Object.hasOwn(rule, key)).length === 1,
    'needs exactly one of `equals`, `matches` and `exists`',
  )
  .describe('One value of a JSON body.')

const headerRule = z.union(
  [
    text('Exact value, or /regex/.'),
    mapping(
      { equals: text('Exact value.').optional(), matches: pattern('/regex/').optional() },
      'Where the text itself starts with a slash.',
    ),
  ],
  { error: (issue) => `must be the expected text or a /regex/, not ${kindOf(issue.input)}${remedyForText(issue.input)}` },
)

const expectation = mapping(
  {
    status: oneOrMore(status('200, 200-299 or 2xx'), 'http(s)://: accepted statuses. Default [200-299].').optional(),
    host: textThat('a host name', isHost, 'http(s)://: host where redirects must end.').optional(),
    contains: oneOrMore(
      text('Text'),
      'http(s)://: each must be in the visible text (case and accents folded). tcp://: in the reply.',
    ).optional(),
    excludes: oneOrMore(text('Text'), 'http(s)://: none may be in the visible text. tcp://: in the reply.').optional(),
    matches: oneOrMore(pattern('/regex/flags'), 'http(s)://: /regex/ over the visible text. tcp://: over the reply.').optional(),
    json: listOf(jsonRule, 'http(s)://: values of a JSON body.').optional(),
    header: z
      .record(z.string(), headerRule, {
        error: (issue) => `must be a mapping such as { content-type: /html/ }, not ${kindOf(issue.input)}`,
      })
      .optional()
      .describe('http(s)://: response headers, exact text or /regex/.'),
    answers: oneOrMore(text('192.0.2.1'), 'dns: answers that must all be there; default: at least one of the type.').optional(),
    rcode: oneOf(rcodes, 'dns: expected response code. Default NOERROR.').optional(),
    tlsVersion: oneOf(tlsVersions, 'https://, tls://: lowest TLS version that is good enough.').optional(),
    slowerThan: duration(1, 'Slower than this is degraded, not down.').optional(),
    certificateDays: integer(
      1,
      3650,
      'https://, tls://: a certificate that ends sooner than so many days is degraded, not down.',
    ).optional(),
  },
  'What a good look shows.',
)

const headers = z
  .record(z.string(), secret('Value.'), {
    error: (issue) => `must be a mapping such as { Accept-Language: fr }, not ${kindOf(issue.input)}`,
  })
  .describe('http(s)://: request headers. Values never appear in pages, logs or exports.')

export const monitorSchema = mapping(
  {
    id: id('Permanent: addresses and records carry it.').optional(),
    formerly: oneOrMore(id('An earlier id'), 'Earlier ids of the same monitor; its history continues.').optional(),
    name: localized('Name on the pages.').optional(),
    url: text(
      'What to look at; the scheme chooses how: https:// http:// tcp://host:port tls://host:port dns:name?type=A icmp://host',
    ).optional(),
    every: duration(100, 'Interval between looks. Default 60s.').optional(),
    cron: text(
      'Instead of `every`: five fields (minute hour day-of-month month day-of-week), or six with seconds first, in the site’s time zone.',
    ).optional(),
    timeout: duration(100, 'Whole budget of one look, at most `every`. Default 30s, or `every` where that is shorter.').optional(),
    confirm: confirm.optional(),
    method: text('http(s)://: GET (default), HEAD, POST, PUT, PATCH, DELETE or OPTIONS.').optional(),
    headers: headers.optional(),
    body: secret('http(s)://: request body.').optional(),
    follow: integer(0, 50, 'http(s)://: redirects to follow at most; 0 judges the redirect itself. Default 10.').optional(),
    ipVersion: z
      .union([z.literal(4), z.literal(6), z.enum(['4', '6', 'any'])], {
        error: (issue) => `must be 4, 6 or any, not ${quoted(issue.input)}`,
      })
      .optional()
      .describe('Address family: 4, 6 or any (default).'),
    proxy: secret('http(s)://: http:// address of a proxy. HTTP_PROXY and its kin are ignored.').optional(),
    auth: auth.optional(),
    tls: tls.optional(),
    send: secret('tcp://: text to send after connecting.').optional(),
    type: oneOf(dnsTypes, 'dns: record type, where it is not in the url. Default A.').optional(),
    expect: expectation.optional(),
  },
  'One thing to look at.',
)

export const serviceSchema = mapping(
  {
    id: id('Permanent: addresses carry it.').optional(),
    name: localized('What the public calls it.').optional(),
    organisation: text('Who runs it.').optional(),
    description: localized('What it is for.').optional(),
    links: listOf(webUrl('Address'), 'Pages about the service.').optional(),
    monitors: z
      .array(z.unknown(), { error: (issue) => `must be a list of monitors, lines that start with "- ", not ${kindOf(issue.input)}` })
      .nullable()
      .optional()
      .describe('What to look at.'),
  },
  'What the public recognises as one service.',
)

const include = oneOrMore(text('Path'), 'More files with `services:`, relative to this one.').optional()
const services = z
  .array(z.unknown(), { error: (issue) => `must be a list of services, lines that start with "- ", not ${kindOf(issue.input)}` })
  .nullable()
  .optional()
  .describe('What is watched.')

const site = mapping(
  {
    title: localized('Title of every page. Default "Vigie".').optional(),
    url: webUrl('Base of every permalink. Default: the address it listens on.').optional(),
    languages: listOf(oneOf(languages, 'fr, ar or en'), 'Languages of the pages; the first is the default one. Default [en].').optional(),
    timezone: textThat(
      'a time zone such as Africa/Casablanca',
      isTimeZone,
      'Days, months and `cron` are cut in it. Default UTC.',
    ).optional(),
    publisher: mapping(
      {
        name: text('Name.').optional(),
        contact: text('Address for mail or a telephone number.').optional(),
        about: webUrl('Page about the publisher.').optional(),
      },
      'Who answers for this site.',
    ).optional(),
    licence: text('Licence of the data, such as CC-BY-4.0.').optional(),
  },
  'The public site.',
)

const server = mapping(
  {
    host: textThat('a host name or an address', isHost, 'Address to listen on. Default 127.0.0.1.').optional(),
    port: integer(0, 65_535, 'Port to listen on; 0 takes a free one. Default 8080.').optional(),
    trustProxy: truth('Believe the X-Forwarded-* headers of a reverse proxy. Default false.').optional(),
    access: z
      .literal('public', {
        error: () => 'can only be public in this version; to keep readers out, listen on 127.0.0.1 behind a proxy that asks for a password',
      })
      .optional()
      .describe('Who may read: public.'),
  },
  'Where it listens.',
)

const vantage = mapping(
  {
    id: id('Permanent: records carry it. Default local.').optional(),
    name: text('Name on the pages. Default: the id.').optional(),
    country: textThat('two capital letters such as MA (ISO 3166)', (value) => /^[A-Z]{2}$/.test(value), 'ISO 3166 code.').optional(),
    asn: integer(1, 4_294_967_295, 'Number of the autonomous system.').optional(),
    network: text('Name of the network.').optional(),
  },
  'Where the looks come from.',
)

const controls = mapping(
  {
    required: integer(1, 100, 'Targets that must be reachable for our own network to count as online. Default 2.').optional(),
    targets: listOf(
      text('https://host/ or tcp://host:port'),
      'At least three, on different networks: https:// http:// tcp://host:port',
    ).optional(),
  },
  'What tells "the service is down" from "we are offline".',
)

const defaults = mapping(
  {
    every: duration(100, 'Default 60s.').optional(),
    timeout: duration(100, 'Default 30s; cut to the interval of a monitor that is looked at more often.').optional(),
    confirm: confirm.optional(),
  },
  'For monitors that do not say otherwise.',
)

/** The main file. */
export const fileSchema = mapping(
  {
    include,
    site: site.optional(),
    server: server.optional(),
    data: text('Directory of the database, relative to where the program is started. Default data.').optional(),
    clock: mapping(
      { ntp: oneOrMore(textThat('a host name', isHost, 'Host'), 'NTP servers.').optional() },
      'Sources of time correction.',
    ).optional(),
    vantage: vantage.optional(),
    controls: controls.optional(),
    defaults: defaults.optional(),
    services,
  },
  'Configuration of Vigie.',
)

/** An included file adds services, nothing else. */
export const includedSchema = mapping({ include, services }, 'More services.')

/** Everything in one schema, for editors and for finding what an unknown key might have meant. */
export const wholeSchema = fileSchema.extend({
  services: z
    .array(serviceSchema.extend({ monitors: z.array(monitorSchema).nullable().optional().describe('What to look at.') }))
    .nullable()
    .optional()
    .describe('What is watched.'),
})

export type FileShape = z.infer<typeof fileSchema>
export type ServiceShape = z.infer<typeof serviceSchema>
export type MonitorShape = z.infer<typeof monitorSchema>
export type ExpectShape = NonNullable<MonitorShape['expect']>
export type SecretShape = NonNullable<MonitorShape['proxy']>
export type TextShape = NonNullable<MonitorShape['name']>

function remedyForText(input: unknown): string {
  return typeof input === 'number' || typeof input === 'boolean' ? '; put it in quotes' : ''
}
