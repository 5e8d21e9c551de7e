import { describe, expect, it } from 'vitest'
import { configOf, controls, looksOf, monitorOf, now, round, serviceOf, testSite } from './site.ts'
import { elementsOf, textOf } from './markup.ts'

const hostile = '"><img src=x onerror=alert(1)>\u0000'
const config = configOf([
  serviceOf('a', [monitorOf('a-www', { formerly: ['old-www'] })]),
  serviceOf('b', [monitorOf('b-www', { name: { en: hostile } })], { name: { en: hostile, fr: hostile, ar: hostile } }),
  serviceOf('c', [monitorOf('c-www')]),
])
const looks = [...looksOf('a-www', `${'u'.repeat(20)}dddddu`, now), ...looksOf('b-www', `${'u'.repeat(20)}ddd`, now)]
const over = 'a-www-20261123T095500Z'
const open = 'b-www-20261123T095800Z'
const xml = (text: string) => elementsOf(text.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\n/, ''))
const moved = [
  { id: 'a-www-20261123T080000Z', to: over, reason: 'dated differently' },
  { id: 'a-www-20261123T070000Z', to: null, reason: 'no longer derived <b>' },
]

describe('a badge', () => {
  it.each([
    ['en', 'a-www', 'Site a-www: up', 'circle'],
    ['fr', 'a-www', 'Site a-www: en service', 'circle'],
    ['ar', 'c-www', 'Site c-www: لم تُعايَن بعد', 'path'],
    ['en', 'b-www', undefined, 'rect'],
  ])('says the state in word and shape, in %s of %s', async (language, id, label, drawn) => {
    await using site = await testSite(config, looks)
    const response = await site.get(`/badges/${id}.svg?lang=${language}`)
    expect(response.headers.get('Content-Type')).toBe('image/svg+xml')
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=60')
    expect(response.headers.get('ETag')).not.toBeNull()
    expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin')
    expect(response.headers.get('Set-Cookie')).toBeNull()
    const text = await response.text()
    const [root, ...rest] = xml(text)
    if (label !== undefined) expect(root?.attributes['aria-label']).toBe(label)
    else expect(root?.attributes['aria-label']).toContain('down, confirmed')
    const group = text.indexOf('<g ')
    expect(xml(`<g>${text.slice(text.indexOf('>', group) + 1, text.indexOf('</g>'))}</g>`)[1]?.name).toBe(drawn)
    expect(rest.filter(({ name }) => !['title', 'rect', 'circle', 'path', 'g', 'text'].includes(name))).toEqual([])
  })

  it('claims nothing while our own network is down', async () => {
    await using site = await testSite({ ...config, controls }, looks)
    await site.record([{ type: 'control', round: round(now, false) }])
    expect(await (await site.get('/badges/b-www.svg?lang=en')).text()).toContain('unknown')
  })

  it('says that it is a simulation, as the frame does', async () => {
    await using site = await testSite({ ...config, site: { ...config.site, simulation: true } }, looks)
    expect(await (await site.get('/badges/a-www.svg?lang=en')).text()).toContain('SIMULATION: Site a-www')
    expect(textOf(await (await site.get(`/embed/${over}?lang=en`)).text())).toContain('SIMULATION')
  })

  it('follows a monitor to its present id, and is nothing for one that never was', async () => {
    await using site = await testSite(config, looks)
    const former = await site.get('/badges/old-www.svg?lang=ar')
    expect([former.status, former.headers.get('Location')]).toEqual([308, '/badges/a-www.svg?lang=ar'])
    expect((await site.get('/badges/none.svg')).status).toBe(404)
    expect((await site.get('/badges/a-www')).status).toBe(404)
    expect((await site.get('/badges/a-www.png')).status).toBe(404)
  })
})

