import type { Database } from 'better-sqlite3'
import { effective, roundBook, roundsThatDecide } from '../../core/effective.ts'
import type { Observation, Recorded } from '../../core/observation.ts'
import type { Period, Reader } from '../store.ts'
import { observationOf, roundOf } from './rows.ts'
import type { ControlRow, LookRow } from './rows.ts'
import type { WordReader } from './words.ts'

export const lookSelect = `
  SELECT look.*, series.monitor_id, series.vantage_id, boot.name AS boot_name
  FROM look JOIN series ON series.id = look.series JOIN boot ON boot.id = look.boot`

export const controlSelect = `
  SELECT control.seq, boot.vantage_id, boot.name AS boot_name, control.counter, control.at, control.duration_ms, control.fine,
    control.required, control.results
  FROM control JOIN boot ON boot.id = control.boot`

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
  const nearestKnown = knownQuery(db, words)

  function* stream(monitorId: string, period: Period, around: boolean): Generator<Recorded<Observation>> {
    const series = seriesOf(monitorId)
    const bound = size()
    const before = around ? nearestKnown('before', series, period.from, bound) : null
    if (before !== null) yield before
    for (const row of merged(series.map((id) => rowsOf(page, id, period, bound)))) yield observationOf(row, words)
    const after = around ? nearestKnown('after', series, period.to, bound) : null
    if (after !== null) yield after
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

type Side = 'before' | 'after'
type KnownQuery = (side: Side, series: readonly number[], at: number, bound: number) => Recorded<Observation> | null

/** The nearest look on one side of an instant that is known: its effective outcome (R15), not only its raw one, is up or down. */
function knownQuery(db: Database, words: WordReader): KnownQuery {
  const deciding = db.prepare<[number, number, number], ControlRow>(
    `${controlSelect} WHERE control.at >= ? AND control.at < ? AND control.seq < ? ORDER BY control.at, control.seq`,
  )
  const steps = { before: stepQuery(db, 'before'), after: stepQuery(db, 'after') }
  // Once no round can come any more, a look without one is unknown; until then it is provisional, which is not known either.
  const atTheEnd = Number.MAX_SAFE_INTEGER
  const isKnown = (look: Observation, bound: number): boolean => {
    if (look.outcome !== 'down' || !look.controlled) return look.outcome !== 'unknown'
    const { from, to } = roundsThatDecide(look)
    const rounds = roundBook(deciding.all(from, to, bound).map(roundOf))
    return effective(look, rounds, atTheEnd).outcome !== 'unknown'
  }
  const nearestIn = (side: Side, series: number, at: number, bound: number): Recorded<Observation> | null => {
    // No seq is −1: the instant itself is after it, and not before it.
    let place: Place = { at, seq: -1 }
    for (;;) {
      const row = steps[side].get(series, place.at, place.seq, bound)
      if (row === undefined) return null
      const look = observationOf(row, words)
      if (isKnown(look, bound)) return look
      place = row
    }
  }
  return (side, series, at, bound) =>
    series
      .map((id) => nearestIn(side, id, at, bound))
      .filter((look) => look !== null)
      .toSorted((a, b) => (side === 'before' ? inTime(b, a) : inTime(a, b)))[0] ?? null
}

/** The next look of a series before or after a place whose raw outcome is up or down. */
function stepQuery(db: Database, side: Side) {
  const [beyond, order] = side === 'before' ? ['<', 'DESC'] : ['>', 'ASC']
  return db.prepare<[number, number, number, number], LookRow>(
    `${lookSelect} WHERE look.series = ? AND (look.at, look.seq) ${beyond} (?, ?) AND look.seq < ? AND look.outcome <> 2
     ORDER BY look.at ${order}, look.seq ${order} LIMIT 1`,
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
