import type { Database } from 'better-sqlite3'
import type { Entry, LogItem } from '../../core/log.ts'
import type { ControlRound, Observation } from '../../core/observation.ts'
import { identities } from './identity.ts'
import type { LookSources } from './look-sources.ts'
import { encodeBatch } from '../format/batch.ts'
import type { LookNumbers } from '../format/look-numbers.ts'
import { controlValues, type LastWords, lookNumbers, resultValues, wordsOf } from './rows.ts'
import { wellFormedJson, wordWriter } from './words.ts'

/** Appends to the log inside the caller's transaction; afterwards the caller says how that ended. */
export interface LogWriter {
  /** The item's place, or null when its identity is recorded already. */
  append(seq: number, item: LogItem): number | null
  /** Writes the looks that were appended; before the transaction ends. */
  flush(): void
  commit(): void
  rollback(): void
}

/** A reader unpacks a batch as a whole. */
const batchAtMost = 1_000

export const addControlSql =
  'INSERT INTO control_round (seq, boot, counter, at, duration_ms, fine, required, results, durations) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'
export const addEntrySql = 'INSERT INTO entry (seq, kind, at, body) VALUES (?, ?, ?, ?)'

export function logWriter(db: Database, sources: LookSources): LogWriter {
  const words = wordWriter(db)
  const ids = identities(db, sources)
  const series = seriesNumbers(db)
  const addBatch = db.prepare<[number, number, Uint8Array]>('INSERT INTO log (first_seq, last_seq, bytes) VALUES (?, ?, ?)')
  const addControl = db.prepare(addControlSql)
  const addEntry = db.prepare<[number, string, number, string]>(addEntrySql)

  let batch: LookNumbers[] = []
  const lastWords = new Map<number, LastWords>()
  const flush = (): void => {
    for (let from = 0; from < batch.length; from += batchAtMost) {
      const looks = batch.slice(from, from + batchAtMost)
      const [first, last] = [looks[0], looks.at(-1)]
      if (first !== undefined && last !== undefined) addBatch.run(first.seq, last.seq, encodeBatch(looks))
    }
    batch = []
  }
  const appendLook = (seq: number, look: Observation): number | null => {
    const boot = ids.bootOf(look.vantageId, look.boot, seq)
    if (!ids.take('look', boot, look.counter)) return null
    const id = series.idOf(look.monitorId, look.vantageId)
    const itsWords = wordsOf(look, lastWords.get(id), words)
    lastWords.set(id, itsWords)
    batch.push(lookNumbers(seq, look, id, boot, itsWords, words))
    return seq
  }
  const appendRound = (seq: number, round: ControlRound): number | null => {
    const boot = ids.bootOf(round.vantageId, round.boot, seq)
    if (!ids.take('control', boot, round.counter)) return null
    addControl.run(...controlValues(seq, round, boot, resultValues(round.results, words)))
    return seq
  }
  const appendEntry = (seq: number, entry: Entry): number => {
    addEntry.run(seq, entry.kind, entry.at, wellFormedJson(entry.body))
    return seq
  }
  return {
    append(seq, item) {
      if (item.type === 'observation') return appendLook(seq, item.observation)
      if (item.type === 'control') return appendRound(seq, item.round)
      return appendEntry(seq, item.entry)
    },
    flush,
    commit: () => ids.commit(),
    rollback() {
      batch = []
      ids.rollback()
      words.forget()
      lastWords.clear()
      series.forget()
    },
  }
}

function seriesNumbers(db: Database): { idOf(monitorId: string, vantageId: string): number; forget(): void } {
  const find = db.prepare<[string, string], number>('SELECT id FROM series WHERE monitor_id = ? AND vantage_id = ?').pluck()
  const add = db.prepare<[string, string]>('INSERT INTO series (monitor_id, vantage_id) VALUES (?, ?)')
  const ids = new Map<string, number>()
  return {
    idOf(monitorId, vantageId) {
      const key = JSON.stringify([monitorId, vantageId])
      const id = ids.get(key) ?? find.get(monitorId, vantageId) ?? Number(add.run(monitorId, vantageId).lastInsertRowid)
      ids.set(key, id)
      return id
    },
    forget: () => ids.clear(),
  }
}
