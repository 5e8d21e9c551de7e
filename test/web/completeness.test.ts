import { describe, expect, it } from 'vitest'
import { dueBetween } from '../../src/core/schedule.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])
const iso = (at: number | undefined): string => new Date(at ?? Number.NaN).toISOString()

describe('/api/v1/monitors/{id}/completeness', () => {
  it('compares slots with recorded looks, rechecks left out', async () => {
    const period = { from: now - 20 * minute, to: now - 10 * minute }
    const slots = dueBetween(monitorOf('a-www'), period.from - 1, period.to - 1)
    const looks = slots.filter((_, place) => place !== 4).flatMap((slot) => looksOf('a-www', 'u', slot + 80, { scheduledAt: slot }))
    const recheck = looksOf('a-www', 'u', (slots[4] ?? 0) + 90, { scheduledAt: slots[4] ?? 0, recheck: true })
    await using site = await testSite(config, [...looks, ...recheck])
    const path = `/api/v1/monitors/a-www/completeness?from=${iso(period.from)}&to=${iso(period.to)}`
    expect(await site.json(path)).toEqual({
      monitorId: 'a-www',
      from: iso(period.from),
      to: iso(period.to),
      scheduled: 10,
      recorded: 9,
      holes: 1,
      items: [{ from: iso(slots[4]), to: iso(slots[4]), slots: 1, lost: false }],
      nextCursor: null,
    })
    // Up to what can no longer be under way, by itself the last day: all but the looks above are missing.
    expect(await site.json('/api/v1/monitors/a-www/completeness')).toMatchObject({ to: iso(now - 40_000), scheduled: 1440, recorded: 9 })
    site.setConfig(configOf([serviceOf('a', [monitorOf('a-www', { schedule: { kind: 'every', everyMs: 100 } })])]))
    await site.clock.advance(24 * 60 * minute)
    expect((await site.get('/api/v1/monitors/a-www/completeness')).status).toBe(400)
  })
})
