import { describe, expect, it } from 'vitest'
import { duration } from '../../src/i18n/figures.ts'
import { proofText } from '../../src/i18n/bundle.ts'
import { en } from '../../src/i18n/en.ts'
import { methodText } from '../../src/web/method-text.ts'
import { configOf, controls, hour, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'
import { elementsOf, textOf } from './markup.ts'

const english = { 'Accept-Language': 'en', Accept: 'text/html' }
const config = configOf([
  serviceOf('a', [monitorOf('a-www', { rules: { confirmDown: 3, confirmUp: 2 } })]),
  serviceOf('b', [monitorOf('b-www', { everyMs: hour, schedule: { kind: 'every', everyMs: hour } })]),
])

const shape = (language: 'en' | 'fr' | 'ar') =>
  methodText(language).map((block) => {
    if (block.kind === 'heading') return `h${block.level}`
    if (block.kind === 'list') return `list of ${block.items.length}`
    if (block.kind === 'table') return `table of ${block.rows.length}`
    return `p ${[...block.text.matchAll(/`([^`]+)`/g)].map(([, name]) => name).join(' ')}`
  })

const figures = (language: 'en' | 'fr' | 'ar') =>
  JSON.stringify(methodText(language))
    .replaceAll(',', '.')
    .match(/2\.5|0\.776|95(?=\s?%)|confirm\.(up|down)/g)
    ?.toSorted()

describe('the method in its documents', () => {
  it('has the same pieces, formulas and names in every language', () => {
    expect(shape('fr')).toEqual(shape('en'))
    expect(shape('ar')).toEqual(shape('en'))
    expect(shape('en').filter((piece) => piece === 'h2').length).toBeGreaterThan(7)
    expect(figures('fr')).toEqual(figures('en'))
    expect(figures('ar')).toEqual(figures('en'))
  })
})

describe('the page of the method', () => {
  it('says what the evidence proves and what it does not, in the words of the bundles', async () => {
    await using site = await testSite(config)
    for (const language of ['en', 'fr', 'ar'] as const) {
      const said = textOf(await (await site.get(`/method?lang=${language}`, { Accept: 'text/html' })).text())
      const { proves, not, notAReport } = proofText(language)
      for (const text of [...proves, ...not, notAReport]) expect(said).toContain(text)
    }
  })

  it('lists every monitor with its rules as they are configured', async () => {
    await using site = await testSite({ ...config, controls })
    const page = await (await site.get('/method', english)).text()
    const said = textOf(page)
    expect(said).toContain('2 monitors of 2 services.')
    expect(said).toContain('3 failed looks in a row confirm it, 2 good looks close it')
    expect(said).toContain('GET https://a-www.example/, 30 seconds at most')
    expect(said).toContain('every outage of 1 minute 30 seconds or longer')
    expect(said).toContain('3 control targets; a round is fine when at least 2 can be reached')
    expect(said).toContain('Rabat, Maroc Telecom, AS36903 (MA)')
    expect(said).toContain('The only assumption')
    const ids = new Set(elementsOf(page).map(({ attributes }) => attributes['id']))
    const targets = elementsOf(page).flatMap(({ attributes }) =>
      attributes['href']?.startsWith('#') === true ? [attributes['href'].slice(1)] : [],
    )
    expect(targets.length).toBeGreaterThan(12)
    expect(targets.filter((id) => !ids.has(id))).toEqual([])
  })

  it('works out its example from the newest finished outage, with the very numbers of its record', async () => {
    await using site = await testSite(config, looksOf('a-www', `uuddddduuu${'u'.repeat(20)}dddduuuu`, now))
    const said = textOf(await (await site.get('/method', english)).text())
    const outage = site.reader.outages({ confirmed: true }).at(-1)
    if (outage === undefined || outage.maxMs === null) throw new Error('the example needs an outage')
    expect(outage.minMs).toBe(3 * minute)
    expect(said).toContain(`At least${duration(en, outage.minMs, 'lower', 'long')}, from the first failed look`)
    expect(said).toContain(`At most${duration(en, outage.maxMs, 'upper', 'long')}, from the last good look`)
    expect(said).toContain('first failed look23 November 2026, 09:53:00 (UTC+00:00)it had begun by this')
    expect(said).toContain('Failed looks4')
  })

  it('says what is not counted where nobody looked inside', async () => {
    await using site = await testSite(config, looksOf('a-www', `uuddd${'.'.repeat(30)}ddduuu`, now))
    const said = textOf(await (await site.get('/method', english)).text())
    expect(said).toContain('of that time, 31 minutes in which nobody looked')
  })

  it('invents no example, and takes none that has no bounds', async () => {
    await using site = await testSite(config, looksOf('a-www', 'dddddd', now))
    const said = textOf(await (await site.get('/method', english)).text())
    expect(said).toContain('No outage with known bounds has been recorded here')
  })

  it('tells when rules changed, and for which monitors', async () => {
    await using site = await testSite(config)
    await site.clock.advance(hour)
    site.setConfig(configOf([serviceOf('a', [monitorOf('a-www', { configHash: 'bb' })]), serviceOf('c', [monitorOf('c-www')])]))
    await site.clock.advance(1_000)
    const said = textOf(await (await site.get('/method', english)).text())
    expect(said).toContain('1 monitor addedc-www')
    expect(said).toContain('1 monitor retired; the pages stayb-www')
    expect(said).toContain('another target or expectation for 1 monitora-www')
    expect(said).toContain('2 monitors addeda-www b-www')
  })
})
