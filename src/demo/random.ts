/** A stream of numbers that a seed decides: the same on every machine, in every run. */
export interface Random {
  /** 32 random bits, unsigned. */
  bits(): number
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  integer(from: number, to: number): number
  /** A waiting time with this mean, as of events that come independently of one another. */
  exponential(mean: number): number
  /** A positive number around this median; two thirds lie within a factor of e^sigma of it. */
  lognormal(median: number, sigma: number): number
}

/** sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, here filled from a text. Not for secrets. */
export function createRandom(seed: string): Random {
  let a = hash(seed, 1)
  let b = hash(seed, 2)
  let c = hash(seed, 3)
  let counter = 1
  const bits = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  // Texts that differ in one letter begin far apart only after some rounds.
  for (let round = 0; round < 15; round += 1) bits()
  const next = (): number => bits() / 2 ** 32
  return {
    bits,
    next,
    integer: (from, to) => from + Math.floor(next() * (to - from + 1)),
    exponential: (mean) => -mean * Math.log(1 - next()),
    lognormal: (median, sigma) => median * Math.exp(sigma * normal(next(), next())),
  }
}

/** Size of a table of factors: twelve random bits choose an entry. */
export const factorCount = 4096

/** Factors of median 1, as `lognormal` draws them, made once: a look needs five, and a logarithm each time would be most of its cost. */
export function lognormalFactors(sigma: number): Float64Array {
  const random = createRandom('factors')
  return Float64Array.from({ length: factorCount }, () => random.lognormal(1, sigma))
}

/** Box and Muller, 1958. */
function normal(one: number, other: number): number {
  return Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other)
}

/** FNV-1a, started differently for each word of the state. */
function hash(text: string, word: number): number {
  let value = 0x811c9dc5 ^ Math.imul(word, 0x9e3779b9)
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value | 0
}
