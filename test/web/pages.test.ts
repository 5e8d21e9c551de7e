import { signed } from '../evidence/bundle/made.ts'
import { describe, expect, it } from 'vitest'
import { configOf, controls, hour, looksOf, minute, monitorOf, now, round, serviceOf, testSite } from './site.ts'
import { announced, announcement, moment } from '../support/announcements.ts'
import { elementsOf, textOf } from './markup.ts'

const config = configOf([
  serviceOf('a', [monitorOf('a-www')]),
  serviceOf('b', [monitorOf('b-www'), monitorOf('b-two')]),
  serviceOf('c', [monitorOf('c-www')]),
])
const looks = [
  ...looksOf('a-www', `${'u'.repeat(200)}dddddu.....uuu`, now),
  ...looksOf('b-www', `${'u'.repeat(100)}ddddd`, now),
  ...looksOf('b-two', `${'u'.repeat(100)}uuudu`, now),
  announced(announcement({ id: 'works', serviceId: 'b', said: moment('2026-11-23T09:00:00Z') })),
]
const text = async (response: Response) => textOf(await response.text())
const english = { 'Accept-Language': 'en' }

describe('every page', () => {
  const paths = [
    '/',
    '/monitors/a-www',
    '/monitors/b-www',
    '/monitors/c-www',
    '/services/b',
    '/method',
    '/data',
    '/about',
    '/board',
    '/outages/a-www-20261123T094700Z',
    '/outages/b-www-20261123T095600Z',
    '/announcements',
    '/announcements/works',
    '/nothing',
    '/api/v1/docs',
  ]

  it.each(['fr', 'ar', 'en'])('is well-formed and complete in %s', { timeout: 60_000 }, async (language) => {
    await using site = await testSite(config, looks)
    for (const path of paths) {
      const response = await site.get(path, { 'Accept-Language': language, Accept: 'text/html' })
      const page = await response.text()
      const elements = elementsOf(page)
      const named = (name: string) => elements.filter((element) => element.name === name)
      expect(named('html')[0]?.attributes, path).toEqual({
        lang: language === 'ar' ? 'ar-MA' : language,
        dir: language === 'ar' ? 'rtl' : 'ltr',
      })
      expect(named('h1'), path).toHaveLength(1)
      expect(named('main'), path).toHaveLength(1)
      expect(
        named('script').filter(({ attributes }) => !/^\/assets\/\w+\.[0-9a-f]{12}\.js$/.test(attributes['src'] ?? '')),
        path,
      ).toEqual([])
      const ids = elements.flatMap(({ attributes }) => (attributes['id'] === undefined ? [] : [attributes['id']]))
      expect(new Set(ids).size, path).toBe(ids.length)
      const pointed = elements
        .flatMap(({ name, attributes }) => [
          attributes['aria-labelledby'],
          name === 'a' || name === 'use' ? /^#(.+)$/.exec(attributes['href'] ?? '')?.[1] : undefined,
        ])
        .filter((id) => id !== undefined)
      expect(
        pointed.filter((id) => !ids.includes(id)),
        path,
      ).toEqual([])
      expect(
        elements.filter(({ name, attributes }) => name === 'th' && attributes['scope'] === undefined && attributes['role'] !== 'rowheader'),
        path,
      ).toEqual([])
      expect(named('table').length, path).toBe(named('caption').length)
      expect(page, path).not.toMatch(/undefined|NaN|\[object|Invalid Date/)
      expect(textOf(page), path).toMatch(/(a single measuring point|un seul point de mesure|نقطة قياس واحدة)/i)
    }
    expect(site.log).toEqual([])
  })

  it('links to no page that is not there', { timeout: 60_000 }, async () => {
    await using site = await testSite(config, looks)
    // As the daemon does at each change of an outage: without a checkpoint there is no bundle yet.
    await signed(site.store, site.dir)
    const seen = new Set<string>()
    // A zoom leads to ever more zooms: of each page some forms are followed.
    const forms = new Map<string, number>()
    const queue = ['/']
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      const [page = ''] = path.split('?')
      const known = forms.get(page) ?? 0
      // The sources of announcements are other people's.
      if (seen.has(path) || path.startsWith('#') || path.startsWith('https://press.example/') || known >= 6) continue
      seen.add(path)
      forms.set(page, known + 1)
      const response = await site.get(path.replace('https://vigie.example.org', ''), english)
      expect(response.status, path).toBe(200)
      if (!(response.headers.get('Content-Type') ?? '').startsWith('text/html')) continue
      const elements = elementsOf(await response.text())
      queue.push(
        ...elements.flatMap(({ name, attributes }) =>
          (name === 'a' || name === 'link') && attributes['href'] !== undefined ? [attributes['href'].replaceAll('&amp;', '&')] : [],
        ),
      )
    }
    expect(seen.size).toBeGreaterThan(20)
  })

  it('says "no control" when none is configured, and not otherwise', async () => {
    await using site = await testSite(config, looks)
    for (const path of ['/', '/monitors/a-www', '/outages/a-www-20261123T094700Z', '/services/b'])
      expect(await text(await site.get(path, english)), path).toContain('No control')
    site.setConfig({ ...config, controls })
    await site.clock.advance(1_000)
    expect(await text(await site.get('/', english))).not.toContain('No control target')
  })

  it('never lets a hostile name, message or address become markup', async () => {
    const hostile = '"><img src=x onerror=alert(1)>'
    const evil = configOf(
      [
        serviceOf(
          'e',
          [
            monitorOf('e-www', {
              name: { en: hostile },
              url: `https://e.example/${hostile}`,
              expect: { ...monitorOf('x').expect, contains: [hostile] },
            }),
          ],
          { name: { en: hostile }, organisation: { en: hostile }, links: [`javascript:alert(1)`, 'https://ok.example/'] },
        ),
      ],
      {
        vantage: { id: 'v', name: hostile, country: null, asn: null, network: null },
      },
    )
    const failure = { phase: 'exchange' as const, code: 'http_status' as const, message: hostile }
    await using site = await testSite(evil, [
      ...looksOf('e-www', 'uuuu', now - 4 * minute),
      ...looksOf('e-www', 'dddd', now, { failure, finalHost: hostile, address: hostile, rules: [hostile] }),
    ])
    for (const path of [
      '/',
      '/monitors/e-www',
      '/services/e',
      '/outages/e-www-20261123T095700Z',
      `/outages/${encodeURIComponent(hostile)}`,
      `/${encodeURIComponent(hostile)}`,
    ]) {
      const page = await (await site.get(path, { ...english, Accept: 'text/html' })).text()
      expect(
        elementsOf(page).filter(({ name }) => name === 'img'),
        path,
      ).toEqual([])
      expect(page, path).not.toContain('href="javascript:')
    }
  })

  it('keeps the wished language in a cookie and sends it in the headers that caches read', async () => {
    await using site = await testSite(config)
    const asked = await site.get('/?lang=ar')
    expect(asked.headers.get('Set-Cookie')).toMatch(/^lang=ar;.*Max-Age=31536000.*HttpOnly/)
    expect(asked.headers.get('Vary')).toBe('Accept-Language, Cookie, Accept-Encoding')
    expect((await site.get('/', { Cookie: 'lang=ar' })).headers.get('Set-Cookie')).toBeNull()
    expect(await (await site.get('/', { Cookie: 'lang=ar', 'Accept-Language': 'en' })).text()).toContain('dir="rtl"')
  })
})

