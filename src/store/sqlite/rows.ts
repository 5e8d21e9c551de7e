import type { Failure } from '../../core/failure.ts'
import type { Entry, EntryKind } from '../../core/log.ts'
import type { ControlResult, ControlRound, Observation, Outcome, Recorded } from '../../core/observation.ts'
import type { Gap, HourTotals, Outage } from '../../core/outage.ts'
import type { CatalogueRow, Snapshot } from '../store.ts'
import { wellFormedJson } from './words.ts'
import type { WordReader, WordWriter } from './words.ts'

// The one file that says which SQLite columns are which types: what was bound on writing is what comes back (STRICT tables).
/* oxlint-disable typescript/no-unsafe-type-assertion */

/** Columns of `look` in the order in which `lookValues` binds them. */
export const lookColumns = [
  'seq',
  'series',
  'boot',
  'counter',
  'at',
  'late_ms',
  'duration_ms',
  'outcome',
  'recheck',
  'circumstances',
  'answer',
  'failure',
  'degraded',
  'uncertainty_ms',
  'clock_offset_ms',
  'resolve_ms',
  'connect_ms',
  'handshake_ms',
  'first_byte_ms',
  'total_less_duration_ms',
  'body_length',
  'fingerprint',
  'anchor',
] as const

/** What the daemon brought to a look: the same for thousands of looks in a row. */
type Circumstances = Pick<Observation, 'everyMs' | 'controlled' | 'span' | 'clockSource' | 'configHash'>
/** What came back and repeats from look to look. */
type Answer = Pick<
  Observation,
  | 'status'
  | 'finalHost'
  | 'redirects'
  | 'bodyTruncated'
  | 'rules'
  | 'address'
  | 'family'
  | 'tlsVersion'
  | 'certificate'
  | 'flags'
  | 'reasons'
>

const outcomes: readonly Outcome[] = ['up', 'down', 'unknown']

/** One look as bind values; series and boot are already numbers. */
export function lookValues(seq: number, o: Observation, series: number, boot: number, words: WordWriter): readonly unknown[] {
  const circumstances: Circumstances = {
    everyMs: o.everyMs,
    controlled: o.controlled,
    span: o.span,
    clockSource: o.clockSource,
    configHash: o.configHash,
  }
  const answer: Answer = {
    status: o.status,
    finalHost: o.finalHost,
    redirects: o.redirects,
    bodyTruncated: o.bodyTruncated,
    rules: o.rules,
    address: o.address,
    family: o.family,
    tlsVersion: o.tlsVersion,
    certificate: o.certificate,
    flags: o.flags,
    reasons: o.reasons,
  }
  return [
    seq,
    series,
    boot,
    o.counter,
    o.at,
    o.at - o.scheduledAt,
    o.durationMs,
    outcomes.indexOf(o.outcome),
    Number(o.recheck),
    words.idOfJson(circumstances),
    words.idOfJson(answer),
    o.failure === null ? null : words.idOfJson(plainFailure(o.failure)),
    o.degraded.length === 0 ? null : words.idOfJson(o.degraded.map(plainFailure)),
    o.uncertaintyMs,
    o.clockOffsetMs,
    o.timings.resolveMs,
    o.timings.connectMs,
    o.timings.handshakeMs,
    o.timings.firstByteMs,
    o.timings.totalMs - o.durationMs,
    o.bodyLength,
    o.fingerprint === null ? null : words.idOf(o.fingerprint),
    o.anchor,
  ]
}

/** A `look` row joined with its series and boot. */
export interface LookRow {
  readonly seq: number
  readonly monitor_id: string
  readonly vantage_id: string
  readonly boot_name: string
  readonly counter: number
  readonly at: number
  readonly late_ms: number
  readonly duration_ms: number
  readonly outcome: number
  readonly recheck: number
  readonly circumstances: number
  readonly answer: number
  readonly failure: number | null
  readonly degraded: number | null
  readonly uncertainty_ms: number
  readonly clock_offset_ms: number
  readonly resolve_ms: number | null
  readonly connect_ms: number | null
  readonly handshake_ms: number | null
  readonly first_byte_ms: number | null
  readonly total_less_duration_ms: number
  readonly body_length: number | null
  readonly fingerprint: number | null
  readonly anchor: number | null
}

const noFailures: readonly Failure[] = []

