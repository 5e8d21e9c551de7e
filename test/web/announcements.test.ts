import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import type { Announcement } from '../../src/core/announcement.ts'
import { windowOf } from '../../src/core/announced.ts'
import { announcedTime } from '../../src/web/parts/beside.ts'
import { announced, announcement, moment, recordedAnnouncement } from '../support/announcements.ts'
import { elementsOf, textOf } from './markup.ts'
import { configOf, looksOf, monitorOf, now, serviceOf, testSite, type TestSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')]), serviceOf('b', [monitorOf('b-www')])])
/** Down from 08:21 to 09:20, seen up at 08:20 and 09:21 (UTC, which Morocco keeps then). */
const looks = looksOf('a-www', `${'u'.repeat(20)}${'d'.repeat(60)}${'u'.repeat(40)}`, now)
const outageId = 'a-www-20261123T082100Z'
const outage = `/outages/${outageId}`
const time = (clock: string) => moment(`2026-11-23T${clock}:00Z`)

const works = announcement({
  id: 'works',
  serviceId: 'a',
  said: time('09:00'),
  from: time('08:00'),
  until: time('09:10'),
  capturedAt: time('09:05').earliest,
  reason: { fr: 'maintenance', en: 'upkeep', ar: 'صيانة' },
  alternatives: { fr: 'guichets', en: 'counters', ar: 'الشبابيك' },
})
const clear = announcement({ id: 'clear', serviceId: 'a', said: time('09:15'), over: true })

async function said(site: TestSite, path: string, language: string): Promise<string> {
  const response = await site.get(path, { 'Accept-Language': language })
  expect(response.status, path).toBe(200)
  const page = await response.text()
  elementsOf(page)
  return textOf(page).replace(/[\u2066-\u2069]/g, '')
}
const minutes = (min: number, max: number) => ({ minMs: min * 60_000, maxMs: max * 60_000 })
const linked = (page: string) => [...page.matchAll(/href="\/announcements\/(n-\d+)"/g)].map(([, id]) => id)
const siteWith = (...drafts: readonly Announcement[]) => testSite(config, [...looks, ...drafts.map((draft) => announced(draft))])

describe('an outage beside what was announced', () => {
  it.each([
    [
      'en',
      [
        'Silence39 min to 40 min from its beginning to the first announcement',
        'Announced after it began.',
        'Promised end23 November 2026, 09:10 (UTC+00:00)',
        'Overrun10 min to 11 min past the promised end',
        'Reason givenupkeep',
        'Other ways offeredcounters',
        'Measured59 min to 1 h 1 min',
        'Inside the announced time49 min to 50 min',
        'Outside it10 min to 11 min',
        'All-clearpremature by 5 min to 6 min',
      ],
    ],
    [
      'fr',
      [
        'Silence39 min à 40 min du début à la première annonce',
        'Annoncé après le début.',
        'Dépassement10 min à 11 min après la fin promise',
        'Autres voies offertesguichets',
        'Pendant le temps annoncé49 min à 50 min',
        'Fin annoncéetrop tôt, de 5 min à 6 min',
      ],
    ],
    [
      'ar',
      [
        'الصمتمن البداية إلى أول إعلان: بين 39 دقيقة و40 دقيقة',
        'أُعلن عنه بعد بدايته.',
        'التجاوزبعد النهاية الموعودة: بين 10 دقائق و11 دقيقة',
        'البدائل المعروضةالشبابيك',
        'داخل الوقت المعلنبين 49 دقيقة و50 دقيقة',
        'الإعلان عن العودةسابق لأوانه، والفارق بين 5 دقائق و6 دقائق',
      ],
    ],
  ])('says silence, overrun, the early all-clear and the three figures in %s', async (language, sentences) => {
    await using site = await siteWith(works, clear)
    const page = await said(site, outage, language)
    for (const sentence of sentences) expect(page).toContain(sentence)
  })

  it('says the same figures in the API', async () => {
    await using site = await siteWith(works, clear)
    expect(await site.json(`/api/v1${outage}/announcements`)).toMatchObject({
      outageId,
      silence: { kind: 'after', ...minutes(39, 40) },
      items: [
        {
          announcement: { id: 'works', until: { precision: 'instant', text: '2026-11-23T09:10:00.000Z' } },
          announcedAfter: true,
          overrun: { kind: 'overran', ...minutes(10, 11) },
          allClear: null,
          figures: { measured: minutes(59, 61), inside: minutes(49, 50), outside: minutes(10, 11) },
        },
        { announcement: { id: 'clear' }, overrun: null, allClear: { kind: 'premature', ...minutes(5, 6) }, figures: null },
      ],
    })
    expect((await site.get('/api/v1/outages/none/announcements')).status).toBe(404)
  })

  it('says that no end was announced, and that nothing was', async () => {
    await using site = await siteWith(announcement({ ...works, until: null }))
    expect(await said(site, outage, 'en')).toMatch(/Promised endnone: no end was announced.*Overruncannot be told: no end was announced/)
    await using silent = await siteWith(announcement({ ...works, serviceId: 'b' }))
    expect(await said(silent, outage, 'en')).toContain('No announcement that meets this outage is recorded. That proves no silence')
  })

  it('does not call late what claims to be earlier, only what was found late', async () => {
    await using site = await siteWith(announcement({ ...works, said: time('07:00') }))
    const page = await said(site, outage, 'en')
    expect(page).toContain('Silencenone: announced 1 h 20 min to 1 h 21 min before it began')
    expect(page).toContain('Found after it began; that it was said before is the source’s word.')
  })

  it('is drawn without a gap up to an all-clear, however late that came', () => {
    const open = recordedAnnouncement({ said: moment('2026-11-23T08:30:00Z'), from: null, until: null })
    const clear = recordedAnnouncement({ said: moment('2026-12-23T08:30:00Z'), over: true })
    const drawn = announcedTime({ announcement: open, window: windowOf(open, [open, clear]) })
    expect(drawn).toMatchObject([{ to: clear.said.latest, surely: clear.said.latest }])
  })
})

describe('the page of an announcement', () => {
  it('has a sentence to cite, what was measured, and the lanes', async () => {
    await using site = await siteWith(works)
    const page = await said(site, '/announcements/works', 'en')
    expect(page).toContain(
      'According to press.example, the service “Service a” was announced as interrupted from 23 November 2026, 08:00 (UTC+00:00) until 23 November 2026, 09:10 (UTC+00:00).',
    )
    expect(page).toContain('1 outage meets this announcement. That they are the same is not measured.')
    expect(page).toContain('Site a-www98.5 %')
    expect(page).toContain('1 announced interruption, 1 measured outage.')
    const french = await said(site, '/announcements/works', 'fr')
    expect(french).toContain('Selon press.example, l’interruption du service « Le service a » a été annoncée à partir du 23 novembre 2026')
    const arabic = await said(site, '/announcements/works', 'ar')
    expect(arabic).toContain('حسب press.example، أُعلن عن توقف خدمة «خدمة a» ابتداء من 23 نونبر 2026')
  })

  it('keeps what it said before it was corrected', async () => {
    await using site = await siteWith(works)
    const [{ seq }] = (await site.json('/api/v1/announcements')).items
    await site.record([announced({ ...works, until: time('09:40') }, seq, now)])
    const page = await said(site, '/announcements/works', 'en')
    expect(page).toContain('Promised end23 November 2026, 09:40')
    expect(page).toMatch(new RegExp(`Corrected.*record ${seq}.*Promised end23 November 2026, 09:10`))
    expect(await said(site, outage, 'en')).toContain('Overrunnone: seen working before the promised end')
    const json = await site.json('/api/v1/announcements/works')
    expect(json).toMatchObject({ corrects: seq, earlier: [{ seq, until: { text: '2026-11-23T09:10:00.000Z' } }] })
  })

  it('stands in the list, on the monitor’s page and on the service’s, and nowhere else', async () => {
    await using site = await siteWith(works)
    const title = 'Service a: interruption announced from 23 November 2026, 08:00 (UTC+00:00)'
    for (const path of ['/announcements', '/monitors/a-www', '/services/a']) expect(await said(site, path, 'en'), path).toContain(title)
    for (const path of ['/monitors/b-www', '/services/b']) expect(await said(site, path, 'en'), path).not.toContain('interruption')
    await using empty = await siteWith()
    expect(await said(empty, '/announcements', 'en')).toContain('No announcement is recorded.')
  })

  it('lists a hundred on a page', async () => {
    const many = Array.from({ length: 101 }, (_, index) => announcement({ id: `n-${index}`, said: time('09:00') }))
    await using site = await siteWith(...many)
    const first = await (await site.get('/announcements', { 'Accept-Language': 'en' })).text()
    const [, next = ''] = /href="(\/announcements\?after=[^"]+)"/.exec(first) ?? []
    const rest = await (await site.get(next, { 'Accept-Language': 'en' })).text()
    expect(new Set([...linked(first), ...linked(rest)]).size).toBe(101)
    expect(linked(rest)).toHaveLength(1)
  })

  it.each([
    ['/announcements/none', 404, 'Introuvable'],
    ['/announcements?after=none', 400, 'La demande n’a pas de sens'],
  ])('%s is %i in the reader’s language', async (path, status, title) => {
    await using site = await siteWith(works)
    const response = await site.get(path, { 'Accept-Language': 'fr', Accept: 'text/html' })
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(title)
  })

  it('lets nothing hostile out unescaped, and links to no other scheme', async () => {
    const hostile = `"><img src=x onerror=alert(1)><script>alert(1)</script>'`
    const evil = announcement({
      ...works,
      asReported: hostile,
      source: { url: `javascript:alert(1)//${hostile}`, title: hostile },
      quotation: { text: hostile, language: `en"${hostile}` },
      reason: { [hostile]: hostile },
      alternatives: { en: hostile },
      note: { fr: hostile },
      monitorIds: ['a-www', hostile],
    })
    await using site = await siteWith(evil)
    for (const path of ['/announcements', '/announcements/works', '/services/a', outage]) {
      const page = await (await site.get(path, { 'Accept-Language': 'fr' })).text()
      elementsOf(page)
      expect(page, path).not.toMatch(/<script>|<img|href="javascript:/)
    }
  })
})

