import { reachMs } from './interval.ts'
import type { LookColumns } from './look-columns.ts'

/** Where the time of a successful look went; `transfer` is what is left of the total after the other phases. */
export const responsePhases = ['resolve', 'connect', 'handshake', 'firstByte', 'transfer'] as const
export type ResponsePhase = (typeof responsePhases)[number]

/** Of the looks of a bucket, whole ms but for the mean. */
export interface Spread {
  readonly min: number
  readonly mean: number
  readonly max: number
}
export interface ResponseBucket {
  /** UTC ms; it ends `bucketMs` later. */
  readonly from: number
  /** Successful looks that began in it. 0: nobody knows, and nothing is drawn. */
  readonly looks: number
  /** null without looks. */
  readonly total: Spread | null
  /** null where no look of the bucket reached the phase. */
  readonly phases: Readonly<Record<ResponsePhase, Spread | null>>
}
export interface ResponseTimes {
  readonly from: number
  readonly to: number
  readonly bucketMs: number
  /** Successful looks of the period. */
  readonly looks: number
  /**
   * Ascending. Between two successful looks that R2 does not join, every bucket without a look is there, with 0 looks; between two that it
   * joins none was due, and the empty ones are left out.
   */
  readonly buckets: readonly ResponseBucket[]
}

/** Takes looks in, column by column, and keeps no more than the buckets. */
export interface ResponseGatherer {
  take(columns: LookColumns): void
  result(): ResponseTimes
}

/** Buckets of whole ms that cover a period, at most `points` of them. */
export function gatherResponses(period: { readonly from: number; readonly to: number }, points: number): ResponseGatherer {
  const { from, to } = period
  const bucketMs = Math.max(1, Math.ceil((to - from) / points))
  const count = Math.max(0, Math.ceil((to - from) / bucketMs))
  const spreads = {
    resolve: spreadsOf(count),
    connect: spreadsOf(count),
    handshake: spreadsOf(count),
    firstByte: spreadsOf(count),
    transfer: spreadsOf(count),
    total: spreadsOf(count),
  }
  const missing = new Uint8Array(count)
  let last: { readonly at: number; readonly everyMs: number } | null = null
  let looks = 0

  const markHole = (earlier: number, later: number): void => {
    const end = Math.min(count, Math.ceil((later - from) / bucketMs))
    for (let index = Math.max(0, Math.floor((earlier - from) / bucketMs)); index < end; index += 1) missing[index] = 1
  }
  /** Follows the successful looks of a stretch: what is farther apart than R2 joins is a hole. */
  const follow = ({ at, outcome, terms, termsOf }: LookColumns, first: number, end: number): void => {
    let term = Number.NaN
    let { at: before, everyMs } = last ?? { at: from, everyMs: 0 }
    for (let i = first; i < end; i += 1) {
      if (outcome[i] !== 0) continue
      const begun = at[i] ?? 0
      const everyBeforeMs = everyMs
      if (terms[i] !== term) {
        term = terms[i] ?? 0
        everyMs = termsOf(term).everyMs
      }
      if (begun - before > reachMs(everyMs, everyBeforeMs)) markHole(before, begun)
      before = Math.max(before, begun)
      looks += 1
    }
    if (!Number.isNaN(term)) last = { at: before, everyMs }
  }
  return {
    take(columns) {
      const { at, phases, length, outcome } = columns
      if (phases === null) throw new TypeError('response times are gathered from columns with phases')
      let next = 0
      while (next < length) {
        const first = next
        const bucket = Math.floor(((at[first] ?? 0) - from) / bucketMs)
        const [start, end] = [from + bucket * bucketMs, Math.min(to, from + (bucket + 1) * bucketMs)]
        for (next += 1; next < length && (at[next] ?? 0) >= start && (at[next] ?? 0) < end; ) next += 1
        if (bucket < 0 || (at[first] ?? 0) >= to) continue
        follow(columns, first, next)
        const stretch = { outcome, first, end: next }
        add(spreads.resolve, bucket, phases.resolveMs, stretch)
        add(spreads.connect, bucket, phases.connectMs, stretch)
        add(spreads.handshake, bucket, phases.handshakeMs, stretch)
        add(spreads.firstByte, bucket, phases.firstByteMs, stretch)
        add(spreads.transfer, bucket, phases.transferMs, stretch)
        add(spreads.total, bucket, phases.totalMs, stretch)
      }
    },
    result() {
      if (last !== null && to - last.at > reachMs(last.everyMs)) markHole(last.at, to)
      const buckets: ResponseBucket[] = []
      for (let index = 0; index < count; index += 1) {
        const here = spreads.total.counts[index] ?? 0
        if (here === 0 && missing[index] !== 1) continue
        const phases = {
          resolve: spreadAt(spreads.resolve, index),
          connect: spreadAt(spreads.connect, index),
          handshake: spreadAt(spreads.handshake, index),
          firstByte: spreadAt(spreads.firstByte, index),
          transfer: spreadAt(spreads.transfer, index),
        }
        buckets.push({ from: from + index * bucketMs, looks: here, total: spreadAt(spreads.total, index), phases })
      }
      return { from, to, bucketMs, looks, buckets }
    },
  }
}

interface Spreads {
  readonly counts: Uint32Array
  readonly sums: Float64Array
  readonly mins: Float64Array
  readonly maxs: Float64Array
}

function spreadsOf(count: number): Spreads {
  return {
    counts: new Uint32Array(count),
    sums: new Float64Array(count),
    mins: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    maxs: new Float64Array(count),
  }
}

/** Looks of one bucket that stand one after another. */
interface Stretch {
  readonly outcome: Float64Array
  readonly first: number
  readonly end: number
}

/** The loop that a year's chart depends on: one column at a time, NaN left out by its being unequal to itself. */
function add({ counts, sums, mins, maxs }: Spreads, bucket: number, column: Float64Array, { outcome, first, end }: Stretch): void {
  let [count, sum, min, max] = [counts[bucket] ?? 0, sums[bucket] ?? 0, mins[bucket] ?? 0, maxs[bucket] ?? 0]
  for (let i = first; i < end; i += 1) {
    const ms = column[i] ?? 0
    // oxlint-disable-next-line no-self-compare -- NaN
    if (outcome[i] !== 0 || ms !== ms) continue
    count += 1
    sum += ms
    if (ms < min) min = ms
    if (ms > max) max = ms
  }
  counts[bucket] = count
  sums[bucket] = sum
  mins[bucket] = min
  maxs[bucket] = max
}

function spreadAt({ counts, sums, mins, maxs }: Spreads, bucket: number): Spread | null {
  const count = counts[bucket] ?? 0
  return count === 0 ? null : { min: mins[bucket] ?? 0, mean: (sums[bucket] ?? 0) / count, max: maxs[bucket] ?? 0 }
}
