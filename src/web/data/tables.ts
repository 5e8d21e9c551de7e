import { effective, type Rounds } from '../../core/effective.ts'
import { isoInstant } from '../../core/instant.ts'
import type { Observation, Recorded } from '../../core/observation.ts'
import { gapJson, outageJson } from '../../core/outage-json.ts'
import type { Gap, Outage } from '../../core/outage.ts'
import { storedRounds } from '../../core/stored-rounds.ts'
import type { Period, Reader } from '../../store/store.ts'
import { lookJson } from '../api/json.ts'
import { announcements } from './announcements.ts'
import { column } from './column.ts'
import { lookLines } from './look-line.ts'
import type { Lines } from './table-text.ts'

export type TableName = 'observations' | 'outages' | 'gaps' | 'announcements'

/** Types of Frictionless Table Schema. */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'datetime'
export interface Column<T> {
  readonly name: string
  readonly type: ColumnType
  readonly description: string
  of(row: T): string | number | boolean | null
}
/** What can be exported as a table, row by row. */
export interface Table<T> {
  readonly name: TableName
  readonly description: string
  readonly columns: readonly Column<T>[]
  readonly key: readonly string[]
  rows(reader: Reader, asked: Asked): Iterable<T>
  /** All of it as lines of CSV, where going through the columns takes too long. */
  csvLines?(reader: Reader, asked: Asked): Iterable<Lines<unknown>>
  /** A row as a line of JSON Lines; the shapes of the API. */
  json(row: T): unknown
}
export interface Asked {
  readonly period: Period
  /** null: all monitors, retired ones included. */
  readonly monitorId: string | null
  /** Now: looks whose control round may still come are provisional (R15). */
  readonly asOf: number
}

export interface JudgedLook {
  readonly look: Recorded<Observation>
  readonly rounds: Rounds
  readonly asOf: number
}

export const observations: Table<JudgedLook> = {
  name: 'observations',
  description: 'Every look, by monitor and time. Rows keep the monitor id of their time.',
  key: ['seq'],
  columns: [
    column('seq', 'integer', 'Place in the log, from 0', ({ look }) => look.seq),
    column('monitorId', 'string', 'Id of the monitor when it was looked at', ({ look }) => look.monitorId),
    column('at', 'datetime', 'Start of the look, UTC', ({ look }) => isoInstant(look.at)),
    column('scheduledAt', 'datetime', 'When it was due, UTC', ({ look }) => isoInstant(look.scheduledAt)),
    column('durationMs', 'integer', 'How long it took', ({ look }) => look.durationMs),
    column('uncertaintyMs', 'integer', 'How far the clock may err', ({ look }) => look.uncertaintyMs),
    column('everyMs', 'integer', 'The interval then in force', ({ look }) => look.everyMs),
    column('outcome', 'string', 'What it counts as, judged with the control rounds: up, down or unknown', (row) => judged(row).outcome),
    column('rawOutcome', 'string', 'As recorded; never rewritten', ({ look }) => look.outcome),
    column('provisional', 'boolean', 'The control round that decides is not in yet', (row) => judged(row).provisional),
    column('reason', 'string', 'Why it is unknown, a failure code', (row) => judged(row).reason),
    column('phase', 'string', 'Where it failed', ({ look }) => look.failure?.phase ?? null),
    column('code', 'string', 'Why it failed, a failure code', ({ look }) => look.failure?.code ?? null),
    column('message', 'string', 'The same in words', ({ look }) => look.failure?.message ?? null),
    column('degraded', 'string', 'Codes of the thresholds that it was past', ({ look }) => words(look.degraded.map(({ code }) => code))),
    column('recheck', 'boolean', 'Made between the regular slots', ({ look }) => look.recheck),
    column('controlled', 'boolean', 'Controls were configured', ({ look }) => look.controlled),
    column('span', 'integer', 'Looks of different spans are never adjacent', ({ look }) => look.span),
    column('vantageId', 'string', 'Place that looked', ({ look }) => look.vantageId),
    column('boot', 'string', 'Run of the daemon', ({ look }) => look.boot),
    column('counter', 'integer', 'Number of the look in that run', ({ look }) => look.counter),
    column('clockSource', 'string', 'system, or the time source', ({ look }) => look.clockSource),
    column('clockOffsetMs', 'number', 'Correction already in `at`', ({ look }) => look.clockOffsetMs),
    column('configHash', 'string', 'SHA-256 of target and expectation', ({ look }) => look.configHash),
    column('resolveMs', 'integer', 'Time to resolve the name', ({ look }) => look.timings.resolveMs),
    column('connectMs', 'integer', 'Time to connect', ({ look }) => look.timings.connectMs),
    column('handshakeMs', 'integer', 'Time of the TLS handshake', ({ look }) => look.timings.handshakeMs),
    column('firstByteMs', 'integer', 'Request sent to first byte of the final answer', ({ look }) => look.timings.firstByteMs),
    column('totalMs', 'integer', 'All hops and phases', ({ look }) => look.timings.totalMs),
    column('status', 'integer', 'HTTP status of the final answer', ({ look }) => look.status),
    column('finalHost', 'string', 'Host where redirects ended', ({ look }) => look.finalHost),
    column('redirects', 'integer', 'Redirects followed', ({ look }) => look.redirects),
    column('bodyLength', 'integer', 'Bytes of body after decoding', ({ look }) => look.bodyLength),
    column('bodyTruncated', 'boolean', 'The body was cut at the cap', ({ look }) => look.bodyTruncated),
    column('rules', 'string', 'Rules of the expectation that decided', ({ look }) => words(look.rules)),
    column('address', 'string', 'Remote address', ({ look }) => look.address),
    column('family', 'integer', '4 or 6', ({ look }) => look.family),
    column('tlsVersion', 'string', 'TLS version', ({ look }) => look.tlsVersion),
    column('certificate', 'string', 'SHA-256 of the leaf certificate', ({ look }) => look.certificate),
    column('fingerprint', 'string', 'Fingerprint of the visible text', ({ look }) => look.fingerprint),
    column('flags', 'string', 'Marks that are never counted', ({ look }) => words(look.flags)),
    column('reasons', 'string', 'Reasons of the judgement', ({ look }) => words(look.reasons)),
  ],
  *rows(reader, { period, monitorId, asOf }) {
    for (const id of monitorIds(reader, monitorId)) {
      const rounds = storedRounds(reader)
      for (const look of reader.looks(id, period)) yield { look, rounds, asOf }
    }
  },
  *csvLines(reader, { period, monitorId, asOf }) {
    for (const id of monitorIds(reader, monitorId)) yield lookLines(reader.storedLooks(id, period), storedRounds(reader), asOf)
  },
  json({ look, rounds, asOf }) {
    const { seq, monitorId, boot, counter, span, controlled, clockOffsetMs, configHash, family, fingerprint, flags, reasons } = look
    return {
      seq,
      monitorId,
      ...lookJson(look, rounds, asOf),
      boot,
      counter,
      span,
      controlled,
      clockOffsetMs,
      configHash,
      family,
      fingerprint,
      flags,
      reasons,
    }
  },
}

