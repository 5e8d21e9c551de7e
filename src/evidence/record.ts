import { canonicalJson } from '../core/canonical.ts'
import type { Failure } from '../core/failure.ts'
import type { LogRecord } from '../core/log.ts'
import type { ControlResult, ControlRound, Observation } from '../core/observation.ts'
import { sha256 } from './hash.ts'
import { longestEntry } from './tiles.ts'

/** Version of the record format; docs/evidence-format.md describes it. */
export const recordVersion = 1

/** SHA-256 (hex) of the newest good time-stamp token among the records before one; null before the first (anchors.ts finds it). */
export type Anchor = string | null

/**
 * The bytes of one record: RFC 8785 canonical JSON in UTF-8, a pure function of the record and of those before it. Values stand for
 * themselves, so that a record can be read alone; a key is left out where the value is the absent one (null, false, 0 or empty, by key:
 * docs/evidence-format.md).
 */
export function recordBytes(record: LogRecord, anchor: Anchor): Uint8Array {
  return new TextEncoder().encode(recordText(record, anchor))
}

/** The same as text. */
export function recordText(record: LogRecord, anchor: Anchor): string {
  const { seq } = record
  const anchored = anchor ?? undefined
  if (record.type === 'observation') return sortedJson(observationValue(seq, record.observation, anchored))
  if (record.type === 'control') return sortedJson(controlValue(seq, record.round, anchored))
  const { kind, at, body } = record.entry
  return canonicalJson({ anchor: anchored, at, body, kind, seq, v: recordVersion })
}

/** A record that is too long for an entry bundle: what stands in the log for it. */
export interface Digest {
  readonly kind: string
  readonly seq: number
  /** Of the record's bytes. */
  readonly length: number
  /** Of the record's bytes, hex. */
  readonly sha256: string
}

/** What the log holds for a record: its bytes, or, where they are longer than an entry bundle allows, those of its digest. */
export function loggedBytes(record: LogRecord, anchor: Anchor): Uint8Array {
  const bytes = recordBytes(record, anchor)
  if (bytes.length <= longestEntry) return bytes
  const kind = record.type === 'entry' ? record.entry.kind : record.type
  const whole = { length: bytes.length, sha256: sha256(bytes).toString('hex') }
  return new TextEncoder().encode(canonicalJson({ kind, seq: record.seq, v: recordVersion, whole }))
}

/** canonicalJson of a value whose keys are sorted already: a sixth of its time, and every look pays it. */
function sortedJson(value: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(value)
  // JSON.stringify escapes a lone surrogate where RFC 8785 refuses it.
  return text.includes('\\ud') ? canonicalJson(value) : text
}

/** Keys in the order of their UTF-16 code units. */
function observationValue(seq: number, o: Observation, anchor: string | undefined): Readonly<Record<string, unknown>> {
  const { resolveMs, connectMs, handshakeMs, firstByteMs, totalMs } = o.timings
  return {
    anchor,
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

function controlValue(seq: number, round: ControlRound, anchor: string | undefined): Readonly<Record<string, unknown>> {
  return {
    anchor,
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
