import { byteWriter, FormatError } from './bytes.ts'
import type { ColumnsIn, ColumnsOut } from './part.ts'

/**
 * Noise in bits (docs/storage.md): each number, folded to 0 and up, as a quotient in ones and a remainder of k bits; k follows what the
 * numbers before it were like. Rice 1979; the running mean as in JPEG-LS (ITU-T T.87, A.2.1). What comes first, and what is far off, is
 * written elsewhere as it is, so that all else is 32-bit arithmetic.
 */

/** So many ones stand for a number that is written elsewhere. */
const escapeOnes = 24
/** The mean is kept in sixteenths. */
const meanShift = 4
const mostBits = 20
/** One number counts for at most so many times 2^k: an outlier does not spoil those behind it. */
const cap = 8
const meanAtMost = 2 ** 28
const numbersJudged = 32
/** An escape with every k: 24 times 2^20 and more. */
const farOff = 2 ** 25

/** Bits that writeRice takes for them, about; null where they are more than `atMost`. */
export function riceBits(numbers: Float64Array, atMost: number): number | null {
  let mean = firstMean(numbers)
  let bits = 0
  for (let i = 1; i < numbers.length && bits <= atMost; i += 1) {
    const one = folded(numbers[i] ?? 0)
    const k = remainderBits(mean)
    const ones = one >>> k
    bits += ones < escapeOnes ? ones + 1 + k : escapeOnes + escapeBits
    mean = nextMean(mean, one, k)
  }
  return bits <= atMost ? bits : null
}

export function writeRice({ plain, dense }: ColumnsOut, numbers: Float64Array): void {
  const start = firstMean(numbers)
  const escapes: number[] = []
  const out = bitWriter()
  let mean = start
  for (let i = 1; i < numbers.length; i += 1) {
    const one = folded(numbers[i] ?? 0)
    const k = remainderBits(mean)
    const ones = one >>> k
    if (ones < escapeOnes) {
      // Ones, a zero, then the remainder.
      const head = (2 << ones) - 2
      const low = one & ((1 << k) - 1)
      if (ones + 1 + k <= putAtMost) out.put((head << k) | low, ones + 1 + k)
      else {
        out.put(head, ones + 1)
        out.put(low, k)
      }
    } else {
      escapes.push(numbers[i] ?? 0)
      out.put((1 << escapeOnes) - 1, escapeOnes)
    }
    mean = nextMean(mean, one, k)
  }
  const bits = out.done()
  plain.whole(numbers[0] ?? 0)
  plain.count(start)
  plain.count(escapes.length)
  for (const one of escapes) plain.whole(one)
  plain.count(bits.length)
  dense.bytes(bits)
}

/** As many numbers as the column is long, into it. */
export function readRice({ plain, dense }: ColumnsIn, column: Float64Array): void {
  column[0] = plain.whole()
  const mean = plain.count()
  if (mean > meanAtMost) throw new FormatError('a column of bits begins with a wrong mean')
  const escapes = Array.from({ length: plain.count() }, () => plain.whole())
  const end = dense.place + plain.count()
  if (end > dense.bytes.length - 4) throw new FormatError('a column of bits ends too early')
  if (readBits(dense.bytes, dense.place, mean, escapes, column) !== end) throw new FormatError('a column of bits has the wrong length')
  dense.place = end
}

export function skipRice({ plain, dense }: ColumnsIn): void {
  plain.whole()
  plain.count()
  plain.skipWholes(plain.count())
  dense.place += plain.count()
}

/** The place behind the last byte that was read. */
function readBits(bytes: Uint8Array, place: number, start: number, escapes: readonly number[], column: Float64Array): number {
  const { length } = column
  let bit = place * 8
  let mean = start
  let escaped = 0
  for (let i = 1; i < length; i += 1) {
    const k = remainderBits(mean)
    const word = bitsAt(bytes, bit)
    const ones = Math.clz32(~word)
    if (ones >= escapeOnes) {
      column[i] = escapes[escaped++] ?? missing()
      bit += escapeOnes
      mean = nextMean(mean, farOff, k)
      continue
    }
    const before = ones + 1
    bit += before + k
    // Of the 32 bits at least 25 are there.
    const low = before + k <= 25 ? word << before : bitsAt(bytes, bit - k)
    const one = (ones << k) | ((low >>> 1) >>> (31 - k))
    column[i] = (one >>> 1) ^ -(one & 1)
    mean = nextMean(mean, one, k)
  }
  if (escaped !== escapes.length) throw new FormatError('a column of bits has numbers left over')
  return (bit + 7) >> 3
}

function bitsAt(bytes: Uint8Array, bit: number): number {
  const at = bit >> 3
  return (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) << (bit & 7)
}

/** k: the mean rounded down to a power of two. */
function remainderBits(mean: number): number {
  if (mean < 2 << meanShift) return 0
  const k = 31 - meanShift - Math.clz32(mean)
  return k < mostBits ? k : mostBits
}

/** The mean with one more number: it takes the place of a sixteenth. */
function nextMean(mean: number, one: number, k: number): number {
  const most = cap << k
  return mean + (one < most ? one : most) - (mean >> meanShift)
}

/** Sixteen times the mean that the writer begins with: from the middle one of the next few numbers, so that an outlier does not matter. */
function firstMean(numbers: Float64Array): number {
  const few = numbers
    .subarray(1, 1 + numbersJudged)
    .map(folded)
    .sort()
  const middle = Math.min(few[few.length >> 1] ?? 0, 1 << mostBits)
  return Math.round((middle * 2 ** meanShift) / Math.LN2)
}

/** 0, −1, 1, −2 … as 0, 1, 2, 3 …; one that is an escape whatever k is for all that are too great. */
function folded(number: number): number {
  if (number >= farOff / 2 || number <= -farOff / 2) return farOff
  return number < 0 ? -2 * number - 1 : 2 * number
}

/** A number is at most eight bytes of its own, and nearly always two. */
const escapeBits = 20

const putAtMost = 24

/** Highest bit first; at most so many at a time. */
function bitWriter(): { readonly put: (value: number, bits: number) => void; readonly done: () => Uint8Array } {
  const out = byteWriter(2_048)
  let held = 0
  let count = 0
  return {
    put(value, bits) {
      held = (held << bits) | value
      count += bits
      while (count >= 8) {
        count -= 8
        out.byte((held >>> count) & 255)
      }
      held &= (1 << count) - 1
    },
    done() {
      if (count > 0) out.byte(held << (8 - count))
      return out.done()
    },
  }
}

function missing(): never {
  throw new FormatError('a column of bits lacks a number')
}
