import { canonicalJson } from '../core/canonical.ts'
import { failureCodes } from '../core/failure.ts'
import type { Failure, FailureCode, Phase } from '../core/failure.ts'
import type { EntryKind, LogRecord } from '../core/log.ts'
import type { ControlResult, ControlRound, Observation, Outcome, Timings } from '../core/observation.ts'
import { fieldsOf, isInteger, isNumber, isText } from './fields.ts'
import type { Fields } from './fields.ts'
import { recordText, recordVersion } from './record.ts'
import type { Anchor, Digest } from './record.ts'

/** A record as its bytes say it. */
export type ParsedRecord = LogRecord & { readonly anchor: Anchor }

/**
 * Reads the bytes of one record back; the inverse of `recordBytes`. Throws an Error that names the first thing wrong: not JSON, another
 * version, a missing, misshapen or unexpected key, or bytes that `recordBytes` would not have written (two ways to write one record
 * would be two leaves of the tree). Whether the anchor is the newest token's is known only with the records before it.
 */
export function parseRecord(bytes: Uint8Array): ParsedRecord {
  const { text, fields } = opened(bytes)
  const anchor = fields.optional('anchor', fields.text, null)
  const record = contentOf(fields)
  fields.end()
  if (recordText(record, anchor) !== text)
    throw new Error('record: not in the one form that version 1 allows (RFC 8785, absent values left out)')
  return { ...record, anchor }
}

/** The digest that stands in the log for a record that is too long; null for the bytes of a record. Throws as `parseRecord` does. */
export function parseDigest(bytes: Uint8Array): Digest | null {
  const { text, fields } = opened(bytes)
  const whole = fields.optional('whole', fields.object, null)
  if (whole === null) return null
  const parts = fieldsOf(whole, 'whole')
  const digest = { kind: fields.text('kind'), seq: fields.integer('seq'), length: parts.integer('length'), sha256: parts.text('sha256') }
  for (const { end } of [fields, parts]) end()
  const { kind, seq, length, sha256 } = digest
  if (canonicalJson({ kind, seq, v: recordVersion, whole: { length, sha256 } }) !== text)
    throw new Error('record: not in the one form of a digest')
  return digest
}

function opened(bytes: Uint8Array): { readonly text: string; readonly fields: Fields } {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const fields = fieldsOf(JSON.parse(text), 'record')
  const version = fields.integer('v')
  if (version !== recordVersion) throw new Error(`record version ${version}; this program reads version ${recordVersion}`)
  return { text, fields }
}

function contentOf(fields: Fields): LogRecord {
  const seq = fields.integer('seq')
  const kind = fields.text('kind')
  if (kind === 'observation') return { seq, type: 'observation', observation: observationFrom(fields) }
  if (kind === 'control') return { seq, type: 'control', round: controlFrom(fields) }
  // Kinds are added over time; a verifier checks and shows those that it does not know.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { seq, type: 'entry', entry: { kind: kind as EntryKind, at: fields.integer('at'), body: fields.object('body') } }
}

function observationFrom(fields: Fields): Observation {
  const { durationMs, ...phaseMs } = phasesFrom(fields.list('ms'))
  return {
    monitorId: fields.text('monitor'),
    vantageId: fields.text('vantage'),
    boot: fields.text('boot'),
    counter: fields.integer('counter'),
    at: fields.integer('at'),
    scheduledAt: fields.integer('slot'),
    durationMs,
    everyMs: fields.integer('every'),
    span: fields.integer('span'),
    recheck: fields.optional('recheck', fields.truth, false),
    ...clockFrom(fields.list('clock')),
    configHash: fields.text('config'),
    outcome: outcomeFrom(fields.text('outcome')),
    failure: failureIn(fields),
    degraded: fields.optional('degraded', fields.list, []).map((one) => failureFrom(fieldsOf(one, 'degraded'))),
    controlled: fields.optional('controlled', fields.truth, false),
    timings: { ...phaseMs, totalMs: fields.optional('total', fields.integer, durationMs) },
    status: fields.optional('status', fields.integer, null),
    finalHost: fields.optional('host', fields.text, null),
    redirects: fields.optional('redirects', fields.integer, 0),
    bodyLength: fields.optional('length', fields.integer, null),
    bodyTruncated: fields.optional('truncated', fields.truth, false),
    rules: fields.optional('rules', fields.texts, []),
    address: fields.optional('ip', fields.text, null),
    family: familyFrom(fields.optional('family', fields.integer, null)),
    tlsVersion: fields.optional('tls', fields.text, null),
    certificate: fields.optional('cert', fields.text, null),
    fingerprint: fields.optional('text', fields.text, null),
    flags: fields.optional('flags', fields.texts, []),
    reasons: fields.optional('reasons', fields.texts, []),
  }
}

