import type { Database } from 'better-sqlite3'
import type { Observation, Recorded } from '../../core/observation.ts'
import type { Period, Reader } from '../store.ts'
import { observationOf } from './rows.ts'
import type { LookRow } from './rows.ts'
import type { WordReader } from './words.ts'

export const lookSelect = `
  SELECT look.*, series.monitor_id, series.vantage_id, boot.name AS boot_name
  FROM look JOIN series ON series.id = look.series JOIN boot ON boot.id = look.boot`

/** Rows fetched at a time while streaming: no read transaction is held between pages, so the write-ahead log can be checkpointed. */
const pageRows = 1_000

/** Place of a look in the order of time. */
interface Place {
  readonly at: number
  readonly seq: number
}

/**
 * Single looks and stretches of them. `seriesOf` gives the series numbers of a monitor, those under its earlier ids included;
 * `size` bounds a stream to what was there when it began, which makes its pages one consistent read of an append-only log.
 */
export function lookReads(
  db: Database,
  words: WordReader,
  seriesOf: (monitorId: string) => readonly number[],
  size: () => number,
): Pick<Reader, 'observation' | 'observations' | 'looks'> {
  const one = db.prepare<[number], LookRow>(`${lookSelect} WHERE look.seq = ?`)
  // The inner query runs in the index alone and keeps `limit` numbers; only those rows are read.
  const bySeq = db.prepare<[string, number, number, number, number], LookRow>(
    `${lookSelect} WHERE look.seq IN (
       SELECT seq FROM look WHERE series IN (SELECT value FROM json_each(?)) AND at >= ? AND at < ? AND seq > ? ORDER BY seq LIMIT ?
     ) ORDER BY look.seq`,
  )
  const page = pageQuery(db)
  const lastBefore = edgeQuery(db, 'look.at < ?', 'DESC')
  const firstAfter = edgeQuery(db, 'look.at >= ?', 'ASC')
  const edge = (query: typeof lastBefore, series: readonly number[], at: number, bound: number): LookRow | undefined =>
    series
      .map((id) => query.get(id, at, bound))
      .filter((row) => row !== undefined)
      .toSorted((a, b) => (query === lastBefore ? inTime(b, a) : inTime(a, b)))[0]

  function* stream(monitorId: string, period: Period, around: boolean): Generator<Recorded<Observation>> {
    const series = seriesOf(monitorId)
    const bound = size()
    const before = around ? edge(lastBefore, series, period.from, bound) : undefined
    if (before !== undefined) yield observationOf(before, words)
    for (const row of merged(series.map((id) => rowsOf(page, id, period, bound)))) yield observationOf(row, words)
    const after = around ? edge(firstAfter, series, period.to, bound) : undefined
    if (after !== undefined) yield observationOf(after, words)
  }
  return {
    observation(seq) {
      const row = one.get(seq)
      return row === undefined ? null : observationOf(row, words)
    },
    observations: (monitorId, period, afterSeq, limit) =>
      bySeq.all(JSON.stringify(seriesOf(monitorId)), period.from, period.to, afterSeq, limit).map((row) => observationOf(row, words)),
    looks: (monitorId, period, options) => stream(monitorId, period, options?.around ?? false),
  }
}

function pageQuery(db: Database) {
  return db.prepare<[number, number, number, number, number, number], LookRow>(
    `${lookSelect} WHERE look.series = ? AND (look.at, look.seq) > (?, ?) AND look.at < ? AND look.seq < ? ORDER BY look.at, look.seq LIMIT ?`,
  )
}

/** The nearest look of a series on one side of an instant whose raw outcome is known. */
function edgeQuery(db: Database, side: string, order: 'ASC' | 'DESC') {
  return db.prepare<[number, number, number], LookRow>(
    `${lookSelect} WHERE look.series = ? AND ${side} AND look.seq < ? AND look.outcome <> 2 ORDER BY look.at ${order}, look.seq ${order} LIMIT 1`,
  )
}

function* rowsOf(page: ReturnType<typeof pageQuery>, series: number, period: Period, bound: number): Generator<LookRow> {
  let last: Place = { at: period.from, seq: -1 }
  for (;;) {
    const rows = page.all(series, last.at, last.seq, period.to, bound, pageRows)
    yield* rows
    const end = rows.at(-1)
    if (end === undefined || rows.length < pageRows) return
    last = end
  }
}

/** Several ascending streams as one: two when a monitor was renamed, and one more per vantage. */
function* merged(streams: readonly Generator<LookRow>[]): Generator<LookRow> {
  const only = streams[0]
  if (only !== undefined && streams.length === 1) {
    yield* only
    return
  }
  let heads = streams.flatMap(headOf)
  for (;;) {
    const [first, ...others] = heads.toSorted((a, b) => inTime(a.row, b.row))
    if (first === undefined) return
    yield first.row
    heads = [...others, ...headOf(first.rows)]
  }
}

function headOf(rows: Generator<LookRow>): readonly { readonly row: LookRow; readonly rows: Generator<LookRow> }[] {
  const next = rows.next()
  return next.done === true ? [] : [{ row: next.value, rows }]
}

function inTime(a: Place, b: Place): number {
  return a.at - b.at || a.seq - b.seq
}
