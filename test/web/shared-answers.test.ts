import { describe, expect, it, vi } from 'vitest'
import { createAnswerCache } from '../../src/web/answer-cache.ts'
import { type Sendable, sendable } from '../../src/web/respond.ts'
import { announced, announcement, moment } from '../support/announcements.ts'
import { configOf, looksOf, monitorOf, now, serviceOf, testSite, type TestSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])
const up = looksOf('a-www', 'u'.repeat(100), now - 120_000)
const lists = ['/api/v1/services', '/api/v1/services/a?days=2', '/api/v1/monitors', '/api/v1/monitors/a-www/availability?by=hour']
const pages = ['/', '/services/a', '/monitors/a-www', '/board']

/** Each address with what it answers. */
async function answersOf(site: TestSite, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>()
  for (const path of paths) {
    const response = await site.get(path, { 'Accept-Language': 'en' })
    expect([path, response.status]).toEqual([path, 200])
    answers.set(path, await response.text())
  }
  return answers
}

const page = (bytes: number): Sendable => sendable(new Uint8Array(bytes), 'text/plain')

describe('an answer that many ask for', () => {
  it('is the same for all within a second, and shows a further look in the next', async () => {
    await using site = await testSite(config, up)
    const paths = [...lists, ...pages]
    const before = await answersOf(site, paths)
    await site.record(looksOf('a-www', 'u', now))
    expect(await answersOf(site, paths)).toEqual(before)
    await site.clock.advance(1_000)
    for (const [path, answer] of await answersOf(site, paths)) expect(answer, path).not.toBe(before.get(path))
  })

  it('is made anew at once for who has just heard of an outage', async () => {
    await using site = await testSite(config, up)
    const paths = [...lists, ...pages, '/api/v1/outages', '/api/v1/monitors/a-www/outages']
    const before = await answersOf(site, paths)
    const heard = (await site.get('/events')).body?.getReader()
    await site.record(looksOf('a-www', 'dd', now))
    const decoder = new TextDecoder()
    for (let text = ''; !text.includes('event: outage'); ) text += decoder.decode((await heard?.read())?.value, { stream: true })
    for (const [path, answer] of await answersOf(site, paths)) expect(answer, path).not.toBe(before.get(path))
    const { items } = await site.json('/api/v1/outages')
    expect(items).toHaveLength(1)
    expect(await site.json('/api/v1/services')).toMatchObject({ items: [{ state: 'down', monitorsDown: 1 }] })
    await heard?.cancel()
  })

  it('is made once for those who ask at the same time, and all of it is theirs', async () => {
    await using site = await testSite(config, up)
    const read = vi.spyOn(site.reader, 'quarters')
    const responses = await Promise.all(Array.from({ length: 20 }, () => site.get('/api/v1/services?days=90')))
    const bodies = await Promise.all(responses.map((response) => response.text()))
    expect(new Set(bodies).size).toBe(1)
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ items: [{ id: 'a' }] })
    expect(read).toHaveBeenCalledTimes(1)
    for (const { headers, status } of responses)
      expect([status, headers.get('ETag'), headers.get('Vary')]).toEqual([
        200,
        expect.any(String),
        expect.stringContaining('Accept-Language'),
      ])
  })

  it('is another one in another language, for another question and at another address', async () => {
    await using site = await testSite(config, up)
    const name = async (path: string, language: string) => (await site.json(path, { 'Accept-Language': language })).items[0].name
    expect(await name('/api/v1/services', 'fr')).toBe('Le service a')
    expect(await name('/api/v1/services', 'ar')).toBe('خدمة a')
    expect(await name('/api/v1/services?lang=en', 'ar')).toBe('Service a')
    const [one, two] = [await site.json('/api/v1/services?days=1'), await site.json('/api/v1/services?days=2')]
    expect([one.items[0].monitors[0].days.length, two.items[0].monitors[0].days.length]).toEqual([1, 2])
  })

  it('is asked for again with its ETag, which holds until it changes', async () => {
    await using site = await testSite(config, up)
    const [path = ''] = lists
    const etag = (await site.get(path)).headers.get('ETag') ?? ''
    const again = () => site.get(path, { 'If-None-Match': etag })
    expect((await again()).status).toBe(304)
    await site.clock.advance(1_000)
    expect((await again()).status).toBe(304)
    await site.record(looksOf('a-www', 'u', now))
    await site.clock.advance(1_000)
    expect((await again()).status).toBe(200)
    expect(await site.json(path)).toMatchObject({ items: [{ monitors: [{ last: { at: new Date(now).toISOString() } }] }] })
  })

  it('is refused to each who asks wrongly, and given to the next who does not', async () => {
    await using site = await testSite(config, up)
    const [path = ''] = lists
    const wrong = await Promise.all(Array.from({ length: 3 }, () => site.get(`${path}?days=0`)))
    expect(wrong.map(({ status }) => status)).toEqual([400, 400, 400])
    for (const problem of wrong) expect(await problem.json()).toMatchObject({ status: 400 })
    expect((await site.get(path)).status).toBe(200)
    expect((await site.get(path, { Accept: 'text/html' })).status).toBe(406)
    expect((await site.get('/api/v1/services/b')).status).toBe(404)
    site.setConfig(configOf([serviceOf('a', [monitorOf('a-www')]), serviceOf('b', [monitorOf('b-www')])]))
    expect((await site.get('/api/v1/services/b')).status).toBe(200)
    expect((await site.app.request(path, { method: 'HEAD' })).status).toBe(200)
    expect(await (await site.get(path)).json()).toMatchObject({ items: [{ id: 'a' }] })
  })

  it('shows an announcement, and a correction of it, in the next second', async () => {
    await using site = await testSite(config, up)
    const shown = async () => (await site.get('/announcements/works', { 'Accept-Language': 'en' })).text()
    expect(await shown()).not.toContain('Closed until noon')
    const said = { id: 'works', serviceId: 'a', said: moment('2026-11-23T09:00:00Z') }
    await site.record([announced(announcement({ ...said, quotation: { language: 'en', text: 'Closed until noon.' } }))])
    await site.clock.advance(1_000)
    expect(await shown()).toContain('Closed until noon')
    const first = site.reader.size() - 1
    await site.record([announced(announcement({ ...said, quotation: { language: 'en', text: 'Closed until one.' } }), first)])
    await site.clock.advance(1_000)
    expect(await shown()).toContain('Closed until one')
  })
})

