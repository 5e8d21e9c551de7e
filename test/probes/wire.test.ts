import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CapturedResponse, Exchanged } from '../../src/core/capture.ts'
import { createDnsProbe } from '../../src/probes/dns.ts'
import { probeHttp } from '../../src/probes/http.ts'
import type { ProbeContext } from '../../src/probes/probe.ts'
import { probeTcp } from '../../src/probes/tcp.ts'
import { probeTls } from '../../src/probes/tls.ts'
import { testCertificates } from '../support/certificates.ts'
import { startDnsServer, zone } from '../support/dns-server.ts'
import { httpTarget, probeContext, tcpTarget, tlsTarget } from '../support/probe-context.ts'
import { closedPort, startHttpTarget, startTcpTarget, type TargetServer } from '../support/target-server.ts'

let plain: TargetServer
let secure: TargetServer
beforeAll(async () => {
  plain = await startHttpTarget()
  secure = await startHttpTarget(testCertificates().chained)
})
afterAll(async () => {
  await plain[Symbol.asyncDispose]()
  await secure[Symbol.asyncDispose]()
})

/** What a look offers to keep. */
async function exchangedBy(
  look: (context: ProbeContext) => Promise<unknown>,
  options: Parameters<typeof probeContext>[0] = {},
): Promise<Exchanged> {
  const offered: (() => Exchanged)[] = []
  await look(probeContext({ ...options, offer: (exchanged) => offered.push(exchanged) }))
  expect(offered.length).toBe(1)
  const [exchanged] = offered
  if (exchanged === undefined) throw new Error('nothing was offered')
  return exchanged()
}
const page = (path: string, options?: Parameters<typeof probeContext>[0]) =>
  exchangedBy((context) => probeHttp(httpTarget(`http://127.0.0.1:${plain.port}${path}`), context), options)
const latin1 = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('latin1')
function bodyOf(response: CapturedResponse | null | undefined): Uint8Array | null {
  return response?.body instanceof Uint8Array ? response.body : null
}

