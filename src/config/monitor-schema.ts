import { z } from 'zod'
import { expectSchema } from './expect-schema.ts'
import {
  described,
  duration,
  idText,
  integer,
  listOf,
  localized,
  mapping,
  oneOf,
  oneOrMore,
  quoted,
  secret,
  text,
  textThat,
  truth,
  webUrl,
} from './fields.ts'
import { kindOf } from './problem.ts'
import { dnsTypes, isHost } from './words.ts'

/** `confirm:`, of one monitor or of all. */
export const confirmSchema = mapping(
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

const headers = described(
  z.record(z.string(), secret('Value.'), {
    error: (issue) => `must be a mapping such as { Accept-Language: fr }, not ${kindOf(issue.input)}`,
  }),
  'http(s)://: request headers. Values never appear in pages, logs or exports.',
)

/** One of `monitors:`. */
export const monitorSchema = mapping(
  {
    id: idText('Permanent: addresses and records carry it.').optional(),
    formerly: oneOrMore(idText('An earlier id'), 'Earlier ids of the same monitor; its history continues.').optional(),
    name: localized('Name on the pages.').optional(),
    url: text(
      'What to look at; the scheme chooses how: https:// http:// tcp://host:port tls://host:port dns:name?type=A icmp://host',
    ).optional(),
    every: duration(100, 'Interval between looks. Default 60s.').optional(),
    cron: text(
      'Instead of `every`: five fields (minute hour day-of-month month day-of-week), or six with seconds first, in the site’s time zone.',
    ).optional(),
    timeout: duration(100, 'Whole budget of one look, at most `every`. Default 30s, or `every` where that is shorter.').optional(),
    confirm: confirmSchema.optional(),
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
    expect: expectSchema.optional(),
  },
  'One thing to look at.',
).meta({ description: 'One thing to look at.', required: ['id', 'url'] })

/** One of `services:`; its monitors are checked one by one. */
export const serviceSchema = mapping(
  {
    id: idText('Permanent: addresses carry it.').optional(),
    name: localized('What the public calls it.').optional(),
    organisation: localized('Who runs it.').optional(),
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