describe('an embedded outage', () => {
  it.each(['fr', 'ar', 'en'])('may stand in a frame on any page, in %s', async (language) => {
    await using site = await testSite(config, looks)
    for (const id of [over, open]) {
      const response = await site.get(`/embed/${id}?lang=${language}`)
      expect(response.status).toBe(200)
      expect(response.headers.get('Content-Security-Policy')).toBe(
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
      )
      expect(response.headers.get('X-Frame-Options')).toBeNull()
      const elements = elementsOf(await response.text())
      expect(elements.find(({ name }) => name === 'html')?.attributes['dir']).toBe(language === 'ar' ? 'rtl' : 'ltr')
      expect(elements.filter(({ name, attributes }) => name === 'a' && attributes['target'] !== '_blank')).toEqual([])
      expect(elements.filter(({ name }) => name === 'img' || name === 'script')).toEqual([])
    }
    const page = await site.get(`/outages/${over}`)
    expect(page.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect(page.headers.get('X-Frame-Options')).not.toBeNull()
  })

  it('says the same sentence as the page', async () => {
    await using site = await testSite(config, looks)
    const said = 'unavailable for at least 4 minutes (at most 6 minutes)'
    for (const path of [`/embed/${over}`, `/outages/${over}`])
      expect(textOf(await (await site.get(`${path}?lang=en`)).text())).toContain(said)
    const [card] = xml(await (await site.get(`/embed/${over}.svg?lang=en`)).text())
    expect(card?.attributes['aria-label']).toContain(said)
  })

  it.each(['fr', 'ar', 'en'])('is a picture without anything foreign in it, in %s', async (language) => {
    await using site = await testSite(config, looks)
    for (const id of [over, open]) {
      const response = await site.get(`/embed/${id}.svg?lang=${language}`)
      expect(response.headers.get('Content-Type')).toBe('image/svg+xml')
      const elements = xml(await response.text())
      expect(elements.filter(({ name }) => !['svg', 'title', 'rect', 'circle', 'path', 'g', 'text'].includes(name))).toEqual([])
      for (const { name, attributes } of elements)
        if (name === 'text') expect(attributes['text-anchor']).toBe(language === 'ar' ? 'end' : 'start')
    }
  })

  it('keeps the whole sentence with its offset in the picture, each line closed in itself', async () => {
    const long = 'الصندوق الوطني لمنظمات الاحتياط الاجتماعي — الخدمات عبر الإنترنت للمؤمنين وذوي حقوقهم'
    const named = configOf([serviceOf('a', [monitorOf('a-www')], { name: { ar: long, fr: `${'Caisse nationale '.repeat(6)}(portail)` } })])
    await using site = await testSite(named, looks.slice(0, 26))
    for (const language of ['ar', 'fr']) {
      const card = await (await site.get(`/embed/${over}.svg?lang=${language}`)).text()
      const lines = [...card.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, line = '']) => line)
      expect(lines.join(' ').replace(/[\u2066-\u2069]/g, '')).toContain('UTC+00:00')
      expect(lines.filter((line) => line.includes('…'))).toEqual([])
      const depths = lines.map((line) => (line.match(/[\u2066-\u2068]/g) ?? []).length - (line.match(/\u2069/g) ?? []).length)
      expect(depths.filter((depth) => depth !== 0)).toEqual([])
    }
  })

  it('is a PNG for previews of links', async () => {
    await using site = await testSite(config, looks)
    const response = await site.get(`/embed/${over}.png?lang=ar`)
    // Without a font on this machine there is no PNG: the drawing stands in.
    if (response.status === 307) return expect(response.headers.get('Location')).toBe(`/embed/${over}.svg?lang=ar`)
    expect(response.headers.get('Content-Type')).toBe('image/png')
    const png = Buffer.from(await response.arrayBuffer())
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_200, 630])
  })

  it('follows an outage to where it was moved, and says why one was withdrawn', async () => {
    await using site = await testSite(config, looks)
    site.store.replaceDerived({ outages: site.reader.outages({}), gaps: [] }, [], moved)
    for (const suffix of ['', '.svg', '.png']) {
      const response = await site.get(`/embed/a-www-20261123T080000Z${suffix}?lang=fr`)
      expect([response.status, response.headers.get('Location')]).toEqual([308, `/embed/${over}${suffix}?lang=fr`])
      const gone = await site.get(`/embed/a-www-20261123T070000Z${suffix}?lang=en`)
      expect(gone.status).toBe(410)
      expect(await gone.text()).toContain('no longer derived &lt;b&gt;')
    }
    expect((await site.get('/embed/none')).status).toBe(404)
    expect((await site.get('/embed/none.svg')).status).toBe(404)
  })
})

describe('the outage page', () => {
  it('holds the reference, its forms, the QR code, and code to embed that is whole', async () => {
    await using site = await testSite(config, looks)
    const page = await (await site.get(`/outages/${over}?lang=en`)).text()
    const text = textOf(page)
    expect(text).toContain('“Service a: unavailable at least 4 min”. Public online services, measuring method 1.')
    for (const piece of ['@misc{', 'TY - DATA', '"type": "dataset"', `<iframe src="https://vigie.example.org/embed/${over}?lang=en"`])
      expect(text).toContain(piece)
    const elements = elementsOf(page)
    expect(elements.filter(({ attributes }) => attributes['class'] === 'qr')).toHaveLength(1)
    const linked = (rel: string) => elements.filter(({ name, attributes }) => name === 'link' && attributes['rel'] === rel)
    expect(linked('cite-as').map(({ attributes }) => attributes['href'])).toEqual([`https://vigie.example.org/outages/${over}`])
    expect(linked('describedby')).toHaveLength(3)
    const meta = new Map(
      elements
        .filter(({ name }) => name === 'meta')
        .map(({ attributes }) => [attributes['property'] ?? attributes['name'], attributes['content']]),
    )
    expect(meta.get('og:image')).toBe(`https://vigie.example.org/embed/${over}.png?lang=en`)
    expect(meta.get('DC.date')).toBe('2026-11-23')
  })

  it('keeps hostile names text, also inside the code to embed', async () => {
    await using site = await testSite(config, looks)
    for (const path of [`/outages/${open}`, `/embed/${open}`, `/embed/${open}.svg`, '/badges/b-www.svg']) {
      const page = await (await site.get(`${path}?lang=en`)).text()
      expect(page, path).not.toContain('<img src=x')
      // Within the code to embed it is escaped once more.
      if (path === `/outages/${open}`) expect(page).toContain('title=&quot;&amp;quot;&amp;gt;&amp;lt;img')
    }
  })

  it('serves its script as ours, and needs it for nothing', async () => {
    await using site = await testSite(config, looks)
    const page = await (await site.get(`/outages/${over}?lang=en`)).text()
    const scripts = elementsOf(page).filter(({ name }) => name === 'script')
    expect(scripts.map(({ attributes }) => attributes['type'])).toEqual(['module'])
    const script = await site.get(scripts[0]?.attributes['src'] ?? '')
    expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
    // Buttons that copy are made by the script; the one that makes a figure sends a form.
    expect(page.match(/<button/g)).toHaveLength(1)
    expect(page).toMatch(/<form method="post"[^>]*><button>/)
  })
})
