import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { availability, totals } from '../../src/core/availability.ts'
import { quarterTotals } from '../../src/core/quarters.ts'
import { deriveOutages } from '../../src/core/derive.ts'
import type { Derived } from '../../src/core/derive.ts'
import { noRounds, roundBook } from '../../src/core/effective.ts'
import type { OutageRules } from '../../src/core/monitor.ts'
import type { Look } from '../../src/core/observation.ts'
import type { Outage } from '../../src/core/outage.ts'
import { anyRules, anySeries, everything, instants, steady } from './random-series.ts'
import type { RandomSeries } from './random-series.ts'
import { allQuarters, hour, origin, quarter } from './series.ts'

const forEver = Number.MAX_SAFE_INTEGER
const runs = { numRuns: 500, seed: 27_05_2025 }

describe('properties of the method, on random series', () => {
  it('1: the partition is exact, for every period', () => {
    const period = fc.tuple(fc.integer({ min: -100_000, max: 9_000_000 }), fc.integer({ min: 0, max: 9_000_000 }))
    fc.assert(
      fc.property(anySeries(everything), anyRules, period, (series, rules, [fromMs, lengthMs]) => {
        const { segments, gaps } = derive(series, rules)
        for (const [index, segment] of segments.entries()) {
          expect(segment.to).toBeGreaterThan(segment.from)
          expect(segment.from).toBe(segments[index - 1]?.to ?? segment.from)
        }
        expect(segments.filter(({ kind }) => kind === 'unobserved').map(({ from, to }) => ({ from, to }))).toEqual(gaps)
        const sums = totals(segments, { from: origin + fromMs, to: origin + fromMs + lengthMs })
        expect(Math.min(sums.upMs, sums.downMs, sums.ambiguousMs, sums.unobservedMs)).toBeGreaterThanOrEqual(0)
        expect(sums.upMs + sums.downMs + sums.ambiguousMs + sums.unobservedMs).toBe(lengthMs)
      }),
      runs,
    )
  })

  it('1: quarter hours say what segments say, and degraded time lies in up time', () => {
    fc.assert(
      fc.property(anySeries(everything), anyRules, (series, rules) => {
        const derived = derive(series, rules)
        const { segments, degraded } = derived
        const quarters = allQuarters(derived)
        for (const row of quarters.map((sums) => quarterTotals('m', sums))) {
          const { upMs, downMs, ambiguousMs, unobservedMs } = row
          const period = { from: row.from, to: row.from + quarter }
          expect({ periodMs: quarter, upMs, downMs, ambiguousMs, unobservedMs }).toEqual(totals(segments, period))
          expect(row.degradedMs).toBe(degraded.reduce((sum, part) => sum + overlap(part, period), 0))
          expect(row.degradedMs).toBeLessThanOrEqual(upMs)
        }
        expect(quarters.map((row) => row.from)).toEqual([...new Set(quarters.map((row) => row.from))].toSorted((x, y) => x - y))
        const observed = segments.filter(({ kind }) => kind !== 'unobserved').reduce((sum, { from, to }) => sum + to - from, 0)
        expect(quarters.reduce((sum, row) => sum + row.upMs + row.downMs + row.ambiguousMs, 0)).toBe(observed)
      }),
      runs,
    )
  })

  it('3: removing a look raises no minimum and lowers no maximum', () => {
    fc.assert(
      fc.property(anySeries(steady), anyRules, fc.nat(), ({ looks, rounds }, rules, pick) => {
        const index = looks.length === 0 ? 0 : pick % looks.length
        fc.pre(looks.length > 0 && !contradictsItsNeighbours(looks, index))
        const all = derive({ looks, rounds }, rules)
        const fewer = derive({ looks: looks.toSpliced(index, 1), rounds }, rules)
        const period = { from: origin - hour, to: origin + 30 * hour }
        const before = availability(totals(all.segments, period)).wholePeriod
        const after = availability(totals(fewer.segments, period)).wholePeriod
        expect(after.min).toBeLessThanOrEqual(before.min)
        expect(after.max).toBeGreaterThanOrEqual(before.max)
        for (const outage of listed(fewer)) {
          const parts = listed(all).filter((part) => successor(listed(fewer), looks, index, part) === outage)
          expect(parts.length).toBeGreaterThan(0)
          expect(outage.minMs).toBeLessThanOrEqual(parts.reduce((sum, part) => sum + part.minMs, 0))
          expect(outage.maxMs ?? forEver).toBeGreaterThanOrEqual(
            Math.max(...parts.map((part) => part.maxMs ?? (outage.maxMs === null ? 0 : forEver))),
          )
        }
      }),
      { ...runs, numRuns: 1500 },
    )
  })

  it('4: repeated or reordered input changes nothing', () => {
    fc.assert(
      fc.property(anySeries(everything), anyRules, fc.infiniteStream(fc.nat()), ({ looks, rounds }, rules, stream) => {
        const random = (): number => stream.next().value ?? 0
        const repeated = looks.flatMap((seen) => (random() % 3 === 0 ? [seen, seen] : [seen]))
        const shuffled = repeated.map((seen) => ({ seen, key: random() })).toSorted((x, y) => x.key - y.key)
        const mixed = { looks: shuffled.map(({ seen }) => seen), rounds: rounds.toReversed() }
        const { pending: _pending, ...state } = derive(mixed, rules).state
        const { pending: _alsoPending, ...expected } = derive({ looks, rounds }, rules).state
        expect({ ...derive(mixed, rules), state }).toEqual({ ...derive({ looks, rounds }, rules), state: expected })
      }),
      runs,
    )
  })

  it('5: unknown looks change nothing that missing ones would not', () => {
    fc.assert(
      fc.property(anySeries(everything), anyRules, ({ looks, rounds }, rules) => {
        const known = looks.filter((seen) => seen.outcome !== 'unknown')
        const { state, ...all } = derive({ looks, rounds }, rules)
        const { state: stateOfKnown, ...fewer } = derive({ looks: known, rounds }, rules)
        expect(all).toEqual(fewer)
        const last = looks.at(-1)?.outcome
        if (last !== 'unknown') return
        expect({ ...state, unknown: null }).toEqual({ ...stateOfKnown, unknown: null })
      }),
      runs,
    )
  })

  it('7 and 8: the bounds of each outage, and the outages, are in order', () => {
    fc.assert(
      fc.property(anySeries(everything), anyRules, (series, rules) => {
        const outages = listed(derive(series, rules))
        for (const [index, { onset, recovery, minMs, maxMs }] of outages.entries()) {
          const instants = [onset.after, onset.by, recovery?.after, recovery?.by].filter((instant) => typeof instant === 'number')
          expect(instants).toEqual(instants.toSorted((x, y) => x - y))
          expect(minMs).toBeGreaterThanOrEqual(0)
          expect(minMs).toBeLessThanOrEqual(maxMs ?? forEver)
          const next = outages[index + 1]
          if (next !== undefined) expect(next.onset.by).toBeGreaterThan(recovery?.after ?? forEver)
        }
        const ids = outages.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { ...runs, numRuns: 1500 },
    )
  })

  it('only the last outage is open, and it is told with what it spans', () => {
    fc.assert(
      fc.property(anySeries(instants), anyRules, (series, rules) => {
        const { outages, unconfirmed, gaps } = derive(series, rules)
        const all = listed({ outages, unconfirmed })
        expect(all.slice(0, -1).every(({ ongoing }) => !ongoing)).toBe(true)
        for (const outage of all) {
          const spanned = gaps.filter(({ from }) => from >= outage.onset.by && from < outage.lastSeenDownAt)
          if (rules.confirmUp === 1) {
            expect(outage.flaps).toBe(0)
            expect(outage.unobservedMs).toBe(spanned.reduce((sum, { from, to }) => sum + to - from, 0))
            expect(outage.incidentsMax).toBe(1 + spanned.length)
          }
          expect(outage.incidentsMax).toBeGreaterThan(outage.flaps)
          if (outage.maxMs !== null) expect(outage.minMs + outage.unobservedMs).toBeLessThanOrEqual(outage.maxMs)
        }
      }),
      runs,
    )
  })
})

function derive({ looks, rounds }: RandomSeries, rules: OutageRules): Derived {
  return deriveOutages('m', looks, rounds.length === 0 ? noRounds : roundBook(rounds), rules, { asOf: forEver })
}

function listed({ outages, unconfirmed }: Pick<Derived, 'outages' | 'unconfirmed'>): readonly Outage[] {
  return [...outages, ...unconfirmed].toSorted((x, y) => x.onset.by - y.onset.by)
}

/** A look at the edge has one neighbour; contradicting that one is contradicting both. */
function contradictsItsNeighbours(looks: readonly Look[], index: number): boolean {
  const known = looks.filter(({ outcome }) => outcome !== 'unknown')
  const removed = looks[index]
  const place = known.findIndex((seen) => seen === removed)
  if (place < 0) return false
  return [known[place - 1], known[place + 1]].every((neighbour) => neighbour === undefined || neighbour.outcome !== removed?.outcome)
}

/** The outage that holds, after a look was removed, the last down look that `part` still has. */
function successor(outages: readonly Outage[], looks: readonly Look[], index: number, part: Outage): Outage | undefined {
  const left = looks.filter((seen, place) => place !== index && seen.outcome === 'down' && seen.at <= part.lastSeenDownAt)
  const last = left.at(-1)?.at ?? origin
  return outages.find((outage) => outage.lastSeenDownAt >= last)
}

function overlap(part: { from: number; to: number }, period: { from: number; to: number }): number {
  return Math.max(0, Math.min(part.to, period.to) - Math.max(part.from, period.from))
}
