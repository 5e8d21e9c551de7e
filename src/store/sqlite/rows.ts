import type { Failure } from '../../core/failure.ts'
import type { Entry, EntryKind } from '../../core/log.ts'
import type { ControlResult, ControlRound, Look, Observation, Outcome, Recorded } from '../../core/observation.ts'
import type { Gap, Outage } from '../../core/outage.ts'
import { byteReader, byteWriter } from '../format/bytes.ts'
import type { LookNumbers } from '../format/look-numbers.ts'
import type { CatalogueRow, Snapshot } from '../store.ts'
import type { Dictionary } from './dictionary.ts'
import type { WordReader, WordWriter } from './words.ts'

// The one file that says which SQLite columns are which types: what was bound on writing is what comes back (STRICT tables).
/* oxlint-disable typescript/no-unsafe-type-assertion */

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

/** The words of a series' newest look: the next one nearly always says the same. */
export interface LastWords {
  readonly circumstances: Circumstances
  readonly answer: Answer
  readonly circumstancesId: number
  readonly answerId: number
}

/** The numbers of what a look brought along, given those of the look before it of its series. */
export function wordsOf(o: Observation, last: LastWords | undefined, words: WordWriter): LastWords {
  const sameCircumstances = last !== undefined && isSameCircumstances(o, last.circumstances)
  const sameAnswer = last !== undefined && isSameAnswer(o, last.answer)
  if (sameCircumstances && sameAnswer) return last
  const circumstances = sameCircumstances ? last.circumstances : circumstancesOf(o)
  const answer = sameAnswer ? last.answer : answerOf(o)
  return { circumstances, answer, circumstancesId: words.idOfJson(circumstances), answerId: words.idOfJson(answer) }
}

// Field by field and not in a loop over their names: it is done for every look, and that took three times as long.
function isSameCircumstances(a: Circumstances, b: Circumstances): boolean {
  return (
    a.everyMs === b.everyMs &&
    a.controlled === b.controlled &&
    a.span === b.span &&
    a.clockSource === b.clockSource &&
    a.configHash === b.configHash
  )
}

function isSameAnswer(a: Answer, b: Answer): boolean {
  return (
    a.status === b.status &&
    a.finalHost === b.finalHost &&
    a.redirects === b.redirects &&
    a.bodyTruncated === b.bodyTruncated &&
    a.address === b.address &&
    a.family === b.family &&
    a.tlsVersion === b.tlsVersion &&
    a.certificate === b.certificate &&
    sameTexts(a.rules, b.rules) &&
    sameTexts(a.flags, b.flags) &&
    sameTexts(a.reasons, b.reasons)
  )
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => one === b[i]))
}

function circumstancesOf({ everyMs, controlled, span, clockSource, configHash }: Observation): Circumstances {
  return { everyMs, controlled, span, clockSource, configHash }
}

function answerOf(o: Observation): Answer {
  const { status, finalHost, redirects, bodyTruncated, rules, address, family, tlsVersion, certificate, flags, reasons } = o
  return { status, finalHost, redirects, bodyTruncated, rules, address, family, tlsVersion, certificate, flags, reasons }
}

/** One look as numbers; series, boot and what repeats are numbers already. */
export function lookNumbers(
  seq: number,
  o: Observation,
  series: number,
  boot: number,
  { circumstancesId, answerId }: LastWords,
  words: WordWriter,
): LookNumbers {
  return {
    seq,
    series,
    boot,
    counter: o.counter,
    at: o.at,
    lateMs: o.at - o.scheduledAt,
    durationMs: o.durationMs,
    outcome: outcomes.indexOf(o.outcome),
    recheck: Number(o.recheck),
    circumstances: circumstancesId,
    answer: answerId,
    failure: o.failure === null ? null : words.idOfJson(plainFailure(o.failure)),
    degraded: o.degraded.length === 0 ? null : words.idOfJson(o.degraded.map(plainFailure)),
    uncertaintyMs: o.uncertaintyMs,
    // JSON, and so the record, has one zero.
    clockOffsetMs: o.clockOffsetMs + 0,
    resolveMs: o.timings.resolveMs,
    connectMs: o.timings.connectMs,
    handshakeMs: o.timings.handshakeMs,
    firstByteMs: o.timings.firstByteMs,
    totalLessDurationMs: o.timings.totalMs - o.durationMs,
    bodyLength: o.bodyLength,
    fingerprint: o.fingerprint === null ? null : words.idOf(o.fingerprint),
    // The records before it say which token was the newest; the column is of the format.
    anchor: null,
  }
}

const noFailures: readonly Failure[] = []

/** A look with its place in the log. */
export function recordedOf(n: LookNumbers, dictionary: Dictionary): Recorded<Observation> {
  return Object.assign(observationOf(n, dictionary), { seq: n.seq })
}

