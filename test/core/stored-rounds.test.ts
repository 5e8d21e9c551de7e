import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effective, roundBook } from '../../src/core/effective.ts'
import type { ControlRound } from '../../src/core/observation.ts'
import { type RoundReader, storedRounds } from '../../src/core/stored-rounds.ts'
import { anySeries, everything, type RandomSeries } from './random-series.ts'
import { hour, look, minute, origin, round } from './series.ts'

/** Keeps count of what is read of these rounds. */
function readerOf(rounds: readonly ControlRound[]): RoundReader & { read: number; reads: number } {
  const sorted = rounds.toSorted((a, b) => a.at - b.at)
  const counted = <T>(found: readonly T[]): readonly T[] => {
    reader.read += found.length
    reader.reads += 1
    return found
  }
  const within = ({ from, to }: { readonly from: number; readonly to: number }) => sorted.filter(({ at }) => at >= from && at < to)
  const reader: RoundReader & { read: number; reads: number } = {
    read: 0,
    reads: 0,
    roundTimes: (period) => counted(within(period)),
    roundStarts: (period, wanted) => counted(within(period).flatMap(({ at, fine }) => (fine === wanted ? at : []))),
  }
  return reader
}

/** Rounds of two vantages may begin at once, and need not agree. */
const anySeriesWithTies: fc.Arbitrary<RandomSeries> = fc
  .tuple(anySeries(everything), fc.array(fc.tuple(fc.nat(40), fc.boolean()), { maxLength: 4 }))
  .map(([{ looks, rounds }, ties]) => {
    const others = ties.flatMap(([index, fine]) => rounds.slice(index, index + 1).map(({ at }) => round(at, fine)))
    return { looks, rounds: [...rounds, ...others] }
  })

describe('control rounds out of a store', () => {
  it('judge looks as a book of all of them does, in whatever order these are asked about', () => {
    fc.assert(
      fc.property(anySeriesWithTies, fc.boolean(), fc.integer({ min: -minute, max: 40 * hour }), ({ looks, rounds }, backwards, later) => {
        const asked = backwards ? looks.toReversed() : looks
        const stored = storedRounds(readerOf(rounds))
        const book = roundBook(rounds)
        const asOf = origin + later
        expect(asked.map((seen) => effective(seen, stored, asOf))).toEqual(asked.map((seen) => effective(seen, book, asOf)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('are read about once each in a long outage, in few goes', () => {
    const rounds = Array.from({ length: 3 * 24 * 60 }, (_, index) => round(origin + index * minute + 900, index % 500 !== 7))
    const reader = readerOf(rounds)
    const stored = storedRounds(reader)
    const looks = rounds.map((_, index) => look({ at: origin + index * minute, outcome: 'down', controlled: true, durationMs: 80 }))
    const verdicts = looks.map((seen) => effective(seen, stored, Number.MAX_SAFE_INTEGER).outcome)
    expect(new Set(verdicts)).toEqual(new Set(['down', 'unknown']))
    expect(reader.read).toBeLessThan(1.1 * rounds.length)
    expect(reader.reads).toBeLessThan(200)
  })

  it('are not looked for where they would come too late to decide', () => {
    const reader = readerOf([round(origin - 24 * hour), ...Array.from({ length: 500 }, (_, i) => round(origin + 24 * hour + i * minute))])
    const stored = storedRounds(reader)
    const seen = look({ outcome: 'down', controlled: true })
    expect(effective(seen, stored, Number.MAX_SAFE_INTEGER)).toMatchObject({ outcome: 'unknown', reason: 'observer_offline' })
    expect(reader.read).toBe(0)
  })
})
