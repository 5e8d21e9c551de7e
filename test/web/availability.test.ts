import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { availability, totals } from '../../src/core/availability.ts'
import { deriveOutages, segmentsOf } from '../../src/core/derive.ts'
import { noRounds, roundBook } from '../../src/core/effective.ts'
import type { Look } from '../../src/core/observation.ts'
import { availabilityOf } from '../../src/web/availability.ts'
import { daysIn, pastDays } from '../../src/web/history.ts'
import { configOf, hour, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const monitor = monitorOf('a-www')
const config = configOf([serviceOf('a', [monitor])])
const rules = { confirmDown: 2, confirmUp: 1 }

describe('availability of a period', () => {
  it('is what the whole derivation says of it, wherever it begins and ends, and its buckets add up to it', async () => {
    const script =
      fc.sample(fc.string({ unit: fc.constantFrom('u', 'u', 'u', 'u', 'u', 'd', '?', '.', '.'), minLength: 400, maxLength: 400 }), {
        numRuns: 1,
        seed: 7,
      })[0] ?? ''
    const items = looksOf('a-www', script, now, { durationMs: 700, uncertaintyMs: 30 })
    await using site = await testSite(config, items)
    const looks = items.flatMap((item): Look[] => (item.type === 'observation' ? [item.observation] : []))
    const { segments } = deriveOutages('a-www', looks, noRounds, rules, { asOf: now })
    const instant = fc.integer({ min: now - 420 * minute, max: now })
    fc.assert(
      fc.property(instant, instant, fc.constantFrom('hour', 'day', null), (a, b, unit) => {
        const period = { from: Math.min(a, b), to: Math.max(a, b) }
        const found = availabilityOf(site.web, monitor, period, now, unit === null ? null : { unit, timeZone: 'Asia/Kolkata' })
        expect(found.figures).toMatchObject(totals(segments, period))
        if (unit === null) return
        for (const kind of ['periodMs', 'upMs', 'downMs', 'ambiguousMs', 'unobservedMs'] as const) {
          expect(found.buckets.reduce((sum, bucket) => sum + bucket.figures[kind], 0)).toBe(found.figures[kind])
        }
        for (const { from, to, figures } of found.buckets) expect(figures).toMatchObject(totals(segments, { from, to }))
      }),
      { numRuns: 150 },
    )
  })

  it('counts the time since the last look as unobserved', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuuuu', now))
    const later = now + 90 * minute
    const { figures } = availabilityOf(site.web, monitor, { from: now - 4 * minute, to: later }, later, null)
    expect(figures).toMatchObject({ upMs: 4 * minute, unobservedMs: 90 * minute })
  })

  it('reads the sums of whole quarter hours, not their looks', async () => {
    await using site = await testSite(config, looksOf('a-www', 'u'.repeat(600), now))
    let read = 0
    const counting = {
      ...site.web,
      reader: { ...site.reader, looks: (...asked: Parameters<typeof site.reader.looks>) => ((read += 1), site.reader.looks(...asked)) },
    }
    const { figures } = availabilityOf(counting, monitor, { from: now - 9 * hour, to: now }, now, { unit: 'hour', timeZone: 'UTC' })
    expect([read, figures.coverage]).toEqual([0, 1])
  })
})

describe('past days', () => {
  it('are what the looks say, whether their sums are stored yet or not, while looks go on', async () => {
    await using site = await testSite(config, looksOf('a-www', 'u'.repeat(3_000), now))
    const span = { unit: 'day', count: 90 } as const
    const timeZone = 'Africa/Casablanca'
    for (let step = 1; step <= 40; step += 1) {
      const at = now + step * hour
      await site.clock.advance(hour)
      await site.record(looksOf('a-www', step % 7 < 2 ? '' : step % 5 === 0 ? 'd'.repeat(60) : 'u'.repeat(60), at))
      if (step % 9 !== 0) continue
      const before = pastDays(site.web, monitor, span, timeZone)
      if (step % 18 === 0) site.keep()
      const { days, figures } = pastDays(site.web, monitor, span, timeZone)
      expect(days).toEqual(before.days)
      const segments = segmentsOf(
        site.reader.looks('a-www', { from: 0, to: at + 1 }),
        roundBook(site.reader.rounds({ from: 0, to: at })),
        at,
      )
      for (const { from, to, sums } of days) expect(sums).toEqual(totals(segments, { from, to }))
      expect(figures).toEqual(availability(totals(segments, { from: days[0]?.from ?? 0, to: at })))
    }
  })

  it('are the same for one of many monitors as for it alone, whatever the order they are asked in', async () => {
    const monitors = Array.from({ length: 120 }, (_, i) => monitorOf(`m-${i}`))
    const looks = monitors.flatMap(({ id }, i) => looksOf(id, `${'u'.repeat(20 + i)}${'d'.repeat(i % 7)}u`, now - 2 * hour))
    await using site = await testSite(configOf([serviceOf('all', monitors)]), looks)
    site.keep()
    await site.record(monitors.flatMap(({ id }, i) => looksOf(id, i % 2 === 0 ? 'du' : 'u', now)))
    const span = { unit: 'day', count: 3 } as const
    const alone = monitors.map((monitor) => daysIn(site.web, [monitor], span, 'UTC')(monitor))
    expect(new Set(alone.map(({ sum }) => JSON.stringify(sum))).size).toBeGreaterThan(50)
    const together = daysIn(site.web, monitors, span, 'UTC')
    expect(monitors.map((monitor) => together(monitor))).toEqual(alone)
    expect(monitors.toReversed().map((monitor) => together(monitor))).toEqual(alone.toReversed())
  })

  it('goes back 90 days from the end that was asked for', async () => {
    await using site = await testSite(config, [])
    const period = async (query: string) => {
      const { from, to } = await site.json(`/api/v1/monitors/a-www/availability?${query}`)
      return [from, to]
    }
    expect(await period('to=2025-06-01T00:00:00Z')).toEqual(['2025-03-03T00:00:00.000Z', '2025-06-01T00:00:00.000Z'])
    expect(await period('')).toEqual(await period('to=2030-01-01'))
    expect(await period('to=1970-01-02T00:00:00Z')).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-02T00:00:00.000Z'])
  })
})
