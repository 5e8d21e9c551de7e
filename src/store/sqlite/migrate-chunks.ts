import type { Database } from 'better-sqlite3'
import type { ControlResult } from '../../core/observation.ts'
import { byteWriter } from '../format/bytes.ts'
import { inTime, type LookNumbers } from '../format/look-numbers.ts'
import { rederive } from '../rederive.ts'
import { dictionaryOf } from './dictionary.ts'
import { lookSources } from './look-sources.ts'
import { reads } from './reader.ts'
import { roundWord } from './rows.ts'
import { newChunk } from './seal.ts'
import { addChunks } from './sealer.ts'
import { derivedWriter } from './write-derived.ts'
import { wordWriter } from './words.ts'

/**
 * Carries a database of the first schema over: looks from their table into chunks, a day of a monitor at a time, control rounds into their
 * smaller table; then derives everything again, since sums were kept by the hour before.
 */
export function migrateToChunks(db: Database): void {
  const size = oldSize(db)
  moveLooks(db)
  moveRounds(db)
  // Their triggers speak of deleted rows, not of a table that goes.
  db.exec('DROP TABLE look; DROP TABLE control; DROP TABLE hour')
  db.prepare('UPDATE sealed SET through_seq = ?').run(size)
  deriveAgain(db)
}

function oldSize(db: Database): number {
  return Number(
    db
      .prepare(
        'SELECT 1 + max(coalesce((SELECT max(seq) FROM look), -1), coalesce((SELECT max(seq) FROM control), -1), coalesce((SELECT max(seq) FROM entry), -1))',
      )
      .pluck()
      .get(),
  )
}

const dayMs = 86_400_000

const oldLook = `SELECT seq, series, boot, counter, at, late_ms AS lateMs, duration_ms AS durationMs, outcome, recheck, circumstances, answer, failure,
  degraded, uncertainty_ms AS uncertaintyMs, clock_offset_ms AS clockOffsetMs, resolve_ms AS resolveMs, connect_ms AS connectMs,
  handshake_ms AS handshakeMs, first_byte_ms AS firstByteMs, total_less_duration_ms AS totalLessDurationMs, body_length AS bodyLength,
  fingerprint, anchor FROM look WHERE series = ? AND at >= ? AND at < ? ORDER BY at, seq`

function moveLooks(db: Database): void {
  const next = db.prepare<[number, number], number | null>('SELECT min(at) FROM look WHERE series = ? AND at >= ?').pluck()
  const day = db.prepare<[number, number, number], LookNumbers>(oldLook)
  for (const series of db.prepare<[], number>('SELECT id FROM series ORDER BY id').pluck().all()) {
    let at = next.get(series, 0) ?? null
    while (at !== null) {
      const from = Math.floor(at / dayMs) * dayMs
      addChunks(db, [newChunk(day.all(series, from, from + dayMs).toSorted(inTime), 0, [])])
      at = next.get(series, from + dayMs) ?? null
    }
  }
}

interface OldRound {
  readonly seq: number
  readonly boot: number
  readonly counter: number
  readonly at: number
  readonly duration_ms: number
  readonly fine: number
  readonly required: number
  readonly results: string
}

function moveRounds(db: Database): void {
  const words = wordWriter(db)
  const insert = db.prepare(
    'INSERT INTO control_round (seq, boot, counter, at, duration_ms, fine, required, results, durations) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const page = db.prepare<[number, number], OldRound>('SELECT * FROM control WHERE seq > ? ORDER BY seq LIMIT ?')
  let after = -1
  for (;;) {
    const rows = page.all(after, 1_000)
    for (const row of rows) {
      const results: readonly ControlResult[] = JSON.parse(row.results)
      const durations = byteWriter()
      for (const { durationMs } of results) durations.count(durationMs)
      const word = words.idOfJson(roundWord(results))
      insert.run(row.seq, row.boot, row.counter, row.at, row.duration_ms, row.fine, row.required, word, durations.done())
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.seq
  }
}

function deriveAgain(db: Database): void {
  const dictionary = dictionaryOf(db)
  const reader = reads(db, dictionary, lookSources(db, dictionary))
  const writer = derivedWriter(db)
  db.exec('DELETE FROM outage; DELETE FROM gap; DELETE FROM snapshot')
  for (const one of rederive(reader)) {
    writer.write(one)
    writer.saveProgress([one.progress])
  }
}
