import { canonicalJson } from './canonical.ts'
import type { Expectation, Monitor, OutageRules, Pattern, Schedule, Target, TargetKind, Text, TlsSettings } from './monitor.ts'
import { redact, soundsSecret } from './redact.ts'
import { shortestDistanceMs } from './schedule.ts'
import type { Config, Controls, Site, Vantage } from './site.ts'

/**
 * A monitor as everybody may see it: no header values, bodies, credentials or keys. It is what the web shows, what the log's
 * `config` records hold and what the catalogue keeps for retired monitors.
 */
export interface PublicMonitor {
  readonly id: string
  readonly formerly: readonly string[]
  readonly serviceId: string
  readonly name: Text
  readonly kind: TargetKind
  /** Without user name and password. */
  readonly url: string
  /** HTTP method; null for other kinds. */
  readonly method: string | null
  readonly schedule: Schedule
  /** I for a plain interval; for cron the shortest distance of two slots in the coming year. */
  readonly everyMs: number
  readonly timeoutMs: number
  readonly recheckMs: number
  readonly rules: OutageRules
  readonly expect: Expectation
  /** SHA-256 (hex) of the canonical target and expectation without secrets; a change breaks continuity. */
  readonly configHash: string
}
export interface PublicService {
  readonly id: string
  readonly name: Text
  readonly organisation: Text | null
  readonly description: Text | null
  readonly links: readonly string[]
  readonly monitors: readonly PublicMonitor[]
}
export interface PublicConfig {
  readonly site: Site
  readonly vantage: Vantage
  readonly controls: Controls
  readonly clock: { readonly ntp: readonly string[] }
  readonly services: readonly PublicService[]
}

/** SHA-256 of the UTF-8 bytes, lower-case hex; core holds no hash function of its own. */
export type Sha256 = (text: string) => string

/** The part of a configuration that everybody may see. The same configuration gives the same value, on any day. */
export function publicConfig(config: Config, sha256: Sha256): PublicConfig {
  const { site, vantage, controls, clock, services, secrets } = config
  return {
    site,
    vantage,
    controls: {
      ...controls,
      targets: controls.targets.map(({ url, kind, host, port }) => ({ url: publicUrl(url, secrets), kind, host, port })),
    },
    clock,
    services: services.map(({ id, name, organisation, description, links, monitors }) => ({
      id,
      name,
      organisation,
      description,
      links,
      monitors: monitors.map((monitor) => publicMonitor(monitor, secrets, sha256)),
    })),
  }
}

/** A url without user name and password, its known secrets masked. */
export function publicUrl(url: string, secrets: readonly string[]): string {
  if (!URL.canParse(url)) return redact(url, secrets)
  const parsed = new URL(url)
  if (parsed.username === '' && parsed.password === '') return redact(url, secrets)
  parsed.username = ''
  parsed.password = ''
  return redact(parsed.href, secrets)
}

/**
 * SHA-256 of what is looked at and what is expected (canonical JSON), without secrets: another url, header name, method, expectation or
 * certificate authority changes it, another password does not. Two hashes that differ break continuity (method.md R2).
 */
export function configHash(monitor: Pick<Monitor, 'target' | 'expect'>, secrets: readonly string[], sha256: Sha256): string {
  const target = publicTarget(monitor.target, secrets, sha256)
  return sha256(canonicalJson({ target, expect: publicExpectation(monitor.expect, secrets) }))
}

/** The plain interval, or for cron the shortest distance of two slots within a year, clock changes included. */
export function shortestEveryMs(schedule: Schedule): number {
  return schedule.kind === 'every' ? schedule.everyMs : shortestDistanceMs(schedule.cron, schedule.timeZone, cronYearFrom)
}

/** A fixed year: the answer must not depend on the day on which a configuration is read. */
const cronYearFrom = Date.UTC(2026, 0, 1)

function publicMonitor(monitor: Monitor, secrets: readonly string[], sha256: Sha256): PublicMonitor {
  const { id, formerly, serviceId, name, target, schedule, timeoutMs, recheckMs, rules } = monitor
  return {
    id,
    formerly,
    serviceId,
    name,
    kind: target.kind,
    url: publicUrl(target.url, secrets),
    method: target.kind === 'http' ? target.method : null,
    schedule,
    everyMs: shortestEveryMs(schedule),
    timeoutMs,
    recheckMs,
    rules,
    expect: publicExpectation(monitor.expect, secrets),
    configHash: configHash(monitor, secrets, sha256),
  }
}

/** What the hash knows of a target. Bodies and header values take part unless they are, or sound like, secrets. */
function publicTarget(target: Target, secrets: readonly string[], sha256: Sha256): unknown {
  const url = publicUrl(target.url, secrets)
  if (target.kind === 'tls') return { ...target, url, tls: publicTls(target.tls, sha256) }
  if (target.kind === 'tcp') return { ...target, url, send: target.send === null ? null : maskedText(target.send, secrets) }
  if (target.kind !== 'http') return { ...target, url }
  return {
    ...target,
    url,
    headers: target.headers.map(([name, value]) => [name.toLowerCase(), soundsSecret(name) ? '***' : maskedText(value, secrets)]),
    body: target.body === null ? null : maskedText(target.body, secrets),
    proxy: target.proxy === null ? null : publicUrl(target.proxy, secrets),
    auth: target.auth?.kind ?? null,
    tls: publicTls(target.tls, sha256),
  }
}

/** A hash that everybody sees can be guessed at, so text that sounds like a password form takes no part, even where nobody marked it. */
function maskedText(text: string, secrets: readonly string[]): string {
  return soundsSecret(text) ? '***' : redact(text, secrets)
}

function publicTls(tls: TlsSettings, sha256: Sha256): unknown {
  // Our own certificate is a credential like a password: renewing it changes nothing about the target.
  return { verify: tls.verify, ca: tls.ca === null ? null : sha256(tls.ca), cert: tls.cert !== null }
}

function publicExpectation(expect: Expectation, secrets: readonly string[]): Expectation {
  const text = (value: string) => redact(value, secrets)
  return {
    ...expect,
    contains: expect.contains.map(text),
    excludes: expect.excludes.map(text),
    matches: expect.matches.map((pattern) => publicPattern(pattern, secrets)),
    json: expect.json.map((rule) => ({
      ...rule,
      ...(rule.equals === undefined ? {} : { equals: masked(rule.equals, secrets) }),
      ...(rule.matches === undefined ? {} : { matches: publicPattern(rule.matches, secrets) }),
    })),
    header: expect.header.map((rule) => ({
      name: rule.name,
      equals: rule.equals === null ? null : text(rule.equals),
      matches: rule.matches === null ? null : publicPattern(rule.matches, secrets),
    })),
    answers: expect.answers.map(text),
  }
}

function publicPattern(pattern: Pattern, secrets: readonly string[]): Pattern {
  return { text: redact(pattern.text, secrets), source: redact(pattern.source, secrets), flags: pattern.flags }
}

/** Any JSON with its texts masked. */
function masked(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets)
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [redact(key, secrets), masked(member, secrets)]))
}
