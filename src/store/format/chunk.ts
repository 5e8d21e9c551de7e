import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { PhaseColumns } from '../../core/look-columns.ts'
import { byteReader, type ByteReader, byteWriter, type ByteWriter, FormatError } from './bytes.ts'
import { addColumn, constantColumn, readColumn, readInto, skipColumn, writeColumn } from './column.ts'
import { columnsOf, type LookColumns } from './look-cells.ts'
import type { LookNumbers } from './look-numbers.ts'

/**
 * Looks of one series by time, column by column (docs/storage.md). A chunk stands by itself: what it covers is in the clear before it, then
 * two compressed parts, of which the method needs only the first, and a CRC-32 over all of it.
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

/** What the method reads, one number per look. Words as in LookNumbers; 0 where there is no failure or nothing degraded, else the word + 1. */
export interface MethodColumns {
  readonly length: number
  readonly at: Float64Array
  /** Nothing needs it of a look that is up, and it takes longest to read: made when it is first asked for. */
  readonly durationMs: () => Float64Array
  readonly uncertaintyMs: Float64Array
  readonly outcome: Float64Array
  readonly circumstances: Float64Array
  readonly failure: Float64Array
  readonly degraded: Float64Array
  /** Made each time it is asked for, as is the next. */
  readonly recheck: () => Float64Array
  /** at − scheduledAt. */
  readonly lateMs: () => Float64Array
}

/** A chunk whose bytes were checked, still packed. */
export interface Chunk {
  readonly head: ChunkHead
  readonly method: Part
  readonly rest: Part
}
interface Part {
  readonly packed: Uint8Array
  readonly length: number
}

const version = 1

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
export const quick: Effort = { level: 3, judged: 96 }

/** Packs looks of one series, which come by time. */
export function encodeChunk(looks: readonly LookNumbers[], effort: Effort = thorough): Uint8Array<ArrayBuffer> {
  return encodeColumns(columnsOf(looks), effort)
}

/** The same of looks that lie in columns already. */
export function encodeColumns(looks: LookColumns, { level, judged }: Effort): Uint8Array<ArrayBuffer> {
  const { at, seq, series } = looks
  const [first, last] = [at[0], at.at(-1)]
  if (first === undefined || last === undefined) throw new FormatError('a chunk without looks')
  const [method, rest] = [methodPart(looks, judged), restPart(looks, judged)]
  const compression = { params: { [constants.ZSTD_c_compressionLevel]: level } }
  const [packedMethod, packedRest] = [zstdCompressSync(method, compression), zstdCompressSync(rest, compression)]
  const out = byteWriter(packedMethod.length + packedRest.length + 80)
  out.count(version)
  out.count(series[0] ?? 0)
  out.count(at.length)
  out.count(first)
  out.count(last - first)
  const firstSeq = Math.min(...seq)
  out.count(firstSeq)
  out.count(Math.max(...seq) - firstSeq)
  out.count(seq.every((one, i) => i === 0 || one > (seq[i - 1] ?? 0)) ? 1 : 0)
  for (const part of [method, packedMethod, rest, packedRest]) out.count(part.length)
  out.bytes(packedMethod)
  out.bytes(packedRest)
  out.u32(crc32(out.done()))
  return out.done().slice()
}

/** Reads what a chunk says of itself and checks its bytes; nothing is unpacked yet. Throws FormatError when it is damaged. */
export function openChunk(bytes: Uint8Array): Chunk {
  const input = byteReader(bytes)
  if (input.count() !== version) throw new FormatError('a chunk of an unknown version')
  const head = readHead(input)
  const [methodLength, packedMethodLength, restLength, packedRestLength] = [input.count(), input.count(), input.count(), input.count()]
  const method = { packed: input.bytes(packedMethodLength), length: methodLength }
  const rest = { packed: input.bytes(packedRestLength), length: restLength }
  const sum = crc32(bytes.subarray(0, input.place()))
  if (input.u32() !== sum || !input.atEnd()) throw new FormatError('a chunk has the wrong checksum')
  return { head, method, rest }
}

