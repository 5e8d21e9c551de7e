import { describe, expect, it } from 'vitest'
import { advance, initialState } from '../../src/core/advance.ts'
import { addTotals, availability, totals } from '../../src/core/availability.ts'
import { deriveOutages, segmentsOf } from '../../src/core/derive.ts'
import type { Derived } from '../../src/core/derive.ts'
import { noRounds } from '../../src/core/effective.ts'
import type { Look } from '../../src/core/observation.ts'
import type { QuarterTotals, Segment, Totals } from '../../src/core/outage.ts'
import { quarterTotals } from '../../src/core/quarters.ts'
import { quarterRuns, sumRuns } from '../../src/core/rollup.ts'
import { allQuarters, at, hour, look, minute, origin, quarter, series } from './series.ts'

const segments: readonly Segment[] = [
  { kind: 'up', from: 100, to: 200 },
  { kind: 'ambiguous', from: 200, to: 210 },
  { kind: 'down', from: 210, to: 300 },
  { kind: 'unobserved', from: 300, to: 400 },
]

describe('totals of a period', () => {
  it.each([
    ['all of it', 100, 400, [300, 100, 90, 10, 100]],
    ['clipped inside two segments', 150, 250, [100, 50, 40, 10, 0]],
    ['time before the first and after the last look is unobserved', 0, 500, [500, 100, 90, 10, 300]],
    ['a period without looks', 1000, 1100, [100, 0, 0, 0, 100]],
    ['an empty period', 150, 150, [0, 0, 0, 0, 0]],
    ['a period that ends before it begins is empty', 150, 120, [0, 0, 0, 0, 0]],
  ] as const)('%s', (_name, from, to, [periodMs, upMs, downMs, ambiguousMs, unobservedMs]) => {
    expect(totals(segments, { from, to })).toEqual({ periodMs, upMs, downMs, ambiguousMs, unobservedMs })
  })

  it('of several periods add up', () => {
    const parts = [totals(segments, { from: 0, to: 250 }), totals(segments, { from: 250, to: 500 })]
    expect(addTotals(parts)).toEqual(totals(segments, { from: 0, to: 500 }))
    expect(addTotals([])).toEqual({ periodMs: 0, upMs: 0, downMs: 0, ambiguousMs: 0, unobservedMs: 0 })
  })
})

describe('availability (R9)', () => {
  it.each([
    ['both bounds over observed time', sums(200, 50, 40, 10), 0.5, { min: 0.5, max: 0.6 }, { min: 0.25, max: 0.8 }],
    ['nothing observed is no measurement', sums(200, 0, 0, 0), 0, null, { min: 0, max: 1 }],
    ['an empty period is no measurement', sums(0, 0, 0, 0), 0, null, { min: 0, max: 1 }],
    ['only ambiguous time: anything is possible', sums(100, 0, 0, 100), 1, { min: 0, max: 1 }, { min: 0, max: 1 }],
    ['exactly 1 when nothing was lost', sums(3, 3, 0, 0), 1, { min: 1, max: 1 }, { min: 1, max: 1 }],
  ] as const)('%s', (_name, given, coverage, expected, wholePeriod) => {
    expect(availability(given)).toEqual({ ...given, coverage, availability: expected, wholePeriod })
  })

  it('is below 1 when 1 ms of a hundred years was lost', () => {
    const century = 100 * 365 * 24 * hour
    const figures = availability(sums(century, century - 1, 1, 0))
    expect(figures.availability?.max).toBeLessThan(1)
    expect(figures.wholePeriod.max).toBeLessThan(1)
  })
})

