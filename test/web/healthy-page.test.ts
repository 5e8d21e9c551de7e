import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { labelBody } from '../../src/core/label.ts'
import type { LogItem } from '../../src/core/log.ts'
import { learningOf } from '../../src/core/notice/learning.ts'
import { readPage } from '../../src/core/notice/page.ts'
import type { TemplateOrigin } from '../../src/core/notice/page-watch.ts'
import { tallyOf } from '../../src/core/notice/tally.ts'
import { freezeTemplate, type HealthyTemplate } from '../../src/core/notice/template.ts'
import { parseTemplate, templateBody } from '../../src/core/notice/template-record.ts'
import { traitsOf } from '../../src/core/notice/traits.ts'
import { elementsOf, textOf } from './markup.ts'
import { configOf, hour, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www'), monitorOf('a-dns', { kind: 'dns' })])])
const { configHash } = monitorOf('a-www')
const html = `<title>Caisse nationale</title><nav><a>Accueil &lt;b&gt;</a><br><a>الرئيسية</a></nav><input name="nom"><p>${'Un texte. '.repeat(9)}`
const traits = traitsOf(readPage(html), 'https://www.a.example/')

function templateOf(looks: number, follows: string | null): HealthyTemplate {
  const tally = tallyOf(Array.from({ length: looks }, () => traits))
  const template = freezeTemplate(tally, (text) => createHash('sha256').update(text).digest('hex'), follows)
  if (template === null) throw new Error('no look')
  return template
}

const first = templateOf(20, null)
const second = templateOf(40, first.hash)
const entryAt = (
  at: number,
  origin: TemplateOrigin,
  template: HealthyTemplate,
  hash = configHash,
  label: number | null = null,
): LogItem => ({
  type: 'entry',
  entry: { kind: 'template', at, body: templateBody({ monitorId: 'a-www', configHash: hash, origin, label, template }) },
})
const label: LogItem = {
  type: 'entry',
  entry: {
    kind: 'label',
    at: now - hour,
    body: labelBody({
      monitorId: 'a-www',
      fingerprint: traits.fingerprint,
      look: null,
      says: 'healthy',
      by: 'Amina <i>',
      note: 'new layout',
    }),
  },
}
const looks = looksOf('a-www', 'uuu', now, { fingerprint: traits.fingerprint })

async function sectionOf(items: readonly LogItem[], language: string, looksSoFar = 0): Promise<string> {
  await using site = await testSite(config, items)
  const { span } = site.reader.catalogue().find(({ monitorId }) => monitorId === 'a-www') ?? { span: -1 }
  const template = items.length > 3 ? second : null
  const since = tallyOf(Array.from({ length: looksSoFar }, () => traits))
  site.store.saveLearned([{ monitorId: 'a-www', configHash, span, state: learningOf({ known: { template, since }, learnedAt: now }) }])
  const page = await (await site.get(`/monitors/a-www?lang=${language}`)).text()
  elementsOf(page)
  return /<section aria-labelledby="h-hp">[^]*?<\/section>/.exec(page)?.[0] ?? ''
}

describe('the healthy page, on the page of its monitor', () => {
  const changed = [
    entryAt(now - 9 * hour, 'learned', templateOf(21, null), 'another configuration'),
    entryAt(now - 8 * hour, 'learned', first),
    label,
    entryAt(now - 30 * minute, 'accepted', second, configHash, 3),
    entryAt(now, 'learned', { ...first, hash: 'f'.repeat(64) }),
    ...looks,
  ]

  it('is what it always shows, since when and by whom, with those before it and what people said', async () => {
    const section = await sectionOf(changed, 'en', 7)
    const text = textOf(section).replace(/[\u2066-\u2069]/g, '')
    expect(text).toMatch(/Since the look of23 November 2026, 09:30:00.*?How it became soaccepted by a person \(record 3\), record 4/s)
    expect(text).toMatch(/Good looks learned from40; 7 of the 20 that the next needs/)
    expect(text).toContain('Final hosta.example')
    expect(text).toContain('Words of the titlecaisse nationale')
    expect(text).toContain('Form fields that are always theretext:nom')
    expect(text).toContain(`SHA-256${second.hash}`)
    expect(section).toContain('<bdi lang="" translate="no">accueil &lt;b&gt;</bdi>')
    expect(section).toContain('<bdi>Amina &lt;i&gt;</bdi>')
    // Not the one that somebody changed; those of another configuration are no longer in force.
    expect([...section.matchAll(/data-l="SHA-256"><bdi[^>]*>([0-9a-f]+)</g)].map(([, hash]) => hash)).toEqual([
      first.hash.slice(0, 12),
      templateOf(21, null).hash.slice(0, 12),
    ])
    expect(text).toMatch(/vigie label --monitor a-www --look \d+ --as healthy\|notice --by NAME/)
  })

  it.each([
    ['en', 'Not known yet.', '3 of 20'],
    ['fr', 'Pas encore connue.', '3 sur 20'],
    ['ar', 'غير معروفة بعد.', '3 من 20'],
  ])('is not known before twenty good looks, and the page says how many there are (%s)', async (language, unknown, count) => {
    const text = textOf(await sectionOf(looks, language, 3))
    expect(text).toContain(unknown)
    expect(text).toContain(count)
  })

  it('is told by the API as vigie judge takes it', async () => {
    await using site = await testSite(config, changed)
    const told = await site.json('/api/v1/monitors/a-www/healthy-page')
    expect(told).toMatchObject({
      monitorId: 'a-www',
      looks: 0,
      looksNeeded: 20,
      current: { origin: 'accepted', label: 3, template: second },
    })
    expect(told.earlier.map(({ template }: { template: HealthyTemplate }) => template.looks)).toEqual([20, 21])
    expect(told.labels).toMatchObject([{ as: 'healthy', by: 'Amina <i>', fingerprint: traits.fingerprint, look: null, note: 'new layout' }])
    expect(parseTemplate(JSON.parse(JSON.stringify(told.current.template)))).toEqual(second)
  })

  it('is no matter of a monitor that looks at no page', async () => {
    await using site = await testSite(config, looksOf('a-dns', 'u', now))
    expect((await site.get('/api/v1/monitors/a-dns/healthy-page')).status).toBe(404)
    expect(await (await site.get('/monitors/a-dns')).text()).not.toContain('h-hp')
  })
})
