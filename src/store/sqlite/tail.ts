import type { Database } from 'better-sqlite3'
import { decodeBatch } from '../format/batch.ts'
import { FormatError } from '../format/bytes.ts'
import type { LookNumbers } from '../format/look-numbers.ts'
import { StoreError } from '../store.ts'
import { tailIndex } from './tail-index.ts'

/** What the log holds of looks that are not sealed yet, in order of arrival. */
export interface Tail {
  /** Looks from `fromSeq` on and before `toSeq`, of some series only when they are given. */
  looks(fromSeq: number, toSeq: number, series?: ReadonlySet<number> | null): readonly LookNumbers[]
  /** One look. */
  look(seq: number): LookNumbers | null
  /** Looks below it are in chunks. */
  sealed(): number
}

export interface BatchRow {
  readonly first: number
  readonly bytes: Uint8Array
}

export function tailReads(db: Database): Tail {
  const sealed = db.prepare<[], number>('SELECT through_seq FROM sealed').pluck()
  // What is sealed may still be there, to be removed when there is time.
  const batches = db.prepare<[number, number, number], BatchRow>(
    `SELECT first_seq AS first, bytes FROM log WHERE first_seq >= coalesce((SELECT max(first_seq) FROM log WHERE first_seq <= ?), 0)
       AND first_seq < ? AND last_seq >= (SELECT through_seq FROM sealed) AND last_seq >= ? ORDER BY first_seq`,
  )
  const some = db.prepare<[string, number], BatchRow>(
    `SELECT first_seq AS first, bytes FROM log WHERE first_seq IN (SELECT value FROM json_each(?))
       AND last_seq >= (SELECT through_seq FROM sealed) AND last_seq >= ? ORDER BY first_seq`,
  )
  const through = (): number => sealed.get() ?? 0
  const index = db.readonly ? tailIndex(db, through) : null
  const rows = (fromSeq: number, toSeq: number, series: ReadonlySet<number> | null): readonly BatchRow[] =>
    index === null || series === null
      ? batches.all(fromSeq, toSeq, fromSeq)
      : some.all(JSON.stringify(index.batches(series, fromSeq, toSeq)), fromSeq)
  const looks = (fromSeq: number, toSeq: number, series: ReadonlySet<number> | null = null): readonly LookNumbers[] =>
    rows(fromSeq, toSeq, series)
      .flatMap((row) => decoded(row, series))
      .filter(({ seq }) => seq >= fromSeq && seq < toSeq)
  return { looks, look: (seq) => looks(seq, seq + 1)[0] ?? null, sealed: through }
}

/** A batch of the log; the newest hour is not to be guessed at, so a damaged one is an error. */
export function decoded({ first, bytes }: BatchRow, series: ReadonlySet<number> | null): readonly LookNumbers[] {
  try {
    return decodeBatch(bytes, series)
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause
    throw new StoreError('corrupt', `the log is damaged at record ${first}: ${cause.message}; restore a backup into an empty directory`, {
      cause,
    })
  }
}