export const outages: Table<Outage> = {
  name: 'outages',
  description: 'Outages and unconfirmed failures that meet the period, each between its bounds, by onset.',
  key: ['id'],
  columns: [
    column('id', 'string', 'Permanent id', ({ id }) => id),
    column('monitorId', 'string', 'Current id of the monitor', ({ monitorId }) => monitorId),
    column('onsetAfter', 'datetime', 'It began after this; empty: already down when monitoring began', ({ onset }) => instant(onset.after)),
    column('onsetBy', 'datetime', 'It had begun by this', ({ onset }) => instant(onset.by)),
    column('recoveryAfter', 'datetime', 'It ended after this; empty while ongoing', ({ recovery }) => instant(recovery?.after ?? null)),
    column('recoveryBy', 'datetime', 'It had ended by this; empty while ongoing', ({ recovery }) => instant(recovery?.by ?? null)),
    column('ongoing', 'boolean', 'Not over yet', ({ ongoing }) => ongoing),
    column('confirmed', 'boolean', 'false: an unconfirmed failure', ({ confirmed }) => confirmed),
    column('minMs', 'integer', 'It lasted at least this', ({ minMs }) => minMs),
    column('maxMs', 'integer', 'It lasted at most this; empty: no upper bound', ({ maxMs }) => maxMs),
    column('unobservedMs', 'integer', 'Of it nobody was looking', ({ unobservedMs }) => unobservedMs),
    column('flaps', 'integer', 'Short recoveries inside', ({ flaps }) => flaps),
    column('incidentsMax', 'integer', 'Distinct incidents that it may be at most', ({ incidentsMax }) => incidentsMax),
    column('looks', 'integer', 'Failed looks', ({ looks }) => looks),
    column('lastSeenDownAt', 'datetime', 'Start of the last failed look', ({ lastSeenDownAt }) => instant(lastSeenDownAt)),
    column('phase', 'string', 'Where the first look failed', ({ cause }) => cause?.phase ?? null),
    column('code', 'string', 'Why, a failure code', ({ cause }) => cause?.code ?? null),
    column('message', 'string', 'The same in words', ({ cause }) => cause?.message ?? null),
  ],
  rows: (reader, { period, monitorId }) => reader.outages({ period, ...(monitorId === null ? {} : { monitorId }) }),
  json: outageJson,
}

type MonitorGap = Gap & { readonly monitorId: string }

export const gaps: Table<MonitorGap> = {
  name: 'gaps',
  description: 'Stretches between known looks in which nobody was looking, by monitor and time.',
  key: ['monitorId', 'from'],
  columns: [
    column('monitorId', 'string', 'Current id of the monitor', ({ monitorId }) => monitorId),
    column('from', 'datetime', 'Known until', ({ from }) => instant(from)),
    column('to', 'datetime', 'Known again from', ({ to }) => instant(to)),
  ],
  *rows(reader, { period, monitorId }) {
    for (const id of monitorIds(reader, monitorId)) for (const gap of reader.gaps(id, period)) yield { ...gap, monitorId: id }
  },
  json: (gap) => ({ monitorId: gap.monitorId, ...gapJson(gap) }),
}

/** Every table that can be exported and downloaded, by name. */
export const tables: Readonly<Record<TableName, Table<unknown>>> = { observations, outages, gaps, announcements }

function monitorIds(reader: Reader, monitorId: string | null): readonly string[] {
  return monitorId === null ? reader.catalogue().map((row) => row.monitorId) : [reader.currentId(monitorId) ?? monitorId]
}

function judged({ look, rounds, asOf }: JudgedLook): ReturnType<typeof effective> {
  return effective(look, rounds, asOf)
}

function instant(at: number | null): string | null {
  return at === null ? null : isoInstant(at)
}

/** Several words in one cell; null when there are none. */
function words(list: readonly string[]): string | null {
  return list.length === 0 ? null : list.join(' ')
}
