import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveColumns, deriveOutages } from '../../src/core/derive.ts'
import { noRounds, roundBook } from '../../src/core/effective.ts'
import type { LookColumns } from '../../src/core/look-columns.ts'
import type { ControlRound, Look, Outcome } from '../../src/core/observation.ts'
import { anyRules, anySeries, everything, type RandomSeries } from './random-series.ts'
import { look, origin, round, series } from './series.ts'

/** Looks as columns, cut into stretches of `size`. */
function columnsOf(looks: readonly Look[], size: number): readonly LookColumns[] {
  const terms = new Map<string, number>()
  const known: Look[] = []
  const numberOf = (look: Look): number => {
    const key = JSON.stringify([look.everyMs, look.controlled, look.span])
    const number = terms.get(key) ?? known.push(look) - 1
    terms.set(key, number)
    return number
  }
  return Array.from({ length: Math.ceil(looks.length / size) }, (_, index) => {
    const part = looks.slice(index * size, (index + 1) * size)
    return {
      length: part.length,
      seq: null,
      lastSeq: 0,
      at: Float64Array.from(part, ({ at }) => at),
      uncertaintyMs: Float64Array.from(part, ({ uncertaintyMs }) => uncertaintyMs),
      durationMs: () => Float64Array.from(part, ({ outcome, durationMs }) => (outcome === 'up' ? Number.NaN : durationMs)),
      outcome: Float64Array.from(part, ({ outcome }) => ['up', 'down', 'unknown'].indexOf(outcome)),
      degraded: Float64Array.from(part, ({ degraded }) => degraded.length),
      terms: Float64Array.from(part, numberOf),
      termsOf: (number) => known[number] ?? part[0] ?? never(),
      phases: null,
      look: (i) => part[i] ?? never(),
    }
  })
}

/**
 * Long calm stretches with something odd in between, as a year has them: each look a little late, and now and then the clock goes back. Behind
 * nearly every failed look comes a control round, of which some are not fine.
 */
const calm: fc.Arbitrary<RandomSeries> = fc
  .record({
    everyMs: fc.constantFrom(60_000, 300_000, 1_800_000),
    controlled: fc.boolean(),
    parts: fc.array(
      fc.record({
        kind: fc.constantFrom('up', 'up', 'up', 'degraded', 'down', 'out', 'unknown', 'back', 'pause'),
        lateness: fc.array(fc.constantFrom(0, 0, 3, 150, 20_000, 59_999), { minLength: 1, maxLength: 70 }),
        uncertaintyMs: fc.constantFrom(0, 20, 40_000, 900_000),
        failedRound: fc.constantFrom(-1, -1, 0, 7, 30),
        roundAfterMs: fc.constantFrom(900, 900, 40),
        missedRound: fc.constantFrom(-1, -1, 0, 12, 40),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ everyMs, controlled, parts }) => {
    let slot = origin - 120_000
    const rounds: ControlRound[] = []
    const looks = parts.flatMap(({ kind, lateness, uncertaintyMs, failedRound, missedRound, roundAfterMs }) => {
      if (kind === 'back') slot -= 7 * everyMs
      if (kind === 'pause') slot += 5 * everyMs
      const outcome = outcomes[kind] ?? 'up'
      const degraded = kind === 'degraded' ? [{ phase: 'expect', code: 'slow', message: '' } as const] : []
      return lateness.map((lateMs, index) => {
        slot += everyMs
        // Certain again from the third look on: a run's a comes from a look in its middle.
        const sure = kind === 'out' ? 20 : uncertaintyMs
        const seen = { at: slot + lateMs, everyMs, outcome, degraded, uncertaintyMs: index % 5 < 2 ? sure : 20, durationMs: 80, controlled }
        if (outcome === 'down' && index !== missedRound) rounds.push(round(seen.at + roundAfterMs, index !== failedRound))
        return look(seen)
      })
    })
    return { looks, rounds }
  })

const outcomes: Readonly<Record<string, Outcome>> = { down: 'down', out: 'down', unknown: 'unknown' }

function never(): never {
  throw new Error('no such look')
}

describe('looks taken in a stretch at a time', () => {
  it('say what they say one by one, however they are cut', () => {
    fc.assert(
      fc.property(anySeries(everything), anyRules, fc.integer({ min: 1, max: 50 }), ({ looks, rounds }, rules, size) => {
        const sorted = looks.toSorted((a, b) => a.at - b.at)
        const asOf = (sorted.at(-1)?.at ?? origin) + 1_000
        const book = roundBook(rounds)
        const expected = deriveOutages('m', sorted, book, rules, { asOf, sorted: true })
        expect(deriveColumns('m', columnsOf(sorted, size), book, rules, asOf)).toEqual(expected)
      }),
      { numRuns: 400 },
    )
  })

  it('say it of whole quarter hours too, of degraded stretches and of long outages', () => {
    fc.assert(
      fc.property(calm, anyRules, fc.integer({ min: 1, max: 150 }), ({ looks, rounds }, rules, size) => {
        const book = roundBook(rounds)
        const expected = deriveOutages('m', looks, book, rules, { asOf: Number.MAX_SAFE_INTEGER, sorted: true })
        expect(deriveColumns('m', columnsOf(looks, size), book, rules, Number.MAX_SAFE_INTEGER)).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  it.each(['uuuuuuuuuu', 'uuu...uuuu', 'uuu|uuuuuu', 'uuuUUuuuuu', 'uuuu?uuuuu', 'ddduuuuuuu', 'uuuuuuuddd', 'uuuuuuuuu'])(
    'break off and go on where they must: %s',
    (script) => {
      const looks = series(script, { durationMs: 300 })
      for (const rules of [
        { confirmDown: 2, confirmUp: 1 },
        { confirmDown: 1, confirmUp: 3 },
      ]) {
        const expected = deriveOutages('m', looks, noRounds, rules, { asOf: origin })
        for (let size = 1; size <= looks.length; size += 1) {
          expect(deriveColumns('m', columnsOf(looks, size), noRounds, rules, origin)).toEqual(expected)
        }
      }
    },
  )
})
