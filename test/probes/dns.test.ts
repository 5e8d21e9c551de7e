import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { encode } from 'dns-packet'
import { describe, expect, it } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import type { DnsTarget, DnsType } from '../../src/core/monitor.ts'
import type { Reading } from '../../src/core/reading.ts'
import { createDnsProbe, probeDns } from '../../src/probes/dns.ts'
import { startDnsServer, zone } from '../support/dns-server.ts'
import { probeContext } from '../support/probe-context.ts'
import { dnsReply, type DnsScript, startRawDns } from '../support/raw-dns.ts'

const name = 'www.example.org'

function target(resolver: string | null, type: DnsType = 'A'): DnsTarget {
  return { kind: 'dns', url: `dns:${name}?type=${type}`, name, type, resolver }
}

function told({ failure, dns }: Reading) {
  return [failure?.code ?? null, dns?.rcode ?? null, dns?.answers.map(({ type, data }) => `${type} ${data}`) ?? null]
}

const one = { type: 'A', name, ttl: 60, data: '192.0.2.1' } as const
const good: DnsScript = (query) => [dnsReply(query, [one])]
const silent: DnsScript = () => []
const servfail: DnsScript = (query) => [dnsReply(query, [], 2)]
const refused: DnsScript = (query) => [dnsReply(query, [], 5)]
const nxdomain: DnsScript = (query) => [dnsReply(query, [], 3)]
const broken: DnsScript = ({ id = 0 }) => [Buffer.from([id >> 8, id & 255, 0x80, 0, 0, 1, 0, 9, 0, 0, 0, 0, 200, 200])]

/** An address at which nothing listens any more. */
async function deserted(): Promise<string> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return `127.0.0.1:${port}`
}

async function seenFrom(script: DnsScript, timeoutMs = 5_000, type: DnsType = 'A') {
  await using server = await startRawDns(script)
  const reading = await probeDns(target(server.address, type), probeContext({ timeoutMs }))
  return { reading, asked: server.asked }
}

describe('one question to a named resolver', () => {
  it('brings the answers with their TTL, the response code and who answered', async () => {
    await using server = await startDnsServer(zone({ [name]: ['192.0.2.1', '192.0.2.2'] }))
    const reading = await probeDns(target(server.address), probeContext())
    expect(reading.dns).toEqual({
      type: 'A',
      rcode: 'NOERROR',
      answers: [
        { type: 'A', data: '192.0.2.1', ttl: 300 },
        { type: 'A', data: '192.0.2.2', ttl: 300 },
      ],
      resolver: server.address,
    })
    expect([reading.failure, reading.address, reading.family]).toEqual([null, '127.0.0.1', 4])
    expect(reading.timings.resolveMs).toBe(reading.timings.totalMs)
    expect(server.asked).toEqual([`A ${name}`])
  })

  it.each([
    ['NXDOMAIN', 'dns_nxdomain'],
    ['SERVFAIL', 'dns_servfail'],
    ['REFUSED', 'dns_refused'],
  ] as const)('%s is what was seen; the expectation judges it', async (say, code) => {
    await using server = await startDnsServer(() => ({ say }))
    const reading = await probeDns(target(server.address), probeContext())
    expect(told(reading)).toEqual([null, say, []])
    const expectation = { status: [], host: null, contains: [], excludes: [], matches: [], json: [], header: [], answers: [] }
    const rest = { tlsVersion: null, slowerThanMs: null, certificateDays: null }
    expect(classify(reading, { ...expectation, ...rest, rcode: 'NOERROR' }, 0).failure?.code).toBe(code)
    expect(classify(reading, { ...expectation, ...rest, rcode: say }, 0).outcome).toBe('up')
  })

  it('writes every type as people write it', async () => {
    const { reading } = await seenFrom((query) => [
      dnsReply(query, [
        { type: 'CNAME', name, data: 'CDN.Example.org' },
        { type: 'AAAA', name, data: '2001:db8:0:0:0:0:0:1' },
        { type: 'MX', name, data: { preference: 10, exchange: 'MX.example.org' } },
        { type: 'TXT', name, data: ['v=spf1 -ALL', 'a"b\\c é'] },
        { type: 'SRV', name, data: { priority: 1, weight: 2, port: 443, target: 'srv.example.org' } },
        {
          type: 'SOA',
          name,
          data: { mname: 'ns.example.org', rname: 'root.example.org', serial: 5, refresh: 4, retry: 3, expire: 2, minimum: 1 },
        },
        { type: 'CAA', name, data: { flags: 128, tag: 'issue', value: 'ca.example' } },
        { type: 'NS', name, data: 'ns.example.org' },
        { type: 'PTR', name, data: 'host.example.org' },
      ]),
    ])
    expect(reading.dns?.answers.map(({ type, data }) => `${type} ${data}`)).toEqual([
      'CNAME cdn.example.org',
      'AAAA 2001:db8::1',
      'MX 10 mx.example.org',
      'TXT "v=spf1 -all" "a\\"b\\\\c \\195\\169"',
      'SRV 1 2 443 srv.example.org',
      'SOA ns.example.org root.example.org 5 4 3 2 1',
      'CAA 128 issue "ca.example"',
      'NS ns.example.org',
      'PTR host.example.org',
    ])
  })

  it('uses a new id and a new port for every look', async () => {
    await using server = await startRawDns(good)
    for (let look = 0; look < 8; look++) await probeDns(target(server.address), probeContext())
    expect(new Set(server.asked.map(({ id }) => id)).size).toBeGreaterThan(6)
    expect(new Set(server.asked.map(({ port }) => port)).size).toBeGreaterThan(6)
  })
})