describe('the first page', () => {
  it('gives the verdict in one line, then what is out, then every service', async () => {
    await using site = await testSite({ ...config, controls }, looks)
    site.setHealth({ controls: { at: now - minute, fine: true, reachable: 3, total: 3 } })
    const page = await text(await site.get('/', english))
    expect(page).toContain('1 of 3 services is partially out.')
    expect(page).toContain('Observer: online, 3 of 3 controls.')
    expect(page).toContain('partially out: 1 of 2 monitors')
    expect(page).toContain('At least4 min')
    expect(page).toContain('last seen working 23 November 2026, 09:55 (UTC+00:00), first failure seen 23 November 2026, 09:56 (UTC+00:00)')
    expect(page).toContain('not looked at yet')
  })

  it('shows an outage growing with failed looks only, not with the clock', async () => {
    await using site = await testSite(config, looks)
    await site.clock.advance(2 * minute)
    expect(await text(await site.get('/', english))).toContain('At least4 min')
    await site.record(looksOf('b-www', 'd', now + 2 * minute))
    await site.clock.advance(1_000)
    expect(await text(await site.get('/', english))).toContain('At least6 min')
  })

  it('says that we are offline, claims nothing, and shows nothing red', async () => {
    await using site = await testSite({ ...config, controls }, [...looks, { type: 'control', round: round(now, false) }])
    const page = await (await site.get('/', english)).text()
    expect(page).toContain('<body class="offline">')
    expect(textOf(page)).toContain('We cannot tell: the observer is offline.')
    expect(textOf(page)).toContain('Observer: offline, 0 of 3 controls.')
    expect(textOf(page)).toContain('It is our own network that is down; of theirs we know nothing')
    expect(textOf(page)).toContain('Out when last seen')
    expect(page).not.toMatch(/class="st st-(down|part|up)"/)
    const monitor = await (await site.get('/monitors/b-www', english)).text()
    expect(monitor).toContain('<body class="offline">')
    expect(monitor).not.toMatch(/class="st st-(down|part)"/)
  })

  it('is unknown, not up, where nobody has looked for long', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuuu', now))
    await site.clock.advance(3 * minute)
    const page = await text(await site.get('/', english))
    expect(page).toContain('No service is known to be out; of 3 of 3 we cannot tell.')
    expect(page).toContain('nobody has looked for too long')
  })

  it('says so when the measuring thread is silent', async () => {
    await using site = await testSite(config, looks)
    site.setHealth({ at: now - 6_000 })
    expect(await text(await site.get('/', english))).toContain('The daemon does not answer')
  })

  it('draws only what is not up, and says the rest in the alternative text', async () => {
    await using site = await testSite(
      configOf([serviceOf('a', [monitorOf('a-www', { everyMs: hour, schedule: { kind: 'every', everyMs: hour } })])]),
      looksOf('a-www', `${'u'.repeat(24 * 89)}${'d'.repeat(10)}u`, now, { everyMs: hour }),
    )
    const page = await (await site.get('/', english)).text()
    const label = elementsOf(page).find(({ attributes }) => attributes['class'] === 'strip')?.attributes['aria-label']
    expect(label?.replaceAll('\u00a0', ' ')).toMatch(/^Service a: 1 outage in 90 days; 9\d\.\d % of the time was looked at$/)
    const strip = /<svg class="strip"[\s\S]*?<\/svg>/.exec(page)?.[0] ?? ''
    expect(strip.match(/f-down/g)).toHaveLength(1)
    expect(strip.length).toBeLessThan(900)
  })

  it('says in words when nothing is configured', async () => {
    await using site = await testSite(configOf([]))
    expect(await text(await site.get('/', english))).toContain('No service is configured.')
  })
})

