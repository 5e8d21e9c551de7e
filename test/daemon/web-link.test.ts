import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { PublicConfig } from '../../src/core/public-config.ts'
import { createLog } from '../../src/log.ts'
import type { Health, WebStart } from '../../src/web/messages.ts'
import { linkWeb, prepareWeb } from '../../src/web-link.ts'

const entry = new URL('../support/threads/page.ts', import.meta.url)
const config: PublicConfig = {
  site: { title: { en: 'T' }, url: null, languages: ['en'], timeZone: 'UTC', publisher: null, licence: null },
  vantage: { id: 'v', name: 'V', country: null, asn: null, network: null },
  controls: { required: 0, targets: [] },
  clock: { ntp: [] },
  services: [],
}
const health: Health = {
  at: 1,
  startedAt: 1,
  storeError: null,
  logError: null,
  startLagP99Ms: null,
  timerLagMs: 0,
  looksInFlight: 0,
  looksRecorded: 0,
  looksLost: 0,
  looksByKind: {},
  controls: null,
  clock: { source: 'system', offsetMs: 0, uncertaintyMs: 0 },
  configError: null,
  warnings: [],
}

function link(port = 0) {
  const lines: string[] = []
  const start = (): WebStart => ({ dataDir: '/nowhere', config, host: '127.0.0.1', port, trustProxy: false, health })
  const { log } = createLog({ write: (line) => lines.push(line) })
  return { lines, linking: linkWeb({ prepare: () => prepareWeb(entry), clock: systemClock(), log, firstRestartMs: 20, start }) }
}

async function ask(url: string): Promise<unknown> {
  const answer = await fetch(url)
  return answer.json()
}

/** Asks until it is answered as wanted; a thread that starts again is not there for a moment. */
async function until(url: string, wanted: (told: unknown) => boolean): Promise<void> {
  for (;;) {
    const told = await ask(url).catch(() => null)
    if (told !== null && wanted(told)) return
  }
}

describe('the link to the web thread', () => {
  it('resolves once it listens, and passes on what it is told', async () => {
    await using web = await link().linking
    expect(await ask(web.url)).toMatchObject({ size: 0, health: { at: 1 } })
    web.tell({ type: 'committed', size: 7 })
    await until(web.url, (told) => JSON.stringify(told).includes('"size":7'))
    web.tell({ type: 'health', health: { ...health, at: 2 } })
    await until(web.url, (told) => JSON.stringify(told).includes('"at":2'))
    expect(await ask(`${web.url}/wake`)).toMatchObject({ size: 7, woken: 0 })
    web.tell({ type: 'committed', size: 8 })
    await until(web.url, (told) => JSON.stringify(told).includes('"woken":8'))
  })

  it('starts it again on the same address when it crashes, and says so', async () => {
    const { lines, linking } = link()
    await using web = await linking
    for (const times of [1, 2]) {
      await expect(ask(`${web.url}/crash`)).rejects.toThrow(/fetch failed/)
      await until(web.url, () => true)
      await expect.poll(() => web.restarts()).toBe(times)
    }
    expect(lines.join('')).toContain('crashed as asked')
    expect(lines.join('')).toContain('web thread listens again')
  })

  it('lets go at once of a thread that was never told what to serve', async () => {
    const thread = prepareWeb(entry)
    await thread[Symbol.asyncDispose]()
    await expect(thread.listening).rejects.toThrow(/ended before it listened/)
  })

  it('rejects with the reason when the address cannot be listened on', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    await expect(link(port).linking).rejects.toThrow(/EADDRINUSE/)
    taken.close()
  })
})