describe('a resolver that misbehaves', () => {
  it.each<[string, DnsScript, readonly unknown[]]>([
    [
      'an answer with another id is not ours',
      (query) => [dnsReply({ ...query, id: (query.id ?? 0) ^ 1 }, [one]), dnsReply(query, [])],
      [null, 'NOERROR', []],
    ],
    [
      'an answer to another question is not ours',
      (query) => [dnsReply({ ...query, questions: [{ type: 'A', name: 'evil.example' }] }, [one]), dnsReply(query, [])],
      [null, 'NOERROR', []],
    ],
    [
      'a query is no answer',
      (query) => [encode({ type: 'query', id: query.id ?? 0, questions: query.questions ?? [] }), dnsReply(query, [one])],
      [null, 'NOERROR', ['A 192.0.2.1']],
    ],
    [
      'rubbish is ignored',
      (query) => [Buffer.from('x'), Buffer.alloc(500, 255), dnsReply(query, [one])],
      [null, 'NOERROR', ['A 192.0.2.1']],
    ],
    [
      'the case of the question may change',
      (query) => [dnsReply({ ...query, questions: [{ type: 'A', name: name.toUpperCase() }] }, [one])],
      [null, 'NOERROR', ['A 192.0.2.1']],
    ],
    ['an error may come without the question', (query) => [dnsReply({ ...query, questions: [] }, [], 2)], [null, 'SERVFAIL', []]],
    ['an unknown response code has its number', (query) => [dnsReply(query, [], 12)], [null, 'RCODE12', []]],
    [
      'what did not fit is asked again over TCP',
      (query, over) => [over === 'udp' ? dnsReply(query, [], 0x0200) : dnsReply(query, [one])],
      [null, 'NOERROR', ['A 192.0.2.1']],
    ],
    [
      'what was cut in the middle of a record too',
      (query, over) => [over === 'udp' ? dnsReply(query, [one], 0x0200).subarray(0, -3) : dnsReply(query, [one])],
      [null, 'NOERROR', ['A 192.0.2.1']],
    ],
    [
      'over TCP only the answer counts',
      (query, over) => [over === 'udp' ? dnsReply(query, [], 0x0200) : Buffer.from('nonsense, twelve bytes')],
      ['dns_unexpected', null, null],
    ],
    [
      'a connection that closes answers nothing',
      (query, over) => (over === 'udp' ? [dnsReply(query, [], 0x0200)] : []),
      ['tcp_reset', null, null],
    ],
    [
      'who does not know EDNS is asked without',
      (query) => [(query.additionals ?? []).length > 0 ? dnsReply(query, [], 1) : dnsReply(query, [one])],
      [null, 'NOERROR', ['A 192.0.2.1']],
    ],
    ['a lost query is sent again', (query, _over, nth) => (nth === 0 ? [] : [dnsReply(query, [one])]), [null, 'NOERROR', ['A 192.0.2.1']]],
  ])('%s', async (_name, script, expected) => {
    expect(told((await seenFrom(script, 3_000)).reading)).toEqual(expected)
  })

  it('that is silent costs the time-out and no more', async () => {
    const { reading } = await seenFrom(() => [], 300)
    expect(reading.failure).toMatchObject({ phase: 'resolve', code: 'dns_timeout' })
    expect(reading.timings.totalMs).toBeGreaterThan(290)
    expect(reading.timings.totalMs).toBeLessThan(2_000)
  })

  it('that sends only what is no DNS is said to', async () => {
    const { reading } = await seenFrom(broken, 300)
    expect(reading.failure?.code).toBe('dns_timeout')
    expect(reading.failure?.message).toContain('no valid DNS answer')
  })

  it('that is not there is refused by its host', async () => {
    const reading = await probeDns(target(await deserted()), probeContext())
    expect(reading.failure).toMatchObject({ phase: 'resolve', code: 'tcp_refused' })
  })

  it('does not outlive the daemon', async () => {
    await using server = await startRawDns(() => [])
    const stop = new AbortController()
    const looking = probeDns(target(server.address), probeContext({ signal: stop.signal }))
    stop.abort()
    expect((await looking).failure?.code).toBe('observer_offline')
  })
})

describe("the system's resolvers", () => {
  it.each<[string, readonly DnsScript[], readonly unknown[]]>([
    ['the first that answers is enough', [good, silent], [null, 'NOERROR', ['A 192.0.2.1']]],
    ['a name that does not exist is an answer', [nxdomain, good], [null, 'NXDOMAIN', []]],
    ['SERVFAIL while another answers is our resolver', [servfail, good], ['observer_resolver', 'NOERROR', ['A 192.0.2.1']]],
    ['silence while another answers is our resolver', [silent, good], ['observer_resolver', 'NOERROR', ['A 192.0.2.1']]],
    ['REFUSED while another says NXDOMAIN is our resolver', [refused, nxdomain], ['observer_resolver', 'NXDOMAIN', []]],
    ['SERVFAIL from all is the name', [servfail, servfail], [null, 'SERVFAIL', []]],
    ['SERVFAIL says more than silence', [silent, refused], [null, 'REFUSED', []]],
    ['silence of all is a time-out', [silent, silent], ['dns_timeout', null, null]],
    ['no resolver at all is ours', [], ['observer_resolver', null, null]],
  ])('%s', async (_name, scripts, expected) => {
    await using stack = new AsyncDisposableStack()
    const addresses: string[] = []
    for (const script of scripts) addresses.push(stack.use(await startRawDns(script)).address)
    const reading = await createDnsProbe(() => addresses)(target(null), probeContext({ timeoutMs: 600 }))
    expect(told(reading)).toEqual(expected)
  })

  it('of which none listens are ours', async () => {
    const address = await deserted()
    const reading = await createDnsProbe(() => [address])(target(null), probeContext({ timeoutMs: 600 }))
    expect(reading.failure?.code).toBe('observer_resolver')
  })
})
