import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { describe, expect, it } from 'vitest'
import type { FailureCode, Phase } from '../../src/core/failure.ts'
import type { TlsSettings } from '../../src/core/monitor.ts'
import { probeHttp } from '../../src/probes/http.ts'
import { probeTls } from '../../src/probes/tls.ts'
import { testCertificates } from '../support/certificates.ts'
import { httpTarget, probeContext, tlsTarget, trusting } from '../support/probe-context.ts'
import { portOf, startHttpTarget, startTcpTarget, type TargetServer } from '../support/target-server.ts'

const { ca, good, expired, notYetValid, wrongHost, selfSigned, untrusted, incomplete, chained, client } = testCertificates()
const oldTls = (version: 'TLSv1' | 'TLSv1.1'): TlsOptions => ({
  ...good,
  minVersion: version,
  maxVersion: version,
  ciphers: 'DEFAULT@SECLEVEL=0',
})

interface Bad {
  readonly name: string
  readonly start: () => Promise<TargetServer>
  readonly code: FailureCode
  readonly phase: Phase
  readonly leaf?: string
  readonly timeoutMs?: number
}
const tls = (options: TlsOptions) => () => startTcpTarget((socket) => socket.end(), options)
const bad: readonly Bad[] = [
  { name: 'an expired certificate', start: tls(expired), code: 'tls_expired', phase: 'handshake', leaf: 'expired' },
  { name: 'a certificate of the future', start: tls(notYetValid), code: 'tls_not_yet_valid', phase: 'handshake', leaf: 'not-yet-valid' },
  { name: 'a certificate for another host', start: tls(wrongHost), code: 'tls_hostname', phase: 'handshake', leaf: 'wrong-host' },
  { name: 'a self-signed certificate', start: tls(selfSigned), code: 'tls_untrusted', phase: 'handshake', leaf: 'self-signed' },
  { name: 'an unknown root', start: tls(untrusted), code: 'tls_untrusted', phase: 'handshake', leaf: 'untrusted' },
  { name: 'an incomplete chain', start: tls(incomplete), code: 'tls_untrusted', phase: 'handshake', leaf: 'chained' },
  { name: 'TLS 1.0', start: tls(oldTls('TLSv1')), code: 'tls_protocol', phase: 'handshake' },
  { name: 'TLS 1.1', start: tls(oldTls('TLSv1.1')), code: 'tls_protocol', phase: 'handshake' },
  {
    name: 'plain text',
    start: () => startTcpTarget((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    code: 'tls_protocol',
    phase: 'handshake',
  },
  { name: 'a close', start: () => startTcpTarget((socket) => socket.end()), code: 'tls_protocol', phase: 'handshake' },
  {
    name: 'a reset',
    start: () => startTcpTarget((socket) => socket.once('data', () => socket.resetAndDestroy())),
    code: 'tcp_reset',
    phase: 'handshake',
  },
  { name: 'silence', start: () => startTcpTarget(() => {}), code: 'tls_timeout', phase: 'handshake', timeoutMs: 300 },
]

/** Length of the first message of a handshake, which nobody answers. */
const helloBytes = async (postQuantum: boolean): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  await using server = await startTcpTarget((socket) => {
    let bytes = 0
    let length = 0
    socket.on('data', (chunk: Buffer) => {
      if (bytes === 0) length = chunk.readUInt16BE(3)
      bytes += chunk.length
      // The length of the first record, RFC 8446 section 5.1: a hello may come in pieces.
      if (bytes >= 5 + length) socket.end()
    })
    socket.on('close', () => resolve(bytes))
  })
  await probeTls(tlsTarget('localhost', server.port), probeContext({ netOptions: { postQuantum } }))
  return await promise
}

describe('a handshake', () => {
  it.each(bad)('that meets $name is $code', async ({ start, code, phase, leaf, timeoutMs }) => {
    await using server = await start()
    const reading = await probeTls(tlsTarget('localhost', server.port), probeContext({ timeoutMs: timeoutMs ?? 5000 }))
    expect(reading.failure).toMatchObject({ code, phase })
    expect(reading.tls?.leaf?.subject).toBe(leaf && `O=Vigie tests, CN=${leaf}`)
    expect(reading.timings.handshakeMs).not.toBeNull()
  })
  it.each(bad.filter(({ leaf }) => leaf))('that meets $name passes when nothing is to be verified', async ({ start, leaf }) => {
    await using server = await start()
    const reading = await probeTls(tlsTarget('localhost', server.port, { tls: trusting({ verify: false, ca: null }) }), probeContext())
    expect(reading.failure).toBeNull()
    expect(reading.tls?.leaf?.subject).toContain(leaf)
  })
  it('with a good certificate tells what it saw', async () => {
    await using server = await startTcpTarget((socket) => socket.end(), chained)
    const { failure, tls } = await probeTls(tlsTarget('localhost', server.port), probeContext())
    expect(failure).toBeNull()
    expect(tls).toMatchObject({ version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/), alpn: null })
    expect(tls?.leaf).toMatchObject({
      issuer: 'O=Vigie tests, CN=intermediate',
      notBefore: Date.UTC(2000, 0, 1),
      notAfter: Date.UTC(2099, 0, 1),
      names: ['localhost', '*.example.test', '127.0.0.1', '0:0:0:0:0:0:0:1'],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
  it('does not trust our own root unless told to', async () => {
    await using server = await startTcpTarget((socket) => socket.end(), good)
    const reading = await probeTls(tlsTarget('localhost', server.port, { tls: trusting({ ca: null }) }), probeContext())
    expect(reading.failure).toMatchObject({ code: 'tls_untrusted' })
  })
  it('checks an address against the addresses of the certificate, and another name when told to', async () => {
    await using server = await startTcpTarget((socket) => socket.end(), good)
    const probe = async (host: string, serverName: string) =>
      (await probeTls(tlsTarget(host, server.port, { serverName }), probeContext())).failure?.code ?? null
    expect(await probe('127.0.0.1', '127.0.0.1')).toBeNull()
    expect(await probe('127.0.0.1', 'www.example.test')).toBeNull()
    expect(await probe('127.0.0.1', 'elsewhere.test')).toBe('tls_hostname')
  })
  it('resumes no session', async () => {
    const resumed: boolean[] = []
    const server = createTlsServer({ ...good }, (socket) => {
      resumed.push(socket.isSessionReused())
      socket.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const context = probeContext()
    for (const _ of [1, 2, 3]) expect((await probeTls(tlsTarget('localhost', portOf(server)), context)).failure).toBeNull()
    await new Promise((resolve) => server.close(resolve))
    expect(resumed).toEqual([false, false, false])
  })
  it('offers a post-quantum share only when asked to', async () => {
    // An ML-KEM-768 share alone is 1,184 bytes.
    expect(await helloBytes(true)).toBeGreaterThan((await helloBytes(false)) + 1000)
  })
})

describe('a client certificate', () => {
  const demanding: TlsOptions = { ...good, ca, requestCert: true, rejectUnauthorized: true }
  const look = async (settings: Partial<TlsSettings>, options: TlsOptions = demanding) => {
    await using server = await startHttpTarget(options)
    return await probeHttp(httpTarget(`https://localhost:${server.port}/ok`, { tls: trusting(settings) }), probeContext())
  }

  it('is presented where one is configured', async () => {
    expect(await look({ cert: client.cert, key: client.key })).toMatchObject({ failure: null, http: { status: 200 } })
  })
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('that is missing fails the handshake (%s)', async (maxVersion) => {
    const { failure } = await look({}, { ...demanding, maxVersion })
    expect(failure?.phase).toBe('handshake')
    expect(['tls_protocol', 'tcp_reset']).toContain(failure?.code)
  })
  it('that cannot be read is our own fault', async () => {
    expect((await look({ cert: 'nonsense', key: 'nonsense' })).failure).toMatchObject({ code: 'internal', phase: 'observer' })
  })
})

describe('https', () => {
  it('times the handshake and speaks HTTP/1.1', async () => {
    const server = createHttpsServer({ ...good, ALPNProtocols: ['http/1.1'] }, (_request, response) => response.end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const port = portOf(server)
    const reading = await probeHttp(httpTarget(`https://localhost:${port}/`), probeContext())
    server.close()
    expect(reading).toMatchObject({ failure: null, http: { status: 200 }, tls: { alpn: 'http/1.1' } })
    expect(reading.hops[0]?.handshakeMs).toBe(reading.timings.handshakeMs)
  })
  it('that resets in the middle of the body is a reset in the exchange', async () => {
    await using server = await startHttpTarget(good)
    const reading = await probeHttp(httpTarget(`https://localhost:${server.port}/reset-in-body`), probeContext())
    expect(reading.failure).toMatchObject({ code: 'tcp_reset', phase: 'exchange' })
  })
})
