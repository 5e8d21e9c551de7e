import { byteWriter, FormatError } from './bytes.ts'
import type { ColumnsIn, ColumnsOut } from './part.ts'

/**
 * Few different numbers by how often they come (docs/storage.md): asymmetric numeral systems with a range of 256 (rANS, Duda 2013,
 * arXiv:1311.2540), words of 16 bits. A number takes what its frequency says it should, to a fraction of a bit, and one look in a table
 * gives it back: fewer bytes and less time than zstd needs for the same.
 */

/** Frequencies add up to this. */
const range = 256
const rangeBits = 8
/** The state is kept from here up to 2^16 times as much. */
const lowest = 2 ** 15
const wordBits = 16
const symbolsAtMost = 64
/** With more, too many are left out of the table. */
const differentAtMost = 4 * symbolsAtMost
/** About what a number takes that is written elsewhere, its place among the others included. */
const escapeBits = 24
const frequencyBits = 8
const statesBits = 64

/** A stretch of numbers from `least` on with the frequency of each; the last frequency is that of all other numbers. */
export interface Frequencies {
  readonly least: number
  readonly of: readonly number[]
  /** Bits that the numbers take by it, the table included. */
  readonly bits: number
}

/** null where there are too many different numbers. */
export function frequenciesOf(numbers: Float64Array): Frequencies | null {
  const counted = countsOf(numbers)
  if (counted === null) return null
  const core = coreOf(counted)
  if (core === null) return null
  const { least, counts } = core
  const of = scaled(counts, numbers.length)
  let bits = statesBits + frequencyBits * of.length + (counts.at(-1) ?? 0) * (escapeBits - rangeBits)
  for (const [i, count] of counts.entries()) if (count > 0) bits += count * (rangeBits - Math.log2(of[i] ?? 1))
  return { least, of, bits }
}

export function writeByFrequency({ plain, dense }: ColumnsOut, numbers: Float64Array, { least, of }: Frequencies): void {
  const other = of.length - 1
  const escapes: number[] = []
  for (let i = 0; i < numbers.length; i += 1) {
    const one = numbers[i] ?? 0
    if (!(one >= least && one < least + other)) escapes.push(one)
  }
  plain.whole(least)
  plain.count(of.length)
  for (const one of of) plain.count(one)
  plain.count(escapes.length)
  for (const one of escapes) plain.whole(one)
  const words = wordsOf(numbers, least, of)
  plain.count(words.length)
  dense.bytes(words)
}

/** As many numbers as the column is long, each added to what is there. */
export function addByFrequency(input: ColumnsIn, column: Float64Array): void {
  const { plain, dense } = input
  const least = plain.whole()
  fillTable(input)
  const escapes = Array.from({ length: plain.count() }, () => plain.whole())
  const end = dense.place + plain.count()
  if (end > dense.bytes.length - 4) throw new FormatError('a column of frequencies ends too early')
  if (addWords(dense.bytes, dense.place, { least, escapes }, column) !== end)
    throw new FormatError('a column of frequencies has the wrong length')
  dense.place = end
}

export function skipByFrequency({ plain, dense }: ColumnsIn): void {
  plain.whole()
  // Counts end where wholes do.
  plain.skipWholes(plain.count())
  plain.skipWholes(plain.count())
  dense.place += plain.count()
}

/** Different numbers, ascending, and how often each comes. */
interface Counted {
  readonly values: readonly number[]
  readonly counts: readonly number[]
}

function countsOf(numbers: Float64Array): Counted | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < numbers.length; i += 1) {
    const one = numbers[i] ?? 0
    if (one < least) least = one
    if (one > most) most = one
  }
  return most - least < spanCounted ? countsNear(numbers, least, most) : countsFar(numbers)
}
/** Counted by their place; farther apart, by looking them up. */
const spanCounted = 4_096

function countsNear(numbers: Float64Array, least: number, most: number): Counted | null {
  const all = new Uint32Array(most - least + 1)
  for (let i = 0; i < numbers.length; i += 1) {
    const place = (numbers[i] ?? 0) - least
    all[place] = (all[place] ?? 0) + 1
  }
  const values: number[] = []
  for (let i = 0; i < all.length; i += 1) if ((all[i] ?? 0) > 0) values.push(least + i)
  return values.length > differentAtMost ? null : { values, counts: values.map((value) => all[value - least] ?? 0) }
}

function countsFar(numbers: Float64Array): Counted | null {
  const all = new Map<number, number>()
  for (let i = 0; i < numbers.length; i += 1) {
    const one = numbers[i] ?? 0
    all.set(one, (all.get(one) ?? 0) + 1)
    if (all.size > differentAtMost) return null
  }
  const values = [...all.keys()].toSorted((a, b) => a - b)
  return { values, counts: values.map((value) => all.get(value) ?? 0) }
}

interface Core {
  readonly least: number
  /** Of each number from `least` on, and last of all others. */
  readonly counts: readonly number[]
}

