import { describe, expect, it } from 'vitest'
import { configOf, looksOf, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')]), serviceOf('b', [monitorOf('b-www')])])
const looks = [...looksOf('a-www', `${'u'.repeat(2_000)}ddd${'u'.repeat(900)}`, now), ...looksOf('b-www', 'uuu', now)]

describe('the last days of every monitor in one answer', () => {
  it.each(['/api/v1/services?days=90', '/api/v1/monitors?days=90', '/api/v1/services/a?days=90', '/api/v1/monitors/a-www?days=90'])(
    'are the same figures as its availability by day: %s',
    async (path) => {
      await using site = await testSite(config, looks)
      for (const kept of [false, true]) {
        if (kept) site.keep()
        const answer = await site.json(path)
        const [first] = answer.items ?? [answer]
        const { days, id } = first.monitors?.[0] ?? first
        expect([id, days.length]).toEqual(['a-www', 90])
        const { items } = await site.json(`/api/v1/monitors/a-www/availability?by=day&from=${days[0].label}T00:00:00%2B01:00`)
        expect(items).toMatchObject(days)
        expect(items.at(-2)).toMatchObject({ coverage: 1 })
        expect(days[0]).toEqual({ label: items[0].label, upMs: 0, downMs: 0, ambiguousMs: 0, unobservedMs: items[0].periodMs })
      }
    },
  )

  it('come only where they are asked for, and not too many', async () => {
    await using site = await testSite(config, looks)
    expect((await site.json('/api/v1/monitors/a-www')).days).toBeUndefined()
    for (const days of ['0', '401', 'x', '1000', '']) {
      const response = await site.get(`/api/v1/services?days=${days}`)
      expect([days, response.status]).toEqual([days, 400])
      expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    }
  })
})
