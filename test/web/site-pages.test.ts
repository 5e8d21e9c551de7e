import { describe, expect, it } from 'vitest'
import { tables } from '../../src/web/data/tables.ts'
import { announced, announcement, moment } from '../support/announcements.ts'
import { elementsOf, textOf } from './markup.ts'
import { configOf, controls, looksOf, minute, monitorOf, now, round, serviceOf, testSite } from './site.ts'

const english = { 'Accept-Language': 'en', Accept: 'text/html' }
const config = configOf([serviceOf('a', [monitorOf('a-www', { formerly: ['a-old'] })]), serviceOf('b', [monitorOf('b-www')])])
const looks = [...looksOf('a-www', 'uuuddduuu', now), ...looksOf('b-www', `${'u'.repeat(20)}....uudd`, now)]
const publisher = { name: 'Example Watch', contact: 'desk@example.org', about: 'https://example.org/who' }

describe('the data', () => {
  it('can be taken table by table, as the page says', async () => {
    await using site = await testSite(config, [...looks, announced(announcement({ serviceId: 'a' }))])
    const page = await (await site.get('/data', english)).text()
    for (const table of Object.values(tables)) {
      expect(page).toContain(`href="/data/${table.name}.csv"`)
      for (const { description } of table.columns) expect(textOf(page)).toContain(description)
      const response = await site.get(`/data/${table.name}.csv`)
      expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present')
      expect(response.headers.get('Content-Disposition')).toBe(`attachment; filename="${table.name}.csv"`)
      const lines = (await response.text()).trimEnd().split('\r\n')
      expect(lines[0]).toBe(table.columns.map(({ name }) => name).join(','))
      const rows = [...table.rows(site.reader, { period: { from: 0, to: now + minute }, monitorId: null, asOf: now })]
      expect(lines.length - 1, table.name).toBe(rows.length)
      expect(rows.length, table.name).toBeGreaterThan(0)
    }
  })

  it('can be cut to a monitor, by any id it had, and to a period', async () => {
    await using site = await testSite(config, looks)
    const rows = async (query: string) =>
      (await (await site.get(`/data/observations.csv${query}`)).text()).trimEnd().split('\r\n').length - 1
    expect(await rows('?monitor=a-www')).toBe(9)
    expect(await rows('?monitor=a-old')).toBe(9)
    expect(await rows('?monitor=a-www&from=2026-11-23T09:58:00Z')).toBe(3)
    expect(await rows('?to=2026-11-23T09:53:00Z')).toBe((await rows('')) - 9 - 4 + 1)
  })

  it.each([
    ['/data/secrets.csv', 404],
    ['/data/observations.json', 404],
    ['/data/..%2f..%2fpackage.csv', 404],
    ['/data/outages.csv?monitor=never', 404],
    ['/data/outages.csv?from=yesterday', 400],
    ['/data/gaps.csv?from=2026-01-02&to=2026-01-01', 422],
    ['/data/datapackage.json?monitor=never', 404],
  ])('%s is %i', async (path, status) => {
    await using site = await testSite(config, looks)
    expect((await site.get(path)).status).toBe(status)
  })

  it('is described by a data package whose addresses lead to the tables', async () => {
    await using site = await testSite({ ...config, site: { ...config.site, publisher } }, looks)
    const descriptor = await site.json('/data/datapackage.json')
    expect(descriptor).toMatchObject({
      $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
      licenses: [{ name: 'CC-BY-4.0' }],
      contributors: [{ title: 'Example Watch', roles: ['publisher'] }],
      vigie: { method: 1, records: site.reader.size(), to: '2026-11-23T10:00:00.000Z', monitorId: null },
    })
    expect(descriptor.resources).toHaveLength(4)
    for (const { path, schema } of descriptor.resources) {
      const csv = await (await site.get(path.replace('https://vigie.example.org', ''))).text()
      expect(csv.split('\r\n')[0]).toBe(schema.fields.map(({ name }: { readonly name: string }) => name).join(','))
    }
  })

  it('has the columns of the API explained too', async () => {
    await using site = await testSite(config, looks)
    const [header = ''] = (await (await site.get('/api/v1/monitors/a-www/observations?format=csv')).text()).split('\r\n')
    const explained = new Set(tables.observations.columns.map(({ name }) => name))
    expect(header.split(',').filter((name) => !explained.has(name))).toEqual([])
  })
})

