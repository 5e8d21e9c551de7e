import { crc32 } from 'node:zlib'
import { byteReader, type ByteReader, byteWriter, type ByteWriter, FormatError } from './bytes.ts'
import type { LookNumbers } from './look-numbers.ts'

/** Looks in order of arrival, as one commit brings them. */
const version = 1

/** Fields that are often absent; their bits say which are there, in this order. */
const optional = [
  'failure',
  'degraded',
  'resolveMs',
  'connectMs',
  'handshakeMs',
  'firstByteMs',
  'bodyLength',
  'fingerprint',
  'anchor',
] as const
const offsetBit = 2 ** optional.length
const recheckBit = 2 * offsetBit
const outcomeFactor = 2 * recheckBit
const checksumBytes = 4

/** Version, number of looks, what they are counted from, the looks (each led by the distance to the seq before it, its series and its length), CRC-32 of it all. */
export function encodeBatch(looks: readonly LookNumbers[]): Uint8Array {
  const out = byteWriter(64 + looks.length * 40)
  const one = byteWriter(64)
  const base = looks[0] ?? { seq: 0, at: 0, clockOffsetMs: 0 }
  out.count(version)
  out.count(looks.length)
  out.count(base.seq)
  out.count(base.at)
  out.double(base.clockOffsetMs)
  let { seq } = base
  for (const look of looks) {
    const from = one.length()
    try {
      writeFields(one, look, base)
    } catch (cause) {
      throw new FormatError(`look ${look.seq} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    }
    const fields = one.done().subarray(from)
    out.count(look.seq - seq)
    out.count(look.series)
    out.count(fields.length)
    out.bytes(fields)
    seq = look.seq
  }
  out.u32(crc32(out.done()))
  return out.done().slice()
}

/** The looks of a batch, of some series when they are given. Throws FormatError when the bytes are not what was written. */
export function decodeBatch(bytes: Uint8Array, wanted: ReadonlySet<number> | null = null): readonly LookNumbers[] {
  const looks: LookNumbers[] = []
  walk(bytes, (input, { seq, series, length, base }) => {
    if (wanted !== null && !wanted.has(series)) input.bytes(length)
    else looks.push(readFields(input, seq, series, base))
  })
  return looks
}

/** The series that a batch holds looks of. Throws as decodeBatch does. */
export function seriesInBatch(bytes: Uint8Array): ReadonlySet<number> {
  const found = new Set<number>()
  walk(bytes, (input, { series, length }) => {
    input.bytes(length)
    found.add(series)
  })
  return found
}

/** A look in a batch before its fields are read: `length` bytes of them. */
interface Packed {
  readonly seq: number
  readonly series: number
  readonly length: number
  readonly base: Base
}

/** Visits each look; the visitor takes its fields from the input, or passes over them. */
function walk(bytes: Uint8Array, visit: (input: ByteReader, look: Packed) => void): void {
  const end = bytes.length - checksumBytes
  if (end < 0 || byteReader(bytes, end).u32() !== crc32(bytes.subarray(0, end))) throw new FormatError('a batch has the wrong checksum')
  const input = byteReader(bytes)
  if (input.count() !== version) throw new FormatError('a batch of an unknown version')
  const count = input.count()
  let seq = input.count()
  const base = { at: input.count(), clockOffsetMs: input.double() }
  for (let i = 0; i < count; i += 1) {
    seq += input.count()
    visit(input, { seq, series: input.count(), length: input.count(), base })
  }
}

type Base = Pick<LookNumbers, 'at' | 'clockOffsetMs'>

function writeFields(out: ByteWriter, look: LookNumbers, base: Base): void {
  let bits =
    look.outcome * outcomeFactor + (look.recheck === 0 ? 0 : recheckBit) + (look.clockOffsetMs === base.clockOffsetMs ? 0 : offsetBit)
  for (let i = 0; i < optional.length; i += 1) if (look[optional[i] ?? 'anchor'] !== null) bits += 2 ** i
  out.count(bits)
  out.count(look.boot)
  out.count(look.counter)
  out.whole(look.at - base.at)
  out.whole(look.lateMs)
  out.count(look.durationMs)
  out.whole(look.totalLessDurationMs)
  out.count(look.circumstances)
  out.count(look.answer)
  out.count(look.uncertaintyMs)
  if (look.clockOffsetMs !== base.clockOffsetMs) out.double(look.clockOffsetMs)
  for (const name of optional) {
    const value = look[name]
    if (value !== null) out.count(value)
  }
}

function readFields(input: ByteReader, seq: number, series: number, base: Base): LookNumbers {
  const bits = input.count()
  const boot = input.count()
  const counter = input.count()
  const at = base.at + input.whole()
  const lateMs = input.whole()
  const durationMs = input.count()
  const totalLessDurationMs = input.whole()
  const circumstances = input.count()
  const answer = input.count()
  const uncertaintyMs = input.count()
  const clockOffsetMs = (bits & offsetBit) === 0 ? base.clockOffsetMs : input.double()
  const present = (index: number): number | null => ((bits & (1 << index)) === 0 ? null : input.count())
  return {
    seq,
    series,
    boot,
    counter,
    at,
    lateMs,
    durationMs,
    outcome: Math.floor(bits / outcomeFactor),
    recheck: (bits & recheckBit) === 0 ? 0 : 1,
    circumstances,
    answer,
    uncertaintyMs,
    clockOffsetMs,
    totalLessDurationMs,
    failure: present(0),
    degraded: present(1),
    resolveMs: present(2),
    connectMs: present(3),
    handshakeMs: present(4),
    firstByteMs: present(5),
    bodyLength: present(6),
    fingerprint: present(7),
    anchor: present(8),
  }
}
