import bibtexParser from '@orcid/bibtex-parse-js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configOf, looksOf, monitorOf, now, serviceOf, testSite } from './site.ts'
import cslSchema from '../fixtures/citation/csl-data.json' with { type: 'json' }

const hostile = 'A & B_{50 %} #1 $x^2 ~ \\input{/etc/passwd}\nER  - \n} @misc{evil, <script>'
const config = configOf([
  serviceOf('a', [monitorOf('a-www')]),
  serviceOf('h', [monitorOf('h-www')], { name: { en: hostile, fr: hostile, ar: hostile } }),
])
const published = { ...config, site: { ...config.site, publisher: { name: 'Observatoire Exemple', contact: null, about: null } } }
const looks = [...looksOf('a-www', `${'u'.repeat(20)}dddddu`, now), ...looksOf('h-www', `${'u'.repeat(20)}ddd`, now)]
const over = '/api/v1/outages/a-www-20261123T095500Z/citation'
const open = '/api/v1/outages/h-www-20261123T095800Z/citation'

describe('a citation', () => {
  it('is one reference, with the state of the record that it cites', async () => {
    await using site = await testSite(published, looks)
    const response = await site.get(`${over}?lang=en`)
    expect(response.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('ETag')).not.toBeNull()
    expect(response.headers.get('Content-Disposition')).toBe('inline; filename="a-www-20261123T095500Z.txt"')
    expect((await response.text()).replaceAll('\u00a0', ' ')).toBe(
      'Observatoire Exemple. “Service a: unavailable at least 4 min”. Public online services, measuring method 1. Record as of 23 November 2026, 10:00 (UTC+00:00). https://vigie.example.org/outages/a-www-20261123T095500Z. Licence CC-BY-4.0.\n',
    )
  })

  it('names the site alone where nobody publishes it', async () => {
    await using site = await testSite(config, looks)
    expect(await (await site.get(`${over}?lang=fr`)).text()).toMatch(/^«\u00a0Le service a/)
    expect(await (await site.get(`${over}?lang=ar`)).text()).toMatch(/^«\u2068خدمة a/)
  })

  it.each(['fr', 'ar', 'en'])('keeps to the schema of CSL-JSON in %s', async (language) => {
    await using site = await testSite(published, looks)
    const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(cslSchema)))
    for (const address of [over, open]) {
      const response = await site.get(`${address}?format=csl&lang=${language}`)
      expect(response.headers.get('Content-Type')).toBe('application/vnd.citationstyles.csl+json')
      const items: any = await response.json()
      expect(schema.safeParse(items).error?.issues ?? []).toEqual([])
      expect(items[0]).toMatchObject({
        type: 'dataset',
        author: [{ literal: 'Observatoire Exemple' }],
        accessed: { 'date-parts': [[2026, 11, 23]] },
      })
    }
    expect(schema.safeParse([{ id: 'x', type: 'outage' }]).success).toBe(false)
    expect(schema.safeParse([{ id: 'x', type: 'dataset', licence: 'CC' }]).success).toBe(false)
  })

  it('is BibTeX that a parser reads back, whatever a name holds', async () => {
    await using site = await testSite(published, looks)
    const [plain, ...none] = bibtexParser.toJSON(await (await site.get(`${over}?format=bibtex&lang=en`)).text())
    expect(none).toEqual([])
    expect(plain).toMatchObject({ citationKey: 'a-www-20261123T095500Z', entryType: 'misc' })
    expect(plain?.entryTags).toMatchObject({
      author: '{Observatoire Exemple}',
      year: '2026',
      month: '11',
      url: 'https://vigie.example.org/outages/a-www-20261123T095500Z',
      urldate: '2026-11-23',
      version: 'measuring method 1',
    })
    const text = await (await site.get(`${open}?format=bibtex&lang=en`)).text()
    const entries = bibtexParser.toJSON(text)
    expect(entries.map(({ citationKey }) => citationKey)).toEqual(['h-www-20261123T095800Z'])
    expect(entries[0]?.entryTags['title']).toContain('A \\& B\\_\\textbraceleft{}50 \\%\\textbraceright{} \\#1 \\$x\\textasciicircum{}2')
    expect(text).not.toContain('\\input')
  })

  it('is RIS from TY to ER, a tag a line', async () => {
    await using site = await testSite(published, looks)
    for (const address of [over, open]) {
      const text = await (await site.get(`${address}?format=ris&lang=fr`)).text()
      const lines = text.split('\r\n').slice(0, -1)
      expect(lines.filter((line) => !/^[A-Z][A-Z0-9] {2}- /.test(line))).toEqual([])
      expect(lines[0]).toBe('TY  - DATA')
      expect(lines.map((line, index) => (line.startsWith('ER  - ') ? index : -1)).filter((index) => index >= 0)).toEqual([lines.length - 1])
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      expect(lines).toContain('Y2  - 2026/11/23')
    }
  })

  it('refuses what is not there, not offered, or not understood', async () => {
    await using site = await testSite(published, looks)
    expect((await site.get('/api/v1/outages/none/citation')).status).toBe(404)
    expect((await site.get(`${over}?format=docx`)).status).toBe(400)
    expect((await site.get(over, { Accept: 'image/png' })).status).toBe(406)
    expect((await site.get(`${over}?format=csl`, { Accept: 'application/json' })).status).toBe(200)
  })

  it('follows an outage to where it was moved, and says why one was withdrawn', async () => {
    await using site = await testSite(published, looks)
    const outages = site.reader.outages({})
    const moved = [
      { id: 'a-www-20261123T080000Z', to: 'a-www-20261123T095500Z', reason: 'dated differently' },
      { id: 'a-www-20261123T070000Z', to: null, reason: 'no longer derived' },
    ]
    site.store.replaceDerived({ outages, gaps: [] }, [], moved)
    const redirect = await site.get('/api/v1/outages/a-www-20261123T080000Z/citation?format=ris&lang=fr')
    expect([redirect.status, redirect.headers.get('Location')]).toEqual([308, `${over}?format=ris&lang=fr`])
    const gone = await site.get('/api/v1/outages/a-www-20261123T070000Z/citation')
    expect(gone.status).toBe(410)
    expect(await gone.text()).toContain('no longer derived')
  })
})
