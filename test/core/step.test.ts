import { describe, expect, it } from 'vitest'
import { advance, initialState } from '../../src/core/advance.ts'
import { deriveOutages, segmentsOf } from '../../src/core/derive.ts'
import { noRounds, roundBook } from '../../src/core/effective.ts'
import { sumRuns } from '../../src/core/rollup.ts'
import type { Look } from '../../src/core/observation.ts'
import { at, hour, look, minute, origin, quarter, round, second, series } from './series.ts'

const rules = { confirmDown: 2, confirmUp: 1 }
const later = origin + 24 * hour

/** The state after some looks, each taken in as of the day after. */
function after(looks: readonly Look[]) {
  let state = initialState('m')
  for (const seen of looks) state = advance(state, seen, noRounds, later, rules).state
  return state
}

describe('what one step tells', () => {
  it('is nothing about an open outage that it did not change', () => {
    const open = after(series('udd'))
    for (const nothing of [null, look({ at: at(180), outcome: 'unknown' })]) {
      expect(advance(open, nothing, noRounds, later, rules)).toMatchObject({ outages: [], confirmed: [], gaps: [], settledChanged: false })
    }
    expect(advance(open, look({ at: at(180), outcome: 'down' }), noRounds, later, rules).outages).toMatchObject([
      { looks: 3, ongoing: true },
    ])
  })

  it('is every outage that a control round settles, and as confirmed only those that are', () => {
    const looks = series('uDuDD')
    let state = initialState('m')
    for (const seen of looks) state = advance(state, seen, roundBook(), origin, rules).state
    const rounds = roundBook([round(at(65)), round(at(185)), round(at(245))])
    const step = advance(state, null, rounds, at(250), rules)
    expect(step.outages).toMatchObject([
      { id: 'm-20250527T080100Z', confirmed: false, ongoing: false },
      { id: 'm-20250527T080300Z', confirmed: true, ongoing: true },
    ])
    expect(step.confirmed).toEqual([step.outages[1]])
  })

  it('is each quarter hour once, as soon as nothing can change it', () => {
    let state = initialState('m')
    const told: { readonly at: number; readonly from: number; readonly upMs: number; readonly looks: number }[] = []
    for (let slot = 0; slot <= 37; slot += 1) {
      const step = advance(state, look({ at: origin + slot * minute }), noRounds, later, rules)
      for (const row of step.quarters) told.push({ at: slot, from: row.from, upMs: row.upMs, looks: row.looks })
      state = step.state
    }
    expect(told.map(({ from, upMs, looks }) => ({ from, upMs, looks }))).toEqual([
      { from: origin, upMs: quarter, looks: 15 },
      { from: origin + quarter, upMs: quarter, looks: 15 },
    ])
    expect(told.map(({ at }) => at).every((slot, index) => slot >= 15 * (index + 1) && slot <= 15 * (index + 1) + 1)).toBe(true)
  })
})

describe('a look whose clock is less certain than the one before', () => {
  it('does not begin before that one', () => {
    // a = 30 s by its own clock, but it began after the failed look of 60 s had begun.
    const looks = [
      look(),
      look({ at: at(60), outcome: 'down' }),
      look({ at: at(120), uncertaintyMs: 90 * second }),
      look({ at: at(240), outcome: 'down' }),
    ]
    const { unconfirmed } = deriveOutages('m', looks, noRounds, rules, { asOf: later })
    expect(unconfirmed.map(({ onset }) => onset.after)).toEqual([origin, at(60)])
  })
})

describe('segments of a slice of looks', () => {
  it('go on behind a failed look whose control round never came', () => {
    const kinds = segmentsOf(series('uuDuu'), noRounds, later).map(({ kind, from, to }) => [
      kind,
      (from - origin) / minute,
      (to - origin) / minute,
    ])
    expect(kinds).toEqual([['up', 0, 4]])
  })
})

describe('sums of whole quarter hours', () => {
  it.each([
    ['begins with the period', 0, quarter],
    ['ends with the period', 2 * quarter, quarter],
    ['ends just after the period', 2 * quarter + 1, 0],
    ['begins at its end', 3 * quarter, 0],
    ['began just before the period', -1, 0],
  ])('count one that %s as they should', (_name, offset, upMs) => {
    const run = { from: origin + offset, count: 1, upMs: quarter, downMs: 0, ambiguousMs: 0, degradedMs: 0, looks: 15 }
    expect(sumRuns([run], [{ from: origin, to: origin + 3 * quarter }])).toMatchObject([
      { periodMs: 3 * quarter, upMs, unobservedMs: 3 * quarter - upMs },
    ])
  })

  it('count of a run those quarters that lie within each period', () => {
    const run = { from: origin, count: 10, upMs: quarter, downMs: 0, ambiguousMs: 0, degradedMs: 0, looks: 15 }
    const periods = [0, 3.5, 9, 20].map((start) => ({ from: origin + start * quarter, to: origin + (start + 3) * quarter }))
    expect(sumRuns([run], periods).map(({ upMs }) => upMs / quarter)).toEqual([3, 2, 1, 0])
  })
})
