import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { announcementBody, parseAnnouncement } from '../../src/core/announcement.ts'
import { signed } from '../evidence/bundle/made.ts'
import { configOf, hour, looksOf, minute, monitorOf, now, serviceOf, testSite, type TestSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')]), serviceOf('b', [monitorOf('b-www'), monitorOf('b-two')])])
const iso = (at: number): string => new Date(at).toISOString()

const cite = (site: TestSite, wish: object) =>
  site.app.request('/api/v1/figures', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wish) })
/** Whose shape the test itself states. */
const figureIn = async (response: Response): Promise<any> => response.json()

/** Two hours of looks until `now`, out for six minutes in the middle. */
const looks = looksOf('a-www', `${'u'.repeat(60)}ddddddd${'u'.repeat(53)}`, now)
const asked = { monitorId: 'a-www', from: iso(now - hour), to: iso(now - 10 * minute) }

const announced = (from: number, until: number): LogItem => {
  const body = { id: 'works', service: 'a', said: from, from, until }
  const source = { url: 'https://press.example/works' }
  const parsed = parseAnnouncement({ ...body, source, quotation: { text: 'Works', language: 'en' } })
  if (parsed === null) throw new Error('no announcement')
  return { type: 'entry', entry: { kind: 'announcement', at: now, body: announcementBody(parsed, null) } }
}

