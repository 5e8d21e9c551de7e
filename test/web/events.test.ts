import { describe, expect, it } from 'vitest'
import { createApp } from '../../src/web/app.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')]), serviceOf('b', [monitorOf('b-www')])])

interface Told {
  readonly event: string
  readonly id: string | null
  readonly data: Record<string, unknown>
}

/** Reads a stream until it has told `count` things after the greeting, or ended. */
async function told(response: Response, count: number): Promise<readonly Told[]> {
  const found: Told[] = []
  let text = ''
  const decoder = new TextDecoder()
  if (response.body === null) return found
  const reader = response.body.getReader()
  while (found.length < count) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null
      if (field('event') !== null) found.push({ event: field('event') ?? '', id: field('id'), data: JSON.parse(field('data') ?? 'null') })
    }
  }
  await reader.cancel()
  return found
}

describe('the stream of events', () => {
  it('greets with every state, then tells outages and states before the look that made them', async () => {
    await using site = await testSite(config, [...looksOf('a-www', 'uuu', now - 2 * minute)])
    const response = await site.get('/events')
    expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    await site.record(looksOf('a-www', 'dd', now))
    const seen = await told(response, 6)
    expect(seen.map(({ event, data }) => [event, data['monitorId'], data['state'] ?? data['outcome'] ?? data['confirmed']])).toEqual([
      ['state', 'a-www', 'up'],
      ['state', 'b-www', 'pending'],
      ['outage', 'a-www', true],
      ['state', 'a-www', 'down'],
      ['observation', 'a-www', 'down'],
      ['observation', 'a-www', 'down'],
    ])
    expect(seen.map(({ id }) => id)).toEqual([null, null, null, null, '4', '5'])
  })

  it('greets each client with how things stand when it comes, several in one second', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuu', now - 2 * minute))
    const greeted = async () => (await told(await site.get('/events'), 2)).map(({ data }) => data['state'])
    expect([await greeted(), await greeted()]).toEqual([
      ['up', 'pending'],
      ['up', 'pending'],
    ])
    await site.record([...looksOf('a-www', 'dd', now), ...looksOf('b-www', 'u', now)])
    expect(await greeted()).toEqual(['down', 'up'])
    site.setConfig(configOf([serviceOf('b', [monitorOf('b-www')]), serviceOf('c', [monitorOf('c-www')])]))
    expect(await greeted()).toEqual(['up', 'pending'])
    await site.clock.advance(10 * minute)
    expect(await greeted()).toEqual(['unknown', 'pending'])
  })

  it('goes on where a client left, by its Last-Event-ID', async () => {
    await using site = await testSite(config, looksOf('a-www', 'u'.repeat(900), now))
    const response = await site.get('/events', { 'Last-Event-ID': '895' })
    await site.record(looksOf('b-www', 'u', now))
    const seen = (await told(response, 9)).filter(({ event }) => event === 'observation')
    expect(seen.map(({ id, data }) => [id, data['monitorId']])).toEqual([
      ['896', 'a-www'],
      ['897', 'a-www'],
      ['898', 'a-www'],
      ['899', 'a-www'],
      ['900', 'a-www'],
      ['901', 'b-www'],
    ])
  })

  it('has what was committed meanwhile taken in as soon as it listens', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuu', now))
    const listenersThen: number[] = []
    const { app, events } = createApp({
      ...site.web,
      get caughtUp() {
        listenersThen.push(events.clients())
        return site.web.caughtUp
      },
    })
    const response = await app.request('/events')
    expect(listenersThen).toEqual([0, 1])
    await response.body?.cancel()
    events.close()
  })

  it.each(['-1', 'x', '999999', ''])('begins anew for "%s"', async (id) => {
    await using site = await testSite(config, looksOf('a-www', 'uuu', now))
    const response = await site.get('/events', { 'Last-Event-ID': id })
    await site.record(looksOf('b-www', 'u', now))
    expect((await told(response, 4)).map(({ event }) => event)).toEqual(['state', 'state', 'state', 'observation'])
  })

  it('beats, and tells a state that changed by time alone', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuu', now))
    const response = await site.get('/events')
    await site.clock.advance(4 * minute)
    const seen = await told(response, 3)
    expect(seen.map(({ data }) => [data['monitorId'], data['state'], data['reason']])).toEqual([
      ['a-www', 'up', null],
      ['b-www', 'pending', null],
      ['a-www', 'unknown', 'unobserved'],
    ])
  })

  it('serves so many clients and no more, and forgets those who leave', async () => {
    await using site = await testSite(config)
    const open = await Promise.all(Array.from({ length: 200 }, () => site.get('/events')))
    expect((await site.get('/events')).status).toBe(503)
    await Promise.all(open.map(async (response) => response.body?.cancel()))
    expect((await site.get('/events')).status).toBe(200)
    expect(await (await site.get('/metrics')).text()).toContain('vigie_event_clients 1\n')
  })

  it('keeps nothing for a HEAD', async () => {
    await using site = await testSite(config)
    expect((await site.app.request('/events', { method: 'HEAD' })).status).toBe(200)
    expect(await (await site.get('/metrics')).text()).toContain('vigie_event_clients 0\n')
  })

  it('cuts off a client that does not read, and keeps the others', async () => {
    await using site = await testSite(config)
    const slow = await site.get('/events')
    for (let part = 0; part < 8; part += 1) await site.record(looksOf('a-www', 'u'.repeat(500), now - (7 - part) * 500 * minute))
    const count = (await told(slow, 5_000)).length
    expect(count).toBeLessThan(4_000)
    expect(await (await site.get('/metrics')).text()).toContain('vigie_event_clients 0\n')
  })
})
