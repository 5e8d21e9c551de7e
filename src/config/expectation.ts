import type { Expectation, JsonRule, Pattern, TargetKind } from '../core/monitor.ts'
import { parseDuration } from '../core/duration.ts'
import { parsePattern } from './pattern.ts'
import type { ExpectShape } from './schema.ts'
import type { At } from './scope.ts'
import { fault } from './scope.ts'
import { statusRange } from './words.ts'

/** What may be expected of each kind of target. */
const sensible: Readonly<Record<TargetKind, readonly (keyof ExpectShape)[]>> = {
  http: ['status', 'host', 'contains', 'excludes', 'matches', 'json', 'header', 'tlsVersion', 'slowerThan', 'certificateDays'],
  tcp: ['contains', 'excludes', 'matches', 'slowerThan'],
  tls: ['tlsVersion', 'slowerThan', 'certificateDays'],
  dns: ['answers', 'rcode', 'slowerThan'],
  icmp: ['slowerThan'],
}

/** The expectation of a monitor of this kind; keys that cannot be judged for it are reported. */
export function readExpectation(at: At, kind: TargetKind, expect: ExpectShape): Expectation {
  for (const key of Object.keys(expect).filter((key) => !sensible[kind].some((known) => known === key))) {
    fault(at, ['expect', key], `cannot be expected of monitors of kind ${kind}; these can: ${sensible[kind].join(', ')}`, 'key')
  }
  const status = listed(expect.status)
    .map(statusRange)
    .filter((range) => range !== null)
  return {
    status: expect.status === undefined ? (kind === 'http' ? [[200, 299]] : []) : status,
    host: expect.host === undefined ? null : hostOf(expect.host),
    contains: listed(expect.contains),
    excludes: listed(expect.excludes),
    matches: listed(expect.matches).flatMap(patternOf),
    json: (expect.json ?? []).map(jsonRule),
    header: Object.entries(expect.header ?? {}).map(([name, rule]) => headerRule(at, name, rule)),
    answers: listed(expect.answers).map((answer) => answer.toLowerCase()),
    rcode: expect.rcode ?? 'NOERROR',
    tlsVersion: expect.tlsVersion ?? null,
    slowerThanMs: expect.slowerThan === undefined ? null : parseDuration(expect.slowerThan),
    certificateDays: expect.certificateDays === undefined ? null : Number(expect.certificateDays),
  }
}

/** One value or a list → a list. */
export function listed<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return isList(value) ? value : [value]
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}

function patternOf(text: string): readonly Pattern[] {
  const parsed = parsePattern(text)
  return 'pattern' in parsed ? [parsed.pattern] : []
}

function jsonRule(rule: NonNullable<ExpectShape['json']>[number]): JsonRule {
  const [pattern] = rule.matches === undefined ? [] : patternOf(rule.matches)
  if (pattern !== undefined) return { path: rule.path, matches: pattern }
  return rule.exists === undefined ? { path: rule.path, equals: rule.equals } : { path: rule.path, exists: String(rule.exists) === 'true' }
}

type HeaderShape = NonNullable<ExpectShape['header']>[string]

function headerRule(at: At, name: string, rule: HeaderShape): Expectation['header'][number] {
  const where = ['expect', 'header', name]
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) fault(at, where, 'is not a header name', 'key')
  if (typeof rule !== 'string') {
    if ((rule.equals === undefined) === (rule.matches === undefined)) fault(at, where, 'needs exactly one of `equals` and `matches`')
    return { name: name.toLowerCase(), equals: rule.equals ?? null, matches: patternOf(rule.matches ?? '')[0] ?? null }
  }
  if (!/^\/.+\/[a-z]*$/s.test(rule)) return { name: name.toLowerCase(), equals: rule, matches: null }
  const parsed = parsePattern(rule)
  if ('fault' in parsed) fault(at, where, parsed.fault)
  return { name: name.toLowerCase(), equals: null, matches: 'pattern' in parsed ? parsed.pattern : null }
}

function hostOf(host: string): string {
  return new URL(`http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}/`).hostname
}
