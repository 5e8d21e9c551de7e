import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { WARCParser } from 'warcio'
import { captureDir, captureFile } from '../../src/evidence/capture-files.ts'
import { hex } from '../../src/evidence/capture-manifest.ts'
import { plantCapture } from './plant-capture.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])
/** Up at 09:54, down from 09:55 on, up again at 10:00. */
const looks = looksOf('a-www', 'uudddddu', now)
const hostile = '<h1>Service indisponible</h1><script>parent.document.title="owned"</script><img src=x onerror="alert(1)">'

async function siteWithCaptures() {
  const site = await testSite(config, looks)
  const { items } = await site.json('/api/v1/outages')
  return {
    site,
    outage: String(items[0].id),
    old: await plantCapture(site, { monitorId: 'a-www', at: now - 600 * minute, outcome: 'up', body: '<p>old' }),
    healthy: await plantCapture(site, { monitorId: 'a-www', at: now - 60 * minute, outcome: 'up', body: '<p>welcome' }),
    down: await plantCapture(site, { monitorId: 'a-www', at: now - 5 * minute, outcome: 'down', body: hostile }),
    again: await plantCapture(site, { monitorId: 'a-www', at: now, outcome: 'up', body: '<p>welcome' }),
  }
}

describe('the captures of an outage', () => {
  it('are those of its time, after the newest healthy one before it, in pages', async () => {
    const { site, outage, healthy, down, again } = await siteWithCaptures()
    await using _site = site
    const all = await site.json(`/api/v1/outages/${outage}/captures`)
    expect(all.items.map(({ sha256, outcome }: { sha256: string; outcome: string }) => [sha256, outcome])).toEqual([
      [healthy, 'up'],
      [down, 'down'],
      [again, 'up'],
    ])
    expect(all.items[1]).toEqual({
      sha256: down,
      at: new Date(now - 5 * minute).toISOString(),
      monitorId: 'a-www',
      vantageId: 'rabat-1',
      outcome: 'down',
      code: 'http_status',
      reason: 'change',
      bytes: hostile.length,
      erased: false,
      seq: expect.any(Number),
      warc: `/api/v1/captures/${down}.warc.gz`,
    })
    const first = await site.json(`/api/v1/outages/${outage}/captures?limit=2`)
    expect(first.items.length).toBe(2)
    const second = await site.json(`/api/v1/outages/${outage}/captures?limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items]).toEqual(all.items)
    expect(second.nextCursor).toBeNull()
    expect((await site.get(`/api/v1/outages/${outage}/captures?cursor=7777`)).status).toBe(400)
    expect((await site.get('/api/v1/outages/nothing/captures')).status).toBe(404)
  })
})

describe('a capture of which something was erased', () => {
  it('says so in the list', async () => {
    const { site, outage, down } = await siteWithCaptures()
    await using _site = site
    const erased = [hex(Buffer.from(hostile))]
    await site.record([
      { type: 'entry', entry: { kind: 'erasure', at: now, body: { sha256: erased[0], length: 1, reason: 'law', erased } } },
    ])
    const { items } = await site.json(`/api/v1/outages/${outage}/captures`)
    expect(items.map((item: { sha256: string; erased: boolean }) => [item.sha256 === down, item.erased])).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ])
  })
})

describe('a capture as a file', () => {
  it('is a WARC that an independent reader reads, and nothing that a browser would run', async () => {
    const { site, down } = await siteWithCaptures()
    await using _site = site
    const answer = await site.get(`/api/v1/captures/${down}.warc.gz`, { Accept: 'text/html,*/*;q=0.8' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Content-Type')).toBe('application/warc')
    expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="${down.slice(0, 16)}.warc.gz"`)
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(answer.headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox")
    expect(answer.headers.get('Content-Encoding')).toBeNull()
    const types: string[] = []
    let content = ''
    for await (const record of new WARCParser([new Uint8Array(await answer.arrayBuffer())])) {
      types.push(record.warcType ?? '')
      const bytes = await record.readFully(true)
      if (record.warcType === 'response') content = Buffer.from(bytes).toString()
    }
    expect(types).toEqual(['warcinfo', 'metadata', 'resource', 'request', 'response', 'metadata'])
    expect(content).toBe(hostile)
  })

  it('keeps the policy of every other answer as it was', async () => {
    const { site, outage } = await siteWithCaptures()
    await using _site = site
    const answer = await site.get(`/api/v1/outages/${outage}/captures`)
    expect(answer.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'self'/)
  })

  it.each([
    { name: 'no capture has the name', file: `${'0'.repeat(64)}.warc.gz`, status: 404 },
    { name: 'it is no name', file: 'passwd', status: 400 },
    { name: 'it leads elsewhere', file: `..%2f${'0'.repeat(64)}.warc.gz`, status: 400 },
  ])('is refused where $name', async ({ file, status }) => {
    const { site } = await siteWithCaptures()
    await using _site = site
    expect((await site.get(`/api/v1/captures/${file}`)).status).toBe(status)
  })

  it('that is damaged says so, in the log as well', async () => {
    const { site, down } = await siteWithCaptures()
    await using _site = site
    writeFileSync(captureFile(captureDir(site.dir), down, 'json'), 'not gzip')
    const answer = await site.get(`/api/v1/captures/${down}.warc.gz`)
    expect(answer.status).toBe(500)
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('damaged') })
    expect(site.log.join('')).toContain('a capture cannot be read')
  })
})

describe('the outage page', () => {
  it('shows what it looked like as text, and what differs from the healthy page', async () => {
    const { site, outage, down } = await siteWithCaptures()
    await using _site = site
    for (const language of ['en', 'fr', 'ar']) {
      const page = await (await site.get(`/outages/${outage}?lang=${language}`)).text()
      expect(page).toContain('<p dir="auto">Service indisponible</p>')
      // Neither its script nor its handler is anywhere, not even as text.
      expect(page).not.toContain('owned')
      expect(page).not.toContain('onerror')
      expect(page).toContain('&lt;i&gt;&amp;amp;')
      expect(page).toContain(`href="/api/v1/captures/${down}.warc.gz"`)
      expect(page).toMatch(/<del><b>[^]*<p dir="auto">welcome<\/p>[^]*<\/del>/)
      expect(page).toMatch(/<ins><b>[^]*<p dir="auto">Service indisponible<\/p>[^]*<\/ins>/)
      expect(page).toContain('A 192.0.2.44 (TTL 300)')
    }
  })

  it('marks what a broken rule found', async () => {
    const expect_ = { ...monitorOf('a-www').expect, excludes: ['service INDISPONIBLE'] }
    const marked = configOf([serviceOf('a', [monitorOf('a-www', { expect: expect_ })])])
    await using site = await testSite(marked, looksOf('a-www', 'uuddd', now, { rules: ['excludes[0]'] }))
    const { items } = await site.json('/api/v1/outages')
    const [look] = [...site.reader.looks('a-www', { from: now, to: now + 1 })]
    await plantCapture(site, { monitorId: 'a-www', at: now, outcome: 'down', body: '<p>Le Service  indisponible, hélas', look })
    const page = await (await site.get(`/outages/${items[0].id}?lang=fr`)).text()
    expect(page).toContain('<p dir="auto">Le <mark>Service indisponible</mark>, hélas</p>')
  })
})
