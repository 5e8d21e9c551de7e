/** Milliseconds of lateness over the last minute. */
export interface Lag {
  add(at: number, lagMs: number): void
  /** 99th percentile of the minute before `at`, ms; null without a sample. */
  p99(at: number): number | null
  /** The worst of the minute before `at`, ms; 0 without a sample. */
  worst(at: number): number
}

const windowMs = 60_000
// Beyond this rate the oldest samples of the minute are dropped: a percentile needs no more.
const keptSamples = 20_000

export function createLag(): Lag {
  let samples: { readonly at: number; readonly lagMs: number }[] = []

  const recent = (at: number): readonly { readonly lagMs: number }[] => {
    // Also drops samples from a future that a clock step has taken back.
    samples = samples.filter((sample) => sample.at > at - windowMs && sample.at <= at).slice(-keptSamples)
    return samples
  }

  return {
    add(at, lagMs) {
      samples.push({ at, lagMs })
      if (samples.length > 2 * keptSamples) recent(at)
    },
    p99(at) {
      const lags = recent(at).map(({ lagMs }) => lagMs)
      if (lags.length === 0) return null
      return lags.toSorted((a, b) => a - b)[Math.ceil(lags.length * 0.99) - 1] ?? null
    },
    worst: (at) => recent(at).reduce((worst, { lagMs }) => Math.max(worst, lagMs), 0),
  }
}