/** What the method reads of each of these chunks. Unpacked in one go: starting the decompressor takes twice as long as a day does. */
export function methodsOf(chunks: readonly Chunk[]): readonly MethodColumns[] {
  const bytes = unpack(
    Buffer.concat(chunks.map(({ method }) => method.packed)),
    chunks.reduce((sum, { method }) => sum + method.length, 0),
  )
  // One piece of memory for all of them: 365 small ones cost more than what is read into them.
  const starts = new Float64Array(chunks.reduce((sum, { head }) => sum + head.count, 0))
  let from = 0
  let first = 0
  return chunks.map(({ head, method }) => {
    const at = starts.subarray(first, first + head.count)
    const columns = readMethod(bytes.subarray(from, from + method.length), at)
    from += method.length
    first += head.count
    return columns
  })
}

/** What the method reads of a chunk, and its phase times. Both parts are unpacked in one go. */
export interface TimedColumns {
  readonly method: MethodColumns
  readonly phases: PhaseColumns
}

export function timedOf({ head, method, rest }: Chunk): TimedColumns {
  const bytes = unpack(Buffer.concat([method.packed, rest.packed]), method.length + rest.length)
  const columns = readMethod(bytes.subarray(0, method.length), new Float64Array(head.count))
  return { method: columns, phases: readPhases(byteReader(bytes, method.length), head.count, columns.durationMs()) }
}

/** A stretch of the log, inclusive at both ends. */
export interface SeqRange {
  readonly firstSeq: number
  readonly lastSeq: number
}

/** The looks of a chunk, by time; of a stretch of the log only, when one is given: making a look costs more than unpacking it. */
export function looksOf(chunk: Chunk, range: SeqRange = chunk.head): readonly LookNumbers[] {
  const { seq, lookAt } = readLooks(chunk)
  const looks: LookNumbers[] = []
  for (let i = 0; i < seq.length; i += 1) {
    const place = seq[i] ?? 0
    if (place >= range.firstSeq && place <= range.lastSeq) looks.push(lookAt(i))
  }
  return looks
}

/** All of them, each made when its turn comes: what is held by nobody is collected for nothing. */
export function* eachLook(chunk: Chunk): Generator<LookNumbers> {
  const { seq, lookAt } = readLooks(chunk)
  for (let i = 0; i < seq.length; i += 1) yield lookAt(i)
}

function readHead(input: ByteReader): ChunkHead {
  const series = input.count()
  const count = input.count()
  const fromAt = input.count()
  const toAt = fromAt + input.count()
  const firstSeq = input.count()
  return { series, count, fromAt, toAt, firstSeq, lastSeq: firstSeq + input.count(), inOrder: input.count() === 1 }
}

function unpack(packed: Uint8Array, length: number): Uint8Array {
  const bytes = zstdDecompressSync(packed, { maxOutputLength: length })
  if (bytes.length !== length) throw new FormatError('a part of a chunk has the wrong length')
  return bytes
}

function methodPart(looks: LookColumns, judged: number): Uint8Array {
  const { at, lateMs, outcome, recheck, failure, degraded } = looks
  const out = byteWriter(4 * at.length + 256)
  const column = (values: Float64Array): void => writeColumn(out, values, values.length, judged)
  column(at.map((one, i) => one - (lateMs[i] ?? 0)))
  column(lateMs)
  column(looks.uncertaintyMs)
  column(outcome.map((one, i) => 2 * one + (recheck[i] ?? 0)))
  column(looks.circumstances)
  for (const words of [failure, degraded]) column(words.map((word) => (Number.isNaN(word) ? 0 : word + 1)))
  column(looks.durationMs)
  return out.done()
}

/** `at` is filled; it says how many looks there are. */
function readMethod(bytes: Uint8Array, at: Float64Array): MethodColumns {
  const { length } = at
  const input = byteReader(bytes)
  readInto(input, at)
  const lateFrom = input.place()
  addColumn(input, at)
  const uncertaintyMs = readColumn(input, length)
  const both = readColumn(input, length)
  const circumstances = readColumn(input, length)
  const failure = readColumn(input, length)
  const degraded = readColumn(input, length)
  const outcome = mapped(both, (one) => one >> 1)
  const recheck = (): Float64Array => mapped(both, (one) => one & 1)
  let read: Float64Array | null = null
  const durationMs = (): Float64Array => (read ??= lastColumn(input, length))
  const lateMs = (): Float64Array => readColumn(byteReader(bytes, lateFrom), length)
  return { length, at, durationMs, uncertaintyMs, outcome, circumstances, failure, degraded, recheck, lateMs }
}

