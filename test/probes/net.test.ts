import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { probeHttp } from '../../src/probes/http.ts'
import type { NetOptions } from '../../src/probes/net.ts'
import { parseHosts, type ResolverFiles } from '../../src/probes/resolver-files.ts'
import { probeTcp } from '../../src/probes/tcp.ts'
import { type DnsPart, type DnsServer, startDnsServer, zone } from '../support/dns-server.ts'
import { httpTarget, probeContext, tcpTarget } from '../support/probe-context.ts'
import { closedPort, portOf, startHttpTarget, startTcpTarget } from '../support/target-server.ts'

const saying = (say: 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'silence'): Promise<DnsServer> => startDnsServer((): DnsPart => ({ say }))
const here = (): Promise<DnsServer> => startDnsServer(zone({ 'portal.test': ['127.0.0.1'] }))
const nothing = (): Promise<DnsServer> => startDnsServer(zone({ 'portal.test': [] }))
const noHosts: ResolverFiles = { hosts: () => [], resolvers: () => [] }

const look = async (servers: readonly DnsServer[], options: NetOptions = {}, ipVersion: 4 | 6 | 'any' = 'any') => {
  const resolvers = servers.map(({ address }) => address)
  await using target = await startTcpTarget(() => {})
  const context = probeContext({ timeoutMs: 1500, netOptions: { resolvers, files: noHosts, ...options } })
  return await probeTcp(tcpTarget('portal.test', target.port, { ipVersion }), context)
}

describe('resolving', () => {
  it.each([
    { resolvers: [saying.bind(null, 'NXDOMAIN')], code: 'dns_nxdomain', phase: 'resolve' },
    { resolvers: [saying.bind(null, 'SERVFAIL')], code: 'dns_servfail', phase: 'resolve' },
    { resolvers: [saying.bind(null, 'REFUSED')], code: 'dns_refused', phase: 'resolve' },
    { resolvers: [saying.bind(null, 'silence')], code: 'dns_timeout', phase: 'resolve' },
    { resolvers: [nothing], code: 'dns_no_address', phase: 'resolve' },
    { resolvers: [saying.bind(null, 'SERVFAIL'), saying.bind(null, 'SERVFAIL')], code: 'dns_servfail', phase: 'resolve' },
    { resolvers: [saying.bind(null, 'silence'), saying.bind(null, 'SERVFAIL')], code: 'dns_servfail', phase: 'resolve' },
    { resolvers: [saying.bind(null, 'silence'), saying.bind(null, 'silence')], code: 'dns_timeout', phase: 'resolve' },
    { resolvers: [saying.bind(null, 'SERVFAIL'), here], code: 'observer_resolver', phase: 'observer' },
    { resolvers: [saying.bind(null, 'silence'), here], code: 'observer_resolver', phase: 'observer' },
    { resolvers: [saying.bind(null, 'REFUSED'), saying.bind(null, 'NXDOMAIN')], code: 'observer_resolver', phase: 'observer' },
  ])('case $#: $code', async ({ resolvers, code, phase }) => {
    const servers = await Promise.all(resolvers.map((start) => start()))
    const reading = await look(servers)
    for (const server of servers) await server[Symbol.asyncDispose]()
    expect(reading.failure).toMatchObject({ code, phase })
    expect(reading.timings).toMatchObject({ connectMs: null, handshakeMs: null })
    expect(reading.timings.resolveMs).toBeLessThan(1600)
  })
  it('cannot tell when no resolver can be reached', async () => {
    const gone = await here()
    await gone[Symbol.asyncDispose]()
    expect((await look([gone])).failure).toMatchObject({ code: 'observer_offline' })
    expect((await look([])).failure).toMatchObject({ code: 'observer_resolver' })
  })
  it('asks the second resolver nothing while the first one answers', async () => {
    await using first = await here()
    await using second = await here()
    expect(await look([first, second])).toMatchObject({ failure: null, address: '127.0.0.1', family: 4 })
    expect(first.asked.toSorted()).toEqual(['A portal.test', 'AAAA portal.test'])
    expect(second.asked).toEqual([])
  })
  it('asks anew for every look', async () => {
    await using server = await here()
    await look([server])
    await look([server])
    expect(server.asked).toHaveLength(4)
  })
  it.each([
    [4, ['A portal.test']],
    [6, ['AAAA portal.test']],
  ] as const)('asks for IPv%i only when told so', async (ipVersion, asked) => {
    await using server = await here()
    await look([server], {}, ipVersion)
    expect(server.asked).toEqual(asked)
  })
  it('has no time of its own for an address', async () => {
    await using target = await startTcpTarget(() => {})
    const reading = await probeTcp(tcpTarget('127.0.0.1', target.port), probeContext())
    expect(reading).toMatchObject({ failure: null, timings: { resolveMs: null } })
  })
  it('knows the hosts file, and localhost without it', async () => {
    await using target = await startTcpTarget(() => {})
    for (const files of [{ ...noHosts, hosts: (name: string) => parseHosts('127.0.0.1 portal # ours\n::1').get(name) ?? [] }, undefined]) {
      const name = files ? 'PORTAL' : 'localhost'
      const reading = await probeTcp(tcpTarget(name, target.port), probeContext(files ? { netOptions: { files, resolvers: [] } } : {}))
      expect(reading).toMatchObject({ failure: null, address: '127.0.0.1' })
    }
  })
  it('reads many names and both families from a hosts file', () => {
    const hosts = parseHosts('# comment\n127.0.0.1\tlocalhost  A.test\n::1 localhost #b.test\nnonsense c.test\n')
    expect(hosts.get('localhost')).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ])
    expect([...hosts.keys()]).toEqual(['localhost', 'a.test'])
  })
  it('does not wait for a slow IPv6 answer once it has an IPv4 address', async () => {
    await using server = await startDnsServer(({ type, name }) =>
      type === 'AAAA' ? { say: 'silence' } : zone({ 'portal.test': ['127.0.0.1'] })({ type, name }),
    )
    const reading = await look([server])
    expect(reading.failure).toBeNull()
    expect(reading.timings.resolveMs).toBeLessThan(500)
  })
})