export function observationOf(row: LookRow, words: WordReader): Recorded<Observation> {
  const circumstances = words.jsonOf(row.circumstances) as Circumstances
  const answer = words.jsonOf(row.answer) as Answer
  return {
    seq: row.seq,
    monitorId: row.monitor_id,
    vantageId: row.vantage_id,
    boot: row.boot_name,
    counter: row.counter,
    at: row.at,
    scheduledAt: row.at - row.late_ms,
    durationMs: row.duration_ms,
    uncertaintyMs: row.uncertainty_ms,
    everyMs: circumstances.everyMs,
    outcome: outcomes[row.outcome] as Outcome,
    failure: row.failure === null ? null : (words.jsonOf(row.failure) as Failure),
    degraded: row.degraded === null ? noFailures : (words.jsonOf(row.degraded) as readonly Failure[]),
    controlled: circumstances.controlled,
    span: circumstances.span,
    recheck: row.recheck === 1,
    clockSource: circumstances.clockSource,
    clockOffsetMs: row.clock_offset_ms,
    configHash: circumstances.configHash,
    timings: {
      resolveMs: row.resolve_ms,
      connectMs: row.connect_ms,
      handshakeMs: row.handshake_ms,
      firstByteMs: row.first_byte_ms,
      totalMs: row.duration_ms + row.total_less_duration_ms,
    },
    status: answer.status,
    finalHost: answer.finalHost,
    redirects: answer.redirects,
    bodyLength: row.body_length,
    bodyTruncated: answer.bodyTruncated,
    rules: answer.rules,
    address: answer.address,
    family: answer.family,
    tlsVersion: answer.tlsVersion,
    certificate: answer.certificate,
    fingerprint: row.fingerprint === null ? null : words.textOf(row.fingerprint),
    flags: answer.flags,
    reasons: answer.reasons,
    anchor: row.anchor,
  }
}

/** A `control` row joined with its boot. */
export interface ControlRow {
  readonly seq: number
  readonly vantage_id: string
  readonly boot_name: string
  readonly counter: number
  readonly at: number
  readonly duration_ms: number
  readonly fine: number
  readonly required: number
  readonly results: string
}

export function controlValues(seq: number, round: ControlRound, boot: number): readonly unknown[] {
  const results = round.results.map(({ target, reachable, durationMs, failure }) => ({ target, reachable, durationMs, failure }))
  return [seq, boot, round.counter, round.at, round.durationMs, Number(round.fine), round.required, wellFormedJson(results)]
}

export function roundOf(row: ControlRow): Recorded<ControlRound> {
  return {
    seq: row.seq,
    vantageId: row.vantage_id,
    boot: row.boot_name,
    counter: row.counter,
    at: row.at,
    durationMs: row.duration_ms,
    fine: row.fine === 1,
    required: row.required,
    results: JSON.parse(row.results) as readonly ControlResult[],
  }
}

export interface EntryRow {
  readonly seq: number
  readonly kind: string
  readonly at: number
  readonly body: string
}

export function entryOf(row: EntryRow): Entry & { readonly seq: number } {
  return { seq: row.seq, kind: row.kind as EntryKind, at: row.at, body: JSON.parse(row.body) as Entry['body'] }
}

export interface CatalogueDbRow {
  readonly monitor_id: string
  readonly formerly: string
  readonly service_id: string
  readonly definition: string
  readonly config_hash: string
  readonly span: number
  readonly retired_at: number | null
}

export function catalogueRowOf(row: CatalogueDbRow): CatalogueRow {
  return {
    monitorId: row.monitor_id,
    formerly: JSON.parse(row.formerly) as readonly string[],
    serviceId: row.service_id,
    definition: JSON.parse(row.definition) as CatalogueRow['definition'],
    configHash: row.config_hash,
    span: row.span,
    retiredAt: row.retired_at,
  }
}

export interface SnapshotRow {
  readonly monitor_id: string
  readonly through_seq: number
  readonly state: string
}

export function snapshotOf(row: SnapshotRow): Snapshot {
  return { monitorId: row.monitor_id, throughSeq: row.through_seq, state: JSON.parse(row.state) as unknown }
}

export interface OutageRow {
  readonly monitor_id: string
  readonly body: string
}

/** The outage under the current id of its monitor; its own id never changes. */
export function outageOf(row: OutageRow): Outage {
  return { ...(JSON.parse(row.body) as Outage), monitorId: row.monitor_id }
}

export interface GapRow {
  readonly from_at: number
  readonly to_at: number
}

export function gapOf(row: GapRow): Gap {
  return { from: row.from_at, to: row.to_at }
}

export interface HourRow {
  readonly monitor_id: string
  readonly hour: number
  readonly up_ms: number
  readonly down_ms: number
  readonly ambiguous_ms: number
  readonly unobserved_ms: number
  readonly degraded_ms: number
  readonly looks: number
}

export function hourOf(row: HourRow): HourTotals {
  return {
    monitorId: row.monitor_id,
    hour: row.hour,
    upMs: row.up_ms,
    downMs: row.down_ms,
    ambiguousMs: row.ambiguous_ms,
    unobservedMs: row.unobserved_ms,
    degradedMs: row.degraded_ms,
    looks: row.looks,
  }
}

/** Keys in one order, so that equal failures are one word. */
function plainFailure({ phase, code, message }: Failure): Failure {
  return { phase, code, message }
}
