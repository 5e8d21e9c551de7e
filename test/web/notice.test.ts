import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { elementsOf, textOf } from './markup.ts'
import { plantCapture } from './plant-capture.ts'
import { configOf, looksOf, monitorOf, now, serviceOf, type TestSite, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])
const minute = 60_000
const arabic = 'الخدمات متوقفة <مؤقتا>'
const noticeLook = {
  status: 200,
  failure: { phase: 'expect', code: 'content_notice', message: `the page says: suspension: "${arabic}"` },
  reasons: [`passage: ar: ${arabic}`, 'notice_title: +1.5 title "x"', 'template_other: similarity 0.2', 'IPv6 skipped: none here'],
} as const
const looks = [
  ...looksOf('a-www', 'u'.repeat(20), now - 20 * minute),
  ...looksOf('a-www', 'd'.repeat(10), now - 10 * minute, noticeLook),
  ...looksOf('a-www', 'u'.repeat(9), now - minute),
  ...looksOf('a-www', 'u', now, { flags: ['suspect'], reasons: ['template_other: similarity 0.3'] }),
]

const passage = { text: arabic, language: 'ar', direction: 'rtl' }

async function shown(path: string, language: string): Promise<{ readonly page: string; readonly text: string }> {
  await using site = await testSite(config, looks)
  const response = await site.get(path, { 'Accept-Language': language })
  expect(response.status).toBe(200)
  const page = await response.text()
  elementsOf(page)
  return { page, text: textOf(page).replace(/[\u2066-\u2069]/g, '') }
}

async function outagePath(): Promise<string> {
  const { page } = await shown('/monitors/a-www', 'en')
  return /href="(\/outages\/a-www-[^"]+)"/.exec(page)?.[1] ?? 'no outage'
}

describe('a notice in the place of a service', () => {
  it.each([
    ['en', 'The page answered (HTTP 200) but showed', 'instead of the service.', 'It is not like the healthy page'],
    ['fr', 'La page a répondu (HTTP 200) mais affichait', 'à la place du service.', 'Elle ne ressemble pas à la page saine'],
    ['ar', 'أجابت الصفحة (HTTP 200) لكنها عرضت', 'بدل الخدمة.', 'لا تشبه الصفحة السليمة'],
  ])('is quoted on the page of its outage in its own language and direction (%s)', async (language, before, after, why) => {
    const { page, text } = await shown(await outagePath(), language)
    expect(text).toContain(`${before} ${arabic} ${after}`)
    expect(page).toContain('<q lang="ar" dir="rtl" translate="no">الخدمات متوقفة &lt;مؤقتا&gt;</q>')
    expect(text).toContain(why)
    expect(text).not.toContain('IPv6 skipped')
  })

  it('is shown to operators where it is only suspect, beside the state and with the command that labels it, and counts as up', async () => {
    const { page, text } = await shown('/monitors/a-www', 'en')
    const state = /<div id="live-state"[^]*?<\/section>/.exec(page)?.[0] ?? ''
    expect(textOf(state)).toContain('Suspect since 23 November 2026, 10:00')
    expect(text).toContain('The last look is suspect')
    expect(text).toMatch(/vigie label --monitor a-www --look \d+ --as healthy\|notice --by NAME/)
    expect(text).toContain('It is not like the healthy page')
  })

  it('is told by the API: at its outage, at each look, and since when a monitor is suspect', async () => {
    await using site = await testSite(config, looks)
    const id = (await outagePath()).slice('/outages/'.length)
    const told = await site.json(`/api/v1/outages/${id}/notice`)
    expect(told).toMatchObject({ outageId: id, look: { status: 200, fingerprint: null, at: new Date(now - 19 * minute).toISOString() } })
    expect(told.notice).toEqual({
      passage,
      reasons: [
        { code: 'notice_title', detail: '+1.5 title "x"' },
        { code: 'template_other', detail: 'similarity 0.2' },
      ],
    })
    const { items } = await site.json('/api/v1/monitors/a-www/observations?limit=100')
    expect(items.map(({ notice }: { notice: unknown }) => notice !== null)).toEqual(
      looks.map((_, at) => (at >= 20 && at < 30) || at === 39),
    )
    expect(items.at(-1)).toMatchObject({ suspect: true, notice: { passage: null, reasons: [{ code: 'template_other' }] } })
    expect(items[0]).toMatchObject({ suspect: false, fingerprint: null, notice: null })
    expect(await site.json('/api/v1/monitors/a-www')).toMatchObject({ state: 'up', suspectSince: new Date(now).toISOString() })
  })

  it.each([
    ['en', 'The page answered (HTTP 200) but showed “', '” instead of the service.'],
    ['fr', 'La page a répondu (HTTP 200) mais affichait « ', ' » à la place du service.'],
    ['ar', 'أجابت الصفحة (HTTP 200) لكنها عرضت «', '» بدل الخدمة.'],
  ])('is told by the feed (%s)', async (language, before, after) => {
    await using site = await testSite(config, looks)
    const feed = textOf(await (await site.get(`/feed.atom?lang=${language}`)).text())
      .replace(/[\u2066-\u2069]/g, '')
      .replaceAll('\u00a0', ' ')
    expect(feed.split(`${before}${arabic}${after}`)).toHaveLength(3)
  })

  it('is marked in what the page looked like, beside the working page', async () => {
    await using site = await testSite(config, looks)
    const [look] = [...site.reader.looks('a-www', { from: now - 19 * minute, to: now - 18 * minute })]
    await plantCapture(site, { monitorId: 'a-www', at: now - 25 * minute, outcome: 'up', body: '<p>مرحبا' })
    await plantCapture(site, {
      monitorId: 'a-www',
      at: now - 19 * minute,
      outcome: 'down',
      body: `<p>تنبيه. ${arabic.replace('<', '&lt;')}`,
      look,
    })
    const page = await (await site.get(await outagePath(), { 'Accept-Language': 'en' })).text()
    expect(page).toContain('<p dir="auto">تنبيه. <mark>الخدمات متوقفة &lt;مؤقتا&gt;</mark></p>')
    expect(page).toMatch(/<b class="side">Working page<\/b><b class="side">This page<\/b><del>[^]*مرحبا[^]*<\/del>\s*<ins>/)
  })
})