function lastColumn(input: ByteReader, length: number): Float64Array {
  const column = readColumn(input, length)
  if (!input.atEnd()) throw new FormatError('a part of a chunk has the wrong length')
  return column
}

/** Outcome and whether it was a recheck share a column, since both are nearly always 0. A loop: `map` calls once a look. */
function mapped(both: Float64Array, of: (one: number) => number): Float64Array {
  if (both === constantColumn(0, both.length)) return both
  const column = new Float64Array(both.length)
  for (let i = 0; i < both.length; i += 1) column[i] = of(both[i] ?? 0)
  return column
}

function restPart(looks: LookColumns, judged: number): Uint8Array {
  const { seq, counter } = looks
  const out = byteWriter(8 * seq.length + 256)
  const column = (values: Float64Array): void => writeColumn(out, values, values.length, judged)
  column(seq)
  // Both count what ends, so they part only where the log holds something else.
  column(counter.map((one, i) => one - (seq[i] ?? 0)))
  column(looks.boot)
  column(looks.answer)
  column(looks.totalLessDurationMs)
  const { resolveMs, connectMs, handshakeMs, bodyLength, fingerprint, anchor } = looks
  // What is left after the first byte wavers less than the first byte does.
  for (const values of [resolveMs, connectMs, handshakeMs, restAfter(looks), bodyLength, fingerprint, anchor]) nullable(out, values, judged)
  writeOffsets(out, looks.clockOffsetMs)
  return out.done()
}

interface ReadLooks {
  readonly seq: Float64Array
  readonly lookAt: (i: number) => LookNumbers
}

function readLooks(chunk: Chunk): ReadLooks {
  const { series, count } = chunk.head
  const [method] = methodsOf([chunk])
  if (method === undefined) throw new FormatError('a chunk without looks')
  const input = byteReader(unpack(chunk.rest.packed, chunk.rest.length))
  const seq = readColumn(input, count)
  const counterLessSeq = readColumn(input, count)
  const boot = readColumn(input, count)
  const answer = readColumn(input, count)
  const totalLess = readColumn(input, count)
  const [resolve, connect, handshake, rest, body, fingerprint, anchor] = Array.from({ length: 7 }, () => readNullable(input, count))
  const offset = readOffsets(input, count)
  if (!resolve || !connect || !handshake || !rest || !body || !fingerprint || !anchor) throw new FormatError('a chunk lacks a column')
  const [durations, late, recheck] = [method.durationMs(), method.lateMs(), method.recheck()]
  const lookAt = (i: number): LookNumbers => {
    const place = seq[i] ?? 0
    const at = method.at[i] ?? 0
    const durationMs = durations[i] ?? 0
    const totalLessDurationMs = totalLess[i] ?? 0
    const resolveMs = valueAt(resolve, i)
    const connectMs = valueAt(connect, i)
    const handshakeMs = valueAt(handshake, i)
    const restMs = valueAt(rest, i)
    return {
      seq: place,
      series,
      boot: boot[i] ?? 0,
      counter: (counterLessSeq[i] ?? 0) + place,
      at,
      lateMs: late[i] ?? 0,
      durationMs,
      outcome: method.outcome[i] ?? 0,
      recheck: recheck[i] ?? 0,
      circumstances: method.circumstances[i] ?? 0,
      answer: answer[i] ?? 0,
      failure: wordAt(method.failure, i),
      degraded: wordAt(method.degraded, i),
      uncertaintyMs: method.uncertaintyMs[i] ?? 0,
      clockOffsetMs: offset[i] ?? 0,
      resolveMs,
      connectMs,
      handshakeMs,
      firstByteMs:
        restMs === null ? null : durationMs + totalLessDurationMs - (resolveMs ?? 0) - (connectMs ?? 0) - (handshakeMs ?? 0) - restMs,
      totalLessDurationMs,
      bodyLength: valueAt(body, i),
      fingerprint: valueAt(fingerprint, i),
      anchor: valueAt(anchor, i),
    }
  }
  return { seq, lookAt }
}

