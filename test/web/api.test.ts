import { describe, expect, it } from 'vitest'
import { csvCell } from '../../src/web/api/stream.ts'
import { configOf, controls, looksOf, minute, monitorOf, now, round, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')]), serviceOf('b', [monitorOf('b-www'), monitorOf('b-two')])])
const looks = [
  ...looksOf('a-www', `${'u'.repeat(200)}dddddu.....uuu`, now),
  ...looksOf('b-www', `${'u'.repeat(100)}ddddd`, now),
  ...looksOf('b-two', `${'u'.repeat(100)}uuudu`, now),
]
const at = (minutes: number) => new Date(now + minutes * minute).toISOString()

const failed = (when: number, minutes: number) => looksOf('a-www', 'd', when + minutes * minute, { controlled: true })

describe('services and monitors', () => {
  it('tell the state now, in the contract’s words', async () => {
    await using site = await testSite(config, looks)
    const monitor = await site.json('/api/v1/monitors/b-www?lang=en')
    expect(monitor).toMatchObject({
      id: 'b-www',
      serviceId: 'b',
      name: 'Site b-www',
      kind: 'http',
      url: 'https://b-www.example/',
      everyMs: 60_000,
      state: 'down',
      degraded: false,
      since: { after: at(-5), by: at(-4) },
      reason: null,
      outageId: 'b-www-20261123T095600Z',
      last: {
        at: at(0),
        scheduledAt: at(0),
        durationMs: 0,
        outcome: 'down',
        rawOutcome: 'down',
        provisional: false,
        degraded: false,
        vantageId: 'rabat-1',
        failure: { phase: 'exchange', code: 'http_status', message: 'answered 503' },
        status: 503,
        timings: { resolveMs: 12, connectMs: 40, handshakeMs: 85, firstByteMs: 690, totalMs: 842 },
        seq: 314,
      },
    })
  })

  it('make a service of its monitors, without weights', async () => {
    await using site = await testSite(config, looks)
    const { items } = await site.json('/api/v1/services')
    expect(
      items.map(({ id, state, monitorsDown }: { id: string; state: string; monitorsDown: number }) => [id, state, monitorsDown]),
    ).toEqual([
      ['a', 'up', 0],
      ['b', 'partial', 1],
    ])
    const one = await site.json('/api/v1/services/b', { 'Accept-Language': 'ar' })
    expect([one.name, one.names.fr, one.monitors.length]).toEqual(['خدمة b', 'Le service b', 2])
  })

  it('page by cursor', async () => {
    await using site = await testSite(config, looks)
    const first = await site.json('/api/v1/monitors?limit=2')
    expect([first.items.map(({ id }: { id: string }) => id), first.nextCursor]).toEqual([['a-www', 'b-www'], 'b-www'])
    const second = await site.json(`/api/v1/monitors?limit=2&cursor=${first.nextCursor}`)
    expect([second.items.map(({ id }: { id: string }) => id), second.nextCursor]).toEqual([['b-two'], null])
  })

  it('keep retired monitors and redirect from former ids, parameters and all', async () => {
    await using site = await testSite(config, looks)
    site.setConfig(configOf([serviceOf('b', [monitorOf('b-new', { formerly: ['b-www'] })])]))
    const moved = await site.get('/api/v1/monitors/b-www/observations?limit=3')
    expect([moved.status, moved.headers.get('Location')]).toEqual([308, '/api/v1/monitors/b-new/observations?limit=3'])
    const gone = await site.json('/api/v1/monitors/a-www')
    expect([gone.state, gone.reason, typeof gone.retiredAt]).toEqual(['unknown', 'retired', 'string'])
    const all = await site.json('/api/v1/monitors?retired=true')
    expect(all.items.map(({ id }: { id: string }) => id)).toEqual(['b-new', 'a-www', 'b-two'])
    expect((await site.json('/api/v1/monitors')).items).toHaveLength(1)
  })
})

describe('observations', () => {
  it('come newest last, all of them by following the cursor', async () => {
    await using site = await testSite(config, looks)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: { at: string }[]; nextCursor: string | null } = await site.json(
        `/api/v1/monitors/a-www/observations?limit=60${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...page.items.map((look) => look.at))
      cursor = page.nextCursor
    }
    expect(seen).toHaveLength(209)
    expect(seen.toSorted()).toEqual(seen)
    expect(seen.at(-1)).toBe(at(0))
  })

  it('keep to a period: from inclusive, to exclusive, an offset or a local date', async () => {
    await using site = await testSite(config, looks)
    const get = async (query: string) =>
      (await site.json(`/api/v1/monitors/a-www/observations?${query}`)).items.map((look: { at: string }) => look.at)
    expect(await get(`from=${at(-1)}&to=${at(0)}`)).toEqual([at(-1)])
    expect(await get('from=2026-11-23T10:59:00%2B01:00&to=2026-11-23T11:00:00 01:00')).toEqual([at(-1)])
    expect(await get('from=2026-11-24')).toEqual([])
    expect(await get(`from=${now}`)).toEqual([at(0)])
  })

  it('carry the effective outcome beside the recorded one', async () => {
    const watched = { ...config, controls }
    await using site = await testSite(watched, [
      ...looksOf('a-www', 'uuuu', now - 10 * minute),
      ...failed(now, -9),
      { type: 'control', round: round(now - 9 * minute + 1, false) },
      { type: 'control', round: round(now - 8.5 * minute, true) },
      ...failed(now, -8),
      { type: 'control', round: round(now - 8 * minute + 1, true) },
      ...failed(now, 0),
    ])
    const { items } = await site.json(`/api/v1/monitors/a-www/observations?from=${at(-9)}`)
    expect(
      items.map(({ outcome, rawOutcome, provisional, reason }: Record<string, unknown>) => [outcome, rawOutcome, provisional, reason]),
    ).toEqual([
      ['unknown', 'down', false, 'observer_offline'],
      ['down', 'down', false, null],
      ['unknown', 'down', true, null],
    ])
    expect((await site.json('/api/v1/monitors/a-www')).last).toMatchObject({ provisional: true, outcome: 'unknown' })
  })

  it('stream everything as CSV', async () => {
    await using site = await testSite(config, looks)
    const response = await site.get('/api/v1/monitors/a-www/observations?format=csv&limit=1')
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present')
    const lines = (await response.text()).split('\r\n')
    expect(lines[0]).toMatch(/^seq,at,scheduledAt,durationMs,.*,outcome,rawOutcome,/)
    expect(lines).toHaveLength(209 + 2)
    expect(lines[1]?.split(',').slice(0, 3)).toEqual(['1', at(-213), at(-213)])
    expect(lines.some((line) => line.includes(',down,down,false,,false,false,rabat-1,exchange,http_status,answered 503,503,'))).toBe(true)
  })

  it('stream everything as JSON Lines', async () => {
    await using site = await testSite(config, looks)
    const response = await site.get(`/api/v1/monitors/a-www/observations?format=jsonl&from=${at(-2)}`)
    expect(response.headers.get('Content-Type')).toBe('application/jsonl; charset=utf-8')
    const lines = (await response.text()).trimEnd().split('\n')
    expect(lines.map((line) => [JSON.parse(line).monitorId, JSON.parse(line).at])).toEqual(
      [-2, -1, 0].map((minutes) => ['a-www', at(minutes)]),
    )
  })

  it('hold nothing back when their reader leaves early', async () => {
    await using site = await testSite(config, looks)
    const response = await site.get('/api/v1/monitors/a-www/observations?format=csv')
    await response.body?.cancel()
    expect((await site.get('/api/v1/monitors/a-www')).status).toBe(200)
  })
})

describe('CSV cells', () => {
  it.each([
    ['=cmd|calc', "'=cmd|calc"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    [-5, '-5'],
    [null, ''],
    [false, 'false'],
  ])('writes %j as %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })
})

describe('outages', () => {
  it('have the one shape', async () => {
    await using site = await testSite(config, looks)
    const outage = await (await site.get('/api/v1/outages/a-www-20261123T094700Z')).text()
    expect(outage).toBe(
      JSON.stringify({
        id: 'a-www-20261123T094700Z',
        monitorId: 'a-www',
        onset: { after: at(-14), by: at(-13) },
        recovery: { after: at(-9), by: at(-8) },
        ongoing: false,
        minMs: 240_000,
        maxMs: 360_000,
        unobservedMs: 0,
        flaps: 0,
        incidentsMax: 1,
        looks: 5,
        lastSeenDownAt: at(-9),
        confirmed: true,
        cause: { phase: 'exchange', code: 'http_status', message: 'answered 503' },
      }),
    )
  })

  it.each([
    { query: '', ids: ['a-www-20261123T094700Z', 'b-www-20261123T095600Z'] },
    { query: 'unconfirmed=true', ids: ['a-www-20261123T094700Z', 'b-www-20261123T095600Z', 'b-two-20261123T095900Z'] },
    { query: 'ongoing=true', ids: ['b-www-20261123T095600Z'] },
    { query: 'ongoing=false', ids: ['a-www-20261123T094700Z'] },
    { query: `from=${at(-3)}`, ids: ['b-www-20261123T095600Z'] },
    { query: `to=${at(-10)}`, ids: ['a-www-20261123T094700Z'] },
  ])('are those that "$query" asks for', async ({ query, ids }) => {
    await using site = await testSite(config, looks)
    const { items } = await site.json(`/api/v1/outages?${query}`)
    expect(items.map(({ id }: { id: string }) => id)).toEqual(ids)
  })

  it('of one monitor are its own, and page by cursor', async () => {
    await using site = await testSite(config, looksOf('a-www', `u${'ddduu'.repeat(5)}`, now))
    const first = await site.json('/api/v1/monitors/a-www/outages?limit=3')
    const second = await site.json(`/api/v1/monitors/a-www/outages?limit=3&cursor=${first.nextCursor}`)
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null])
    expect(second.items[0].onset.by > first.items[2].onset.by).toBe(true)
    expect((await site.json('/api/v1/monitors/b-www/outages')).items).toEqual([])
  })
})

describe('availability', () => {
  it('gives R9 for the period, ending now, with its time zone', async () => {
    await using site = await testSite(config, looks)
    const figures = await site.json(`/api/v1/monitors/a-www/availability?from=${at(-60)}&to=2030-01-01`)
    expect(figures).toMatchObject({
      monitorId: 'a-www',
      from: at(-60),
      to: at(0),
      asOf: at(0),
      by: null,
      timeZone: 'Africa/Casablanca',
      periodMs: 60 * minute,
      downMs: 4 * minute,
      ambiguousMs: 2 * minute,
      unobservedMs: 6 * minute,
      upMs: 48 * minute,
      coverage: 0.9,
      items: [],
      nextCursor: null,
    })
    expect(figures.availability.min).toBeCloseTo(48 / 54, 9)
    expect(figures.availability.max).toBeCloseTo(50 / 54, 9)
  })

  it('cuts local days with their real length', async () => {
    await using site = await testSite(config, looks)
    const { items } = await site.json('/api/v1/monitors/a-www/availability?from=2026-09-19&to=2026-09-22&by=day')
    expect(items.map(({ label, periodMs }: { label: string; periodMs: number }) => [label, periodMs / 3_600_000])).toEqual([
      ['2026-09-19', 24],
      ['2026-09-20', 25],
      ['2026-09-21', 24],
    ])
    expect(items[0]).toMatchObject({ availability: null, coverage: 0 })
  })

  it('refuses what nobody can read', async () => {
    await using site = await testSite(config, looks)
    expect((await site.get('/api/v1/monitors/a-www/availability?by=hour&from=1971-01-01')).status).toBe(400)
    expect((await site.get('/api/v1/monitors/a-www/availability?by=day&from=1971-01-01')).status).toBe(400)
    expect((await site.get('/api/v1/monitors/a-www/availability?by=month&from=1971-01-01')).status).toBe(200)
  })
})

describe('what is wrong with a request', () => {
  it.each([
    { path: '/api/v1/monitors?limit=0', status: 400 },
    { path: '/api/v1/monitors?limit=1001', status: 400 },
    { path: '/api/v1/monitors?limit=ten', status: 400 },
    { path: '/api/v1/monitors?cursor=nobody', status: 400 },
    { path: '/api/v1/monitors/a-www/observations?cursor=-1', status: 400 },
    { path: '/api/v1/monitors/a-www/observations?from=yesterday', status: 400 },
    { path: '/api/v1/monitors/a-www/observations?from=2026-02-30', status: 400 },
    { path: '/api/v1/monitors/a-www/observations?from=2026-11-23T10:00:00', status: 400 },
    { path: '/api/v1/monitors/a-www/observations?format=xml', status: 400 },
    { path: '/api/v1/monitors/a-www/availability?by=week', status: 400 },
    { path: '/api/v1/outages?ongoing=perhaps', status: 400 },
    { path: '/api/v1/outages?cursor=nobody', status: 400 },
    { path: '/api/v1/outages?from=2026-11-23&to=2026-11-22', status: 422 },
    { path: '/api/v1/monitors/nobody', status: 404 },
    { path: '/api/v1/monitors/nobody/availability', status: 404 },
    { path: '/api/v1/services/nobody', status: 404 },
    { path: '/api/v1/outages/nobody-20261123T094700Z', status: 404 },
    { path: '/api/v1/nothing', status: 404 },
    { path: '/api/v2/monitors', status: 404 },
    { path: '/api/v1/monitors/%', status: 404 },
    { path: '/api/v1/monitors/%00%ff', status: 404 },
  ])('$status for $path', async ({ path, status }) => {
    await using site = await testSite(config, looks)
    const response = await site.get(path)
    expect(response.status).toBe(status)
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    const problem = await response.json()
    expect(problem).toMatchObject({ type: 'about:blank', status })
    expect(JSON.stringify(problem)).not.toMatch(/stack|node_modules|\.ts/)
    expect(site.log).toEqual([])
  })

  it('refuses other methods, and says which there are', async () => {
    await using site = await testSite(config)
    for (const path of [
      '/',
      '/monitors/x',
      '/events',
      '/healthz',
      '/metrics',
      '/api/v1/monitors',
      '/api/v1/outages/x',
      '/api/v1/openapi.json',
    ]) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const response = await site.app.request(path, { method })
        expect([path, method, response.status, response.headers.get('Allow')]).toEqual([path, method, 405, 'GET, HEAD, OPTIONS'])
      }
    }
    expect((await site.app.request('/nothing', { method: 'POST' })).status).toBe(404)
  })

  it('lets any origin read, and says so before it asks', async () => {
    await using site = await testSite(config)
    for (const path of ['/', '/api/v1/monitors', '/api/v1/nothing']) {
      expect((await site.get(path)).headers.get('Access-Control-Allow-Origin'), path).toBe('*')
    }
    const preflight = await site.app.request('/api/v1/monitors', {
      method: 'OPTIONS',
      headers: { Origin: 'https://x.example', 'Access-Control-Request-Method': 'GET' },
    })
    expect([
      preflight.status,
      preflight.headers.get('Access-Control-Allow-Methods'),
      preflight.headers.get('Access-Control-Allow-Origin'),
    ]).toEqual([204, 'GET, HEAD, OPTIONS', '*'])
  })

  it('offers nothing but what it offers', async () => {
    await using site = await testSite(config)
    expect((await site.get('/api/v1/monitors', { Accept: 'application/xml' })).status).toBe(406)
    expect((await site.get('/api/v1/monitors', { Accept: 'text/html, */*;q=0.1' })).status).toBe(200)
  })

  it('refuses long addresses and large bodies', async () => {
    await using site = await testSite(config)
    const long = await site.get(`/api/v1/monitors?cursor=${'x'.repeat(5_000)}`)
    expect([long.status, await long.json()]).toMatchObject([414, { title: 'URI Too Long' }])
    const large = await site.app.request('/api/v1/monitors', {
      method: 'POST',
      body: 'x'.repeat(70_000),
      headers: { 'Content-Length': '70000' },
    })
    expect([large.status, large.headers.get('Content-Type')]).toEqual([413, 'application/problem+json'])
  })

  it('shows a page to a browser', async () => {
    await using site = await testSite(config)
    const response = await site.get('/nothing', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'Accept-Language': 'fr' })
    expect([response.status, response.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(await response.text()).toContain('Introuvable')
  })

  it('logs what fails inside, without the reader, and tells nothing of it', async () => {
    await using site = await testSite(config, looks)
    await site.reader[Symbol.asyncDispose]()
    const response = await site.app.request('/api/v1/outages?secret=1', {
      headers: { 'X-Forwarded-For': '203.0.113.9', Cookie: 'lang=fr' },
    })
    expect([500, 503]).toContain(response.status)
    expect(await response.text()).not.toMatch(/database|sqlite|stack/i)
    expect(site.log.join('')).toContain('request failed')
    expect(site.log.join('')).not.toContain('203.0.113.9')
  })
})

describe('caches', () => {
  it('ask again with the ETag and hear that nothing changed', async () => {
    await using site = await testSite(config, looks)
    for (const path of ['/', '/monitors/a-www', '/api/v1/outages', '/api/v1/openapi.json']) {
      const first = await site.get(path)
      const etag = first.headers.get('ETag') ?? ''
      expect(etag, path).toMatch(/^W\/"[\w-]{22}"$/)
      const again = await site.get(path, { 'If-None-Match': `"other", ${etag}` })
      expect([path, again.status, await again.text()]).toEqual([path, 304, ''])
    }
  })

  it('keep files whose address holds their content’s hash for ever', async () => {
    await using site = await testSite(config)
    const address = /href="(\/assets\/vigie\.[0-9a-f]{12}\.css)"/.exec(await (await site.get('/')).text())?.[1] ?? ''
    const css = await site.get(address)
    expect([css.status, css.headers.get('Content-Type'), css.headers.get('Cache-Control')]).toEqual([
      200,
      'text/css; charset=utf-8',
      'public, max-age=31536000, immutable',
    ])
    expect((await site.get('/assets/vigie.000000000000.css')).status).toBe(404)
    expect((await site.get('/assets/..%2fapp.ts')).status).toBe(404)
  })
})
