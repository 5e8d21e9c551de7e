import type { Database } from 'better-sqlite3'
import { seriesInBatch } from '../format/batch.ts'
import { FormatError } from '../format/bytes.ts'
import type { BatchRow } from './tail.ts'

/** Where the looks of each series are in what is not sealed, kept from one question to the next. */
export interface TailIndex {
  /** `first` of the batches that may hold looks of one of the series from `fromSeq` on and before `toSeq`, ascending. */
  batches(series: ReadonlySet<number>, fromSeq: number, toSeq: number): readonly number[]
}

/**
 * The log holds everybody's looks in order of arrival: ten minutes of 2,000 monitors are 6,000 batches, and whoever read ten monitors' looks
 * unpacked all of them ten times, 0.8 s of work where 0.07 s had been enough at first. Each batch is looked through once instead, when
 * somebody first asks for a series after it came. An hour of 2,000 monitors every 20 s takes some 3 MB here.
 *
 * For read-only connections: they see what is committed, which never changes, while a writer may see what is rolled back later.
 */
export function tailIndex(db: Database, sealed: () => number): TailIndex {
  const newer = db.prepare<[number, number], BatchRow>(
    `SELECT first_seq AS first, bytes FROM log WHERE first_seq > ? AND last_seq >= ? ORDER BY first_seq`,
  )
  const bySeries = new Map<number, number[]>()
  /** Whoever reads one of these is told that it is damaged; until then nobody knows whose it is. */
  let damaged: number[] = []
  let from = 0
  let indexed = -1

  const start = (at: number): void => {
    bySeries.clear()
    damaged = []
    from = at
    indexed = -1
  }
  const bringUp = (): void => {
    const through = sealed()
    // What was sealed is gone, and little has come since: it is looked through anew.
    if (through !== from) start(through)
    for (const { first, bytes } of newer.iterate(indexed, through)) {
      const found = seriesOrNull(bytes)
      if (found === null) damaged.push(first)
      else for (const series of found) listOf(series).push(first)
      indexed = first
    }
  }
  const listOf = (series: number): number[] => {
    const known = bySeries.get(series)
    if (known !== undefined) return known
    const fresh: number[] = []
    bySeries.set(series, fresh)
    return fresh
  }
  return {
    batches(series, fromSeq, toSeq) {
      bringUp()
      const lists = [damaged, ...[...series].map((one) => bySeries.get(one) ?? [])]
      // The one that begins before `fromSeq` may reach beyond it.
      const found = lists.flatMap((list) => list.filter((first, i) => first < toSeq && (list[i + 1] ?? Number.MAX_VALUE) > fromSeq))
      return [...new Set(found)].toSorted((a, b) => a - b)
    },
  }
}

function seriesOrNull(bytes: Uint8Array): ReadonlySet<number> | null {
  try {
    return seriesInBatch(bytes)
  } catch (error) {
    if (error instanceof FormatError) return null
    throw error
  }
}
