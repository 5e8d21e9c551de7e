import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LookColumns } from '../../src/core/look-columns.ts'
import { gatherResponses } from '../../src/core/response-times.ts'

const minute = 60_000

interface Seen {
  readonly at: number
  readonly outcome?: number
  readonly everyMs?: number
  readonly phases?: readonly [number, number, number, number, number]
}

/** Looks with 10 + 20 + 30 + 100 ms and 40 ms of transfer, unless told. */
function columnsOf(seen: readonly Seen[]): LookColumns {
  const column = (of: (one: Seen) => number): Float64Array => Float64Array.from(seen, of)
  const timesOf = ({ phases = [10, 20, 30, 100, 200] }: Seen) => phases
  const phase = (place: number) => column((one) => timesOf(one)[place] ?? Number.NaN)
  const transfer = ([resolve, connect, handshake, firstByte, total]: NonNullable<Seen['phases']>) =>
    total - firstByte - (resolve || 0) - (connect || 0) - (handshake || 0)
  return {
    length: seen.length,
    seq: null,
    lastSeq: seen.length - 1,
    at: column(({ at }) => at),
    uncertaintyMs: column(() => 0),
    durationMs: () => column(() => 0),
    outcome: column(({ outcome = 0 }) => outcome),
    degraded: column(() => 0),
    terms: column(({ everyMs = minute }) => everyMs),
    termsOf: (everyMs) => ({ everyMs, controlled: false, span: 0 }),
    phases: {
      resolveMs: phase(0),
      connectMs: phase(1),
      handshakeMs: phase(2),
      firstByteMs: phase(3),
      transferMs: column((one) => transfer(timesOf(one))),
      totalMs: phase(4),
    },
    look: () => {
      throw new Error('no look is ever made whole')
    },
  }
}

function gathered(seen: readonly Seen[], period: { readonly from: number; readonly to: number }, points: number) {
  const gatherer = gatherResponses(period, points)
  gatherer.take(columnsOf(seen))
  return gatherer.result()
}

describe('response times', () => {
  it('keep the least, the mean and the most of each phase in each bucket', () => {
    const times = gathered(
      [
        { at: 0, phases: [10, 20, 30, 100, 200] },
        { at: minute, phases: [30, 20, 60, 300, 450] },
      ],
      { from: 0, to: 2 * minute },
      1,
    )
    expect(times.buckets).toEqual([
      {
        from: 0,
        looks: 2,
        total: { min: 200, mean: 325, max: 450 },
        phases: {
          resolve: { min: 10, mean: 20, max: 30 },
          connect: { min: 20, mean: 20, max: 20 },
          handshake: { min: 30, mean: 45, max: 60 },
          firstByte: { min: 100, mean: 200, max: 300 },
          transfer: { min: 40, mean: 40, max: 40 },
        },
      },
    ])
  })

  it('count successful looks alone: a time-out is no response time', () => {
    const times = gathered([{ at: 0 }, { at: minute, outcome: 1 }, { at: 2 * minute, outcome: 2 }], { from: 0, to: 3 * minute }, 3)
    expect(times.looks).toBe(1)
    expect(times.buckets.map(({ looks }) => looks)).toEqual([1, 0, 0])
  })

  it('leave a phase that does not exist without a figure', () => {
    const { phases } = gathered([{ at: 0, phases: [Number.NaN, 20, Number.NaN, Number.NaN, 20] }], { from: 0, to: minute }, 1)
      .buckets[0] ?? {
      phases: null,
    }
    expect(phases).toMatchObject({ resolve: null, handshake: null, firstByte: null, transfer: null, connect: { mean: 20 } })
  })

  it('keep a hole as buckets without looks, and make none where no look was due', () => {
    // Every 15 minutes, in buckets of a minute: nothing is missing but between 30 and 75.
    const seen = [0, 15, 30, 75, 90].map((at) => ({ at: at * minute, everyMs: 15 * minute }))
    const times = gathered(seen, { from: 0, to: 91 * minute }, 91)
    const holes = times.buckets.filter(({ looks }) => looks === 0).map(({ from }) => from / minute)
    expect(holes).toEqual(Array.from({ length: 44 }, (_, i) => 31 + i))
    expect(times.buckets.filter(({ looks }) => looks > 0).map(({ from }) => from / minute)).toEqual([0, 15, 30, 75, 90])
  })

  it('keep holes before the first and after the last look', () => {
    const times = gathered([{ at: 5 * minute }], { from: 0, to: 10 * minute }, 10)
    expect(times.buckets.map(({ looks }) => looks)).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
  })

  it('never make more points than were asked for, and lose no look', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 500 }),
        (instants, lengthMs, points) => {
          const period = { from: 1_000, to: 1_000 + lengthMs }
          const times = gathered(
            instants.toSorted((a, b) => a - b).map((at) => ({ at, everyMs: 500 })),
            period,
            points,
          )
          const inside = instants.filter((at) => at >= period.from && at < period.to).length
          expect(times.buckets.length).toBeLessThanOrEqual(points)
          expect(times.buckets.reduce((sum, { looks }) => sum + looks, 0)).toBe(inside)
        },
      ),
    )
  })
})
