import type { Database } from 'better-sqlite3'
import { type ChunkBytes, type ChunkHead, encodeChunk, looksOf, openChunk } from '../format/chunk.ts'
import { inTime, lookFields, type LookNumbers } from '../format/look-numbers.ts'
import { type ChunkRow, type ChunkRowBytes, openAll } from './chunk-rows.ts'
import { decoded } from './tail.ts'
import type { BatchRow } from './tail.ts'

/** A row of `chunk` as it is to be written. `replaces`: ids of the rows whose looks it holds. */
export interface NewChunk {
  readonly series: number
  readonly level: 0 | 1 | 2
  readonly fromAt: number
  readonly toAt: number
  readonly firstSeq: number
  readonly lastSeq: number
  readonly looks: number
  readonly lengths: readonly ChunkLength[]
  readonly bytes: Uint8Array<ArrayBuffer>
  /** null where no chunk in it has one. */
  readonly rest: Uint8Array<ArrayBuffer> | null
  readonly replaces: readonly number[]
}

/** Bytes of a chunk in `bytes` and in `rest`; one number where it is of the first version, all of it in `bytes`. */
type ChunkLength = number | readonly [number, number]

const dayMs = 86_400_000
/** Looks that are sorted out by monitor at once: some 100 MB. */
const looksAtOnce = 400_000

/** The looks of the log from what is sealed up to `toSeq`, as parts of days; ends with the seq through which they are complete. */
export function* sealedParts(db: Database, toSeq: number): Generator<NewChunk, number> {
  const batches = db.prepare<[number], BatchRow>(
    'SELECT first_seq AS first, bytes FROM log WHERE last_seq >= (SELECT through_seq FROM sealed) AND first_seq < ? ORDER BY first_seq',
  )
  const groups = new Map<string, LookNumbers[]>()
  let count = 0
  let through = toSeq
  for (const row of batches.iterate(toSeq)) {
    if (count >= looksAtOnce) {
      through = row.first
      break
    }
    for (const look of decoded(row, null)) {
      const key = `${look.series} ${Math.floor(look.at / dayMs)}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [look])
      else group.push(look)
      count += 1
    }
  }
  for (const looks of groups.values()) yield newChunk(looks.sort(inTime), 0, [])
  return through
}

/** Encodes looks, decodes what came of it and compares every field: nothing may leave the log on trust. */
export function newChunk(looks: readonly LookNumbers[], level: 0 | 1, replaces: readonly number[]): NewChunk {
  const bytes = encodeChunk(looks)
  const chunk = openChunk(bytes.method, bytes.rest)
  const read = looksOf(chunk)
  const wrong = looks.findIndex((look, i) => !same(look, read[i]))
  if (wrong >= 0 || read.length !== looks.length) throw new Error(`look ${looks[wrong]?.seq} is not the same after it was packed`)
  return chunkRow(chunk.head, bytes, level, replaces)
}

/** The row of a chunk that stands alone. */
export function chunkRow(
  { series, fromAt, toAt, firstSeq, lastSeq, count }: ChunkHead,
  { method, rest }: ChunkBytes,
  level: NewChunk['level'],
  replaces: readonly number[],
): NewChunk {
  const lengths = [[method.length, rest.length] as const]
  return { series, level, fromAt, toAt, firstSeq, lastSeq, looks: count, lengths, bytes: method, rest, replaces }
}

function same(a: LookNumbers, b: LookNumbers | undefined): boolean {
  if (b === undefined) return false
  for (const key of lookFields) if (a[key] !== b[key]) return false
  return true
}

type StoredRow = ChunkRow & ChunkRowBytes

const rowColumns = 'id, series, level, from_at AS fromAt, to_at AS toAt, first_seq AS firstSeq, last_seq AS lastSeq, looks'
const stored = `SELECT ${rowColumns}, lengths, bytes, rest FROM chunk`

/** A day is merged this long after its end: looks that were under way at midnight are in by then. */
const settledMs = 3_600_000

/** Parts of days that are over, merged into one chunk a day. Days with a damaged part are left as they are. */
export function* mergedDays(db: Database, newestAt: number): Generator<NewChunk> {
  const end = Math.floor((newestAt - settledMs) / dayMs) * dayMs
  const days = db
    .prepare<[number], { readonly series: number; readonly day: number }>(
      `SELECT DISTINCT series, from_at / ${dayMs} AS day FROM chunk WHERE level = 0 AND to_at < ? AND last_seq < (SELECT through_seq FROM sealed)`,
    )
    .all(end)
  const parts = db.prepare<[number, number], StoredRow>(
    `${stored} WHERE series = ? AND level = 0 AND from_at / ${dayMs} = ? AND last_seq < (SELECT through_seq FROM sealed)`,
  )
  for (const { series, day } of days) {
    const rows = parts.all(series, day)
    const opened = rows.map((row) => openAll(row, row, 'all'))
    if (opened.some(({ damage }) => damage.length > 0)) continue
    const looks = opened.flatMap(({ chunks }) => chunks.flatMap((one) => one.looks()))
    yield newChunk(
      looks.sort(inTime),
      1,
      rows.map(({ id }) => id),
    )
  }
}

/** A row of several days holds at least this many looks, or this many days: rows that are small beside a page of the file waste it. */
const packLooks = 8_192
const packDays = 32

/** Days put side by side in one row; their chunks stay as they are. */
export function* packedDays(db: Database, newestAt: number): Generator<NewChunk> {
  const series = db.prepare<[], number>('SELECT DISTINCT series FROM chunk WHERE level = 1').pluck().all()
  const days = db.prepare<[number], ChunkRow>(`SELECT ${rowColumns} FROM chunk WHERE series = ? AND level = 1 ORDER BY from_at`)
  const whole = db.prepare<[number], StoredRow>(`${stored} WHERE id = ?`)
  for (const id of series) {
    let group: ChunkRow[] = []
    for (const day of days.all(id)) {
      group.push(day)
      const looks = group.reduce((sum, row) => sum + row.looks, 0)
      const old = newestAt - (group[0]?.fromAt ?? newestAt) > packDays * dayMs
      if (looks < packLooks && !(old && group.length >= packDays)) continue
      yield pack(group.flatMap((row) => whole.get(row.id) ?? []))
      group = []
    }
  }
}

function pack(rows: readonly StoredRow[]): NewChunk {
  const least = (of: (row: StoredRow) => number): number => Math.min(...rows.map(of))
  const most = (of: (row: StoredRow) => number): number => Math.max(...rows.map(of))
  const rests = rows.flatMap(({ rest }) => rest ?? [])
  return {
    series: rows[0]?.series ?? 0,
    level: 2,
    fromAt: least(({ fromAt }) => fromAt),
    toAt: most(({ toAt }) => toAt),
    firstSeq: least(({ firstSeq }) => firstSeq),
    lastSeq: most(({ lastSeq }) => lastSeq),
    looks: rows.reduce((sum, { looks }) => sum + looks, 0),
    lengths: rows.flatMap(({ lengths }): ChunkLength[] => JSON.parse(lengths)),
    bytes: new Uint8Array(Buffer.concat(rows.map(({ bytes }) => bytes))),
    rest: rests.length === 0 ? null : new Uint8Array(Buffer.concat(rests)),
    replaces: rows.map(({ id }) => id),
  }
}
