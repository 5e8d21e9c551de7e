import { describe, expect, it } from 'vitest'
import { denserAround } from '../../src/demo/dense.ts'
import { leadMs } from '../../src/demo/happening.ts'
import { drawHappenings, drawObserver } from '../../src/demo/year.ts'
import { day, from, hour, minute } from './scene.ts'

const year = { from, to: from + 365 * day }
const monitorOf = (index: number) => ({ id: `m-${index}`, expect: { certificateDays: 14 } })
const years = Array.from({ length: 400 }, (_, index) => drawHappenings('year', monitorOf(index), year))
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

describe('what befalls services in a year', () => {
  it('is decided by the seed and the monitor', () => {
    expect(drawHappenings('year', monitorOf(3), year)).toEqual(years[3])
    expect(drawHappenings('other', monitorOf(3), year)).not.toEqual(years[3])
    expect(years[4]).not.toEqual(years[3])
  })

  it('lies within the year, each over before the next begins to show', () => {
    for (const happenings of years) {
      for (const [index, happening] of happenings.entries()) {
        const free = happenings[index - 1]?.to ?? from
        expect(happening.from - leadMs(happening, 14)).toBeGreaterThanOrEqual(free + hour)
        expect(Number.isSafeInteger(happening.from)).toBe(true)
        expect(happening.to).toBeGreaterThan(happening.from)
        expect(happening.to).toBeLessThan(year.to)
      }
    }
  })

  it('comes as often as the rates say, more often to some than to others', () => {
    const lasting = years.map((happenings) => happenings.filter((h) => h.kind !== 'crash' || (h.to ?? 0) - h.from >= 3 * minute).length)
    expect(median(lasting)).toBeGreaterThanOrEqual(6)
    expect(median(lasting)).toBeLessThanOrEqual(10)
    expect(Math.max(...lasting) / median(lasting)).toBeGreaterThan(5)
    const all = years.flat()
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(9)
    const crashes = all.filter((h) => h.kind === 'crash').map((h) => (h.to ?? 0) - h.from)
    // Outages and the longest blips: 27 minutes were drawn as the median of the outages alone.
    const outages = crashes.filter((ms) => ms >= 3 * minute)
    expect(median(outages) / minute).toBeGreaterThan(22)
    expect(median(outages) / minute).toBeLessThan(32)
    expect(drawHappenings('year', monitorOf(1), year, { outages: 0, blips: 0 })).toEqual([])
  })

  it('leaves the observer some nights without a network and some updates', () => {
    const all = Array.from({ length: 40 }, (_, seed) => drawObserver(`${seed}`, year))
    for (const events of all) {
      expect(events.every((event, index) => event.to > event.from && event.from > (events[index - 1]?.to ?? from))).toBe(true)
    }
    expect(median(all.map((events) => events.length))).toBeGreaterThan(14)
    expect(median(all.map((events) => events.length))).toBeLessThan(24)
    const offline = all.flat().filter(({ kind }) => kind === 'offline')
    expect(offline.length / all.flat().length).toBeGreaterThan(0.2)
    expect(offline.some((event) => event.to - event.from > 6 * hour)).toBe(true)
  })
})

describe('denser looks around events', () => {
  it('join where events are near one another', () => {
    const around = [
      { from: 1_000, to: 2_000 },
      { from: 2_100, to: 2_200 },
      { from: 9_000, to: 9_100 },
    ]
    expect(denserAround(around, 900, 60, 100)).toEqual([
      { from: 900, everyMs: 60 },
      { from: 2_300, everyMs: 900 },
      { from: 8_900, everyMs: 60 },
      { from: 9_200, everyMs: 900 },
    ])
    expect(denserAround([], 900, 60, 100)).toEqual([])
  })
})
