import { describe, expect, it } from 'vitest'
import type { Damage } from '../../src/store/store.ts'
import { chartsModel } from '../../src/web/pages/charts.ts'
import { damagedMonitors } from '../../src/web/pages/damage.ts'
import { homePage } from '../../src/web/pages/home.ts'
import { homeModel } from '../../src/web/pages/home-model.ts'
import { monitorPage } from '../../src/web/pages/monitor.ts'
import { monitorModel } from '../../src/web/pages/monitor-model.ts'
import { render } from '../../src/web/html.ts'
import { localeFor } from '../../src/web/layout.ts'
import { zoomOf } from '../../src/web/zoom.ts'
import { elementsOf, textOf } from './markup.ts'
import { configOf, hour, looksOf, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www', { formerly: ['a-old'] })]), serviceOf('b', [monitorOf('b-www')])])
const period = (monitorId: string, startHoursAgo: number): Damage => ({
  monitorId,
  from: now - startHoursAgo * hour,
  to: now - (startHoursAgo - 1) * hour,
  problem: 'a chunk has the wrong checksum',
})

describe('records that cannot be read any more', () => {
  it('are told on the first page and on the page of their monitor, in every language', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuuu', now))
    const damages = [period('a-old', 5), period('a-www', 9)]
    // What the store met while it read; that it meets it is the store's own test.
    const web = { ...site.web, reader: { ...site.reader, damaged: () => damages } }
    for (const [language, title, from] of [
      ['en', 'Some records are damaged', '01:00:00 (UTC+00:00) to 23 November 2026, 02:00:00 (UTC+00:00)'],
      ['fr', 'Des enregistrements sont endommagés', 'du 23 novembre 2026, 1 h 00 min 00 s (UTC+00:00) au'],
      ['ar', 'بعض التسجيلات تالفة', 'بين 23 نونبر 2026'],
    ] as const) {
      const locale = localeFor(config, language)
      const home = render(homePage(locale, homeModel(web, locale)))
      expect(elementsOf(home).length).toBeGreaterThan(50)
      expect(textOf(home)).toContain(title)
      expect(textOf(home)).toContain(from)
      const monitors = config.services.flatMap((service) => service.monitors)
      const pages = monitors.map(async (monitor) => {
        const charts = await chartsModel(web, [monitor], zoomOf({}, config.site.timeZone, now), `/monitors/${monitor.id}`)
        return textOf(render(monitorPage(locale, monitorModel(web, { monitor, retiredAt: null }, language), charts)))
      })
      const [own, other] = await Promise.all(pages)
      expect(own).toContain(title)
      expect(own).toContain(from)
      expect(other).not.toContain(title)
    }
  })

  it('are not spoken of where there are none', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuuu', now))
    expect(textOf(await (await site.get('/', { 'Accept-Language': 'en' })).text())).not.toContain('damaged')
    expect(damagedMonitors(site.web, 'en')).toEqual([])
  })

  it('are listed under the present name, by time, and counted where they are many', async () => {
    await using site = await testSite(config, [])
    const damages = Array.from({ length: 8 }, (_, index) => period(index === 0 ? 'a-old' : 'a-www', index + 2))
    const web = { ...site.web, reader: { ...site.reader, damaged: () => damages } }
    const [first, ...others] = damagedMonitors(web, 'en')
    expect(others).toEqual([])
    expect(first?.name).toBe('Site a-www')
    expect(first?.periods.map(({ from }) => from)).toEqual(damages.map(({ from }) => from).toReversed())
    const locale = localeFor(config, 'en')
    expect(textOf(render(homePage(locale, homeModel(web, locale))))).toContain('; and 3 more')
  })
})
