import type { Database } from 'better-sqlite3'
import { isoInstant } from '../../core/instant.ts'
import type { LookNumbers } from '../format/look-numbers.ts'
import { inTime } from '../format/look-numbers.ts'
import { openAll, type ChunkRow, type ChunkRowBytes } from './chunk-rows.ts'
import { dictionaryOf, type Dictionary } from './dictionary.ts'
import { firstSchemaDamage } from './first-schema-check.ts'
import { logSize } from './read-log.ts'
import { decoded, type BatchRow } from './tail.ts'

/** What was checked, and the first thing that is wrong; null when nothing is. */
export interface Verified {
  readonly records: number
  readonly looks: number
  readonly chunks: number
  readonly damage: string | null
}
export type Progress = (done: number, total: number) => void

/**
 * Checks a database as a file and as a log: SQLite's own integrity check; every batch and chunk unpacked, with its checksum, its order and
 * the words it refers to; and that seq counts over looks, control rounds and entries from 0 without a hole or a double. Reads everything
 * once, in memory of a bit a record.
 */
export function verify(db: Database, progress: Progress = () => {}): Verified {
  const found = db.pragma('integrity_check(3)', { simple: true })
  if (found !== 'ok') return { records: 0, looks: 0, chunks: 0, damage: `integrity check: ${String(found)}` }
  if (Number(db.pragma('user_version', { simple: true })) < 2) {
    return { records: 0, looks: 0, chunks: 0, damage: firstSchemaDamage(db) }
  }
  const seen = seqsSeen(logSize(db)())
  const count = { looks: 0, chunks: 0 }
  for (const damage of checks(db, seen, count, progress)) {
    if (damage !== null) return { records: seen.size, ...count, damage }
  }
  return { records: seen.size, ...count, damage: seen.missing() }
}

/** The same as one sentence. */
export function damageOf(db: Database, progress?: Progress): string | null {
  return verify(db, progress).damage
}

function* checks(db: Database, seen: SeqsSeen, count: { looks: number; chunks: number }, progress: Progress): Generator<string | null> {
  const dictionary = dictionaryOf(db)
  const total = seen.size
  let done = 0
  const took = (looks: number): void => {
    count.looks += looks
    done += looks
    progress(Math.min(done, total), total)
  }
  for (const table of ['control_round', 'entry']) {
    for (const seq of db.prepare<[], number>(`SELECT seq FROM ${table} ORDER BY seq`).pluck().iterate()) yield seen.add(seq)
  }
  const through = Number(db.prepare('SELECT through_seq FROM sealed').pluck().get())
  const batches = db.prepare<[], BatchRow>(
    'SELECT first_seq AS first, bytes FROM log WHERE last_seq >= (SELECT through_seq FROM sealed) ORDER BY first_seq',
  )
  for (const row of batches.iterate()) {
    yield* checked(() => decoded(row, null), `record ${row.first} of the log`, seen, dictionary, took)
  }
  // A backup of an earlier schema is checked before it is brought up.
  const rest = Number(db.pragma('user_version', { simple: true })) < 6 ? 'NULL' : 'rest'
  const chunks = db.prepare<[number], ChunkRow & ChunkRowBytes>(
    `SELECT id, series, level, from_at AS fromAt, to_at AS toAt, first_seq AS firstSeq, last_seq AS lastSeq, looks, lengths, bytes, ${rest} AS rest
       FROM chunk WHERE last_seq < ? ORDER BY series, from_at`,
  )
  for (const row of chunks.iterate(through)) {
    const opened = openAll(row, row, 'all')
    const [first] = opened.damage
    const { monitorId } = dictionary.seriesOf(row.series)
    if (first !== undefined) {
      yield `looks of ${monitorId} from ${isoInstant(first.fromAt)} to ${isoInstant(first.toAt)}: ${first.problem}`
      return
    }
    for (const { looks, chunk } of opened.chunks) {
      count.chunks += 1
      yield* checked(looks, `looks of ${monitorId} from ${isoInstant(chunk.head.fromAt)}`, seen, dictionary, took)
    }
  }
}

function* checked(
  looks: () => readonly LookNumbers[],
  where: string,
  seen: SeqsSeen,
  dictionary: Dictionary,
  took: (looks: number) => void,
): Generator<string | null> {
  try {
    const read = looks()
    let before: LookNumbers | null = null
    for (const look of read) {
      if (before !== null && before.series === look.series && where.startsWith('looks') && inTime(before, look) > 0) {
        yield `${where}: not in order of time`
      }
      before = look
      const unknown = unknownWord(look, dictionary)
      if (unknown !== null) yield `${where}: ${unknown}`
      yield seen.add(look.seq)
    }
    took(read.length)
  } catch (error) {
    yield `${where}: ${error instanceof Error ? error.message : String(error)}`
  }
}

function unknownWord(look: LookNumbers, dictionary: Dictionary): string | null {
  try {
    dictionary.seriesOf(look.series)
    dictionary.bootOf(look.boot)
    for (const word of [look.circumstances, look.answer, look.failure, look.degraded, look.fingerprint]) {
      if (word !== null) dictionary.textOf(word)
    }
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

interface SeqsSeen {
  readonly size: number
  add(seq: number): string | null
  missing(): string | null
}

function seqsSeen(size: number): SeqsSeen {
  const bits = new Uint8Array(Math.ceil(size / 8))
  return {
    size,
    add(seq) {
      if (seq < 0 || seq >= size) return `record ${seq} is beyond the end of the log`
      const place = Math.floor(seq / 8)
      const bit = 1 << (seq % 8)
      if (((bits[place] ?? 0) & bit) !== 0) return `record ${seq} is there twice`
      bits[place] = (bits[place] ?? 0) | bit
      return null
    },
    missing() {
      for (let seq = 0; seq < size; seq += 1) {
        if (((bits[Math.floor(seq / 8)] ?? 0) & (1 << (seq % 8))) === 0) return `record ${seq} is missing`
      }
      return null
    },
  }
}
