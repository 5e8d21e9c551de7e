import { z } from 'zod'
import { parseJsonPath } from '../core/json-path.ts'
import { described, duration, integer, listOf, mapping, oneOf, oneOrMore, quoted, remedyForText, text, textThat, truth } from './fields.ts'
import { parsePattern } from './pattern.ts'
import { kindOf } from './problem.ts'
import { isHost, rcodes, statusRange, tlsVersions } from './words.ts'

const status = (description: string) =>
  described(
    z
      .union([z.number(), z.string()], { error: (issue) => `must be a status such as 200, 200-299 or 2xx, not ${kindOf(issue.input)}` })
      .refine((value) => statusRange(value) !== null, {
        error: (issue) =>
          `must be a status such as 200, 200-299 or 2xx, not ${typeof issue.input === 'string' ? quoted(issue.input) : String(issue.input)}`,
      }),
    description,
  )

const pattern = (description: string) =>
  text(description).superRefine((value, context) => {
    const parsed = parsePattern(value)
    if ('fault' in parsed) context.addIssue({ code: 'custom', message: parsed.fault })
  })

const jsonRule = z
  .strictObject(
    {
      path: textThat(
        'a path such as $.status or $.items[0].name',
        (value) => parseJsonPath(value) !== null,
        'Where in the JSON body: $.a.b[0]',
      ),
      equals: described(z.unknown().optional(), 'The value there, any JSON.'),
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

/** `expect:` of a monitor. */
export const expectSchema = mapping(
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
    header: described(
      z
        .record(z.string(), headerRule, {
          error: (issue) => `must be a mapping such as { content-type: /html/ }, not ${kindOf(issue.input)}`,
        })
        .optional(),
      'http(s)://: response headers, exact text or /regex/.',
    ),
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
