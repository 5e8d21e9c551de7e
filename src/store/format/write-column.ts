import { zstdCompressSync } from 'node:zlib'
import { byteWriter, type ByteWriter, FormatError } from './bytes.ts'
import { constant, kinds } from './column.ts'
import { frequenciesOf, writeByFrequency } from './frequency.ts'
import { type Guess, guesses, leftOver } from './guess.ts'
import type { ColumnsOut } from './part.ts'
import { riceBits, writeRice } from './rice.ts'

/** A guess, or a way that takes longer to read, must leave less by so much. */
const worthIt = 0.97
/** zstd says what each different byte is written as. */
const bitsOfDifferentByte = 4
/** zstd takes more than the entropy, and spoils what stands beside. */
const doubt = 1.15
/** With so many a number, nothing repeats that zstd would find. */
const noiseBits = 3
/** With so few a number, no other way is looked for. */
const fewBits = 1 / 8
/** What a frame says of itself, which it says once for all columns. */
const frameBytes = 12

/** Writes a column; with a single number it is its value alone. How is chosen by the first `judged` numbers. */
export function writeColumn(out: ColumnsOut, values: Float64Array, judged = values.length): void {
  const { length } = values
  const first = values[0] ?? 0
  if (isConstant(values)) {
    out.plain.count(constant)
    out.plain.whole(first)
    return
  }
  const whole = judged >= length
  const chosen = best(values, whole ? length : judged, whole)
  const rest = whole ? chosen.rest : leftOver(values, length, chosen.guess)
  // What is exact at the beginning need not be so all along.
  if (rest === null) return writeColumn(out, values)
  write(out, { ...chosen, rest })
}

type Way = (typeof kinds)[keyof typeof kinds]

interface Chosen {
  readonly guess: Guess
  readonly way: Way
  readonly rest: Float64Array
}

function write(out: ColumnsOut, { guess, way, rest }: Chosen): void {
  const frequencies = way === kinds.frequency ? frequenciesOf(rest) : null
  // What suits the first of them need not suit all: too many different ones, or no runs.
  const possible = way === kinds.frequency && frequencies === null ? kinds.rice : way === kinds.runs && !repeats(rest) ? kinds.plain : way
  out.plain.count(possible + guess)
  if (frequencies !== null) writeByFrequency(out, rest, frequencies)
  else if (possible === kinds.rice) writeRice(out, rest)
  else if (possible === kinds.runs) writeRuns(out.plain, rest)
  else writeEach(out.plain, rest)
}

interface Tried extends Chosen {
  /** About what it takes. */
  readonly bits: number
}

/** The guess and the way that leave least to write. */
function best(values: Float64Array, length: number, all: boolean): Chosen {
  const guessed = Object.values(guesses).flatMap((guess) => {
    const rest = leftOver(values, length, guess)
    return rest === null ? [] : [{ guess, rest, size: sizeOf(rest) }]
  })
  const least = Math.min(...guessed.map(({ size }) => size))
  let plain: Tried | null = null
  for (const { guess, rest, size } of guessed) if (size <= least + length) plain = plainest(plain, guess, rest)
  if (plain === null) throw new FormatError('a column holds more than whole numbers')
  if (plain.bits < length * fewBits) return plain
  let dense: Tried | null = null
  for (const { guess, rest, size } of guessed) {
    // A further guess makes more different numbers of few.
    const frequencies = guess === guesses.none || guess === guesses.before ? frequenciesOf(rest) : null
    if (frequencies !== null) dense = lesser(dense, { guess, way: kinds.frequency, rest, bits: frequencies.bits })
    const bits = size === least ? riceBits(rest, doubt * plain.bits) : null
    if (bits !== null) dense = lesser(dense, { guess, way: kinds.rice, rest, bits })
  }
  return dense !== null && isWorthIt(plain, dense, all) ? dense : plain
}

/** Bits of all numbers without leading zeros: which guess comes near. */
function sizeOf(rest: Float64Array): number {
  let bits = 0
  for (let i = 0; i < rest.length; i += 1) {
    const size = Math.abs(rest[i] ?? 0)
    bits += size < 2 ** 31 ? 32 - Math.clz32(size) : 54
  }
  return bits
}

function plainest(before: Tried | null, guess: Guess, rest: Float64Array): Tried {
  const each = tried(guess, kinds.plain, rest)
  const inRuns = repeats(rest) ? tried(guess, kinds.runs, rest) : each
  return lesser(lesser(before, inRuns), each)
}

/** Whether runs are fewer than every other number. */
function repeats(rest: Float64Array): boolean {
  let runs = 1
  for (let i = 1; i < rest.length; i += 1) if (rest[i] !== rest[i - 1]) runs += 1
  return 2 * runs < rest.length
}

function lesser(before: Tried | null, next: Tried): Tried {
  return before === null || next.bits < worthIt * before.bits ? next : before
}

function tried(guess: Guess, way: typeof kinds.plain | typeof kinds.runs, rest: Float64Array): Tried {
  return { guess, way, rest, bits: entropyBits(bytesOf(way, rest)) }
}

/** Whether to write in bits what zstd might make as small. Where something may repeat it is tried, if all numbers are there. */
function isWorthIt(plain: Tried, dense: Tried, all: boolean): boolean {
  const length = plain.rest.length
  if (!all || dense.bits > length * noiseBits) return dense.bits < doubt * plain.bits
  const packed = zstdCompressSync(bytesOf(plain.way, plain.rest))
  return dense.bits < doubt * 8 * (packed.length - frameBytes)
}

function bytesOf(way: Way, rest: Float64Array): Uint8Array {
  const out = byteWriter(2 * rest.length)
  if (way === kinds.runs) writeRuns(out, rest)
  else writeEach(out, rest)
  return out.done()
}

/** What zstd makes of bytes, about, where nothing else stands beside them: their entropy, and which ones there are. */
function entropyBits(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0
    counts[byte] = (counts[byte] ?? 0) + 1
  }
  let bits = 0
  for (let byte = 0; byte < counts.length; byte += 1) {
    const count = counts[byte] ?? 0
    if (count > 0) bits += bitsOfDifferentByte + count * Math.log2(bytes.length / count)
  }
  return bits
}

function writeEach(out: ByteWriter, rest: Float64Array): void {
  for (let i = 0; i < rest.length; i += 1) out.whole(rest[i] ?? 0)
}

function writeRuns(out: ByteWriter, rest: Float64Array): void {
  let from = 0
  for (let i = 1; i <= rest.length; i += 1) {
    if (i < rest.length && rest[i] === rest[from]) continue
    out.whole(rest[from] ?? 0)
    out.count(i - from)
    from = i
  }
}

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i += 1) if (values[i] !== values[0]) return false
  return true
}
