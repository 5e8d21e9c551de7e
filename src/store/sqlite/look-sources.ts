import type { Database } from 'better-sqlite3'
import type { TimedColumns } from '../format/chunk.ts'
import type { LookNumbers } from '../format/look-numbers.ts'
import type { MethodColumns } from '../format/method-columns.ts'
import { type ChunkRow, chunkRows, type ChunkWish, type Extract, type StoredChunk } from './chunk-rows.ts'
import type { Dictionary } from './dictionary.ts'
import { byTime, type Order, type Source } from './sources.ts'
import { tailReads, type Tail } from './tail.ts'

/** Chunks of some series and what the log holds of them, as sources in the order asked for. */
export interface LookSource extends Source {
  /** The same as `looks`, by time, each made when its turn comes. */
  readonly each: () => Iterable<LookNumbers>
  /** They can be read without making looks of a chunk: its columns stand in this order, or they are no columns. */
  readonly standsAlone: boolean
  /** Columns of a whole chunk whose looks stand in this order; null otherwise. */
  readonly method: () => MethodColumns | null
  /** The same with phase times. */
  readonly timed: () => TimedColumns | null
}

/** Inclusive at both ends; what is outside may come along, whole chunks at a time. */
export interface Wish {
  readonly fromAt: number
  readonly toAt: number
  readonly firstSeq: number
  readonly lastSeq: number
}
export const everything: Wish = { fromAt: 0, toAt: Number.MAX_SAFE_INTEGER, firstSeq: 0, lastSeq: Number.MAX_SAFE_INTEGER }

export interface LookSources {
  /** Where looks are, as of the moment of the call; nothing is opened yet. */
  extents(series: readonly number[], wish: Wish, order: Order): readonly Extent[]
  /**
   * What is there, opened one row at a time. Who reads the columns of the method alone says so: rows are then opened for all only where their
   * looks must be sorted.
   */
  of(series: readonly number[], wish: Wish, order: Order, extract?: Extract): Generator<LookSource>
  /** All chunks that hold looks of a stretch of the log, opened. */
  bySeq(firstSeq: number, lastSeq: number): readonly StoredChunk[]
  readonly chunks: ReturnType<typeof chunkRows>
  readonly tail: Tail
}

export function lookSources(db: Database, dictionary: Dictionary): LookSources {
  const chunks = chunkRows(db, dictionary)
  const tail = tailReads(db)
  const snapshot = db.transaction((series: readonly number[], wish: Wish) => ({
    rows: series.flatMap((id) => chunks.rows({ ...wish, series: id })),
    // Sealing moves looks from one to the other: both are read as of one moment.
    late: tail.looks(Math.max(wish.firstSeq, tail.sealed()), Math.min(wish.lastSeq, Number.MAX_SAFE_INTEGER - 1) + 1, new Set(series)),
  }))

  /** The chunks of a row, even when it was merged into another meanwhile. */
  const open = (row: ChunkRow, extract: Extract): readonly StoredChunk[] => {
    const found = chunks.open(row, extract)
    if (found !== null) return found
    const wish: ChunkWish = row
    return chunks
      .rows(wish)
      .flatMap((other) => chunks.open(other, 'all') ?? [])
      .filter(({ chunk: { head } }) => head.fromAt <= row.toAt && head.toAt >= row.fromAt)
      .map((stored) => only(row, stored))
  }
  const extents = (series: readonly number[], wish: Wish, order: Order): readonly Extent[] => {
    const { rows, late } = snapshot(series, wish)
    const chunkExtents = rows.map((row): Extent => {
      const [first, last] = order === byTime ? [row.fromAt, row.toAt] : [row.firstSeq, row.lastSeq]
      const sources = (extract: Extract = 'all'): readonly LookSource[] =>
        open(row, extract)
          .filter((stored) => meets(stored, wish))
          .map((stored) => chunkSource(stored, order))
      return { first, last, sources }
    })
    const rest = tailSource(late, order)
    return rest === null ? chunkExtents : [...chunkExtents, { first: rest.first, last: rest.last, sources: () => [rest] }]
  }
  return {
    chunks,
    tail,
    extents,
    *of(series, wish, order, extract = 'all') {
      for (const group of overlapping(extents(series, wish, order))) {
        const opened = (some: Extract): readonly LookSource[] =>
          group.flatMap(({ sources }) => sources(some)).toSorted((a, b) => a.first - b.first)
        const found = opened(extract)
        // Again from the database: between two reads a row may have been merged into another.
        yield* extract === 'all' || standAlone(found) ? found : opened('all')
      }
    },
    bySeq: (firstSeq, lastSeq) =>
      chunks
        .rowsBySeq(firstSeq, lastSeq)
        .flatMap((row) => open(row, 'all'))
        .filter(({ chunk: { head } }) => head.firstSeq <= lastSeq && head.lastSeq >= firstSeq),
  }
}

