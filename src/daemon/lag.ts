/** Milliseconds of lateness over the last minute. */
export interface Lag {
  add(at: number, lagMs: number): void
  /** 99th percentile of the minute before `at`, ms; null without a sample. */
  p99(at: number): number | null
  /** The worst of the minute before `at`, ms; 0 without a sample. */
  worst(at: number): number
}

const windowMs = 60_000
// Beyond this rate the oldest samples of the minute are overwritten: a percentile needs no more.
const keptSamples = 20_000

/** Numbers in rings that grow up to their bound: a sample is no object, and asking once a second sorts nothing. */
export function createLag(): Lag {
  let ats = new Float64Array(64)
  let lags = new Float64Array(64)
  let size = 0
  let next = 0

  const grow = (): void => {
    const bound = Math.min(keptSamples, 2 * ats.length)
    const [wider, widerLags] = [new Float64Array(bound), new Float64Array(bound)]
    wider.set(ats)
    widerLags.set(lags)
    ats = wider
    lags = widerLags
  }
  /** Those of the minute, without samples from a future that a clock step has taken back. */
  const recent = (at: number): Float64Array => {
    const within = (sampleAt: number): boolean => sampleAt > at - windowMs && sampleAt <= at
    const found = new Float64Array(size)
    let count = 0
    for (let i = 0; i < size; i += 1) {
      if (!within(ats[i] ?? 0)) continue
      found[count] = lags[i] ?? 0
      count += 1
    }
    return found.subarray(0, count)
  }

  return {
    add(at, lagMs) {
      if (size === ats.length && size < keptSamples) grow()
      next %= ats.length
      ats[next] = at
      lags[next] = lagMs
      next += 1
      size = Math.max(size, next)
    },
    p99(at) {
      const found = recent(at)
      return found.length === 0 ? null : nthSmallest(found, Math.ceil(found.length * 0.99) - 1)
    },
    worst: (at) => recent(at).reduce((worst, lagMs) => Math.max(worst, lagMs), 0),
  }
}

/**
 * The element that stands at `n` (from 0) once they are in order; moves them about. C. A. R. Hoare, "Algorithm 65: find", Communications of
 * the ACM 4 (1961): some passes over ever fewer of them, where sorting 6,000 took 0.8 ms of each second.
 */
function nthSmallest(values: Float64Array, n: number): number {
  let [first, last] = [0, values.length - 1]
  while (first < last) {
    const pivot = values[(first + last) >> 1] ?? 0
    let [left, right] = [first, last]
    while (left <= right) {
      while ((values[left] ?? 0) < pivot) left += 1
      while ((values[right] ?? 0) > pivot) right -= 1
      if (left > right) break
      const one = values[left] ?? 0
      values[left] = values[right] ?? 0
      values[right] = one
      left += 1
      right -= 1
    }
    if (n <= right) last = right
    else if (n >= left) first = left
    else break
  }
  return values[n] ?? 0
}
