import { describe, expect, it } from 'vitest'
import { assetUrl } from '../../src/web/assets.ts'
import { boundsModel } from '../../src/web/bounds.ts'
import { render } from '../../src/web/html.ts'
import { localeFor } from '../../src/web/layout.ts'
import { chartsModel, timelineSection } from '../../src/web/pages/charts.ts'
import { boundsDrawing } from '../../src/web/parts/bounds.ts'
import { axis, ticks, timeScale } from '../../src/web/parts/time-axis.ts'
import { responseSection } from '../../src/web/parts/response-chart.ts'
import type { AnnouncedSpan } from '../../src/web/timeline.ts'
import { elementsOf, textOf } from './markup.ts'
import { configOf, hour, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const hostile = '"><script>alert(1)</script>'
const day = 24 * hour
const config = configOf([
  serviceOf('a', [monitorOf('a-www'), monitorOf('a-two')]),
  serviceOf('b', [monitorOf('b-www', { name: { en: hostile } })], { name: { en: hostile } }),
])
const looks = [
  ...looksOf('a-www', `${'u'.repeat(20)}d${'u'.repeat(9)}ddddd${'.'.repeat(5)}ddduuu....????uuuuu`, now - minute),
  ...looksOf('a-two', 'u'.repeat(50), now - minute),
]
const english = { 'Accept-Language': 'en' }
const html = { ...english, Accept: 'text/html' }
const period = { from: now - hour, to: now }
const query = `from=${new Date(period.from).toISOString()}&to=${new Date(period.to).toISOString()}`
const labels = (page: string) => elementsOf(page).flatMap(({ attributes }) => attributes['aria-label'] ?? [])

describe('the drawings of a monitor', () => {
  it.each(['en', 'fr', 'ar'] as const)('read as they did before, in %s', async (language) => {
    await using site = await testSite(config, looks)
    const zoom = { period, name: null, query }
    const model = await chartsModel(site.web, config.services[0]?.monitors.slice(0, 1) ?? [], zoom, '/monitors/a-www', [
      { from: now - 50 * minute, to: now - 30 * minute, surelyTo: now - 30 * minute, text: 'Works announced', href: '/announcements/1' },
      { from: now - 10 * minute, to: null, surelyTo: now - 5 * minute, text: hostile, href: '/announcements/2' },
    ])
    const [lane] = model.lanes
    const outage = site.reader.outages({ monitorId: 'a-www' }).find(({ confirmed }) => confirmed)
    if (lane === undefined || lane.responses === null || outage === undefined) throw new Error('nothing to draw')
    const locale = localeFor(config, language)
    const drawn = [
      timelineSection(locale, model),
      responseSection(locale, { responses: lane.responses, monitorId: 'a-www', path: model.path, library: '/assets/uplot.js' }),
      boundsDrawing(locale, await boundsModel(site.web, lane.monitor, outage)),
    ].map(render)
    expect(() => elementsOf(drawn.join('\n'))).not.toThrow()
    // One element a line, so that a change reads as one. `npx vitest run test/web/charts.test.ts -u` writes them anew.
    await expect(drawn.join('\n').replaceAll('><', '>\n<')).toMatchFileSnapshot(`../fixtures/charts/${language}.html`)
  })

  it.each(['en', 'fr', 'ar'] as const)('write no name over the one before it, in %s', (language) => {
    const locale = localeFor(config, language)
    const period = { from: Date.UTC(2026, 8, 12, 12), to: Date.UTC(2026, 9, 7, 12) }
    const scale = timeScale(period, 520, 0, locale.dir === 'rtl')
    const drawn = render(axis(scale, ticks(period, locale, 10), 0, 50, null))
    const names = [...drawn.matchAll(/<text class="q" x="([\d.]+)" y="66">([^<]+)</g)].map(([, x, text]) => ({
      x: Number(x),
      text: text ?? '',
    }))
    expect(names.length).toBeGreaterThan(4)
    expect(drawn.match(/<path/g)).toHaveLength(9)
    // What a letter of Noto Sans takes at 12 units, as Chromium draws these names.
    const met = names.filter(({ text, x }, index) => Math.abs((names[index + 1]?.x ?? Number.POSITIVE_INFINITY) - x) < 6.3 * text.length)
    expect(met).toEqual([])
  })

  it('are there without a script, and a script may look closer', async () => {
    await using site = await testSite(config, looks)
    const response = await site.get(`/monitors/a-www?${query}`, english)
    const page = await response.text()
    expect(labels(page)).toContain('Site a-www: 1 confirmed outage; 71.6\u00a0% of the time was observed')
    expect(response.headers.get('Content-Security-Policy')).toContain("script-src 'self'")
    const plot = elementsOf(page).find(({ attributes }) => 'data-plot' in attributes)?.attributes['data-plot'] ?? ''
    const facts = JSON.parse(plot.replaceAll('&quot;', '"').replaceAll('&#39;', "'"))
    expect(facts).toMatchObject({ ...period, address: '/api/v1/monitors/a-www/response-times', zone: 'Africa/Casablanca', rtl: false })
    for (const address of [facts.library, assetUrl('charts.js'), assetUrl('uplot.js')]) {
      const script = await site.get(address)
      expect([script.status, script.headers.get('Content-Type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    }
    expect((await site.json(`${facts.address}?${query}&points=60`)).items.length).toBeLessThanOrEqual(60)
  })

  it('say of an announced time beside the bounds what its mark means', async () => {
    await using site = await testSite(config, looks)
    const outage = site.reader.outages({ monitorId: 'a-www' }).find(({ confirmed }) => confirmed)
    if (outage === undefined) throw new Error('nothing to draw')
    const span = { from: now - 50 * minute, to: null, surelyTo: now, text: 'Works', href: '/announcements/1' }
    const legendOf = async (announced: readonly AnnouncedSpan[]) =>
      textOf(
        render(
          boundsDrawing(localeFor(config, 'en'), await boundsModel(site.web, { ...monitorOf('a-www'), serviceId: 'a' }, outage, announced)),
        ),
      )
    expect(await legendOf([span])).toContain('announced; dashed: no end given')
    expect(await legendOf([])).not.toContain('announced')
  })

  it('say the same as tables', async () => {
    await using site = await testSite(config, looks)
    const text = textOf(await (await site.get(`/monitors/a-www?${query}`, english)).text())
    expect(text).toContain('down, confirmed and certain4 min')
    expect(text).toContain('nobody knows9 minOur own resolver failed while another one answered. observer_resolver')
    expect(text).toContain('nobody knows6 minnobody looked')
    expect(text).toContain('ambiguous: it changed somewhere in here1 min')
    expect(text).toContain('12 ms40 ms85 ms690 ms15 ms842 ms842 ms')
  })

  it('keep their period in the language links, and refuse what is none in the language of the reader', async () => {
    await using site = await testSite(config, looks)
    const page = await (await site.get(`/monitors/a-www?${query}`, english)).text()
    expect(page).toContain(`/monitors/a-www?${query.replace('&', '&amp;')}&amp;lang=ar`)
    for (const [path, status] of [
      ['/monitors/a-www?zoom=decade', 400],
      ['/services/a?from=yesterday', 400],
      ['/monitors/a-www?from=2026-11-23&to=2026-11-22', 422],
      [`/services/a?from=${encodeURIComponent(hostile)}`, 400],
    ] as const) {
      const refused = await site.get(path, { 'Accept-Language': 'fr', Accept: 'text/html' })
      const text = await refused.text()
      expect([path, refused.status, text.includes('lang="fr"'), text.includes(hostile)]).toEqual([path, status, true, false])
    }
  })

  it('lead to no earlier time than was measured, and to none after now', async () => {
    await using site = await testSite(config, looks)
    const rels = async (path: string) =>
      elementsOf(await (await site.get(path, html)).text()).flatMap(({ attributes }) => attributes['rel']?.match(/prev|next/g) ?? [])
    expect(await rels('/monitors/a-www?zoom=day')).toEqual([])
    expect(await rels(`/monitors/a-www?from=${new Date(now - 10 * minute).toISOString()}`)).toEqual(['prev'])
    expect(
      await rels(`/monitors/a-www?from=${new Date(now - 60 * minute).toISOString()}&to=${new Date(now - 30 * minute).toISOString()}`),
    ).toEqual(['next'])
  })

  it('say that no look succeeded rather than draw nothing', async () => {
    await using site = await testSite(config, looksOf('a-www', 'ddd', now))
    expect(textOf(await (await site.get('/monitors/a-www', english)).text())).toContain('No look succeeded in this period.')
  })
})

describe('the drawings of a service', () => {
  it('have a lane for each monitor and one year of the worst days', async () => {
    await using site = await testSite(config, looks)
    const page = await (await site.get(`/services/a?${query}`, english)).text()
    expect(labels(page)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Site a-www: 1 confirmed outage/), expect.stringMatching(/^Site a-two: no/)]),
    )
    expect(textOf(page)).toContain('Of 2 monitors the worst of each day.')
    expect(page).not.toContain('data-plot')
  })

  it('let no hostile name become markup', async () => {
    await using site = await testSite(config, looks)
    for (const path of ['/services/b', '/monitors/b-www?zoom=year']) {
      const page = await (await site.get(path, html)).text()
      expect(elementsOf(page).filter(({ name, attributes }) => name === 'script' && attributes['src'] === undefined)).toEqual([])
    }
  })
})

describe('the year day by day', () => {
  it('says how many days it has and which of them were not simply up', async () => {
    await using site = await testSite(
      configOf([serviceOf('a', [monitorOf('a-www', { everyMs: hour, schedule: { kind: 'every', everyMs: hour } })])]),
      looksOf('a-www', `${'u'.repeat(24 * 20)}${'d'.repeat(10)}${'u'.repeat(24 * 5)}${'.'.repeat(30)}${'u'.repeat(24 * 10)}`, now, {
        everyMs: hour,
      }),
    )
    const page = await (await site.get('/monitors/a-www', english)).text()
    const heat = /<svg class="heat"[\s\S]*?<\/svg>/.exec(page)?.[0] ?? ''
    const days = (now - Date.UTC(2025, 11, 1)) / day
    expect(heat.match(/<g>/g)).toHaveLength(Math.ceil(days))
    expect(heat.match(/f-down/g)?.length).toBe(2)
    expect(labels(page)).toContainEqual(expect.stringMatching(/^358 days: 2 with a confirmed outage, \d+ not wholly observed\.$/))
    const whole = [...heat.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title?.replaceAll('\u00a0', ' '))
    expect(whole).toContainEqual(expect.stringMatching(/^\d+ November 2026: confirmed outage, Down, at least: \d h/i))
  })
})