const routable = async (address: string): Promise<boolean> => !address.includes(':')

describe('an observer without IPv6', () => {
  it('skips IPv6 addresses and says so', async () => {
    await using server = await startDnsServer(zone({ 'portal.test': ['2001:db8::1', '127.0.0.1'] }))
    const reading = await look([server], { routable })
    expect(reading).toMatchObject({ failure: null, address: '127.0.0.1', remarks: ['IPv6 skipped: this observer has none'] })
  })
  it('cannot tell about a name that has only IPv6 addresses', async () => {
    await using server = await startDnsServer(zone({ 'portal.test': ['2001:db8::1'] }))
    expect((await look([server], { routable })).failure).toMatchObject({ code: 'observer_offline', phase: 'observer' })
  })
})

describe('connecting', () => {
  it('is refused where nothing listens', async () => {
    const reading = await probeTcp(tcpTarget('127.0.0.1', await closedPort()), probeContext())
    expect(reading.failure).toMatchObject({ code: 'tcp_refused', phase: 'connect' })
    expect(reading.address).toBe('127.0.0.1')
  })
  it('goes on to the next address when one refuses, and records the one used', async () => {
    await using server = await startDnsServer(zone({ 'portal.test': ['127.0.0.77', '127.0.0.1'] }))
    const reading = await look([server])
    expect(reading).toMatchObject({ failure: null, address: '127.0.0.1' })
    // The resolver may turn the order around.
    expect([[], ['127.0.0.77 did not accept the connection (ECONNREFUSED)']]).toContainEqual(reading.remarks)
  })
  it('speaks to an IPv6 address', async () => {
    const server = createServer((socket) => socket.end())
    await new Promise<void>((resolve) => server.listen(0, '::1', resolve))
    const reading = await probeTcp(tcpTarget('::1', portOf(server)), probeContext())
    server.close()
    expect(reading).toMatchObject({ failure: null, address: '::1', family: 6 })
  })
  it('cannot tell when this machine has no route at all', async () => {
    const context = probeContext({ netOptions: { routable: async () => false } })
    // A multicast address cannot be connected to: the system says ENETUNREACH at once.
    const reading = await probeTcp(tcpTarget('224.0.0.1', 9), context)
    expect(reading.failure).toMatchObject({ code: 'observer_offline' })
  })
})

describe('a look that must end', () => {
  it('ends when the daemon stops, and blames nobody', async () => {
    await using target = await startHttpTarget()
    const stop = new AbortController()
    const looking = probeHttp(httpTarget(`http://127.0.0.1:${target.port}/slow-first-byte`), probeContext({ signal: stop.signal }))
    setTimeout(() => stop.abort(), 100)
    expect((await looking).failure).toEqual({ phase: 'observer', code: 'observer_offline', message: 'the observer was stopping' })
  })
  it('does not begin when the daemon has stopped', async () => {
    const reading = await probeHttp(httpTarget('http://127.0.0.1:9/'), probeContext({ signal: AbortSignal.abort() }))
    expect(reading.failure).toMatchObject({ code: 'observer_offline' })
  })
})
