import { crc32, zstdCompressSync } from 'node:zlib'
import { byteWriter, type ByteWriter } from '../../src/store/format/bytes.ts'
import type { LookNumbers } from '../../src/store/format/look-numbers.ts'
import { t0 } from './make.ts'

/** Looks with a bit of everything: noise, a recheck, an outage, what is absent, a clock that was corrected. */
export const firstLooks: readonly LookNumbers[] = Array.from({ length: 40 }, (_, i): LookNumbers => {
  const down = i >= 20 && i < 24
  const noise = (i * 7_919) % 61
  return {
    seq: 900 + 3 * i + (i % 5 === 0 ? 1 : 0),
    series: 4,
    boot: i < 30 ? 1 : 2,
    counter: 880 + 3 * i + (i % 7 === 0 ? 1 : 0),
    at: t0 + 60_000 * i + (noise % 5),
    lateMs: noise % 5,
    durationMs: down ? 30_000 : 200 + noise,
    outcome: down ? 1 : 0,
    recheck: i === 21 ? 1 : 0,
    circumstances: i < 35 ? 3 : 8,
    answer: down ? 6 : 5,
    failure: down ? 9 : null,
    degraded: i === 12 ? 0 : null,
    uncertaintyMs: i < 10 ? 4 : 5,
    clockOffsetMs: i < 25 ? 0 : -3.25,
    resolveMs: down ? null : noise % 9,
    connectMs: down ? null : 20 + (noise % 7),
    handshakeMs: null,
    firstByteMs: down ? null : 100 + (noise % 50),
    totalLessDurationMs: down || i % 2 === 0 ? 0 : -1,
    bodyLength: down ? null : 40_000 + (i % 3),
    fingerprint: i % 4 === 0 ? 7 : null,
    anchor: null,
  }
})

/** The bytes that the program made of them when there was only the first version of a chunk. */
export const firstBytes = Buffer.from(
  [
    'AQQogNDqtrczpOmOAYUHdAGgAXSdA7wBKLUv/SCgXQMAgoYVHaCrA6OignFk4993sXCQ1auq6r1IPNi1ucmdZEoBt7JbXfsL+iXVado6OD1CpEair6iP14bRfPWg1EAWdb',
    'q+0c9oJjUKdZB93/d/0HppxVFmNg2THiAHAEGJvgwA4AzQDZSWUlNBmQMotS/9YJ0AlQUAkswhIJAp6f//V/3z+y0aP8XiN61VVS09a6sZh4I0QtreUpIU68PBJ1GTaaU+',
    'P73kRps4DutOIG4JVsNYVrcoFnerQagV0zSOUYrDiZx0E5ER8ZSeNZ0V2SlXOVmVNbHA5bZUpuVWqESlcpu609rUDXzfB3zaD5mPuuVDwod357Pzef8NPT7XY0EYECCQ5q',
    'pueBSPLKK7NodsinutcM80r65dl8TYZ1ybhgkarnAJJMbTBb+R72k=',
  ].join(''),
  'base64',
)

/** A chunk of the first version, of the simplest columns it knew: each number by itself. */
export function encodeFirst(looks: readonly LookNumbers[]): Uint8Array<ArrayBuffer> {
  const all = (of: (look: LookNumbers) => number): readonly number[] => looks.map(of)
  const method = byteWriter()
  column(
    method,
    all(({ at, lateMs }) => at - lateMs),
  )
  column(
    method,
    all(({ lateMs }) => lateMs),
  )
  column(
    method,
    all(({ uncertaintyMs }) => uncertaintyMs),
  )
  column(
    method,
    all(({ outcome, recheck }) => 2 * outcome + recheck),
  )
  column(
    method,
    all(({ circumstances }) => circumstances),
  )
  column(
    method,
    all(({ failure }) => (failure ?? -1) + 1),
  )
  column(
    method,
    all(({ degraded }) => (degraded ?? -1) + 1),
  )
  column(
    method,
    all(({ durationMs }) => durationMs),
  )
  const rest = byteWriter()
  for (const one of [seqOf, counterLessSeq, bootOf, answerOf, totalLess]) column(rest, all(one))
  for (const one of [resolve, connect, handshake, transfer, body, fingerprint, anchor]) {
    const values = looks.map(one)
    column(
      rest,
      values.map((value) => (value === null ? 1 : 0)),
    )
    const present = values.filter((value) => value !== null)
    if (present.length > 0) column(rest, present)
  }
  rest.count(looks.length)
  for (const { clockOffsetMs } of looks) rest.double(clockOffsetMs)
  column(
    rest,
    looks.map((_, i) => i),
  )
  return container(looks, method.done(), rest.done())
}

function column(out: ByteWriter, values: readonly number[]): void {
  out.count(0)
  for (const value of values) out.whole(value)
}

const seqOf = ({ seq }: LookNumbers): number => seq
const counterLessSeq = ({ seq, counter }: LookNumbers): number => counter - seq
const bootOf = ({ boot }: LookNumbers): number => boot
const answerOf = ({ answer }: LookNumbers): number => answer
const totalLess = ({ totalLessDurationMs }: LookNumbers): number => totalLessDurationMs
const resolve = ({ resolveMs }: LookNumbers): number | null => resolveMs
const connect = ({ connectMs }: LookNumbers): number | null => connectMs
const handshake = ({ handshakeMs }: LookNumbers): number | null => handshakeMs
const body = ({ bodyLength }: LookNumbers): number | null => bodyLength
const fingerprint = (look: LookNumbers): number | null => look.fingerprint
const anchor = (look: LookNumbers): number | null => look.anchor
const transfer = (look: LookNumbers): number | null => {
  const { durationMs, totalLessDurationMs, resolveMs, connectMs, handshakeMs, firstByteMs } = look
  if (firstByteMs === null) return null
  return durationMs + totalLessDurationMs - (resolveMs ?? 0) - (connectMs ?? 0) - (handshakeMs ?? 0) - firstByteMs
}

function container(looks: readonly LookNumbers[], method: Uint8Array, rest: Uint8Array): Uint8Array<ArrayBuffer> {
  const seqs = looks.map(seqOf)
  const [first, last] = [looks[0], looks.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError('a chunk without looks')
  const [packedMethod, packedRest] = [zstdCompressSync(method), zstdCompressSync(rest)]
  const out = byteWriter()
  out.count(1)
  out.count(first.series)
  out.count(looks.length)
  out.count(first.at)
  out.count(last.at - first.at)
  out.count(Math.min(...seqs))
  out.count(Math.max(...seqs) - Math.min(...seqs))
  out.count(seqs.every((seq, i) => i === 0 || seq > (seqs[i - 1] ?? 0)) ? 1 : 0)
  for (const part of [method, packedMethod, rest, packedRest]) out.count(part.length)
  out.bytes(packedMethod)
  out.bytes(packedRest)
  out.u32(crc32(out.done()))
  return out.done().slice()
}
