import type { Expectation, Monitor, TargetKind } from '../core/monitor.ts'
import type { Certificate, Judgement, Reading } from '../core/reading.ts'

/** One look with all that was seen. */
export interface OneLook extends Pick<Monitor, 'target' | 'expect' | 'timeoutMs'> {
  /** null for a bare URL. */
  readonly monitorId: string | null
  /** Start, UTC ms. */
  readonly at: number
  readonly reading: Reading
  readonly judgement: Judgement
}

/** The look as `vigie probe --json` prints it: instants in ISO 8601 UTC, durations in whole ms, no body. */
export function lookJson({ monitorId, target, expect, timeoutMs, at, reading, judgement }: OneLook): Readonly<Record<string, unknown>> {
  const { http, tls, timings, address, family, hops, dns, reply, remarks } = reading
  return {
    monitorId,
    kind: target.kind,
    url: target.url,
    at: new Date(at).toISOString(),
    durationMs: timings.totalMs,
    timeoutMs,
    ...judgement,
    degraded: judgement.degraded.length > 0,
    degradedReasons: judgement.degraded,
    expected: expectedWords(target.kind, expect),
    timings,
    address,
    family,
    hops,
    tls: tls === null ? null : { ...tls, leaf: tls.leaf === null ? null : certificateJson(tls.leaf) },
    status: http?.status ?? null,
    finalUrl: http?.finalUrl ?? null,
    bodyLength: http?.body.byteLength ?? null,
    bodyTruncated: http?.bodyTruncated ?? false,
    dns,
    reply,
    remarks,
  }
}

/** What a good look must show, one phrase a rule. */
export function expectedWords(kind: TargetKind, expect: Expectation): readonly string[] {
  const status = expect.status.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ')
  return [
    ...(kind === 'http' ? [`status ${status}`] : []),
    ...(expect.host === null ? [] : [`host ${expect.host}`]),
    ...(expect.tlsVersion === null ? [] : [`${expect.tlsVersion} or later`]),
    ...expect.contains.map((text) => `contains ${JSON.stringify(text)}`),
    ...expect.excludes.map((text) => `excludes ${JSON.stringify(text)}`),
    ...expect.matches.map(({ text }) => `matches ${text}`),
    ...expect.json.map(jsonWords),
    ...expect.header.map(({ name, equals, matches }) => `header ${name} ${equals === null ? `matches ${matches?.text}` : `is ${equals}`}`),
    ...(kind === 'dns' ? [`response code ${expect.rcode}`] : []),
    ...expect.answers.map((answer) => `answer ${answer}`),
    ...(expect.slowerThanMs === null ? [] : [`at most ${expect.slowerThanMs} ms (else degraded)`]),
    ...(expect.certificateDays === null ? [] : [`certificate valid for ${expect.certificateDays} d more (else degraded)`]),
  ]
}

function jsonWords(rule: Expectation['json'][number]): string {
  if (rule.exists !== undefined) return `${rule.path} ${rule.exists ? 'exists' : 'does not exist'}`
  return rule.matches === undefined ? `${rule.path} is ${JSON.stringify(rule.equals)}` : `${rule.path} matches ${rule.matches.text}`
}

function certificateJson({ notBefore, notAfter, ...rest }: Certificate): Readonly<Record<string, unknown>> {
  return { ...rest, notBefore: new Date(notBefore).toISOString(), notAfter: new Date(notAfter).toISOString() }
}
