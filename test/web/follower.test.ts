import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { committedIn } from '../../src/web/committed.ts'
import { createFollower } from '../../src/web/follower.ts'
import { createLive } from '../../src/web/live.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])

/** A follower over the log of a real store; `listens` may be switched. */
async function rig() {
  const site = await testSite(config, looksOf('a-www', 'uuu', now))
  const live = createLive(site.reader, site.clock)
  const stop = new AbortController()
  const listener = { listens: false }
  const size = site.reader.size()
  const committed = committedIn()
  const follower = createFollower({
    ...site,
    live,
    log: site.web.log,
    size,
    committed,
    listens: () => listener.listens,
    signal: stop.signal,
  })
  await follower.now()
  return {
    live,
    follower,
    listener,
    clock: site.clock,
    size: () => site.reader.size(),
    /** Tells how much is committed; true when the follower is to be woken. */
    tell: () => committed.tell(site.reader.size()),
    async commit(items: readonly LogItem[]) {
      await site.record(items)
      committed.tell(site.reader.size())
      follower.told()
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await follower.now()
      await site[Symbol.asyncDispose]()
    },
  }
}

/** Lets everything that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('following the log', () => {
  it('takes in what was committed before whoever asks is answered, and not before anybody does', async () => {
    await using it = await rig()
    const before = it.live.size()
    await it.commit(looksOf('a-www', 'd', now + minute))
    await settle()
    expect(it.live.size()).toBe(before)
    await it.follower.now()
    expect(it.live.size()).toBe(it.size())
  })

  it('takes every commit in while somebody listens', async () => {
    await using it = await rig()
    it.listener.listens = true
    await it.commit(looksOf('a-www', 'd', now + minute))
    await expect.poll(() => it.live.size()).toBe(it.size())
  })

  it('is woken by commits exactly while somebody listens', async () => {
    await using it = await rig()
    expect(it.tell()).toBe(false)
    it.listener.listens = true
    await it.follower.now()
    expect(it.tell()).toBe(true)
    it.listener.listens = false
    it.follower.told()
    expect(it.tell()).toBe(false)
  })

  it('does not let more than 10,000 records wait', async () => {
    await using it = await rig()
    const before = it.live.size()
    await it.commit(looksOf('a-www', 'u'.repeat(9_999), now + 9_999 * minute))
    await settle()
    expect(it.live.size()).toBe(before)
    await it.commit(looksOf('a-www', 'u', now + 10_000 * minute))
    await expect.poll(() => it.live.size()).toBe(it.size())
  })

  it('takes in a few after a minute', async () => {
    await using it = await rig()
    await it.commit(looksOf('a-www', 'd', now + minute))
    await it.clock.advance(60_000)
    await expect.poll(() => it.live.size()).toBe(it.size())
  })
})
