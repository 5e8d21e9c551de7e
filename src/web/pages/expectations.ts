import type { JsonRule } from '../../core/monitor.ts'
import type { PublicMonitor } from '../../core/public-config.ts'
import type { Locale } from '../../i18n/index.ts'
import type { Parts } from '../../i18n/parts.ts'
import { type Html, html } from '../html.ts'
import { words } from '../parts/words.ts'

/** What a good look must show, as a list. */
export function expectations(locale: Locale, monitor: PublicMonitor): Html {
  const said = rules(locale, monitor)
  return html`<ul>${said.map((rule) => html`<li>${words(rule)}</li>`)}</ul>`
}

function rules({ t }: Locale, { kind, expect }: PublicMonitor): readonly (Parts | string)[] {
  const say = t.monitor.expect
  const ranges = expect.status.map(([low, high]) => (low === high ? String(low) : `${low}–${high}`)).join(', ')
  const basis: Readonly<Record<PublicMonitor['kind'], readonly (Parts | string)[]>> = {
    http: [say.status(ranges)],
    tcp: [say.connects],
    tls: [say.handshake],
    dns: [expect.answers.length === 0 ? say.answer : say.answers(expect.answers.join(', ')), say.rcode(expect.rcode)],
    icmp: [say.echo],
  }
  return [
    ...basis[kind],
    ...(expect.host === null ? [] : [say.host(expect.host)]),
    ...expect.contains.map((text) => say.contains(text)),
    ...expect.excludes.map((text) => say.excludes(text)),
    ...expect.matches.map(({ text }) => say.matches(text)),
    ...expect.json.map((rule) => say.json(jsonRule(rule))),
    ...expect.header.map(({ name, equals, matches }) => say.header(ruleText(name, equals, matches?.text ?? null))),
    ...(expect.tlsVersion === null ? [] : [say.tls(expect.tlsVersion)]),
  ]
}

function jsonRule({ path, equals, matches, exists }: JsonRule): string {
  if (exists !== undefined) return `${path} ${exists ? '≠' : '='} ∅`
  return ruleText(path, equals === undefined ? null : JSON.stringify(equals), matches?.text ?? null)
}

/** `name = value` or `name ~ /pattern/`. */
function ruleText(name: string, equals: string | null, matches: string | null): string {
  if (equals !== null) return `${name} = ${equals}`
  return matches === null ? name : `${name} ~ ${matches}`
}
