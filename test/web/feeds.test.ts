import { describe, expect, it } from 'vitest'
import { configOf, hour, looksOf, minute, monitorOf, now, serviceOf, type TestSite, testSite } from './site.ts'
import { elementsOf } from './markup.ts'

const hostile = 'A & B <script>alert(1)</script>\u0000; x,y\\z\r\nBEGIN:VEVENT'
const config = configOf([
  serviceOf('a', [monitorOf('a-www')]),
  serviceOf('b', [monitorOf('b-www')], { name: { en: hostile, fr: hostile, ar: hostile } }),
])
const looks = [...looksOf('a-www', `${'u'.repeat(20)}dddddu`, now), ...looksOf('b-www', `${'u'.repeat(20)}ddd`, now)]
const moved = [
  { id: 'a-www-20261123T080000Z', to: 'a-www-20261123T095500Z', reason: 'dated differently' },
  { id: 'a-www-20261123T070000Z', to: null, reason: 'no longer derived' },
]
/** Gives out ids that a rebuild then moves and withdraws. */
async function correct(site: TestSite): Promise<void> {
  const minted = moved.map(({ id }, index) => ({
    type: 'entry' as const,
    entry: { kind: 'outage' as const, at: now - (index + 2) * hour, body: { id, monitorId: 'a-www', onset: { after: null, by: 0 } } },
  }))
  site.store.record(minted, { outages: [], gaps: [] })
  site.store.replaceDerived({ outages: site.reader.outages({}), gaps: [] }, [], moved, now - 3 * minute)
}

interface Entry {
  readonly id: string
  readonly updated: string
  readonly title: string
  readonly summary: string
  readonly term: string
}
const inside = (text: string, name: string) => new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(text)?.[1] ?? ''
function entriesOf(feed: string): readonly Entry[] {
  return [...feed.matchAll(/<entry>[\s\S]*?<\/entry>/g)].map(([entry]) => ({
    id: inside(entry, 'id'),
    updated: inside(entry, 'updated'),
    title: inside(entry, 'title'),
    summary: inside(entry, 'summary'),
    term: /<category term="([^"]*)"/.exec(entry)?.[1] ?? '',
  }))
}

describe('the feed', () => {
  it.each(['fr', 'ar', 'en'])('keeps the rules of a validator in %s', async (language) => {
    await using site = await testSite(config, looks)
    await correct(site)
    for (const path of ['/feed.atom', '/services/a/feed.atom']) {
      const response = await site.get(`${path}?lang=${language}`)
      expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/atom+xml; charset=utf-8'])
      expect(response.headers.get('Set-Cookie')).toBeNull()
      const feed = await response.text()
      const elements = elementsOf(feed.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\n/, ''))
      expect(elements[0]).toEqual({
        name: 'feed',
        attributes: { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': language === 'ar' ? 'ar-MA' : language },
      })
      const head = feed.slice(0, feed.indexOf('<entry>'))
      for (const name of ['id', 'title', 'updated', 'author']) expect(head.split(`<${name}>`), name).toHaveLength(2)
      expect(head).toContain(`<link rel="self" type="application/atom+xml" href="https://vigie.example.org${path}?lang=${language}"/>`)
      const entries = entriesOf(feed)
      expect(entries.length).toBeGreaterThan(2)
      const ids = [inside(head, 'id'), ...entries.map(({ id }) => id)]
      expect(new Set(ids).size).toBe(ids.length)
      // RFC 4151: tag:authority,date:specific
      expect(ids.filter((id) => !/^tag:vigie\.example\.org,\d{4}-\d\d-\d\d:[\w/-]+$/.test(id))).toEqual([])
      const times = entries.map(({ updated }) => updated)
      expect(times.filter((time) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(time))).toEqual([])
      expect(times).toEqual(times.toSorted().toReversed())
      expect(inside(head, 'updated')).toBe(times[0])
      expect(entries.filter(({ title, summary }) => title === '' || summary === '')).toEqual([])
    }
  })

  it('tells each change once: confirmed, over, moved, withdrawn', async () => {
    await using site = await testSite(config, looks)
    await correct(site)
    const entries = entriesOf(await (await site.get('/services/a/feed.atom?lang=en')).text())
    expect(entries.map(({ term, updated, id }) => [term, updated, id.replace(/^.*?:outages/, '')])).toEqual([
      ['closed', '2026-11-23T10:00:00.000Z', '/a-www-20261123T095500Z/closed'],
      ['withdrawn', '2026-11-23T09:57:00.000Z', '/a-www-20261123T070000Z/withdrawn'],
      ['moved', '2026-11-23T09:57:00.000Z', '/a-www-20261123T080000Z/moved'],
      ['confirmed', '2026-11-23T09:55:00.000Z', '/a-www-20261123T095500Z/confirmed'],
    ])
    expect(entries[3]?.summary).toContain('first failure seen at 09:55')
    expect(entries[3]?.summary).not.toContain('10:00')
    expect(entries[0]?.summary).toContain('working again')
    expect(entries[2]?.summary).toContain('dated differently')
  })

  it('names entries the same in every language and wherever it is reached', async () => {
    await using site = await testSite(config, looks)
    const ids = async (path: string) => entriesOf(await (await site.get(path)).text()).map(({ id }) => id)
    expect(await ids('/feed.atom?lang=ar')).toEqual(await ids('/feed.atom?lang=fr'))
    const of = await ids('/services/a/feed.atom')
    expect((await ids('/feed.atom')).filter((id) => of.includes(id))).toEqual(of)
  })

  it('is valid before anything happened', async () => {
    await using site = await testSite(config, [])
    const feed = await (await site.get('/feed.atom')).text()
    expect(entriesOf(feed)).toEqual([])
    expect(inside(feed, 'updated')).toMatch(/^2025-/)
  })

  it('lets no name out as markup, nor what XML cannot hold', async () => {
    await using site = await testSite(config, looks)
    const feed = await (await site.get('/feed.atom?lang=en')).text()
    expect(feed).toContain('A &amp; B &lt;script&gt;')
    expect(feed).not.toContain('<script')
    expect(feed).not.toContain('\u0000')
  })

  it('is answered 304 when nothing changed, 404 for a service that is not there', async () => {
    await using site = await testSite(config, looks)
    const etag = (await site.get('/feed.atom')).headers.get('ETag') ?? ''
    expect((await site.get('/feed.atom', { 'If-None-Match': etag })).status).toBe(304)
    expect((await site.get('/services/none/feed.atom')).status).toBe(404)
  })
})