/** The phase times of the second part; what stands before them is passed over. */
function readPhases(input: ByteReader, count: number, durationMs: Float64Array): PhaseColumns {
  for (let passed = 0; passed < columnsBeforeTotal; passed += 1) skipColumn(input, count)
  const totalLess = readColumn(input, count)
  const [resolveMs, connectMs, handshakeMs, transferMs] = [
    orNaN(readNullable(input, count)),
    orNaN(readNullable(input, count)),
    orNaN(readNullable(input, count)),
    orNaN(readNullable(input, count)),
  ]
  const totalMs = new Float64Array(count)
  const firstByteMs = new Float64Array(count)
  for (let i = 0; i < count; i += 1) {
    const total = (durationMs[i] ?? 0) + (totalLess[i] ?? 0)
    totalMs[i] = total
    firstByteMs[i] = total - (resolveMs[i] || 0) - (connectMs[i] || 0) - (handshakeMs[i] || 0) - (transferMs[i] ?? 0)
  }
  return { resolveMs, connectMs, handshakeMs, firstByteMs, transferMs, totalMs }
}
/** seq, counter, boot, answer. */
const columnsBeforeTotal = 4

function orNaN({ missing, values }: Nullable): Float64Array {
  return missing.includes(1) ? values.map((value, i) => (missing[i] === 1 ? Number.NaN : value)) : values
}

/** The word of a column in which 0 stands for none. */
export function wordAt(column: Float64Array, i: number): number | null {
  const number = column[i] ?? 0
  return number === 0 ? null : number - 1
}

/** What is left of the whole after the phases up to the first byte; the first byte is what is left when the rest is known. */
function restAfter({ durationMs, totalLessDurationMs, resolveMs, connectMs, handshakeMs, firstByteMs }: LookColumns): Float64Array {
  return firstByteMs.map((firstByte, i) => {
    const whole = (durationMs[i] ?? 0) + (totalLessDurationMs[i] ?? 0)
    return whole - (resolveMs[i] || 0) - (connectMs[i] || 0) - (handshakeMs[i] || 0) - firstByte
  })
}

interface Nullable {
  /** 1 where there is none. */
  readonly missing: Float64Array
  readonly values: Float64Array
}

function valueAt({ missing, values }: Nullable, i: number): number | null {
  return missing[i] === 1 ? null : (values[i] ?? 0)
}

/** Which looks have none (NaN), then the values of those that have one. */
function nullable(out: ByteWriter, all: Float64Array, judged: number): void {
  const missing = all.map((value) => (Number.isNaN(value) ? 1 : 0))
  writeColumn(out, missing, missing.length, judged)
  const values = missing.includes(1) ? all.filter((value) => !Number.isNaN(value)) : all
  if (values.length > 0) writeColumn(out, values, values.length, judged)
}

function readNullable(input: ByteReader, count: number): Nullable {
  const missing = readColumn(input, count)
  let present = 0
  for (const one of missing) if (one === 0) present += 1
  if (present === count) return { missing, values: readColumn(input, count) }
  const values = new Float64Array(count)
  if (present === 0) return { missing, values }
  const given = readColumn(input, present)
  let next = 0
  for (let i = 0; i < count; i += 1) if (missing[i] === 0) values[i] = given[next++] ?? 0
  return { missing, values }
}

/** Clock corrections may be fractional and repeat for many looks: the different ones, then which. */
function writeOffsets(out: ByteWriter, offsets: Float64Array): void {
  const different = [...new Set(offsets)]
  const places = new Map(different.map((value, place) => [value, place]))
  out.count(different.length)
  for (const value of different) out.double(value)
  const which = offsets.map((value) => places.get(value) ?? 0)
  writeColumn(out, which, which.length)
}

function readOffsets(input: ByteReader, count: number): Float64Array {
  const different = Array.from({ length: input.count() }, () => input.double())
  return readColumn(input, count).map((place) => different[place] ?? 0)
}
