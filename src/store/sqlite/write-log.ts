import type { Database } from 'better-sqlite3'
import type { Entry, LogItem } from '../../core/log.ts'
import type { ControlRound, Observation } from '../../core/observation.ts'
import { identities } from './identity.ts'
import { controlValues, lookColumns, lookValues } from './rows.ts'
import { wellFormedJson, wordWriter } from './words.ts'

/** Appends to the log inside the caller's transaction; afterwards the caller says how that ended. */
export interface LogWriter {
  /** The item's place, or null when its identity is recorded already. */
  append(seq: number, item: LogItem): number | null
  commit(): void
  rollback(): void
}

export function logWriter(db: Database): LogWriter {
  const words = wordWriter(db)
  const ids = identities(db)
  const series = seriesNumbers(db)
  const addLook = db.prepare(`INSERT INTO look (${lookColumns.join(', ')}) VALUES (${lookColumns.map(() => '?').join(', ')})`)
  const addControl = db.prepare(
    'INSERT INTO control (seq, boot, counter, at, duration_ms, fine, required, results) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const addEntry = db.prepare<[number, string, number, string]>('INSERT INTO entry (seq, kind, at, body) VALUES (?, ?, ?, ?)')

  const appendLook = (seq: number, look: Observation): number | null => {
    const boot = ids.bootOf(look.vantageId, look.boot, seq)
    if (!ids.take('look', boot, look.counter)) return null
    addLook.run(...lookValues(seq, look, series.idOf(look.monitorId, look.vantageId), boot, words))
    return seq
  }
  const appendRound = (seq: number, round: ControlRound): number | null => {
    const boot = ids.bootOf(round.vantageId, round.boot, seq)
    if (!ids.take('control', boot, round.counter)) return null
    addControl.run(...controlValues(seq, round, boot))
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
    commit: () => ids.commit(),
    rollback() {
      ids.rollback()
      words.forget()
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
