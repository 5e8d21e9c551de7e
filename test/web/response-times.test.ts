import { describe, expect, it } from 'vitest'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www', { formerly: ['a-old'] })])])
const url = '/api/v1/monitors/a-www/response-times'
const iso = (at: number) => new Date(at).toISOString()

describe('GET /api/v1/monitors/:id/response-times', () => {
  it('gives least, mean and most of each phase and keeps holes as holes', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuuuudddddd..uuu', now - minute))
    const answer = await site.json(`${url}?from=${iso(now - 16 * minute)}&points=16`)
    expect(answer).toMatchObject({ monitorId: 'a-www', bucketMs: minute, looks: 8, asOf: iso(now), to: iso(now), nextCursor: null })
    expect(answer.items.map(({ looks }: { looks: number }) => looks)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    expect(answer.items[0]).toEqual({
      from: iso(now - 16 * minute),
      looks: 1,
      total: { minMs: 842, meanMs: 842, maxMs: 842 },
      resolve: { minMs: 12, meanMs: 12, maxMs: 12 },
      connect: { minMs: 40, meanMs: 40, maxMs: 40 },
      handshake: { minMs: 85, meanMs: 85, maxMs: 85 },
      firstByte: { minMs: 690, meanMs: 690, maxMs: 690 },
      transfer: { minMs: 15, meanMs: 15, maxMs: 15 },
    })
    expect(answer.items[6]).toMatchObject({ looks: 0, total: null, firstByte: null })
  })

  it('takes the last 30 days and never gives more points than were asked for', async () => {
    await using site = await testSite(config, looksOf('a-www', 'u'.repeat(3_000), now))
    const answer = await site.json(url)
    expect(answer.items.length).toBeLessThanOrEqual(600)
    expect(answer.looks).toBe(2_999)
    expect(answer.from).toBe(iso(now - 30 * 24 * 60 * minute))
  })

  it.each([
    ['points=0', 400],
    ['points=2001', 400],
    ['points=many', 400],
    ['from=yesterday', 400],
    ['from=2026-11-23&to=2026-11-22', 422],
  ])('refuses %s', async (query, status) => {
    await using site = await testSite(config)
    const response = await site.get(`${url}?${query}`)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([status, 'application/problem+json'])
  })

  it('knows former ids, and says of others that they do not exist', async () => {
    await using site = await testSite(config)
    const moved = await site.get('/api/v1/monitors/a-old/response-times?points=7')
    expect([moved.status, moved.headers.get('Location')]).toEqual([308, '/api/v1/monitors/a-www/response-times?points=7'])
    expect((await site.get('/api/v1/monitors/nobody/response-times')).status).toBe(404)
  })
})
