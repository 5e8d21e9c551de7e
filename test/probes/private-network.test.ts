import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reading } from '../../src/core/reading.ts'
import { probeHttp } from '../../src/probes/http.ts'
import type { Net } from '../../src/probes/net.ts'
import { httpTarget, probeContext } from '../support/probe-context.ts'
import { startHttpTarget, type TargetServer } from '../support/target-server.ts'

let target: TargetServer
beforeAll(async () => {
  target = await startHttpTarget()
})
afterAll(() => target[Symbol.asyncDispose]())

/** Pretends that names are at addresses, and connects to loopback whatever the address: no public address can be had in a test. */
function pretending(net: Net, names: Readonly<Record<string, string>>): Net {
  return {
    ...net,
    async resolve(host, ipVersion, budget) {
      const address = names[host]
      if (address === undefined) return await net.resolve(host, ipVersion, budget)
      return { ok: true, value: [{ address, family: 4 }], tookMs: 0, remarks: [], lookups: [] }
    },
    async connect(addresses, port, budget) {
      const connected = await net.connect([{ address: '127.0.0.1', family: 4 }], port, budget)
      return connected.ok && addresses[0] ? { ...connected, value: { ...connected.value, at: addresses[0] } } : connected
    },
  }
}

function look(from: string, to: string): Promise<Reading> {
  const names = { 'public.test': '203.0.113.1', 'other.test': '203.0.113.2', 'inside.test': '192.168.1.1' }
  const context = probeContext()
  const url = `http://${from}:${target.port}/redirect?to=http://${to}:${target.port}/ok`
  return probeHttp(httpTarget(url), { ...context, net: pretending(context.net, names) })
}

describe('a redirect into a private network', () => {
  it.each(['127.0.0.1', '169.254.169.254', '10.1.2.3', '[::1]', '[::ffff:127.0.0.1]', 'inside.test'])(
    'from a public address to %s is not followed',
    async (to) => {
      const reading = await look('public.test', to)
      expect(reading.failure).toMatchObject({ code: 'http_redirect_invalid' })
      expect(reading.hops.map(({ status }) => status)).toEqual([302, null])
    },
  )
  it.each([
    ['inside.test', '10.1.2.3'],
    ['inside.test', 'public.test'],
    ['public.test', 'other.test'],
  ])('is another matter from %s to %s', async (from, to) => {
    expect((await look(from, to)).failure).toBeNull()
  })
})