describe('a suspect monitor', () => {
  const suspect = { flags: ['suspect'] }
  const asked = async (site: TestSite) => {
    const { suspectSince } = await site.json('/api/v1/monitors/a-www')
    return suspectSince === null ? null : (Date.parse(suspectSince) - now) / minute
  }
  const started = [...looksOf('a-www', 'uuu', now - 200 * minute), ...looksOf('a-www', 'u'.repeat(190), now - 10 * minute, suspect)]

  it.each<[string, readonly LogItem[], number | null]>([
    ['since the first of them in a row, hours ago', [], -199],
    [
      'whatever was unknown in between',
      [...looksOf('a-www', '?', now - 9 * minute), ...looksOf('a-www', 'u', now - 8 * minute, suspect)],
      -199,
    ],
    ['no longer, once a look is not', looksOf('a-www', 'u', now - 9 * minute), null],
    ['no longer, once it is down', looksOf('a-www', 'd', now - 9 * minute), null],
    ['anew after that', [...looksOf('a-www', 'u', now - 9 * minute), ...looksOf('a-www', 'uu', now - 7 * minute, suspect)], -8],
    ['anew after another target', looksOf('a-www', 'uu', now - 8 * minute, { ...suspect, span: 7 }), -9],
  ])('is so %s: found at start and followed alike', async (_, later, since) => {
    await using whole = await testSite(config, [...started, ...later])
    expect(await asked(whole)).toBe(since)
    await using listed = await testSite(config, [...started, ...later])
    expect(listed.web.live.suspectFollowed('a-www')?.at).toBe(since === null ? undefined : now + since * minute)
    await using followed = await testSite(config, started)
    expect(await asked(followed)).toBe(-199)
    await followed.record(later)
    expect(await asked(followed)).toBe(since)
  })

  it('is told on the first page and on the wall, and counts as up', async () => {
    await using site = await testSite(config, looksOf('a-www', 'u'.repeat(200), now, suspect))
    for (const path of ['/', '/board', '/monitors/a-www']) {
      const page = textOf(await (await site.get(`${path}?lang=en`)).text())
      expect(page).toMatch(/Suspect since 23 November 2026, 06:41/)
    }
    expect(await site.json('/api/v1/monitors/a-www')).toMatchObject({ state: 'up' })
    expect(await site.json('/api/v1/monitors/a-www/availability')).toMatchObject({
      downMs: 0,
      ambiguousMs: 0,
      availability: { min: 1, max: 1 },
    })
  })
})
