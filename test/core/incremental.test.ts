import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, initialState } from '../../src/core/advance.ts'
import type { MonitorState, Step } from '../../src/core/advance.ts'
import { deriveOutages } from '../../src/core/derive.ts'
import { roundBook } from '../../src/core/effective.ts'
import type { RoundBook } from '../../src/core/effective.ts'
import type { OutageRules } from '../../src/core/monitor.ts'
import type { Look } from '../../src/core/observation.ts'
import type { Gap, QuarterTotals, Outage } from '../../src/core/outage.ts'
import { quarterTotals } from '../../src/core/quarters.ts'
import { quartersOf } from '../../src/core/rollup.ts'
import { anyRules, anySeries, eventsOf, everything } from './random-series.ts'
import { look, origin } from './series.ts'

/** What a store would hold after telling it every step. */
interface Told {
  readonly outages: Map<string, Outage>
  readonly confirmed: string[]
  readonly gaps: Gap[]
  readonly quarters: QuarterTotals[]
}

describe('6: step by step and from scratch', () => {
  it('agree after every look and every control round, through a snapshot', () => {
    fc.assert(
      fc.property(anySeries(everything, 25), anyRules, (series, rules) => {
        const book = roundBook()
        const looks: Look[] = []
        const told = nothingTold()
        let state = initialState('m')
        for (const event of eventsOf(series)) {
          if ('round' in event) book.append(event.round)
          else looks.push(event.look)
          const step = advance(state, 'look' in event ? event.look : null, book, event.arrivesAt, rules)
          const settled = state.settled
          tell(told, step)
          state = JSON.parse(JSON.stringify(step.state))
          expect(state).toEqual(step.state)
          expect(step.settledChanged).toBe(settled !== state.settled)
          expectSame(state, told, looks, book, rules, event.arrivesAt)
        }
      }),
      { numRuns: 150, seed: 27_05_2025 },
    )
  })

  it('agree when only time passes', () => {
    fc.assert(
      fc.property(anySeries(everything, 15), anyRules, fc.integer({ min: 0, max: 900_000 }), ({ looks }, rules, waitMs) => {
        const book = roundBook()
        const told = nothingTold()
        let state = initialState('m')
        for (const seen of looks) {
          const step = advance(state, seen, book, seen.at + seen.durationMs, rules)
          tell(told, step)
          state = step.state
        }
        const asOf = (looks.at(-1)?.at ?? origin) + waitMs
        const step = advance(state, null, book, asOf, rules)
        tell(told, step)
        expectSame(step.state, told, looks, book, rules, Math.max(asOf, ...looks.map((seen) => seen.at + seen.durationMs)))
      }),
      { numRuns: 300, seed: 27_05_2025 },
    )
  })
})

describe('a step', () => {
  const rules = { confirmDown: 2, confirmUp: 1 }

  it('leaves the given state as it was', () => {
    fc.assert(
      fc.property(anySeries(everything, 15), anyRules, ({ looks, rounds }, rules) => {
        const book = roundBook(rounds)
        let state = initialState('m')
        for (const seen of looks) {
          const before = JSON.stringify(state)
          const { state: next } = advance(state, seen, book, seen.at, rules)
          expect(JSON.stringify(state)).toBe(before)
          state = next
        }
      }),
      { numRuns: 100, seed: 27_05_2025 },
    )
  })

  it('takes no notice of a known look that is not newer than the newest known one', () => {
    const { state } = advance(initialState('m'), look({ at: origin }), roundBook(), origin, rules)
    for (const at of [origin, origin - 60_000]) {
      const step = advance(state, look({ at, outcome: 'down' }), roundBook(), origin, rules)
      expect(step).toEqual({ state, outages: [], confirmed: [], gaps: [], quarters: [], settledChanged: false })
    }
  })

  it('mints an id once', () => {
    const downs = [0, 1, 2, 3].map((slot) => look({ at: origin + slot * 60_000, outcome: 'down' }))
    let state = initialState('m')
    const minted = downs.map((seen) => {
      const step = advance(state, seen, roundBook(), seen.at, rules)
      state = step.state
      return step.confirmed.map(({ id }) => id)
    })
    expect(minted).toEqual([[], ['m-20250527T080000Z'], [], []])
  })
})

function nothingTold(): Told {
  return { outages: new Map(), confirmed: [], gaps: [], quarters: [] }
}

function tell(told: Told, step: Step): void {
  for (const outage of step.outages) told.outages.set(outage.id, outage)
  told.confirmed.push(...step.confirmed.map(({ id }) => id))
  told.gaps.push(...step.gaps)
  told.quarters.push(...step.quarters)
}

function expectSame(state: MonitorState, told: Told, looks: readonly Look[], book: RoundBook, rules: OutageRules, asOf: number): void {
  const derived = deriveOutages('m', looks, book, rules, { asOf })
  const outages = [...told.outages.values()].toSorted((x, y) => x.onset.by - y.onset.by)
  expect(outages.filter(({ confirmed }) => confirmed)).toEqual(derived.outages)
  expect(outages.filter(({ confirmed }) => !confirmed)).toEqual(derived.unconfirmed)
  expect(told.confirmed).toEqual(derived.outages.map(({ id }) => id))
  expect(told.gaps).toEqual(derived.gaps)
  expect(told.quarters).toEqual(Array.from(quartersOf(derived.quarters), (sums) => quarterTotals(state.monitorId, sums)))
  expect(state).toEqual(derived.state)
}
