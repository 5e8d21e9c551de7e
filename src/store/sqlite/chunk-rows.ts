import type { Database } from 'better-sqlite3'
import { FormatError } from '../format/bytes.ts'
import { type Chunk, eachLook, looksOf, methodsOf, openChunk, type SeqRange, timedOf, type TimedColumns } from '../format/chunk.ts'
import type { LookNumbers } from '../format/look-numbers.ts'
import type { MethodColumns } from '../format/method-columns.ts'
import type { Damage } from '../store.ts'
import type { Dictionary } from './dictionary.ts'

/** A row of `chunk` without its bytes. */
export interface ChunkRow {
  readonly id: number
  readonly series: number
  readonly level: number
  readonly fromAt: number
  readonly toAt: number
  readonly firstSeq: number
  readonly lastSeq: number
  readonly looks: number
}

/** Which rows: of a series, those that meet a time or a stretch of the log; both ends inclusive. */
export interface ChunkWish {
  readonly series: number
  readonly fromAt: number
  readonly toAt: number
  readonly firstSeq: number
  readonly lastSeq: number
}

/** The bytes of a row's chunks, one after another; `lengths` as JSON. */
export interface ChunkRowBytes {
  /** Of each chunk: its method's and its rest's; one number where both lie in `bytes`, as those of the first version do. */
  readonly lengths: string
  readonly bytes: Uint8Array
  /** null where no chunk of the row has one. */
  readonly rest: Uint8Array | null
}

/** How much is read of a row: what the method reads, or all of it. Where looks will be made, it must be all. */
export type Extract = 'method' | 'all'

/** One chunk out of a row. */
export interface StoredChunk {
  readonly chunk: Chunk
  /** All of them by time, or those of a stretch of the log. Like `each` and `timed`, only of a row that was opened for all. */
  readonly looks: (range?: SeqRange) => readonly LookNumbers[]
  /** All of them by time, each made when its turn comes. */
  readonly each: () => Iterable<LookNumbers>
  /** null when it is only a part of the chunk. */
  readonly method: (() => MethodColumns) | null
  /** The same with phase times. */
  readonly timed: (() => TimedColumns) | null
}

export interface ChunkRows {
  /** Sealed rows only. By their first look's time. */
  rows(wish: ChunkWish): readonly ChunkRow[]
  /** Of all series, those that hold looks of a stretch of the log (inclusive). */
  rowsBySeq(firstSeq: number, lastSeq: number): readonly ChunkRow[]
  /** The latest start of a look in any of them, UTC ms; 0 without one. */
  newestAt(): number
  /** The sound chunks of a row, by time; damaged ones are noted and left out. null when the row is gone: others hold its looks now. */
  open(row: ChunkRow, extract: Extract): readonly StoredChunk[] | null
  /** What was met so far that could not be read. */
  damaged(): readonly Damage[]
}

const columns = `id, series, level, from_at AS fromAt, to_at AS toAt, first_seq AS firstSeq, last_seq AS lastSeq, looks`
const isSealed = 'last_seq < (SELECT through_seq FROM sealed)'

export function chunkRows(db: Database, dictionary: Dictionary): ChunkRows {
  const byTime = db.prepare<[number, number, number, number, number], ChunkRow>(
    `SELECT ${columns} FROM chunk WHERE series = ? AND from_at <= ? AND to_at >= ? AND first_seq <= ? AND last_seq >= ? AND ${isSealed} ORDER BY from_at, first_seq`,
  )
  const bySeq = db.prepare<[number, number], ChunkRow>(
    `SELECT ${columns} FROM chunk INDEXED BY chunk_by_seq WHERE last_seq >= ? AND first_seq <= ? AND ${isSealed} ORDER BY first_seq`,
  )
  const content = {
    method: db.prepare<[number], ChunkRowBytes>('SELECT lengths, bytes, NULL AS rest FROM chunk WHERE id = ?'),
    all: db.prepare<[number], ChunkRowBytes>('SELECT lengths, bytes, rest FROM chunk WHERE id = ?'),
  }
  // A chunk that is not sealed yet holds nothing that the log does not.
  const newest = db.prepare<[], number | null>('SELECT max(to_at) FROM chunk').pluck()
  const damaged = new Map<string, Damage>()
  return {
    newestAt: () => newest.get() ?? 0,
    rows: ({ series, fromAt, toAt, firstSeq, lastSeq }) => byTime.all(series, toAt, fromAt, lastSeq, firstSeq),
    rowsBySeq: (firstSeq, lastSeq) => bySeq.all(firstSeq, lastSeq),
    open(row, extract) {
      const found = content[extract].get(row.id)
      if (found === undefined) return null
      const opened = openAll(row, found, extract)
      for (const { fromAt, toAt, problem } of opened.damage) {
        const { monitorId } = dictionary.seriesOf(row.series)
        damaged.set(`${row.series} ${fromAt}`, { monitorId, from: fromAt, to: toAt, problem })
      }
      return opened.chunks
    },
    damaged: () => [...damaged.values()],
  }
}