describe('what a look offers to keep', () => {
  it('is the exchange byte for byte, headers in order and chunk sizes included', async () => {
    const { hops, lookups } = await page('/chunked')
    expect(lookups).toEqual([])
    expect(hops.map(({ url, address, failure }) => [url, address, failure])).toEqual([
      [`http://127.0.0.1:${plain.port}/chunked`, '127.0.0.1', null],
    ])
    expect(latin1(hops[0]?.request)).toMatch(/^GET \/chunked HTTP\/1\.1\r\nHost: [^]*Connection: close\r\n\r\n$/)
    expect(latin1(hops[0]?.response?.head)).toBe('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
    expect(latin1(bodyOf(hops[0]?.response))).toMatch(/^44\r\n<!doctype html>.*\r\n0\r\n\r\n$/)
    expect(hops[0]?.response?.truncated).toBeNull()
  })

  it('holds every hop, and the body of a request', async () => {
    const target = httpTarget(`http://127.0.0.1:${plain.port}/redirect?status=307&to=/echo`, { method: 'POST', body: 'sent=été' })
    const { hops } = await exchangedBy((context) => probeHttp(target, context))
    expect(hops.map(({ response }) => latin1(response?.head).split('\r\n')[0])).toEqual(['HTTP/1.1 307 Status', 'HTTP/1.1 200 Status'])
    expect(
      hops.map(
        ({ request }) =>
          Buffer.from(request ?? [])
            .toString('utf8')
            .split('\r\n\r\n')[1],
      ),
    ).toEqual(['sent=été', 'sent=été'])
  })

  const cuts = [
    { path: '/ok', truncated: null },
    { path: '/until-close', truncated: null },
    { path: '/no-content', truncated: null },
    { path: '/gzip', truncated: null },
    { path: '/continue', truncated: null },
    { path: '/over-cap', truncated: 'length' },
    { path: '/endless', truncated: 'length' },
    { path: '/truncated-length', truncated: 'disconnect' },
    { path: '/reset-in-body', truncated: 'disconnect' },
    { path: '/stalls-in-body', truncated: 'time' },
  ] as const
  it.each(cuts)('of $path says why the body is not whole: $truncated', async ({ path, truncated }) => {
    const { hops } = await page(path, path === '/stalls-in-body' ? { timeoutMs: 400 } : {})
    expect(hops[0]?.response?.truncated).toBe(truncated)
    expect(latin1(hops[0]?.response?.head)).toMatch(/^HTTP\/1\.1 20\d [^]*\r\n\r\n$/)
    expect(bodyOf(hops[0]?.response)?.length).toBeLessThanOrEqual(1024 * 1024)
  })

  it('keeps content codings as they came', async () => {
    const { hops } = await page('/gzip')
    expect(latin1(bodyOf(hops[0]?.response)).slice(0, 2)).toBe('\x1f\x8b')
  })

  it('keeps what is not HTTP without a head, and nothing where nothing came', async () => {
    const other = await page('/other-protocol')
    expect(latin1(other.hops[0]?.response?.head)).toBe('')
    expect(latin1(bodyOf(other.hops[0]?.response))).toBe('220 mail.example ESMTP\r\n')
    expect(other.hops[0]?.failure?.code).toBe('http_protocol')
    const silent = await page('/closes-silently')
    expect(silent.hops[0]?.response).toBeNull()
    const refused = await exchangedBy(async (context) => probeHttp(httpTarget(`http://127.0.0.1:${await closedPort()}/`), context))
    expect(refused.hops.map((hop) => [hop.address, hop.request, hop.failure?.code])).toEqual([['127.0.0.1', null, 'tcp_refused']])
  })

  it('keeps the chain as it was presented, also when it is refused', async () => {
    const target = httpTarget(`https://localhost:${secure.port}/ok`)
    const { hops, lookups } = await exchangedBy((context) => probeHttp(target, context))
    expect(subjects(hops[0]?.chain)).toEqual(['chained', 'intermediate'])
    expect(hops[0]?.tls?.version).toBe('TLSv1.3')
    expect(latin1(hops[0]?.response?.head)).toMatch(/^HTTP\/1\.1 200 /)
    expect(lookups[0]).toMatchObject({ name: 'localhost', resolver: 'hosts', rcode: 'NOERROR' })
    const kinds = testCertificates()
    for (const [kind, names] of [
      ['expired', ['expired']],
      ['selfSigned', ['self-signed']],
      ['incomplete', ['chained']],
    ] as const) {
      await using server = await startTcpTarget((socket) => socket.end(), kinds[kind])
      const refused = await exchangedBy((context) => probeTls(tlsTarget('localhost', server.port), context))
      expect([kind, subjects(refused.hops[0]?.chain)]).toEqual([kind, names])
    }
  })

  it('keeps what each resolver said, with its time to live', async () => {
    await using resolver = await startDnsServer(zone({ 'www.example.test': ['127.0.0.1'] }))
    const net = { netOptions: { resolvers: [resolver.address] } }
    const target = tcpTarget('www.example.test', plain.port, { ipVersion: 4 })
    const { lookups } = await exchangedBy((context) => probeTcp(target, context), net)
    expect(lookups).toMatchObject([
      {
        name: 'www.example.test',
        type: 'A',
        resolver: resolver.address,
        rcode: 'NOERROR',
        answers: [{ name: 'www.example.test', type: 'A', ttl: 300, data: '127.0.0.1' }],
      },
    ])
    const missing = await exchangedBy((context) => probeTcp(tcpTarget('no.example.test', 80, { ipVersion: 4 }), context), net)
    expect(missing.lookups.map(({ rcode }) => rcode)).toEqual(['NXDOMAIN'])
    expect(missing.hops.map(({ failure }) => failure?.code)).toEqual(['dns_nxdomain'])
    const probe = createDnsProbe(() => [resolver.address])
    const asked = { kind: 'dns', url: 'dns:www.example.test', name: 'www.example.test', type: 'A', resolver: null } as const
    const dns = await exchangedBy((context) => probe(asked, context))
    expect(dns).toMatchObject({ hops: [], lookups: [{ resolver: resolver.address, rcode: 'NOERROR', answers: [{ data: '127.0.0.1' }] }] })
  })

  it('keeps the reply of a TCP service', async () => {
    await using server = await startTcpTarget((socket) => socket.end('220 ready\r\n'))
    const { hops } = await exchangedBy((context) => probeTcp(tcpTarget('127.0.0.1', server.port), context), { wantsReply: true })
    expect(latin1(bodyOf(hops[0]?.response))).toBe('220 ready\r\n')
    expect(hops[0]?.response?.truncated).toBeNull()
  })
})

function subjects(chain: readonly Uint8Array[] | undefined): readonly string[] {
  return (chain ?? []).map((der) => /CN=(.*)/.exec(new X509Certificate(der).subject)?.[1] ?? '')
}
