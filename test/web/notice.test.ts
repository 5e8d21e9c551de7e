import { describe, expect, it } from 'vitest'
import { elementsOf, textOf } from './markup.ts'
import { configOf, looksOf, monitorOf, now, serviceOf, testSite } from './site.ts'

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

  it('is shown to operators where it is only suspect, with the command that labels it, and counts as up', async () => {
    const { text } = await shown('/monitors/a-www', 'en')
    expect(text).toContain('The last look is suspect')
    expect(text).toMatch(/vigie label --monitor a-www --look \d+ --as healthy\|notice --by NAME/)
    expect(text).toContain('It is not like the healthy page')
  })
})