/** The stretch that is worth a table: at either end a number goes where it takes more room there than by itself. */
function coreOf({ values, counts }: Counted): Core | null {
  let [from, to] = [0, values.length - 1]
  let others = 0
  const value = (place: number): number => values[place] ?? 0
  const gain = (place: number, next: number): number =>
    frequencyBits * Math.abs(value(next) - value(place)) - escapeBits * (counts[place] ?? 0)
  while (from < to) {
    const [low, high] = [gain(from, from + 1), gain(to, to - 1)]
    const wide = value(to) - value(from) >= symbolsAtMost
    if (!wide && low <= 0 && high <= 0) break
    others += counts[low >= high ? from++ : to--] ?? 0
  }
  if (from >= to || !Number.isSafeInteger(value(to))) return null
  const all = Array.from({ length: value(to) - value(from) + 1 }, () => 0)
  for (let place = from; place <= to; place += 1) all[value(place) - value(from)] = counts[place] ?? 0
  return { least: value(from), counts: [...all, others] }
}

/** Frequencies that add up to the range: none is 0 that is needed, and the greatest ones take what rounding leaves. */
function scaled(counts: readonly number[], total: number): readonly number[] {
  const of = counts.map((count) => (count === 0 ? 0 : Math.max(1, Math.round((count * range) / total))))
  for (let left = range - of.reduce((sum, one) => sum + one, 0); left !== 0; left -= Math.sign(left)) {
    const greatest = of.indexOf(Math.max(...of))
    of[greatest] = (of[greatest] ?? 0) + Math.sign(left)
  }
  return of
}

/** From the last number to the first, so that they are read from the first to the last. */
function wordsOf(numbers: Float64Array, least: number, of: readonly number[]): Uint8Array {
  const starts = of.map((_, i) => of.slice(0, i).reduce((sum, one) => sum + one, 0))
  const other = of.length - 1
  const words = new Uint16Array(numbers.length)
  let from = words.length
  const states = [lowest, lowest]
  for (let i = numbers.length - 1; i >= 0; i -= 1) {
    const number = numbers[i] ?? 0
    const symbol = number >= least && number < least + other ? number - least : other
    const frequency = of[symbol] ?? 0
    let state = states[i & 1] ?? 0
    if (state >= frequency * 2 ** (31 - rangeBits)) {
      words[--from] = state & (2 ** wordBits - 1)
      state >>= wordBits
    }
    const quotient = Math.floor(state / frequency)
    states[i & 1] = quotient * range + (state - quotient * frequency) + (starts[symbol] ?? 0)
  }
  const out = byteWriter(8 + 2 * numbers.length)
  for (const state of states) out.u32(state)
  for (let i = from; i < words.length; i += 1) {
    const word = words[i] ?? 0
    out.byte(word & 255)
    out.byte(word >> 8)
  }
  return out.done()
}

/**
 * Of each place in the range: the symbol that has it, its frequency, and how far the place is behind the symbol's first; a byte each. The
 * sign of the last symbol, which stands for all others, is set. The frequencies are read.
 */
function fillTable({ plain }: ColumnsIn): void {
  const symbols = plain.count()
  if (symbols < 2 || symbols > symbolsAtMost + 1) throw new FormatError('a column of frequencies has too many numbers')
  let place = 0
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    const frequency = plain.count()
    if (frequency >= range || place + frequency > range) throw new FormatError('frequencies that do not add up')
    const all = (symbol === symbols - 1 ? 1 << 31 : 0) | (symbol << 16) | (frequency << 8)
    for (let behind = 0; behind < frequency; behind += 1) table[place + behind] = all | behind
    place += frequency
  }
  if (place !== range) throw new FormatError('frequencies that do not add up')
}
/** Used again for every column: a day's table is read in less time than memory for it is made. */
const table = new Int32Array(range)

interface Coded {
  readonly least: number
  readonly escapes: readonly number[]
}

/** The place behind the last byte that was read. Two states by turns: neither waits for what the other finds in the table. */
function addWords(bytes: Uint8Array, from: number, { least, escapes }: Coded, column: Float64Array): number {
  const { length } = column
  let place = from + 8
  let state = stateAt(bytes, from)
  let second = stateAt(bytes, from + 4)
  let escaped = 0
  for (let i = 0; i < length; i += 2) {
    const entry = table[state & (range - 1)] ?? 0
    state = ((entry >> 8) & 255) * (state >> rangeBits) + (entry & 255)
    if (state < lowest) {
      state = (state << wordBits) | (bytes[place] ?? 0) | ((bytes[place + 1] ?? 0) << 8)
      place += 2
    }
    column[i] = (column[i] ?? 0) + (entry >= 0 ? least + (entry >> 16) : (escapes[escaped++] ?? Number.NaN))
    if (i + 1 === length) break
    const next = table[second & (range - 1)] ?? 0
    second = ((next >> 8) & 255) * (second >> rangeBits) + (next & 255)
    if (second < lowest) {
      second = (second << wordBits) | (bytes[place] ?? 0) | ((bytes[place + 1] ?? 0) << 8)
      place += 2
    }
    column[i + 1] = (column[i + 1] ?? 0) + (next >= 0 ? least + (next >> 16) : (escapes[escaped++] ?? Number.NaN))
  }
  // What the writer began with: only the right bytes lead back to it.
  if (state !== lowest || second !== lowest || escaped !== escapes.length)
    throw new FormatError('a column of frequencies does not end where it began')
  return place
}

function stateAt(bytes: Uint8Array, place: number): number {
  return (bytes[place] ?? 0) | ((bytes[place + 1] ?? 0) << 8) | ((bytes[place + 2] ?? 0) << 16) | ((bytes[place + 3] ?? 0) << 24)
}