describe('answers that are kept', () => {
  it('hold a bounded number of bytes, however many questions somebody thinks up', async () => {
    const cache = createAnswerCache()
    let made = 0
    const ask = (key: string, bytes: number) => cache.get(key, '1', () => ((made += 1), page(bytes)))
    await ask('first', 1_000_000)
    await ask('first', 1_000_000)
    expect(made).toBe(1)
    for (let i = 0; i < 15; i += 1) await ask(`of a million ${i}`, 1_000_000)
    await ask('first', 1_000_000)
    expect(made).toBe(17)
    // Keys count as well: an address may have 4,096 characters.
    for (let i = 0; i < 4_000; i += 1) await ask(`${i}`.padEnd(4_000), 0)
    await ask('first', 1_000_000)
    expect(made).toBe(4_018)
  })

  it('do not hold what failed, or what was for nobody else', async () => {
    const cache = createAnswerCache<null>()
    await expect(cache.get('a', '1', () => Promise.reject(new Error('the disk is gone')))).rejects.toThrow('the disk is gone')
    expect(await cache.get('a', '1', () => null)).toBeNull()
    expect((await cache.get('a', '1', () => page(3)))?.body.length).toBe(3)
  })

  it('keep the newer one when an older one ends after it', async () => {
    const cache = createAnswerCache()
    const slow = Promise.withResolvers<Sendable>()
    const first = cache.get('a', '1', () => slow.promise)
    const second = await cache.get('a', '2', () => page(2))
    slow.reject(new Error('too late'))
    await expect(first).rejects.toThrow('too late')
    expect(await cache.get('a', '2', () => page(4))).toBe(second)
  })
})