describe('the announcement that is shipped', () => {
  const words = {
    en: [
      'Nothing was measured then.',
      'The source says “Monday”; that day was a Tuesday.',
      'no end was given.',
      'counters and post',
      'in May 2025, no day given',
    ],
    fr: [
      'Rien n’a été mesuré alors.',
      'La source dit « lundi » ; ce jour était un mardi.',
      'aucune date de fin n’a été donnée.',
      'les guichets et la voie postale',
    ],
    ar: [
      'لم يُقَس شيء آنذاك.',
      'يذكر المصدر يوم «الاثنين»، وكان ذلك التاريخ يوم الثلاثاء.',
      'دون تحديد أي تاريخ للعودة.',
      'الشبابيك والبريد',
      'ابتداء من 27 ماي 2025',
    ],
  }
  const cnops = configOf([serviceOf('cnops', [monitorOf('cnops-www')])])

  it.each(Object.entries(words))('says that nothing was measured then, in %s', async (language, sentences) => {
    const loaded = await loadConfig('config/vigie.yaml', {})
    const shipped = loaded.ok ? loaded.config.announcements : []
    // Whether the service is up or out when monitoring begins, eighteen months later.
    for (const script of ['uuuuu', 'ddddd', '']) {
      await using site = await testSite(cnops, [
        ...looksOf('cnops-www', script, now),
        ...shipped.map((draft) => announced(draft, null, now)),
      ])
      const page = await said(site, '/announcements/cnops-2025-05', language)
      for (const sentence of sentences) expect(page).toContain(sentence)
      if (language === 'en')
        expect(page).toContain(script === '' ? 'has never been looked at' : 'The first look at this service is of 23 November 2026')
    }
  })
})

