import { describe, expect, it } from 'vitest'
import { createReplay } from '../../src/core/replay.ts'
import { createLive } from '../../src/web/live.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])

describe('the live state', () => {
  it('is the same from snapshots and from the whole log', async () => {
    await using site = await testSite(config, looksOf('a-www', `${'u'.repeat(700)}ddd${'u'.repeat(500)}dd`, now))
    const replay = createReplay()
    replay.accept(replay.step(site.store.log(0, 900), null))
    site.store.saveProgress(replay.progress())
    const resumed = createLive(site.reader, site.clock)
    await resumed.follow(site.reader.size())
    expect(resumed.state('a-www')).toEqual(site.web.live.state('a-www'))
    expect(resumed.status('a-www', { everyMs: minute })).toMatchObject({ state: 'down' })
  })

  it('follows what is committed, also when it is told twice or late', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uu', now))
    const changes: number[] = []
    site.web.live.subscribe(({ records }) => changes.push(records.length))
    await site.record(looksOf('a-www', 'dd', now + 2 * minute))
    await Promise.all([site.web.live.follow(3), site.web.live.follow(5), site.web.live.follow(5)])
    expect([changes, site.web.live.size()]).toEqual([[2], 5])
    expect(site.web.live.lastLook('a-www')?.at).toBe(now + 2 * minute)
  })

  it('says what is wrong when the log cannot be read, and goes on when it can again', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uu', now))
    let broken = true
    const live = createLive(
      {
        ...site.reader,
        log: (...asked) => {
          if (broken) throw new Error('disk I/O error')
          return site.reader.log(...asked)
        },
      },
      site.clock,
    )
    await live.follow(site.reader.size())
    expect(live.trouble()).toBe('disk I/O error')
    broken = false
    await live.follow(site.reader.size())
    expect([live.trouble(), live.size()]).toEqual([null, 3])
  })
})

describe('readiness and health', () => {
  it.each([
    { name: 'ready', health: {}, reasons: [] },
    {
      name: 'store',
      health: { storeError: 'disk full: free some space' },
      reasons: ['the store cannot be written: disk full: free some space'],
    },
    { name: 'silent', health: { at: now - 5_001 }, reasons: ['the measuring thread has been silent for more than 5 s'] },
    { name: 'late timer', health: { timerLagMs: 3_000 }, reasons: ['the scheduler is late: looks begin up to 3000 ms after their time'] },
    {
      name: 'late looks',
      health: { startLagP99Ms: 2_500 },
      reasons: ['the scheduler is late: looks begin up to 2500 ms after their time'],
    },
  ])('$name', async ({ health, reasons }) => {
    await using site = await testSite(config)
    site.setHealth(health)
    const ready = await site.get('/readyz')
    expect([ready.status, await ready.json()]).toEqual([
      reasons.length === 0 ? 200 : 503,
      { status: reasons.length === 0 ? 'ready' : 'not ready', reasons },
    ])
    expect((await site.get('/healthz')).status).toBe(200)
  })

  it('is not ready when the records cannot be read, and alive all the same', async () => {
    await using site = await testSite(config)
    await site.reader[Symbol.asyncDispose]()
    expect((await site.get('/readyz')).status).toBe(503)
    expect((await site.get('/healthz')).status).toBe(200)
  })

  it('tells Prometheus the states, with labels that cannot break out', async () => {
    const odd = configOf([serviceOf('a"\\\n', [monitorOf('a-www')])])
    await using site = await testSite(odd, looksOf('a-www', 'uuddd', now))
    const response = await site.get('/metrics')
    const text = await response.text()
    expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(text).toContain('vigie_monitor_state{monitor="a-www",service="a\\"\\\\\\n",state="down"} 1\n')
    expect(text).toContain('vigie_monitor_outage_minimum_seconds{monitor="a-www",service="a\\"\\\\\\n"} 120\n')
    expect(text).toContain('vigie_looks_total{kind="http",outcome="down"} 20\n')
    expect(text).toContain('vigie_config_valid 1\n')
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? -?[\d.e+-]+)$/)
  })
})
