import { blockedBy } from './blocked.ts'
import { type BrokenRule, brokenContentRules } from './content-rules.ts'
import { brokenDnsRules } from './dns-rules.ts'
import { type Failure, failure, outcomeOf } from './failure.ts'
import type { Expectation } from './monitor.ts'
import type { HttpReading, Judgement, Reading } from './reading.ts'

/**
 * Judges one look: its raw outcome, with at most one failure. `now` (UTC ms) is what a certificate's end is compared with.
 * The first of these decides:
 * 1. what ended the look early (`reading.failure`), by the outcome of its code;
 * 2. a firewall, a rate limit or the law in place of the service: unknown (blocked.ts says when);
 * 3. the first broken rule of the expectation: status, host, TLS version, then content in the order contains, excludes, matches, json,
 *    header; for DNS the response code, then the answers. All broken rules of the content are named in `rules`, the first one is the failure;
 * 4. nothing: up, with `degraded` naming the thresholds that were passed.
 * Nothing is decoded or extracted that no rule asks about.
 */
export function classify(reading: Reading, expect: Expectation, now: number): Judgement {
  if (reading.failure !== null) return failed(reading.failure, [], [])
  const accepted = reading.http === null || isAccepted(reading.http.status, expect)
  const blocked = reading.http === null ? null : blockedBy(reading.http, accepted)
  if (blocked !== null) return failed(blocked.failure, [], [blocked.mark])
  const [first, ...others] = brokenRules(reading, expect, accepted)
  if (first !== undefined) {
    return failed(
      first.failure,
      [first, ...others].map(({ rule }) => rule),
      others.map(({ failure }) => failure.message),
    )
  }
  return { outcome: 'up', failure: null, degraded: degradedReasons(reading, expect, now), rules: [], reasons: [] }
}

function failed(failure: Failure, rules: readonly string[], reasons: readonly string[]): Judgement {
  return { outcome: outcomeOf(failure.code), failure, degraded: [], rules, reasons }
}

function isAccepted(status: number, expect: Expectation): boolean {
  return expect.status.some(([from, to]) => status >= from && status <= to)
}

/** A wrong status, host or TLS version is told alone: the content of an error page says nothing more. */
function brokenRules(reading: Reading, expect: Expectation, accepted: boolean): readonly BrokenRule[] {
  const { http, dns } = reading
  if (http !== null && !accepted) return [{ rule: 'status', failure: failure('http_status', `answered ${http.status}`) }]
  const envelope = (http === null ? null : brokenHost(http, expect)) ?? brokenTlsVersion(reading, expect)
  if (envelope !== null) return [envelope]
  return dns === null ? brokenContentRules(reading, expect) : brokenDnsRules(dns, expect)
}

function brokenHost(http: HttpReading, expect: Expectation): BrokenRule | null {
  if (expect.host === null) return null
  const [actual, wanted] = [hostOf(http.finalUrl), hostOf(`http://${expect.host}`)]
  return actual === wanted ? null : { rule: 'host', failure: failure('http_redirect_host', `ended on ${actual}, not ${wanted}`) }
}

/** Lower case, in ASCII, and without the root's dot. */
function hostOf(url: string): string {
  return URL.parse(url)?.hostname.replace(/\.$/, '') ?? url
}

const tlsVersions = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

function brokenTlsVersion(reading: Reading, expect: Expectation): BrokenRule | null {
  if (expect.tlsVersion === null) return null
  const version = reading.tls?.version ?? null
  if (version !== null && tlsVersions.indexOf(version) >= tlsVersions.indexOf(expect.tlsVersion)) return null
  return { rule: 'tlsVersion', failure: failure('tls_protocol', `${version ?? 'no TLS'}, not ${expect.tlsVersion} or later`) }
}

function degradedReasons(reading: Reading, expect: Expectation, now: number): readonly Failure[] {
  const reasons: Failure[] = []
  const { totalMs } = reading.timings
  if (expect.slowerThanMs !== null && totalMs > expect.slowerThanMs) {
    reasons.push(failure('slow', `took ${totalMs} ms, more than ${expect.slowerThanMs} ms`))
  }
  const leaf = reading.tls?.leaf ?? null
  if (expect.certificateDays !== null && leaf !== null && leaf.notAfter - now < expect.certificateDays * dayMs) {
    const days = Math.max(0, Math.floor((leaf.notAfter - now) / dayMs))
    reasons.push(failure('certificate_expiring', `certificate expires in ${days} d, less than ${expect.certificateDays} d`))
  }
  return reasons
}

const dayMs = 86_400_000