describe('quarter hours', () => {
  // 08:00 to 12:59, one look a minute, four of them failed around 09:00, two hours without a look from 10:00 on.
  const script = `${'u'.repeat(58)}dddd${'u'.repeat(58)}${'.'.repeat(120)}${'u'.repeat(60)}`
  const derived = deriveOutages('m', series(script), noRounds, { confirmDown: 2, confirmUp: 1 }, { asOf: at(0) })

  it('say what the segments say, quarter by quarter, and add up to a quarter', () => {
    for (const row of allQuarters(derived).map((sums) => quarterTotals('m', sums))) {
      const { monitorId: _monitorId, from, degradedMs: _degradedMs, looks: _looks, ...sums } = row
      expect({ periodMs: quarter, ...sums }).toEqual(totals(derived.segments, { from, to: from + quarter }))
    }
    expect(allQuarters(derived).map((row) => (row.from - origin) / quarter)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19])
    expect(allQuarters(derived).map((row) => row.looks)).toEqual(Array.from({ length: 12 }, () => 15))
  })

  it('that nobody looked into have no row and are unobserved in the sum', () => {
    const period = { from: origin, to: origin + 6 * hour }
    expect(sumRuns(quarterRuns(allQuarters(derived)), [period])[0]).toEqual(totals(derived.segments, period))
  })

  it('outside the period are left out', () => {
    const period = { from: origin + hour, to: origin + 2 * hour }
    expect(sumRuns(quarterRuns(allQuarters(derived)), [period])[0]).toEqual(totals(derived.segments, period))
    const cut = { from: origin + 8 * minute, to: origin + 22 * minute }
    expect(sumRuns(quarterRuns(allQuarters(derived)), [cut])[0]).toMatchObject({ periodMs: 14 * minute, unobservedMs: 14 * minute })
  })

  it('are final once they ended before both the accounted time and the newest look', () => {
    const end = origin + quarter
    const before = look({ at: end - minute })
    expect(finalQuarters(before, look({ at: end - 1 }), look({ at: end }))).toEqual([undefined, undefined, origin])
    // Accounted beyond the quarter, but a look may still start in it.
    const unsure = look({ at: end - 2000, outcome: 'down', uncertaintyMs: 5000 })
    expect(finalQuarters(before, unsure, look({ at: end - 1000, outcome: 'down' }), look({ at: end + 9000 }))).toEqual([
      undefined,
      undefined,
      undefined,
      origin,
    ])
    // Looked beyond the quarter, but its last seconds may still turn out either way.
    const early = look({ at: end + 1000, uncertaintyMs: 5000 })
    expect(finalQuarters(before, early, look({ at: end + minute }))).toEqual([undefined, undefined, origin])
  })

  it('split the time of one long stretch', () => {
    const looks = [look({ at: at(450), everyMs: 3 * hour }), look({ at: at(450) + 2 * quarter, everyMs: 3 * hour })]
    const found = deriveOutages('m', looks, noRounds, { confirmDown: 1, confirmUp: 1 }, { asOf: at(0) })
    const rows = allQuarters(found).map((sums) => quarterTotals('m', sums))
    expect(rows.map((row) => [row.upMs, row.unobservedMs, row.looks])).toEqual([
      [quarter / 2, quarter / 2, 1],
      [quarter, 0, 0],
      [quarter / 2, quarter / 2, 1],
    ] satisfies QuarterTotals[keyof QuarterTotals][][])
  })
})

describe('degraded time', () => {
  it.each([
    ['uUUUu', 0, [[60, 180, 3]]],
    ['uUUUu', 4000, [[64, 180, 3]]],
    ['uUu', 0, [[60, 60, 1]]],
    [
      'UUuUU',
      0,
      [
        [0, 60, 2],
        [180, 240, 2],
      ],
    ],
    ['UU.UU', 0, [[0, 240, 4]]],
    [
      'UU..UU',
      0,
      [
        [0, 60, 2],
        [240, 300, 2],
      ],
    ],
    [
      'UU|UU',
      0,
      [
        [0, 60, 2],
        [120, 180, 2],
      ],
    ],
    [
      'UUdUU',
      0,
      [
        [0, 60, 2],
        [180, 240, 2],
      ],
    ],
    ['UU?U', 0, [[0, 180, 3]]],
    ['uu', 0, []],
  ] as const)('%s, looks of %i ms', (script, durationMs, expected) => {
    const found = derivedOf(script, durationMs)
    const { degraded } = found
    expect(degraded.map(({ from, to, looks }) => [seconds(from), seconds(to), looks])).toEqual(expected)
    expect(allQuarters(found)[0]?.degradedMs).toBe(degraded.reduce((sum, { from, to }) => sum + to - from, 0))
    expect(degraded.every(({ cause }) => cause.code === 'slow')).toBe(true)
  })

  it('does not change availability', () => {
    expect(derivedOf('uUUUu').segments).toEqual(derivedOf('uuuuu').segments)
  })
})

describe('segments of a slice', () => {
  it('are those of the whole, from the end of its first look on', () => {
    const looks = series('uuudduu..u?uud|duu', { durationMs: 900 })
    const whole = segmentsOf(looks, noRounds, at(0))
    for (let first = 0; first < looks.length; first += 1) {
      const start = (looks[first]?.at ?? 0) + 900
      const period = { from: start, to: at(3600) }
      if (looks[first]?.outcome === 'unknown') continue
      expect(totals(segmentsOf(looks.slice(first), noRounds, at(0)), period)).toEqual(totals(whole, period))
    }
  })
})

function sums(periodMs: number, upMs: number, downMs: number, ambiguousMs: number): Totals {
  return { periodMs, upMs, downMs, ambiguousMs, unobservedMs: periodMs - upMs - downMs - ambiguousMs }
}

function derivedOf(script: string, durationMs = 0): Derived {
  return deriveOutages('m', series(script, { durationMs }), noRounds, { confirmDown: 1, confirmUp: 1 }, { asOf: at(0) })
}

function seconds(instant: number): number {
  return (instant - origin) / 1000
}

/** The quarter that each look made final, if any. */
function finalQuarters(...looks: readonly Look[]): readonly (number | undefined)[] {
  let state = initialState('m')
  return looks.map((seen) => {
    const step = advance(state, seen, noRounds, seen.at, { confirmDown: 1, confirmUp: 1 })
    state = step.state
    return step.quarters[0]?.from
  })
}