describe('/api/v1/announcements', () => {
  it('pages, filters, and refuses what makes no sense', async () => {
    await using site = await siteWith(works, clear, announcement({ id: 'far', serviceId: 'b', said: moment('2025-05') }))
    const ids = async (query: string) => (await site.json(`/api/v1/announcements${query}`)).items.map(({ id }: { id: string }) => id)
    expect(await ids('')).toEqual(['far', 'works', 'clear'])
    expect(await ids('?service=a')).toEqual(['works', 'clear'])
    expect(await ids('?from=2025-05-20&to=2025-05-21')).toEqual(['far'])
    expect(await ids('?from=2026-11-23T09:10:00Z')).toEqual(['clear'])
    const first = await site.json('/api/v1/announcements?limit=2')
    expect(first.nextCursor).toBe('works')
    expect(await ids(`?limit=2&cursor=${first.nextCursor}`)).toEqual(['clear'])
    for (const [query, status] of [
      ['?cursor=none', 400],
      ['?from=never', 400],
      ['?limit=0', 400],
      ['?from=2026-01-02&to=2026-01-01', 422],
    ] as const)
      expect((await site.get(`/api/v1/announcements${query}`)).status, query).toBe(status)
    expect((await site.get('/api/v1/announcements/none')).status).toBe(404)
  })
})