/** Something that is opened only when its looks are needed. */
export interface Extent {
  readonly first: number
  readonly last: number
  readonly sources: (extract?: Extract) => readonly LookSource[]
}

/** Whether each can be handed over as it is: none overlaps with the next. */
function standAlone(sources: readonly LookSource[]): boolean {
  return sources.every(({ standsAlone, first }, i) => standsAlone && (i === 0 || (sources[i - 1]?.last ?? first) < first))
}

/** Groups that do not overlap with one another, ascending: nearly always one row each. */
function overlapping(extents: readonly Extent[]): readonly (readonly Extent[])[] {
  const groups: Extent[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const extent of extents.toSorted((a, b) => a.first - b.first)) {
    if (extent.first > end) groups.push([])
    groups.at(-1)?.push(extent)
    end = Math.max(end, extent.last)
  }
  return groups
}

/** Of a chunk that took over a row's looks, those that were the row's. */
function only(row: ChunkRow, { chunk, looks }: StoredChunk): StoredChunk {
  const own = (): readonly LookNumbers[] =>
    looks().filter(({ seq, at }) => seq >= row.firstSeq && seq <= row.lastSeq && at >= row.fromAt && at <= row.toAt)
  const part = own()
  const seqs = part.map(({ seq }) => seq)
  const head = {
    ...chunk.head,
    count: part.length,
    fromAt: part[0]?.at ?? row.fromAt,
    toAt: part.at(-1)?.at ?? row.toAt,
    firstSeq: seqs.reduce((least, seq) => Math.min(least, seq), row.lastSeq),
    lastSeq: seqs.reduce((most, seq) => Math.max(most, seq), row.firstSeq),
  }
  return { chunk: { ...chunk, head }, looks: () => part, each: () => part, method: null, timed: null }
}

function meets({ chunk: { head } }: StoredChunk, wish: Wish): boolean {
  return head.fromAt <= wish.toAt && head.toAt >= wish.fromAt && head.firstSeq <= wish.lastSeq && head.lastSeq >= wish.firstSeq
}

function chunkSource({ chunk: { head }, looks, each, method, timed }: StoredChunk, order: Order): LookSource {
  const [first, last] = order === byTime ? [head.fromAt, head.toAt] : [head.firstSeq, head.lastSeq]
  // Chunks stand by time; where time and arrival part, somebody's clock went back.
  const inThisOrder = order === byTime || head.inOrder
  return {
    first,
    last,
    looks,
    each,
    standsAlone: inThisOrder,
    method: () => (inThisOrder && method !== null ? method() : null),
    timed: () => (inThisOrder && timed !== null ? timed() : null),
  }
}

function tailSource(looks: readonly LookNumbers[], order: Order): LookSource | null {
  const sorted = looks.toSorted((a, b) => order.compare(a, b))
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return null
  return {
    first: order.place(first),
    last: order.place(last),
    looks: () => sorted,
    each: () => sorted,
    standsAlone: true,
    method: () => null,
    timed: () => null,
  }
}
