import { crc32 } from 'node:zlib'
import type { PhaseColumns } from '../../core/look-columns.ts'
import { byteReader, type ByteReader, byteWriter, type ByteWriter, FormatError } from './bytes.ts'
import { columnsOf, type LookColumns } from './look-cells.ts'
import type { LookNumbers } from './look-numbers.ts'
import { type MethodColumns, readMethod, writeMethod } from './method-columns.ts'
import { columnsOut, openPart, type Part, type Unpacked, unpacked, writePart } from './part.ts'
import { readLooks, type ReadLooks, readPhases, writeRest } from './rest-columns.ts'

/**
 * Looks of one series by time, column by column (docs/storage.md). A chunk stands by itself: what it covers is in the clear before it. It is
 * two strings of bytes, each with its CRC-32: what the method reads, and all else, which names the one it belongs to.
 */
export interface ChunkHead {
  readonly series: number
  readonly count: number
  /** Start of its first and of its last look, UTC ms. */
  readonly fromAt: number
  readonly toAt: number
  readonly firstSeq: number
  readonly lastSeq: number
  /** Order of time and order of arrival are the same. */
  readonly inOrder: boolean
}

/** A chunk whose bytes were checked, still packed. */
export interface Chunk {
  readonly head: ChunkHead
  readonly method: Part
  /** null when it was opened for the method alone. */
  readonly rest: Part | null
}

/** The bytes of a chunk. */
export interface ChunkBytes {
  readonly method: Uint8Array<ArrayBuffer>
  readonly rest: Uint8Array<ArrayBuffer>
}

const version = 2
/** Both parts and one checksum in one string. */
const firstVersion = 1
const checksumBytes = 4

/** How long is looked for few bytes; what is read is the same for each. */
export interface Effort {
  /** zstd's. */
  readonly level: number
  /** So many numbers of a column say how all of it is written. */
  readonly judged: number
}

/** Sealing has time, and a thread of its own. */
export const thorough: Effort = { level: 19, judged: Number.POSITIVE_INFINITY }
/** While somebody waits. */
export const quick: Effort = { level: 3, judged: 32 }

/** Packs looks of one series, which come by time. */
export function encodeChunk(looks: readonly LookNumbers[], effort: Effort = thorough): ChunkBytes {
  return encodeColumns(columnsOf(looks), effort)
}

/** The same of looks that lie in columns already. */
export function encodeColumns(looks: LookColumns, { level, judged }: Effort): ChunkBytes {
  const count = looks.at.length
  const [methodColumns, restColumns] = [columnsOut(count), columnsOut(count)]
  writeMethod(methodColumns, looks, judged)
  writeRest(restColumns, looks, judged)
  const method = byteWriter(2 * count + 512)
  writeHead(method, looks)
  writePart(method, methodColumns, level)
  const sum = writeChecksum(method)
  const rest = byteWriter(4 * count + 512)
  rest.u32(sum)
  writePart(rest, restColumns, level)
  writeChecksum(rest)
  return { method: method.done().slice(), rest: rest.done().slice() }
}

/**
 * Reads what a chunk says of itself and checks its bytes; nothing is unpacked yet. Without its rest, only the method's columns can be
 * read of it. Throws FormatError when it is damaged.
 */
export function openChunk(bytes: Uint8Array, rest: Uint8Array | null): Chunk {
  const input = byteReader(bytes)
  const found = input.count()
  if (found === firstVersion) return openFirst(input, bytes)
  if (found !== version) throw new FormatError('a chunk of an unknown version')
  const sum = checked(bytes)
  const head = readHead(input)
  const method = openPart(input, bytes)
  return { head, method, rest: rest === null ? null : openRest(rest, sum) }
}

/** What the method reads of each of these chunks. */
export function methodsOf(chunks: readonly Chunk[]): readonly MethodColumns[] {
  const parts = unpacked(chunks.map(({ method }) => method))
  // One piece of memory for all of them: 365 small ones cost more than what is read into them.
  const starts = new Float64Array(chunks.reduce((sum, { head }) => sum + head.count, 0))
  let first = 0
  return chunks.map(({ head }, index) => {
    const at = starts.subarray(first, first + head.count)
    first += head.count
    return readMethod(parts[index] ?? never(), at)
  })
}

/** What the method reads of a chunk, and its phase times. */
export interface TimedColumns {
  readonly method: MethodColumns
  readonly phases: PhaseColumns
}