/** A look as it was recorded. One literal, nothing spread: it is made for each of millions of rows. */
export function observationOf(n: LookNumbers, dictionary: Dictionary): Observation {
  const circumstances = dictionary.jsonOf(n.circumstances) as Circumstances
  const answer = dictionary.jsonOf(n.answer) as Answer
  const { monitorId, vantageId } = dictionary.seriesOf(n.series)
  return {
    monitorId,
    vantageId,
    boot: dictionary.bootOf(n.boot),
    counter: n.counter,
    scheduledAt: n.at - n.lateMs,
    at: n.at,
    durationMs: n.durationMs,
    uncertaintyMs: n.uncertaintyMs,
    everyMs: circumstances.everyMs,
    outcome: outcomes[n.outcome] as Outcome,
    failure: failureOf(n.failure, dictionary),
    degraded: degradedOf(n.degraded, dictionary),
    controlled: circumstances.controlled,
    span: circumstances.span,
    recheck: n.recheck === 1,
    clockSource: circumstances.clockSource,
    clockOffsetMs: n.clockOffsetMs,
    configHash: circumstances.configHash,
    timings: {
      resolveMs: n.resolveMs,
      connectMs: n.connectMs,
      handshakeMs: n.handshakeMs,
      firstByteMs: n.firstByteMs,
      totalMs: n.durationMs + n.totalLessDurationMs,
    },
    status: answer.status,
    finalHost: answer.finalHost,
    redirects: answer.redirects,
    bodyLength: n.bodyLength,
    bodyTruncated: answer.bodyTruncated,
    rules: answer.rules,
    address: answer.address,
    family: answer.family,
    tlsVersion: answer.tlsVersion,
    certificate: answer.certificate,
    fingerprint: n.fingerprint === null ? null : dictionary.textOf(n.fingerprint),
    flags: answer.flags,
    reasons: answer.reasons,
  }
}

type MethodNumbers = Pick<LookNumbers, 'at' | 'durationMs' | 'uncertaintyMs' | 'outcome' | 'circumstances' | 'failure' | 'degraded'>

/** What the method reads of a look. */
export function lookOf(n: MethodNumbers, words: WordReader): Look {
  const { everyMs, controlled, span } = termsOf(n.circumstances, words)
  return {
    at: n.at,
    durationMs: n.durationMs,
    uncertaintyMs: n.uncertaintyMs,
    everyMs,
    outcome: outcomes[n.outcome] as Outcome,
    failure: failureOf(n.failure, words),
    degraded: degradedOf(n.degraded, words),
    controlled,
    span,
  }
}

function failureOf(word: number | null, words: WordReader): Failure | null {
  return word === null ? null : (words.jsonOf(word) as Failure)
}

function degradedOf(word: number | null, words: WordReader): readonly Failure[] {
  return word === null ? noFailures : (words.jsonOf(word) as readonly Failure[])
}

export function termsOf(circumstances: number, words: WordReader): Pick<Look, 'everyMs' | 'controlled' | 'span'> {
  return words.jsonOf(circumstances) as Circumstances
}

/** A `control_round` row joined with its boot. */
export interface ControlRow {
  readonly seq: number
  readonly vantage_id: string
  readonly boot_name: string
  readonly counter: number
  readonly at: number
  readonly duration_ms: number
  readonly fine: number
  readonly required: number
  readonly results: number
  readonly durations: Uint8Array
}

/** What the targets answered repeats, how long they took does not. */
type RoundWord = readonly Omit<ControlResult, 'durationMs'>[]

export function roundWord(results: readonly ControlResult[]): RoundWord {
  return results.map(({ target, reachable, failure }) => {
    return { target, reachable, failure: failure === null ? null : plainFailure(failure) }
  })
}

/** What the targets of a round answered, as it is written: the number of a word, and how long each took. */
export interface ResultValues {
  readonly word: number
  readonly durations: Uint8Array
}

export function resultValues(results: readonly ControlResult[], words: WordWriter): ResultValues {
  const durations = byteWriter(8 * results.length)
  for (const { durationMs } of results) durations.count(durationMs)
  return { word: words.idOfJson(roundWord(results)), durations: durations.done() }
}

export function controlValues(seq: number, round: ControlRound, boot: number, { word, durations }: ResultValues): readonly unknown[] {
  return [seq, boot, round.counter, round.at, round.durationMs, Number(round.fine), round.required, word, durations]
}

export function roundOf(row: ControlRow, words: WordReader): Recorded<ControlRound> {
  const durations = byteReader(row.durations)
  return {
    seq: row.seq,
    vantageId: row.vantage_id,
    boot: row.boot_name,
    counter: row.counter,
    at: row.at,
    durationMs: row.duration_ms,
    fine: row.fine === 1,
    required: row.required,
    results: (words.jsonOf(row.results) as RoundWord).map(({ target, reachable, failure }) => {
      return { target, reachable, durationMs: durations.count(), failure }
    }),
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

/** Keys in one order, so that equal failures are one word. */
function plainFailure({ phase, code, message }: Failure): Failure {
  return { phase, code, message }
}