describe('the page of a monitor', () => {
  it('says its state and since when, how it is measured, its last look, outages, months, gaps', async () => {
    await using site = await testSite(config, looks)
    const page = await text(await site.get('/monitors/a-www', english))
    expect(page).toContain('changed after 23 November 2026, 09:51:00 (UTC+00:00), no later than 23 November 2026, 09:52:00 (UTC+00:00)')
    expect(page).toContain('GET https://a-www.example/, 30 seconds at most')
    expect(page).toContain('2 failed looks in a row confirm it')
    expect(page).toContain('resolve 12 ms, connect 40 ms, handshake 85 ms, first byte 690 ms, total 842 ms')
    expect(page).toContain('4 min to 6 min')
    expect(page).toContain('November 2026')
    expect(page).toContain('97.10 % to 98.07 %')
    expect(page).toContain('23 November 2026, 09:52:00 (UTC+00:00)23 November 2026, 09:58:00 (UTC+00:00)6 min')
  })

  it('lists an unconfirmed failure without a link, beside confirmed outages', async () => {
    await using site = await testSite(config, looks)
    const page = await (await site.get('/monitors/b-two', english)).text()
    expect(textOf(page)).toContain('unconfirmed, at most 2 min')
    expect(page).not.toContain('/outages/')
  })

  it('stays when the monitor is retired, and moves with its id', async () => {
    await using site = await testSite(config, looks)
    site.setConfig(configOf([serviceOf('b', [monitorOf('b-new', { formerly: ['b-www'] })])]))
    await site.clock.advance(1_000)
    const page = await text(await site.get('/monitors/a-www', english))
    expect(page).toContain('This monitor is no longer in the configuration.')
    const moved = await site.get('/monitors/b-www')
    expect([moved.status, moved.headers.get('Location')]).toEqual([308, '/monitors/b-new'])
    expect((await site.get('/monitors/never')).status).toBe(404)
  })
})