function phasesFrom(ms: readonly unknown[]): Omit<Timings, 'totalMs'> & { readonly durationMs: number } {
  const [resolveMs, connectMs, handshakeMs, firstByteMs, durationMs] = ms
  const each = { resolveMs, connectMs, handshakeMs, firstByteMs }
  if (ms.length !== 5 || !isInteger(durationMs) || !areIntegersOrNull(each)) {
    throw new Error('record: key "ms" is not [resolve, connect, handshake, first byte, duration]')
  }
  return { ...each, durationMs }
}

function areIntegersOrNull<K extends string>(each: Readonly<Record<K, unknown>>): each is Readonly<Record<K, number | null>> {
  return Object.values(each).every((one) => one === null || isInteger(one))
}

function clockFrom(clock: readonly unknown[]): Pick<Observation, 'clockSource' | 'clockOffsetMs' | 'uncertaintyMs'> {
  const [clockSource, clockOffsetMs, uncertaintyMs] = clock
  if (clock.length !== 3 || !isText(clockSource) || !isNumber(clockOffsetMs) || !isInteger(uncertaintyMs)) {
    throw new Error('record: key "clock" is not [source, offset, uncertainty]')
  }
  return { clockSource, clockOffsetMs, uncertaintyMs }
}

function controlFrom(fields: Fields): ControlRound {
  return {
    vantageId: fields.text('vantage'),
    boot: fields.text('boot'),
    counter: fields.integer('counter'),
    at: fields.integer('at'),
    durationMs: fields.integer('ms'),
    fine: fields.truth('fine'),
    required: fields.integer('required'),
    results: fields.list('results').map((one) => resultFrom(fieldsOf(one, 'results'))),
  }
}

function resultFrom(fields: Fields): ControlResult {
  const result = {
    target: fields.text('target'),
    reachable: fields.truth('reachable'),
    durationMs: fields.integer('ms'),
    failure: failureIn(fields),
  }
  fields.end()
  return result
}

function failureIn(fields: Fields): Failure | null {
  const value = fields.optional('failure', fields.object, null)
  return value === null ? null : failureFrom(fieldsOf(value, 'failure'))
}

const phases: readonly string[] = ['resolve', 'connect', 'handshake', 'exchange', 'expect', 'observer'] satisfies readonly Phase[]

function failureFrom(fields: Fields): Failure {
  const [phase, code, message] = [fields.text('phase'), fields.text('code'), fields.text('message')]
  fields.end()
  if (!isPhase(phase)) throw new Error(`no phase is called "${phase}"`)
  if (!isFailureCode(code)) throw new Error(`no failure code is called "${code}"`)
  return { phase, code, message }
}

function isPhase(text: string): text is Phase {
  return phases.includes(text)
}

function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(failureCodes, text)
}

function outcomeFrom(text: string): Outcome {
  if (text === 'up' || text === 'down' || text === 'unknown') return text
  throw new Error(`no outcome is called "${text}"`)
}

function familyFrom(value: number | null): 4 | 6 | null {
  if (value === null || value === 4 || value === 6) return value
  throw new Error(`no address family ${value}`)
}
