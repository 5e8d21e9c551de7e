import { getEventListeners } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeHttp } from '../../src/probes/http.ts'
import { testCertificates } from '../support/certificates.ts'
import { httpParts } from '../support/http-parts.ts'
import { cap, httpTarget, probeContext } from '../support/probe-context.ts'
import { startHttpTarget, type TargetServer } from '../support/target-server.ts'

let plain: TargetServer
let secure: TargetServer
beforeAll(async () => {
  plain = await startHttpTarget()
  secure = await startHttpTarget(testCertificates().good)
})
afterAll(async () => {
  await plain[Symbol.asyncDispose]()
  await secure[Symbol.asyncDispose]()
})

const everyPart = Object.keys(httpParts).map((path) => (path === '/hops' ? '/hops/11' : path))
/** Handles that keep a process alive, by kind; the test runner's own pipes and the servers stay the same. */
const timersAndSockets = (): number =>
  process.getActiveResourcesInfo().filter((kind) => /timeout|immediate|tcp(?!server)|tls|zlib|udp/i.test(kind)).length
const settled = async (condition: () => boolean): Promise<boolean> => {
  for (let turn = 0; turn < 200 && !condition(); turn++) await new Promise((resolve) => setTimeout(resolve, 5))
  return condition()
}

describe.each([
  ['http', () => plain],
  ['https', () => secure],
] as const)('every part a server can play, over %s', (scheme, server) => {
  it('leaves no connection, timer or listener behind, and takes no longer than its budget', async () => {
    const stop = new AbortController()
    const context = probeContext({ timeoutMs: 1000, signal: stop.signal })
    await probeHttp(httpTarget(`${scheme}://localhost:${server().port}/ok`), context)
    expect(await settled(() => server().open() === 0)).toBe(true)
    const before = timersAndSockets()
    const startedAt = performance.now()
    // What a budget takes on this machine at this moment: all looks share its processors.
    const budgetTook = new Promise<number>((resolve) => setTimeout(() => resolve(performance.now() - startedAt), 1000))
    const readings = await Promise.all(
      everyPart.map((path) => probeHttp(httpTarget(`${scheme}://localhost:${server().port}${path}`), context)),
    )
    expect(readings.filter(({ failure }) => failure?.code === 'internal')).toEqual([])
    expect(Math.max(...readings.map(({ timings }) => timings.totalMs))).toBeLessThan((await budgetTook) + 1500)
    expect(await settled(() => server().open() === 0)).toBe(true)
    expect(await settled(() => timersAndSockets() <= before)).toBe(true)
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
  })
})

describe('a target that never ends', () => {
  const rounds = 12
  it.each(['/endless', '/endless-chunks', '/bomb-gzip', '/bomb-zstd', '/endless-gzip-nothing', '/many-headers'])(
    '%s costs a few MiB and no more time than an honest one',
    async (path) => {
      const url = `http://127.0.0.1:${plain.port}${path}`
      await probeHttp(httpTarget(url), probeContext())
      const before = process.memoryUsage.rss()
      const startedAt = performance.now()
      for (let round = 0; round < rounds; round++) {
        const { http } = await probeHttp(httpTarget(url), probeContext())
        expect(http?.body.length ?? 0).toBeLessThanOrEqual(cap)
      }
      expect(performance.now() - startedAt).toBeLessThan(rounds * 150)
      // What bombs and floods hold would be gigabytes; garbage not yet collected is a few bodies.
      expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
    },
  )
  it('takes little more off the wire than the cap', async () => {
    const { promise, resolve } = Promise.withResolvers<number>()
    const url = `http://127.0.0.1:${plain.port}/endless-gzip-nothing`
    const context = probeContext()
    const net: typeof context.net = {
      ...context.net,
      async connect(addresses, port, budget) {
        const connected = await context.net.connect(addresses, port, budget)
        if (connected.ok) connected.value.socket.on('close', () => resolve(connected.value.socket.bytesRead))
        return connected
      },
    }
    await probeHttp(httpTarget(url), { ...context, net })
    expect(await promise).toBeLessThan(1.3 * cap)
  })
  it('of one byte every 20 ms ends with the budget', async () => {
    const reading = await probeHttp(httpTarget(`http://127.0.0.1:${plain.port}/trickle-body`), probeContext({ timeoutMs: 500 }))
    expect(reading.failure?.code).toBe('http_timeout')
    expect(reading.timings.totalMs).toBeGreaterThanOrEqual(499)
    expect(reading.timings.totalMs).toBeLessThan(1500)
  })
})