describe('an outage that was open when its monitor was retired', () => {
  it('is said to be unmeasured since, on both pages', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuuddd', now))
    site.setConfig(configOf([serviceOf('c', [monitorOf('c-www')])]))
    await site.clock.advance(1_000)
    const page = await (await site.get('/monitors/a-www', english)).text()
    expect(textOf(page)).toContain('The outage that was open when monitoring ended')
    expect(textOf(page)).toContain('Monitoring ended while it was out. Nobody has looked since; whether it came back was not measured.')
    const address = /\/outages\/[\w-]+/.exec(page)?.[0] ?? ''
    expect(await text(await site.get(address, english))).toContain('Monitoring ended while it was out.')
  })
})

describe('the page of an outage', () => {
  it('gives the sentence, its short form, its limits and its bounds', async () => {
    await using site = await testSite(config, looks)
    const page = await text(await site.get('/outages/a-www-20261123T094700Z', english))
    expect(page).toContain(
      'Measurements indicate that the service “Service a” was unavailable for at least 4 minutes (at most 6 minutes): last seen working on 23 November 2026 at 09:46, first failure seen at 09:47; last failure seen at 09:51, working again at 09:52 (Morocco time, UTC+00:00).',
    )
    expect(page).toContain('Short form: Measurements indicate that the service “Service a” was unavailable for at least 4 minutes.')
    expect(page).toContain('“indicate”a single measuring point')
    expect(page).toContain('neither cause nor blame')
    expect(page).toContain('It is not a finding about who or what is to blame.')
    expect(page).toContain('https://vigie.example.org/outages/a-www-20261123T094700Z')
  })

  it('names the monitor where its service has several', async () => {
    await using site = await testSite(config, looks)
    expect(await text(await site.get('/outages/b-www-20261123T095600Z', english))).toContain(
      'the service “Service b — Site b-www” has been unavailable for at least 4 minutes: last seen working',
    )
  })

  it('says how wide the bounds are when nobody looked inside', async () => {
    await using site = await testSite(config, looksOf('c-www', `uuddd${'.'.repeat(30)}dddu`, now))
    const page = await text(await site.get('/outages/c-www-20261123T092400Z', english))
    expect(page).toContain('31 min unobserved inside; at most 2 separate outages')
    expect(page).toContain('Below 95 %')
  })

  it('says so when it was down already at the first look', async () => {
    await using site = await testSite(config, looksOf('c-www', 'dddu', now))
    const page = await text(await site.get('/outages/c-www-20261123T095700Z', english))
    expect(page).toContain('no upper bound: it was already down when monitoring began')
  })

  it('lists the first and last fifty looks and each change, and counts the rest', async () => {
    await using site = await testSite(config, looksOf('c-www', `uu${'d'.repeat(150)}?${'d'.repeat(150)}uu`, now))
    const id = site.reader.outages({})[0]?.id ?? ''
    const page = await (await site.get(`/outages/${id}`, english)).text()
    expect(textOf(page)).toContain('without change, not listed here')
    expect(page.match(/<tr><th scope="row"><time/g)?.length).toBeGreaterThan(100)
    expect(page.match(/<tr><th scope="row"><time/g)?.length).toBeLessThan(110)
    expect(textOf(page)).toContain('could not tell')
  })

  it('is never lost: moved ones redirect, withdrawn ones say why', async () => {
    await using site = await testSite(config, looks)
    const progress = site.store.snapshots().map(({ monitorId, throughSeq, state }) => ({ monitorId, throughSeq, state, quarters: [] }))
    const [first, ...others] = site.store.outages({})
    const kept = others.filter(({ confirmed }) => confirmed)
    site.store.replaceDerived({ outages: kept, gaps: [] }, progress, [
      { id: first?.id ?? '', to: kept[0]?.id ?? '', reason: 'clock corrected' },
    ])
    const moved = await site.get(`/outages/${first?.id}`)
    expect([moved.status, moved.headers.get('Location')]).toEqual([308, `/outages/${kept[0]?.id}`])
    site.store.replaceDerived({ outages: [], gaps: [] }, progress, [{ id: kept[0]?.id ?? '', to: null, reason: 'the looks were not ours' }])
    const gone = await site.get(`/outages/${kept[0]?.id}`, { ...english, Accept: 'text/html' })
    expect(gone.status).toBe(410)
    expect(await text(gone)).toContain('Reason: the looks were not ours')
    const told = await site.get(`/api/v1/outages/${kept[0]?.id}`)
    expect([told.status, told.headers.get('Content-Type')]).toEqual([410, 'application/problem+json'])
  })
})
