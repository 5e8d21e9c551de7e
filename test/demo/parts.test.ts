import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRace } from '../../src/demo/race.ts'
import { createRandom } from '../../src/demo/random.ts'

describe('a race', () => {
  it('is led by the earliest, of equals by the one with the lowest number', () => {
    const moves = fc.array(fc.tuple(fc.nat(12), fc.oneof(fc.nat(20), fc.constant(Number.POSITIVE_INFINITY))), { maxLength: 60 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), moves, (runners, all) => {
        const race = createRace(runners)
        const instants = Array.from({ length: runners }, () => Number.POSITIVE_INFINITY)
        for (const [runner, at] of all) {
          if (runner >= runners) continue
          instants[runner] = at
          race.set(runner, at)
          const earliest = Math.min(...instants)
          expect(race.at()).toBe(earliest)
          if (earliest < Number.POSITIVE_INFINITY) expect(race.first()).toBe(instants.indexOf(earliest))
        }
      }),
    )
  })
})

describe('a stream of numbers', () => {
  it('is the same on every machine', () => {
    const random = createRandom('seed')
    expect([random.bits(), random.bits(), random.bits(), random.integer(1, 6)]).toMatchInlineSnapshot(`
      [
        933660971,
        1039859098,
        1206242977,
        6,
      ]
    `)
  })

  it('has the means that it was asked for', () => {
    const random = createRandom('means')
    expect(mean(() => random.next())).toBeCloseTo(0.5, 2)
    expect(mean(() => random.exponential(10)) / 10).toBeCloseTo(1, 1)
    expect(mean(() => Math.log(random.lognormal(5, 0.5)))).toBeCloseTo(Math.log(5), 1)
    expect(mean(() => random.integer(1, 6))).toBeCloseTo(3.5, 1)
  })
})

function mean(draw: () => number): number {
  return Array.from({ length: 20_000 }, draw).reduce((sum, value) => sum + value, 0) / 20_000
}