/** Content lines, unfolded; throws where RFC 5545 §3.1 is not kept. */
function linesOf(calendar: string): readonly string[] {
  const physical = calendar.split('\r\n')
  if (physical.pop() !== '') throw new Error('the last line has no CRLF')
  for (const line of physical) {
    if (/(?!\t)\p{Cc}/u.test(line)) throw new Error(`a control character: ${JSON.stringify(line)}`)
    if (Buffer.byteLength(line) > 75) throw new Error(`more than 75 octets: ${line}`)
    if (line.includes('\ufffd')) throw new Error(`cut within a character: ${line}`)
  }
  return physical.join('\r\n').replaceAll('\r\n ', '').split('\r\n')
}

describe('the calendar', () => {
  it.each(['fr', 'ar', 'en'])('keeps RFC 5545 in %s', async (language) => {
    await using site = await testSite(config, looks)
    const response = await site.get(`/outages.ics?lang=${language}`)
    expect(response.headers.get('Content-Type')).toBe('text/calendar; charset=utf-8')
    const lines = linesOf(await response.text())
    expect(lines.filter((line) => !/^[A-Z-]+(?:;[A-Z-]+=[\w-]+)*:/.test(line))).toEqual([])
    expect([lines[0], lines[1], lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0', 'END:VCALENDAR'])
    const events = lines.join('\n').split('\nBEGIN:VEVENT').slice(1)
    expect(events).toHaveLength(2)
    for (const event of events)
      for (const name of ['UID', 'DTSTAMP', 'DTSTART', 'SEQUENCE', 'LAST-MODIFIED', 'SUMMARY', 'URL'])
        expect(event.match(new RegExp(`\n${name}[;:]`, 'g')), name).toHaveLength(1)
  })

  it('spans what is certain, in UTC, and gives no end to what has none', async () => {
    await using site = await testSite(config, looks)
    const lines = linesOf(await (await site.get('/outages.ics?lang=en')).text())
    const [over = '', open = ''] = lines.join('\n').split('\nBEGIN:VEVENT').slice(1)
    expect(over).toContain('\nUID:a-www-20261123T095500Z@vigie.example.org\n')
    expect(over).toContain('\nDTSTART:20261123T095500Z\n')
    expect(over).toContain('\nDTEND:20261123T095900Z\n')
    expect(over).toContain('\nSEQUENCE:1\n')
    expect(over).toContain('\nLAST-MODIFIED:20261123T100000Z\n')
    expect(open).not.toContain('DTEND')
    expect(open).toContain('\nSEQUENCE:0\n')
    expect(open).toContain('no end is given')
    expect(open).toContain('A & B <script>alert(1)</script>\\; x\\,y\\\\z\\nBEGIN:VEVENT')
  })

  it('changes an event in place when its outage ends', async () => {
    await using site = await testSite(config, looks)
    const uid = (calendar: string) => linesOf(calendar).filter((line) => line.startsWith('UID:b-www'))
    const before = uid(await (await site.get('/outages.ics')).text())
    await site.record(looksOf('b-www', 'u', now + minute))
    await site.clock.advance(minute)
    const after = await (await site.get('/outages.ics')).text()
    expect(before).toHaveLength(1)
    expect(uid(after)).toEqual(before)
    expect(linesOf(after).filter((line) => line === 'SEQUENCE:1')).toHaveLength(2)
  })
})
