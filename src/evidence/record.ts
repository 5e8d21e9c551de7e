import { canonicalJson } from '../core/canonical.ts'
import type { Failure } from '../core/failure.ts'
import type { LogRecord } from '../core/log.ts'
import type { ControlResult, ControlRound, Observation } from '../core/observation.ts'

/** Version of the record format; docs/evidence-format.md describes it. */
export const recordVersion = 1

/** Time-stamp tokens by number (as rows hold them) and by SHA-256 in hex (as records hold them); throws for one it does not know. */
export interface Tokens {
  hashOf(number: number): string
  numberOf(sha256: string): number
}
export const noTokens: Tokens = {
  hashOf: (number) => unknownToken(`${number}`),
  numberOf: (sha256) => unknownToken(sha256),
}

/**
 * The bytes of one record: RFC 8785 canonical JSON in UTF-8, a pure function of the record. Values stand for themselves, so that a
 * record can be read alone; a key is left out where the value is the absent one (null, false, 0 or empty, by key: docs/evidence-format.md).
 * `tokens` is needed by records that name a token: leaving an anchor out would change the bytes.
 */
export function recordBytes(record: LogRecord, tokens: Tokens = noTokens): Uint8Array {
  return new TextEncoder().encode(recordText(record, tokens))
}

/** The same as text. */
export function recordText(record: LogRecord, tokens: Tokens = noTokens): string {
  const { seq } = record
  if (record.type === 'observation') return sortedJson(observationValue(seq, record.observation, tokens))
  if (record.type === 'control') return sortedJson(controlValue(seq, record.round))
  const { kind, at, body } = record.entry
  return canonicalJson({ at, body, kind, seq, v: recordVersion })
}

/** canonicalJson of a value whose keys are sorted already: a sixth of its time, and every look pays it. */
function sortedJson(value: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(value)
  // JSON.stringify escapes a lone surrogate where RFC 8785 refuses it.
  return text.includes('\\ud') ? canonicalJson(value) : text
}

/** Keys in the order of their UTF-16 code units. */
function observationValue(seq: number, o: Observation, tokens: Tokens): Readonly<Record<string, unknown>> {
  const { resolveMs, connectMs, handshakeMs, firstByteMs, totalMs } = o.timings
  return {
    anchor: o.anchor === null ? undefined : tokens.hashOf(o.anchor),
    at: o.at,
    boot: o.boot,
    cert: unless(o.certificate, null),
    clock: [o.clockSource, o.clockOffsetMs, o.uncertaintyMs],
    config: o.configHash,
    controlled: unless(o.controlled, false),
    counter: o.counter,
    degraded: o.degraded.length === 0 ? undefined : o.degraded.map(failureValue),
    every: o.everyMs,
    failure: o.failure === null ? undefined : failureValue(o.failure),
    family: unless(o.family, null),
    flags: unlessEmpty(o.flags),
    host: unless(o.finalHost, null),
    ip: unless(o.address, null),
    kind: 'observation',
    length: unless(o.bodyLength, null),
    monitor: o.monitorId,
    ms: [resolveMs, connectMs, handshakeMs, firstByteMs, o.durationMs],
    outcome: o.outcome,
    reasons: unlessEmpty(o.reasons),
    recheck: unless(o.recheck, false),
    redirects: unless(o.redirects, 0),
    rules: unlessEmpty(o.rules),
    seq,
    slot: o.scheduledAt,
    span: o.span,
    status: unless(o.status, null),
    text: unless(o.fingerprint, null),
    tls: unless(o.tlsVersion, null),
    total: unless(totalMs, o.durationMs),
    truncated: unless(o.bodyTruncated, false),
    v: recordVersion,
    vantage: o.vantageId,
  }
}

function controlValue(seq: number, round: ControlRound): Readonly<Record<string, unknown>> {
  return {
    at: round.at,
    boot: round.boot,
    counter: round.counter,
    fine: round.fine,
    kind: 'control',
    ms: round.durationMs,
    required: round.required,
    results: round.results.map(resultValue),
    seq,
    v: recordVersion,
    vantage: round.vantageId,
  }
}

function resultValue(result: ControlResult): Readonly<Record<string, unknown>> {
  return {
    failure: result.failure === null ? undefined : failureValue(result.failure),
    ms: result.durationMs,
    reachable: result.reachable,
    target: result.target,
  }
}

function failureValue({ code, message, phase }: Failure): Failure {
  return { code, message, phase }
}

/** Members that are undefined are left out of JSON. */
function unless<T>(value: T, absent: T): T | undefined {
  return value === absent ? undefined : value
}

function unlessEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list
}

function unknownToken(name: string): never {
  throw new Error(`the record names time-stamp token ${name}, and no tokens were given`)
}
