import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveOutages } from '../../src/core/derive.ts'
import { noRounds } from '../../src/core/effective.ts'
import { reachMs } from '../../src/core/interval.ts'
import type { Look } from '../../src/core/observation.ts'
import { look, minute, origin } from './series.ts'

interface Change {
  readonly lengthMs: number
  readonly pauseMs: number
}
interface Sight {
  readonly jitterMs: number
  readonly durationMs: number
  /** Where within the look the answer was formed, and how wrong the clock was, both as shares. */
  readonly share: number
  readonly clockShare: number
  readonly missed: boolean
}

const longestLookMs = 20_000
const uncertaintyMs = 700
/**
 * What is seen at the two ends of an adjacent pair may lie farther apart than the distance of their starts: by one look and by
 * the clock's error at both ends.
 */
const separationMs = reachMs(minute) + longestLookMs + 2 * uncertaintyMs + 1

const change: fc.Arbitrary<Change> = fc.record({
  lengthMs: fc.integer({ min: separationMs, max: 20 * minute }),
  pauseMs: fc.integer({ min: separationMs, max: 20 * minute }),
})
const sight: fc.Arbitrary<Sight> = fc.record({
  jitterMs: fc.integer({ min: 0, max: 15_000 }),
  durationMs: fc.constantFrom(0, 80, 900, longestLookMs),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  clockShare: fc.double({ min: -1, max: 1, noNaN: true }),
  missed: fc.constantFrom(false, false, false, false, true),
})

describe('simulated outages, separated from every other change by more than the reach', () => {
  const simulation = fc.tuple(fc.array(change, { minLength: 1, maxLength: 6 }), fc.array(sight, { minLength: 30, maxLength: 120 }))

  it('2: are as long as the bounds say', () => {
    let compared = 0
    fc.assert(
      fc.property(simulation, ([changes, sights]) => {
        const truth = trueOutages(changes)
        const { outages, unconfirmed } = deriveOutages('m', looksAt(truth, sights), noRounds, { confirmDown: 2, confirmUp: 1 }, { asOf: 0 })
        for (const outage of [...outages, ...unconfirmed]) {
          const after = outage.onset.after ?? Number.NEGATIVE_INFINITY
          const by = outage.recovery?.by ?? Number.POSITIVE_INFINITY
          const meant = truth.filter(({ from, to }) => from < by && to > after)
          const trueMs = meant.reduce((sum, { from, to }) => sum + Math.min(to, by) - Math.max(from, after), 0)
          expect(outage.minMs).toBeLessThanOrEqual(trueMs)
          expect(trueMs).toBeLessThanOrEqual(outage.maxMs ?? Number.POSITIVE_INFINITY)
          expect(meant.length).toBeGreaterThan(0)
          if (outage.incidentsMax > 1 || outage.recovery === null || outage.onset.after === null) continue
          // R6 holds recovery.after at onset.by or later to keep bounds in order; what was seen is down at some instant of the last look.
          const stillDownAt = Math.min(outage.recovery.after ?? 0, outage.lastSeenDownAt - uncertaintyMs)
          const seen = meant.filter(({ from, to }) => from <= outage.onset.by && to >= stillDownAt)
          expect(seen.length).toBe(1)
          for (const { from, to } of seen) {
            expect(outage.minMs).toBeLessThanOrEqual(to - from)
            // Another one may hide in a gap beside it.
            if (meant.length > 1) continue
            expect(to - from).toBeLessThanOrEqual(outage.maxMs ?? 0)
            expect(from).toBeGreaterThanOrEqual(outage.onset.after)
            expect(to).toBeLessThanOrEqual(outage.recovery.by)
          }
          compared += 1
        }
      }),
      { numRuns: 300, seed: 27_05_2025 },
    )
    expect(compared).toBeGreaterThan(300)
  })
})

interface Stretch {
  readonly from: number
  readonly to: number
}

function trueOutages(changes: readonly Change[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  let free = origin
  for (const { pauseMs, lengthMs } of changes) {
    stretches.push({ from: free + pauseMs, to: free + pauseMs + lengthMs })
    free += pauseMs + lengthMs
  }
  return stretches
}

/** Looks every minute, as an honest but imprecise observer records them. */
function looksAt(truth: readonly Stretch[], sights: readonly Sight[]): readonly Look[] {
  const looks: Look[] = []
  let freeAt = origin
  for (const [slot, { jitterMs, durationMs, share, clockShare, missed }] of sights.entries()) {
    const began = origin + slot * minute + jitterMs
    const answered = began + durationMs * share
    const down = truth.some(({ from, to }) => from <= answered && answered < to)
    const at = Math.max(Math.round(began + clockShare * uncertaintyMs), freeAt)
    if (missed || Math.abs(at - began) > uncertaintyMs) continue
    looks.push(look({ at, durationMs, uncertaintyMs, outcome: down ? 'down' : 'up' }))
    freeAt = at + durationMs
  }
  return looks
}