describe('a figure over a period', { timeout: 60_000 }, () => {
  it('says what was measured in it by the records of a checkpoint', async () => {
    await using site = await testSite(config, looks)
    await signed(site.store, site.dir)
    const answer = await cite(site, asked)
    expect(answer.status).toBe(201)
    const figure = await figureIn(answer)
    const measured = await site.json(`/api/v1/monitors/a-www/availability?from=${asked.from}&to=${asked.to}`)
    const { periodMs, upMs, downMs, ambiguousMs, unobservedMs, coverage, availability, wholePeriod } = measured
    expect(figure).toMatchObject({
      method: 1,
      replaces: null,
      question: { kind: 'period', serviceId: null, monitorIds: ['a-www'], from: asked.from, to: asked.to, timeZone: 'Africa/Casablanca' },
      result: { from: asked.from, to: asked.to },
      subject: { serviceId: 'a', monitors: [{ monitorId: 'a-www', url: 'https://a-www.example/' }] },
      licence: 'CC-BY-4.0',
    })
    const sums = { periodMs, upMs, downMs, ambiguousMs, unobservedMs }
    const beside = { outages: 1, unconfirmed: 0, announced: null }
    expect(figure.result.monitors).toEqual([{ monitorId: 'a-www', ...sums, coverage, availability, wholePeriod, ...beside }])
    expect([downMs, ambiguousMs, periodMs]).toEqual([6 * minute, 2 * minute, 50 * minute])
    const served = await site.get(`/api/v1/figures/${figure.id}`)
    expect(served.headers.get('Cache-Control')).toContain('immutable')
    expect(await figureIn(served)).toEqual(figure)
    expect((await site.json('/api/v1/monitors/a-www/figures')).items).toEqual([figure])
    expect(site.log).toEqual([])
  })

  it('stays the same while nothing else is known of it, and is replaced by another, with the reason, when something is', async () => {
    await using site = await testSite(config, looks)
    await signed(site.store, site.dir)
    const figure = await figureIn(await cite(site, asked))
    await site.record(looksOf('a-www', 'uuu', now + 3 * minute))
    await site.clock.advance(3 * minute)
    await signed(site.store, site.dir)
    expect(await figureIn(await cite(site, asked))).toEqual(figure)
    await site.record([announced(now - hour, now - 57 * minute)])
    await signed(site.store, site.dir)
    const next = await figureIn(await cite(site, asked))
    expect(next.replaces).toEqual({ id: figure.id, reason: 'corrected' })
    const { announced: beside, downMs } = next.result.monitors[0]
    expect(beside.windows).toEqual([{ from: iso(now - hour), to: iso(now - 57 * minute) }])
    expect(beside.inside.downMs + beside.outside.downMs).toBe(downMs)
    expect(beside.inside.downMs).toBe(2 * minute)
    expect(await (await site.get(`/figures/${figure.id}?lang=en`)).text()).toContain(`href="/figures/${next.id}"`)
    const page = await (await site.get(`/figures/${next.id}?lang=en`)).text()
    expect(page).toContain('Inside the announced time')
    expect(page).toContain(`href="/figures/${figure.id}"`)
  })

  it('grows with a period that is not over, until it is', async () => {
    await using site = await testSite(config, looks)
    await signed(site.store, site.dir)
    const wish = { monitorId: 'a-www', from: iso(now - hour), to: iso(now + 5 * minute) }
    const first = await figureIn(await cite(site, wish))
    expect([first.result.to, first.question.to]).toEqual([iso(now), wish.to])
    expect(await (await site.get(`/figures/${first.id}?lang=en`)).text()).toContain('The period that was asked about goes on until')
    const later = async (letters: string): Promise<any> => {
      await site.clock.advance(letters.length * minute)
      await site.record(looksOf('a-www', letters, site.clock.now()))
      await signed(site.store, site.dir)
      return figureIn(await cite(site, wish))
    }
    const second = await later('uu')
    expect([second.replaces, second.result.to]).toEqual([{ id: first.id, reason: 'went on' }, iso(now + 2 * minute)])
    const third = await later('uuuuu')
    expect([third.replaces, third.result.to]).toEqual([{ id: second.id, reason: 'ended' }, wish.to])
  })

  it('of a service is one for each of its monitors, and of nothing measured concludes nothing', async () => {
    await using site = await testSite(config, [...looks, ...looksOf('b-www', 'u'.repeat(60), now)])
    await signed(site.store, site.dir)
    const figure = await figureIn(await cite(site, { serviceId: 'b', from: iso(now - hour), to: iso(now) }))
    expect(figure.result.monitors.map(({ monitorId, availability }: any) => [monitorId, availability])).toEqual([
      ['b-www', { min: 1, max: 1 }],
      ['b-two', null],
    ])
    expect((await site.json('/api/v1/services/b/figures?limit=1')).items).toEqual([figure])
    const page = await (await site.get(`/figures/${figure.id}?lang=en`)).text()
    expect(page).toContain('Measurements indicate that')
    expect(page).toContain('Measurements do not allow the conclusion that')
    expect(page).toContain('Each monitor has a figure of its own')
  })

  it('is made by the form of the page that shows the period, and has a page in each language', async () => {
    await using site = await testSite(config, looks)
    await signed(site.store, site.dir)
    for (const [path, language, words] of [
      ['/monitors/a-www', 'en', ['Measurements indicate that', 'of the time that was observed', 'No evidence bundle is offered']],
      ['/monitors/a-www', 'fr', ['Les mesures indiquent que', 'du temps observé', 'Aucun dossier de preuves n’est proposé']],
      ['/services/a', 'ar', ['تشير القياسات إلى أن', 'من الوقت الذي جرت معاينته', 'لا يُقدَّم ملف أدلة']],
    ] as const) {
      const shown = await (await site.get(`${path}?from=${asked.from}&to=${asked.to}&lang=${language}`)).text()
      const action = /<form method="post" action="([^"]+)"/.exec(shown)?.[1]?.replaceAll('&amp;', '&') ?? ''
      expect(action).toBe(`${path}/figures?from=${asked.from}&to=${asked.to}`)
      const post = (headers: Readonly<Record<string, string>>) => site.app.request(action, { method: 'POST', headers })
      expect((await post({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
      const sent = await post({ 'Sec-Fetch-Site': 'same-origin' })
      expect(sent.status).toBe(303)
      const address = sent.headers.get('Location') ?? ''
      const page = await (await site.get(`${address}?lang=${language}`)).text()
      for (const text of words) expect(page).toContain(text)
      expect(page).toContain('class="qr"')
      expect(page).toContain(`https://vigie.example.org${address}`)
      const again = await (await site.get(`${path}?zoom=week&lang=${language}`)).text()
      expect(again).toContain(`href="${address}"`)
    }
  })

  it('is refused, with what to do, before there is a checkpoint, before it began, and where it would take too long', async () => {
    await using site = await testSite(config, looks)
    const refused = async (wish: object): Promise<readonly [number, string]> => {
      const answer = await cite(site, wish)
      return [answer.status, (await figureIn(answer)).detail]
    }
    expect(await refused(asked)).toEqual([404, expect.stringContaining('No checkpoint that is kept reaches into this period yet')])
    await signed(site.store, site.dir)
    expect(await refused({ ...asked, monitorId: 'nothing' })).toEqual([404, expect.stringContaining('/api/v1/monitors')])
    expect(await refused({ ...asked, from: iso(now + hour), to: iso(now + 2 * hour) })).toEqual([
      422,
      expect.stringContaining('before now'),
    ])
    expect(await refused({ ...asked, from: '2016-01-01', to: '2026-01-01' })).toEqual([
      400,
      expect.stringContaining('choose a shorter period'),
    ])
    expect(await refused({ monitorId: 'a-www', from: 'never', to: asked.to })).toEqual([400, expect.stringContaining('from must be')])
    expect((await cite(site, { ...asked, serviceId: 'a' })).status).toBe(400)
    expect((await site.app.request('/monitors/a-www/figures', { method: 'POST' })).status).toBe(400)
    expect((await site.get('/monitors/a-www/figures')).status).toBe(404)
  })
})