describe('the page about us', () => {
  it('says who looks, how often, under which name, and how to object', async () => {
    await using site = await testSite({ ...config, site: { ...config.site, publisher } })
    site.store.record([{ type: 'entry', entry: { kind: 'software', at: now, body: { vigie: '9.8.7' } } }], { outages: [], gaps: [] })
    const page = await (await site.get('/about', english)).text()
    const said = textOf(page)
    expect(said).toContain('Publisher: Example Watch. Write to: desk@example.org.')
    expect(said).toContain('2 monitors, at most 2,880 looks a day in all')
    expect(said).toContain('Vigie/9.8.7 (+https://vigie.example.org/about; contact desk@example.org)')
    expect(said).toContain('How to object')
    expect(page).toContain('href="mailto:desk@example.org"')
    expect(page).toContain('href="https://example.org/who"')
  })

  it('invents no publisher, and lets a hostile one out of nothing', async () => {
    await using site = await testSite(config)
    expect(textOf(await (await site.get('/about', english)).text())).toContain('The publisher has not been named.')
    const hostile = '"><img src=x onerror=alert(1)>'
    const evil = { name: hostile, contact: `javascript:alert(1)//@${hostile}`, about: 'javascript:alert(1)' }
    site.setConfig({ ...config, site: { ...config.site, publisher: evil, licence: hostile } })
    await site.clock.advance(1_000)
    for (const path of ['/about', '/method', '/data', '/board']) {
      const page = await (await site.get(path, english)).text()
      expect(
        elementsOf(page).filter(({ name }) => name === 'img'),
        path,
      ).toEqual([])
      expect(page, path).not.toMatch(/href="(javascript|mailto):/)
    }
  })
})

const inDays = (count: number) => moment(new Date(now + count * 86_400_000).toISOString())
const about = (id: string, serviceId: string, from: number, until: number | null) =>
  announcement({ id, serviceId, said: inDays(from), from: inDays(from), until: until === null ? null : inDays(until) })

describe('the wall', () => {
  const many = configOf(Array.from({ length: 60 }, (_, index) => serviceOf(`s${index}`, [monitorOf(`m${index}`)])))

  it('says what is down, since when, why and whether it is us, and has nothing to click', async () => {
    await using site = await testSite({ ...config, controls }, looks)
    site.setHealth({ controls: { at: now - minute, fine: true, reachable: 3, total: 3 } })
    const page = await (await site.get('/board', english)).text()
    const said = textOf(page)
    expect(said).toContain('1 of 2 services is out.')
    expect(said).toContain('At least1 min')
    expect(said).toContain('Since23 November 2026, 09:59 (UTC+00:00)')
    expect(said).toContain('no: controls were fine after each failed look')
    expect(said).toContain('online, 3 of 3 controls')
    expect(elementsOf(page).filter(({ name }) => ['a', 'button', 'input', 'select', 'details'].includes(name))).toEqual([])
    expect(page).toContain('<body class="board online">')
  })

  it('says what is announced for now, and no longer what is over or was called off', async () => {
    await using site = await testSite(many, [
      ...looksOf('m0', `${'u'.repeat(20)}${'d'.repeat(7 * 24 * 60 + 60)}`, now),
      ...[
        about('now', 's1', -1, 2),
        about('gone', 's2', -3, -1),
        about('later', 's3', 1, 2),
        about('open', 's4', -2, null),
        about('forgotten', 's5', -9, null),
        about('of-the-outage', 's0', -7.1, null),
        about('called-off', 's6', -2, 3),
        announcement({ id: 'clear', serviceId: 's6', said: inDays(-1), over: true }),
      ].map((draft) => announced(draft)),
    ])
    const page = await (await site.get('/board', english)).text()
    const said = /<ul class="said">(.*?)<\/ul>/s.exec(page)?.[1] ?? ''
    expect([...said.matchAll(/<bdi>(.*?)<\/bdi>/g)].map(([, name]) => name)).toEqual(['s1', 's4', 's0'].map((id) => `Service ${id}`))
    expect(textOf(said)).toContain('announced, not measured: ')
    expect(textOf(said)).toMatch(/promised end: 25 November 2026.*promised end: none: no end was announced/s)
    expect(said).not.toContain('<a ')
    expect(elementsOf(page).some(({ name }) => name === 'a')).toBe(false)
  })

  it('shows no red while we are offline', async () => {
    await using site = await testSite({ ...config, controls }, [...looks, { type: 'control', round: round(now, false) }])
    const page = await (await site.get('/board', english)).text()
    expect(page).toContain('<body class="board offline">')
    expect(textOf(page)).toContain('We cannot tell: the observer is offline.')
    expect(page).not.toMatch(/class="st st-(down|part|up)"/)
  })

  it('holds no more than a screen: the newest outages first, the rest counted', async () => {
    const items = Array.from({ length: 60 }, (_, index) =>
      looksOf(`m${index}`, index < 8 ? `${'u'.repeat(20)}${'d'.repeat(2 + index)}` : 'u'.repeat(20), now),
    )
    await using site = await testSite(many, items.flat())
    const page = await (await site.get('/board', english)).text()
    const ids = elementsOf(page).flatMap(({ name, attributes }) => (name === 'article' || name === 'li' ? [attributes['id'] ?? ''] : []))
    const alarms = ids.filter((id) => id.startsWith('b-m'))
    expect(alarms.map((id) => /^b-(m\d+)-/.exec(id)?.[1])).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5'])
    expect(ids.length - alarms.length).toBe(8)
    expect(textOf(page)).toContain('and 2 more outages in progress')
    expect(textOf(page)).toContain('and 44 more, up')
  })

  it('says so when nothing was configured, and when the daemon is silent', async () => {
    await using site = await testSite(configOf([]))
    site.setHealth({ at: now - 60_000 })
    const said = textOf(await (await site.get('/board', english)).text())
    expect(said).toContain('No service is configured.')
    expect(said).toContain('The daemon does not answer')
  })
})