interface Opened {
  readonly chunks: readonly StoredChunk[]
  readonly damage: readonly { readonly fromAt: number; readonly toAt: number; readonly problem: string }[]
}

/** Opens each chunk of a row by itself, so that a damaged day does not take the days beside it along. */
export function openAll(row: ChunkRow, { lengths, bytes, rest }: ChunkRowBytes, extract: Extract): Opened {
  const chunks: Chunk[] = []
  const broken: { readonly after: number; readonly problem: string }[] = []
  let [at, restAt] = [0, 0]
  for (const { length, restLength } of lengthsOf(lengths)) {
    const restBytes = extract === 'all' && restLength !== null ? (rest ?? nothing).subarray(restAt, restAt + restLength) : null
    const one = soundChunk(row, bytes.subarray(at, at + length), restBytes, extract)
    at += length
    restAt += restLength ?? 0
    if (typeof one === 'string') broken.push({ after: chunks.length, problem: one })
    else chunks.push(one)
  }
  const covered = chunks.reduce((sum, { head }) => sum + head.count, 0)
  const isWhole = at === bytes.length && (extract === 'method' || restAt === (rest?.length ?? 0))
  if (broken.length === 0 && !(isWhole && covered === row.looks)) broken.push({ after: chunks.length, problem: 'looks are missing' })
  const damage = broken.map(({ after, problem }) => ({
    // A damaged chunk does not say what it covers; its neighbours do.
    fromAt: chunks[after - 1]?.head.toAt ?? row.fromAt,
    toAt: chunks[after]?.head.fromAt ?? row.toAt,
    problem,
  }))
  return { chunks: stored(chunks), damage }
}
const nothing = new Uint8Array(0)

interface ChunkLengths {
  readonly length: number
  /** null where the rest lies in the same bytes. */
  readonly restLength: number | null
}

function lengthsOf(text: string): readonly ChunkLengths[] {
  const lengths: unknown = JSON.parse(text)
  if (!Array.isArray(lengths)) return []
  return lengths.map((one: unknown) =>
    Array.isArray(one) ? { length: Number(one[0]), restLength: Number(one[1]) } : { length: Number(one), restLength: null },
  )
}

function soundChunk(row: ChunkRow, bytes: Uint8Array, rest: Uint8Array | null, extract: Extract): Chunk | string {
  try {
    const chunk = openChunk(bytes, rest)
    const { head } = chunk
    const within =
      head.series === row.series &&
      head.fromAt >= row.fromAt &&
      head.toAt <= row.toAt &&
      head.firstSeq >= row.firstSeq &&
      head.lastSeq <= row.lastSeq
    if (!within) return 'it is not the chunk of its row'
    if (extract === 'all' && chunk.rest === null) return 'a chunk has lost its rest'
    return chunk
  } catch (error) {
    if (error instanceof FormatError) return error.message
    throw error
  }
}

/** Who asks for the method's columns of one asks for those of all, and one go is cheaper. */
function stored(chunks: readonly Chunk[]): readonly StoredChunk[] {
  let read: readonly MethodColumns[] | null = null
  return chunks.map((chunk, index) => ({
    chunk,
    looks: (range) => looksOf(chunk, range),
    each: () => eachLook(chunk),
    method: () => (read ??= methodsOf(chunks))[index] ?? never(),
    timed: () => timedOf(chunk),
  }))
}

function never(): never {
  throw new FormatError('a chunk without looks')
}
