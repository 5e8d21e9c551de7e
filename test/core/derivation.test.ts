import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, initialState } from '../../src/core/advance.ts'
import { startDerivation } from '../../src/core/derivation.ts'
import { roundBook } from '../../src/core/effective.ts'
import type { OutageRules } from '../../src/core/monitor.ts'
import type { Look } from '../../src/core/observation.ts'
import type { Gap, Outage, QuarterTotals } from '../../src/core/outage.ts'
import { quarterRuns } from '../../src/core/rollup.ts'
import { openOutage, recheckDue } from '../../src/core/status.ts'
import { anyRules, anySeries, eventsOf, everything, type RandomSeries } from './random-series.ts'
import { series } from './series.ts'

/** Takes all that happens into both, one object for all looks of the derivation: it must hold none. */
function expectSame(happened: RandomSeries, rules: OutageRules): void {
  const rounds = roundBook()
  const derivation = startDerivation('m', rules)
  let state = initialState('m')
  const outages: Outage[] = []
  const gaps: Gap[] = []
  const quarters: QuarterTotals[] = []
  const seen: { -readonly [K in keyof Look]?: Look[K] } = {}
  for (const event of eventsOf(happened)) {
    if ('round' in event) rounds.append(event.round)
    const look = 'look' in event ? event.look : null
    const step = advance(state, look, rounds, event.arrivesAt, rules)
    state = step.state
    outages.push(...step.outages.filter(({ ongoing }) => !ongoing))
    gaps.push(...step.gaps)
    quarters.push(...step.quarters)
    derivation.take(look === null ? null : Object.assign(seen, look), rounds, event.arrivesAt)
    expect([derivation.state.pending.length, recheckDue(derivation.state)]).toEqual([state.pending.length, recheckDue(state)])
  }
  const open = openOutage(state)
  expect(derivation.found()).toEqual({ outages: open === null ? outages : [...outages, open], gaps, quarters: quarterRuns(quarters) })
  expect(derivation.state).toEqual(state)
}

describe('the method followed as looks come', () => {
  it('finds what one step after another finds, and says at once when to look again', () => {
    fc.assert(fc.property(anySeries(everything, 25), anyRules, expectSame), { numRuns: 300 })
  })

  it.each(['u', '.', 'u|', 'uUu', 'ud', '?'])('over hundreds of looks: %s between them', (between) => {
    const looks = series([150, 70, 64].map((count) => 'u'.repeat(count)).join(between), { durationMs: 300 })
    expectSame({ looks, rounds: [] }, { confirmDown: 1, confirmUp: 1 })
  })
})
