import type { PhaseColumns } from '../../core/look-columns.ts'
import { FormatError } from './bytes.ts'
import { constantColumn, readColumn, skipColumn } from './column.ts'
import type { LookColumns } from './look-cells.ts'
import type { LookNumbers } from './look-numbers.ts'
import { type MethodColumns, wordAt } from './method-columns.ts'
import type { ColumnsIn, ColumnsOut } from './part.ts'
import { writeColumn } from './write-column.ts'

/** What is kept of each look beside what the method reads. */
export function writeRest(out: ColumnsOut, looks: LookColumns, judged: number): void {
  const { seq, counter } = looks
  const column = (values: Float64Array): void => writeColumn(out, values, judged)
  column(seq)
  // Both count what ends, so they part only where the log holds something else.
  column(counter.map((one, i) => one - (seq[i] ?? 0)))
  column(looks.boot)
  column(looks.answer)
  column(looks.totalLessDurationMs)
  const { resolveMs, connectMs, handshakeMs, bodyLength, fingerprint, anchor } = looks
  // What is left after the first byte wavers less than the first byte does.
  for (const values of [resolveMs, connectMs, handshakeMs, restAfter(looks), bodyLength, fingerprint, anchor])
    writeNullable(out, values, judged)
  writeOffsets(out, looks.clockOffsetMs)
}

export interface ReadLooks {
  readonly seq: Float64Array
  readonly lookAt: (i: number) => LookNumbers
}

/** Looks of one series, each made when it is asked for. */
export function readLooks(input: ColumnsIn, series: number, method: MethodColumns): ReadLooks {
  const { length: count } = method
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

/** The phase times; what stands before them is passed over. */
export function readPhases(input: ColumnsIn, durationMs: Float64Array): PhaseColumns {
  const count = durationMs.length
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
function writeNullable(out: ColumnsOut, all: Float64Array, judged: number): void {
  const isWhole = !all.includes(Number.NaN)
  const missing = isWhole ? constantColumn(0, all.length) : all.map((value) => (Number.isNaN(value) ? 1 : 0))
  writeColumn(out, missing, judged)
  const values = isWhole ? all : all.filter((value) => !Number.isNaN(value))
  if (values.length > 0) writeColumn(out, values, judged)
}

function readNullable(input: ColumnsIn, count: number): Nullable {
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
function writeOffsets(out: ColumnsOut, offsets: Float64Array): void {
  const isOne = offsets.every((offset) => offset === offsets[0])
  const different = isOne ? [offsets[0] ?? 0] : [...new Set(offsets)]
  const places = new Map(different.map((value, place) => [value, place]))
  out.plain.count(different.length)
  for (const value of different) out.plain.double(value)
  const which = isOne ? constantColumn(0, offsets.length) : offsets.map((value) => places.get(value) ?? 0)
  writeColumn(out, which)
}

function readOffsets(input: ColumnsIn, count: number): Float64Array {
  const different = Array.from({ length: input.plain.count() }, () => input.plain.double())
  return readColumn(input, count).map((place) => different[place] ?? 0)
}
