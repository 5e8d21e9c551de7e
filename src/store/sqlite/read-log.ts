import type { Database } from 'better-sqlite3'
import type { EntryKind, LogRecord } from '../../core/log.ts'
import type { LookNumbers } from '../format/look-numbers.ts'
import type { Reader, SeqRange } from '../store.ts'
import type { Dictionary } from './dictionary.ts'
import type { LookSources } from './look-sources.ts'
import { entryOf, observationOf, roundOf } from './rows.ts'
import type { ControlRow, EntryRow } from './rows.ts'

const controlSelect = `
  SELECT control_round.seq, boot.vantage_id, boot.name AS boot_name, control_round.counter, control_round.at, control_round.duration_ms,
    control_round.fine, control_round.required, control_round.results, control_round.durations
  FROM control_round JOIN boot ON boot.id = control_round.boot`

/** The place of the next record: one after the newest look, control round or entry. */
const nextSeq = `SELECT 1 + max(
  coalesce((SELECT last_seq FROM log ORDER BY first_seq DESC LIMIT 1), -1),
  coalesce((SELECT max(seq) FROM control_round), -1),
  coalesce((SELECT max(seq) FROM entry), -1),
  (SELECT through_seq FROM sealed) - 1)`

export function logSize(db: Database): () => number {
  const size = db.prepare<[], number>(nextSeq).pluck()
  return () => size.get() ?? 0
}

export function roundReads(db: Database, dictionary: Dictionary): Pick<Reader, 'rounds' | 'roundTimes' | 'roundStarts'> {
  const byTime = db.prepare<[number, number], ControlRow>(
    `${controlSelect} WHERE control_round.at >= ? AND control_round.at < ? ORDER BY control_round.at, control_round.seq`,
  )
  const times = db
    .prepare<[number, number], readonly [number, number, number]>(
      'SELECT at, duration_ms, fine FROM control_round WHERE at >= ? AND at < ? ORDER BY at, seq',
    )
    .raw()
  // One number a row is read three times as fast as a row of numbers.
  const starts = db
    .prepare<[number, number, number], number>('SELECT at FROM control_round WHERE at >= ? AND at < ? AND fine = ? ORDER BY at')
    .pluck()
  return {
    rounds: ({ from, to }) => byTime.all(from, to).map((row) => roundOf(row, dictionary)),
    roundTimes: ({ from, to }) => times.all(from, to).map(([at, durationMs, fine]) => ({ at, durationMs, fine: fine === 1 })),
    roundStarts: ({ from, to }, fine) => starts.all(from, to, Number(fine)),
  }
}

/** The log as a whole: its size, its records in order, its entries. */
export function logReads(db: Database, dictionary: Dictionary, sources: LookSources): Pick<Reader, 'size' | 'log' | 'entries'> {
  const controls = db.prepare<[number, number], ControlRow>(
    `${controlSelect} WHERE control_round.seq >= ? AND control_round.seq < ? ORDER BY control_round.seq`,
  )
  const entries = db.prepare<[number, number], EntryRow>('SELECT * FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq')
  const byKind = db.prepare<[string, number, number], EntryRow>('SELECT * FROM entry WHERE kind = ? AND seq >= ? AND seq < ? ORDER BY seq')
  const looks = (fromSeq: number, toSeq: number): readonly LookNumbers[] => {
    const sealed = sources.tail.sealed()
    const late = sources.tail.looks(Math.max(fromSeq, sealed), toSeq)
    if (fromSeq >= sealed) return late
    const range = { firstSeq: fromSeq, lastSeq: Math.min(toSeq, sealed) - 1 }
    const old = sources.bySeq(range.firstSeq, range.lastSeq).flatMap((stored) => stored.looks(range))
    return [...old.filter(({ seq }) => seq >= fromSeq && seq < toSeq), ...late]
  }
  return {
    size: logSize(db),
    // seq has no hole, so `limit` records are a range.
    log: db.transaction((fromSeq: number, limit: number) =>
      inOrder(
        looks(fromSeq, fromSeq + limit).map((numbers) => lookRecord(numbers, dictionary)),
        [
          ...controls.all(fromSeq, fromSeq + limit).map((row) => controlRecord(row, dictionary)),
          ...entries.all(fromSeq, fromSeq + limit).map(entryRecord),
        ],
      ),
    ),
    entries: (kind: EntryKind, { from, to } = everySeq) => byKind.all(kind, from, to).map(entryOf),
  }
}

/** Most stretches hold nothing but looks, in order already unless a late one was sealed apart. */
function inOrder(looks: readonly LogRecord[], others: readonly LogRecord[]): readonly LogRecord[] {
  const inPlace = others.length === 0 && looks.every((look, i) => i === 0 || look.seq > (looks[i - 1]?.seq ?? 0))
  return inPlace ? looks : [...looks, ...others].sort((a, b) => a.seq - b.seq)
}

const everySeq: SeqRange = { from: 0, to: Number.MAX_SAFE_INTEGER }

function lookRecord(numbers: LookNumbers, dictionary: Dictionary): LogRecord {
  return { seq: numbers.seq, type: 'observation', observation: observationOf(numbers, dictionary) }
}

function controlRecord(row: ControlRow, dictionary: Dictionary): LogRecord {
  const { seq, ...round } = roundOf(row, dictionary)
  return { seq, type: 'control', round }
}

function entryRecord(row: EntryRow): LogRecord {
  const { seq, ...entry } = entryOf(row)
  return { seq, type: 'entry', entry }
}
