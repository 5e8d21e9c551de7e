import { z } from 'zod'
import {
  annotated,
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
  text,
  textThat,
  truth,
  webUrl,
} from './fields.ts'
import { confirmSchema, monitorSchema, serviceSchema } from './monitor-schema.ts'
import { kindOf } from './problem.ts'
import { closest } from './nearest.ts'
import { isHost, isTimeZone, languages } from './words.ts'

// The shape of the file, key by key. What holds between keys (timeout ≤ every, unique ids, what fits a scheme) is judged where the
// parts are put together. Nothing is required here, so that one bad key does not hide the mistakes beside it.

const include = oneOrMore(text('Path'), 'More files with `services:`, relative to this one.').optional()
const services = z
  .array(z.unknown(), { error: (issue) => `must be a list of services, lines that start with "- ", not ${kindOf(issue.input)}` })
  .nullable()
  .optional()
  .describe('What is watched.')

const timeZone = text('Days, months and `cron` are cut in it. Default UTC.').refine(isTimeZone, {
  error: (issue) => {
    const meant = closest(String(issue.input), Intl.supportedValuesOf('timeZone'))
    return `must be a time zone such as Africa/Casablanca, not ${quoted(issue.input)}${meant === null ? '' : `; did you mean ${meant}?`}`
  },
})

const site = mapping(
  {
    title: localized('Title of every page. Default "Vigie".').optional(),
    url: webUrl('Base of every permalink. Default: the address it listens on.').optional(),
    languages: listOf(oneOf(languages, 'fr, ar or en'), 'Languages of the pages; the first is the default one. Default [en].').optional(),
    timezone: timeZone.optional(),
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
    id: idText('Permanent: records carry it. Default local.').optional(),
    name: text('Name on the pages. Default: the id.').optional(),
    country: textThat('two capital letters such as MA (ISO 3166)', (value) => /^[A-Z]{2}$/.test(value), 'ISO 3166 code.').optional(),
    asn: integer(1, 4_294_967_295, 'Number of the autonomous system.').optional(),
    network: text('Name of the network.').optional(),
  },
  'Where the looks come from.',
)

const evidence = mapping(
  {
    key: text(
      'File of the private key that signs the log; made when it is missing. Default: log/key.pem in the data directory.',
    ).optional(),
    authorities: listOf(
      webUrl('Address of an RFC 3161 authority.'),
      'Time-stamp authorities (RFC 3161) that are asked every hour and at each change of an outage. Default: none.',
    ).optional(),
  },
  'The evidence log, by which others can check what was recorded.',
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
    confirm: confirmSchema.optional(),
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
    evidence: evidence.optional(),
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
export function wholeSchema(): ReturnType<typeof makeWhole> {
  return (whole ??= makeWhole())
}

// Not before somebody asks: a sound file needs it nowhere.
let whole: ReturnType<typeof makeWhole> | null = null

function makeWhole() {
  const monitors = described(z.array(monitorSchema).nullable().optional(), 'What to look at.')
  const service = annotated(serviceSchema.extend({ monitors }), { required: ['id'] })
  return fileSchema.extend({ services: described(z.array(service).nullable().optional(), 'What is watched.') })
}

export type FileShape = z.infer<typeof fileSchema>
export type ServiceShape = z.infer<typeof serviceSchema>
export type MonitorShape = z.infer<typeof monitorSchema>
export type ExpectShape = NonNullable<MonitorShape['expect']>
export type SecretShape = NonNullable<MonitorShape['proxy']>
export type TextShape = NonNullable<MonitorShape['name']>
