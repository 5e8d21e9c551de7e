import type { Database } from 'better-sqlite3'
import type { EntryKind, LogRecord } from '../../core/log.ts'
import type { Reader } from '../store.ts'
import { controlSelect, lookSelect } from './read-looks.ts'
import { entryOf, observationOf, roundOf } from './rows.ts'
import type { ControlRow, EntryRow, LookRow } from './rows.ts'
import type { WordReader } from './words.ts'

/** The log as a whole: its size, its records in order, its entries and control rounds. */
export function logReads(db: Database, words: WordReader): Pick<Reader, 'size' | 'log' | 'entries' | 'rounds'> {
  const size = db
    .prepare<[], number>(
      'SELECT 1 + max(coalesce((SELECT max(seq) FROM look), -1), coalesce((SELECT max(seq) FROM control), -1), coalesce((SELECT max(seq) FROM entry), -1))',
    )
    .pluck()
  const looks = db.prepare<[number, number], LookRow>(`${lookSelect} WHERE look.seq >= ? AND look.seq < ? ORDER BY look.seq`)
  const controls = db.prepare<[number, number], ControlRow>(
    `${controlSelect} WHERE control.seq >= ? AND control.seq < ? ORDER BY control.seq`,
  )
  const entries = db.prepare<[number, number], EntryRow>('SELECT * FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq')
  const byKind = db.prepare<[string], EntryRow>('SELECT * FROM entry WHERE kind = ? ORDER BY seq')
  const byTime = db.prepare<[number, number], ControlRow>(
    `${controlSelect} WHERE control.at >= ? AND control.at < ? ORDER BY control.at, control.seq`,
  )
  return {
    size: () => size.get() ?? 0,
    // seq has no hole, so `limit` records are a range.
    log: db.transaction((fromSeq: number, limit: number) =>
      [
        ...looks.all(fromSeq, fromSeq + limit).map((row) => lookRecord(row, words)),
        ...controls.all(fromSeq, fromSeq + limit).map(controlRecord),
        ...entries.all(fromSeq, fromSeq + limit).map(entryRecord),
      ].toSorted((a, b) => a.seq - b.seq),
    ),
    entries: (kind: EntryKind) => byKind.all(kind).map(entryOf),
    rounds: ({ from, to }) => byTime.all(from, to).map(roundOf),
  }
}

function lookRecord(row: LookRow, words: WordReader): LogRecord {
  const { seq, ...observation } = observationOf(row, words)
  return { seq, type: 'observation', observation }
}

function controlRecord(row: ControlRow): LogRecord {
  const { seq, ...round } = roundOf(row)
  return { seq, type: 'control', round }
}

function entryRecord(row: EntryRow): LogRecord {
  const { seq, ...entry } = entryOf(row)
  return { seq, type: 'entry', entry }
}