export function timedOf(chunk: Chunk): TimedColumns {
  const { method, rest } = both(chunk)
  return { method, phases: readPhases(rest.at(), method.durationMs()) }
}

/** A stretch of the log, inclusive at both ends. */
export interface SeqRange {
  readonly firstSeq: number
  readonly lastSeq: number
}

/** The looks of a chunk, by time; of a stretch of the log only, when one is given: making a look costs more than unpacking it. */
export function looksOf(chunk: Chunk, range: SeqRange = chunk.head): readonly LookNumbers[] {
  const { seq, lookAt } = looksIn(chunk)
  const looks: LookNumbers[] = []
  for (let i = 0; i < seq.length; i += 1) {
    const place = seq[i] ?? 0
    if (place >= range.firstSeq && place <= range.lastSeq) looks.push(lookAt(i))
  }
  return looks
}

/** All of them, each made when its turn comes: what is held by nobody is collected for nothing. */
export function* eachLook(chunk: Chunk): Generator<LookNumbers> {
  const { seq, lookAt } = looksIn(chunk)
  for (let i = 0; i < seq.length; i += 1) yield lookAt(i)
}

function looksIn(chunk: Chunk): ReadLooks {
  const { method, rest } = both(chunk)
  return readLooks(rest.at(), chunk.head.series, method)
}

/** Both parts, unpacked in one go. */
function both({ head, method, rest }: Chunk): { readonly method: MethodColumns; readonly rest: Unpacked } {
  if (rest === null) throw new Error('looks are asked for of a chunk that was opened for the method alone')
  const [first = never(), second = never()] = unpacked([method, rest])
  return { method: readMethod(first, new Float64Array(head.count)), rest: second }
}

function writeHead(out: ByteWriter, { at, seq, series }: LookColumns): void {
  const [first, last] = [at[0], at.at(-1)]
  if (first === undefined || last === undefined) throw new FormatError('a chunk without looks')
  out.count(version)
  out.count(series[0] ?? 0)
  out.count(at.length)
  out.count(first)
  out.count(last - first)
  let [firstSeq, lastSeq] = [seq[0] ?? 0, seq[0] ?? 0]
  let inOrder = 1
  for (let i = 1; i < seq.length; i += 1) {
    const one = seq[i] ?? 0
    if (one <= (seq[i - 1] ?? 0)) inOrder = 0
    if (one < firstSeq) firstSeq = one
    if (one > lastSeq) lastSeq = one
  }
  out.count(firstSeq)
  out.count(lastSeq - firstSeq)
  out.count(inOrder)
}

function readHead(input: ByteReader): ChunkHead {
  const series = input.count()
  const count = input.count()
  const fromAt = input.count()
  const toAt = fromAt + input.count()
  const firstSeq = input.count()
  return { series, count, fromAt, toAt, firstSeq, lastSeq: firstSeq + input.count(), inOrder: input.count() === 1 }
}

/** The sum that was written behind all that is there. */
function writeChecksum(out: ByteWriter): number {
  const sum = crc32(out.done())
  out.u32(sum)
  return sum
}

/** The sum that stands at the end of bytes, once it was found to be theirs. */
function checked(bytes: Uint8Array): number {
  const end = bytes.length - checksumBytes
  const sum = byteReader(bytes, Math.max(end, 0)).u32()
  if (sum !== crc32(bytes.subarray(0, end))) throw new FormatError('a chunk has the wrong checksum')
  return sum
}

function openRest(bytes: Uint8Array, sumOfMethod: number): Part {
  checked(bytes)
  const input = byteReader(bytes)
  if (input.u32() !== sumOfMethod) throw new FormatError('a chunk has the rest of another one')
  return openPart(input, bytes)
}

/** What was written before there were two strings: the lengths of both parts, unpacked and packed, then the parts. */
function openFirst(input: ByteReader, bytes: Uint8Array): Chunk {
  checked(bytes)
  const head = readHead(input)
  const [methodLength, packedMethodLength, restLength, packedRestLength] = [input.count(), input.count(), input.count(), input.count()]
  const method = { plain: input.bytes(packedMethodLength), length: methodLength, dense: nothing }
  const rest = { plain: input.bytes(packedRestLength), length: restLength, dense: nothing }
  if (input.place() !== bytes.length - checksumBytes) throw new FormatError('a chunk has the wrong length')
  return { head, method, rest }
}
const nothing = new Uint8Array(0)

function never(): never {
  throw new FormatError('a chunk without looks')
}
