import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FailureCode, Phase } from '../../src/core/failure.ts'
import { probeHttp } from '../../src/probes/http.ts'
import { cap, httpTarget, probeContext } from '../support/probe-context.ts'
import { startHttpTarget, type TargetServer } from '../support/target-server.ts'

let target: TargetServer
beforeAll(async () => {
  target = await startHttpTarget()
})
afterAll(() => target[Symbol.asyncDispose]())

const at = (path: string): string => `http://127.0.0.1:${target.port}${path}`
const text = (body: Uint8Array | undefined): string => Buffer.from(body ?? []).toString('utf8')

interface Broken {
  readonly path: string
  readonly code: FailureCode
  readonly phase: Phase
  /** Short where the part would go on for ever. */
  readonly timeoutMs?: number
}
const broken: readonly Broken[] = [
  { path: '/slow-first-byte', code: 'http_timeout', phase: 'exchange', timeoutMs: 300 },
  { path: '/trickle-headers', code: 'http_timeout', phase: 'exchange', timeoutMs: 300 },
  { path: '/trickle-body', code: 'http_timeout', phase: 'exchange', timeoutMs: 300 },
  { path: '/stalls-in-body', code: 'http_timeout', phase: 'exchange', timeoutMs: 300 },
  { path: '/reset-before-answer', code: 'tcp_reset', phase: 'exchange' },
  { path: '/reset-in-headers', code: 'tcp_reset', phase: 'exchange' },
  { path: '/reset-in-body', code: 'tcp_reset', phase: 'exchange' },
  { path: '/reset-until-close', code: 'tcp_reset', phase: 'exchange' },
  { path: '/closes-silently', code: 'http_truncated', phase: 'exchange' },
  { path: '/closes-in-headers', code: 'http_truncated', phase: 'exchange' },
  { path: '/truncated-length', code: 'http_truncated', phase: 'exchange' },
  { path: '/truncated-chunk', code: 'http_truncated', phase: 'exchange' },
  { path: '/truncated-between-chunks', code: 'http_truncated', phase: 'exchange' },
  { path: '/bad-status-line', code: 'http_protocol', phase: 'exchange' },
  { path: '/http-0.9', code: 'http_protocol', phase: 'exchange' },
  { path: '/other-protocol', code: 'http_protocol', phase: 'exchange' },
  { path: '/bad-header', code: 'http_protocol', phase: 'exchange' },
  { path: '/bad-chunk-size', code: 'http_protocol', phase: 'exchange' },
  { path: '/endless-chunk-extension', code: 'http_protocol', phase: 'exchange' },
  { path: '/two-lengths', code: 'http_protocol', phase: 'exchange' },
  { path: '/switches-protocols', code: 'http_protocol', phase: 'exchange' },
  { path: '/informational-for-ever', code: 'http_protocol', phase: 'exchange' },
  { path: '/huge-headers', code: 'http_too_large', phase: 'exchange' },
  { path: '/many-headers', code: 'http_too_large', phase: 'exchange' },
  { path: '/huge-trailers', code: 'http_too_large', phase: 'exchange' },
  { path: '/gzip-corrupt', code: 'http_decode', phase: 'exchange' },
  { path: '/gzip-cut', code: 'http_decode', phase: 'exchange' },
  { path: '/gzip-not', code: 'http_decode', phase: 'exchange' },
  { path: '/br-corrupt', code: 'http_decode', phase: 'exchange' },
  { path: '/zstd-corrupt', code: 'http_decode', phase: 'exchange' },
  { path: '/unknown-encoding', code: 'http_decode', phase: 'exchange' },
  { path: '/hops/11', code: 'http_redirect_loop', phase: 'exchange' },
  { path: '/loop', code: 'http_redirect_loop', phase: 'exchange' },
  { path: '/redirect-nowhere', code: 'http_redirect_invalid', phase: 'exchange' },
  { path: '/redirect-empty', code: 'http_redirect_invalid', phase: 'exchange' },
  { path: '/redirect-invalid', code: 'http_redirect_invalid', phase: 'exchange' },
  { path: '/redirect-scheme', code: 'http_redirect_invalid', phase: 'exchange' },
  { path: '/redirect-script', code: 'http_redirect_invalid', phase: 'exchange' },
  { path: '/redirect-twice', code: 'http_redirect_invalid', phase: 'exchange' },
]

describe('a server that misbehaves', () => {
  it.each(broken)('$path is $code', async ({ path, code, phase, timeoutMs }) => {
    const reading = await probeHttp(httpTarget(at(path)), probeContext({ timeoutMs: timeoutMs ?? 5000 }))
    expect(reading.failure).toMatchObject({ code, phase })
    expect(reading.address).toBe('127.0.0.1')
    if (timeoutMs) expect(reading.timings.totalMs).toBeGreaterThanOrEqual(timeoutMs - 1)
    expect(reading.timings.totalMs).toBeLessThan((timeoutMs ?? 0) + 3000)
  })
  it('keeps the status and what came of the body, for people', async () => {
    const reading = await probeHttp(httpTarget(at('/truncated-length')), probeContext())
    expect(reading.http).toMatchObject({ status: 200, bodyTruncated: false })
    expect(text(reading.http?.body)).toBe('half')
  })
})

const page = /Bienvenue sur le portail/

describe('a server that answers', () => {
  const paths = [
    '/ok',
    '/until-close',
    '/chunked',
    '/continue',
    '/early-hints',
    '/half-close',
    '/multiple-choices',
    '/gzip',
    '/x-gzip',
    '/br',
    '/zstd',
    '/deflate',
    '/deflate-raw',
    '/gzip-br',
    '/identity',
    '/hops/1',
    '/hops/10',
  ]
  it.each(paths)('%s is read whole', async (path) => {
    const reading = await probeHttp(httpTarget(at(path)), probeContext())
    expect(reading.failure).toBeNull()
    expect(text(reading.http?.body)).toMatch(page)
    expect(reading.http?.bodyTruncated).toBe(false)
  })
  it.each([
    ['/no-content', 204],
    ['/gzip-empty', 200],
    ['/not-modified', 304],
  ])('%s has no body and no failure', async (path, status) => {
    const reading = await probeHttp(httpTarget(at(path)), probeContext())
    expect(reading.failure).toBeNull()
    expect(reading.http).toMatchObject({ status, bodyTruncated: false })
    expect(reading.http?.body).toHaveLength(0)
  })
  it('leaves the status to the expectation', async () => {
    const reading = await probeHttp(httpTarget(at('/absent')), probeContext())
    expect(reading).toMatchObject({ failure: null, http: { status: 404 } })
  })
  it('keeps headers in their order and under the names they came with', async () => {
    const reading = await probeHttp(httpTarget(at('/odd-headers')), probeContext())
    expect(reading.http?.headers).toEqual([
      ['X-One', '1'],
      ['x-TWO', 'a'],
      ['X-One', '2'],
      ['Content-Length', '0'],
    ])
  })
  it('times every phase in whole ms that add up to no more than the total', async () => {
    const { timings, hops } = await probeHttp(httpTarget(at('/hops/2')), probeContext())
    expect(hops.map(({ url, status }) => [new URL(url).pathname, status])).toEqual([
      ['/hops/2', 302],
      ['/hops/1', 302],
      ['/ok', 200],
    ])
    const phases = hops.flatMap((hop) => [hop.resolveMs, hop.connectMs, hop.handshakeMs, hop.firstByteMs, hop.transferMs])
    expect(phases.every((ms) => ms === null || Number.isInteger(ms))).toBe(true)
    expect(phases.reduce<number>((sum, ms) => sum + (ms ?? 0), 0)).toBeLessThanOrEqual(timings.totalMs)
    expect(timings).toMatchObject({ resolveMs: null, handshakeMs: null, connectMs: hops[2]?.connectMs, firstByteMs: hops[2]?.firstByteMs })
  })
  it('sends a HEAD and waits for no body', async () => {
    const reading = await probeHttp(httpTarget(at('/stalls-in-body'), { method: 'HEAD' }), probeContext({ timeoutMs: 2000 }))
    expect(reading).toMatchObject({ failure: null, http: { status: 200 } })
  })
  it('says honestly who asks, and closes afterwards', async () => {
    const reading = await probeHttp(httpTarget(at('/echo?q=1#part')), probeContext())
    const asked = text(reading.http?.body)
    expect(asked).toMatch(/^GET \/echo\?q=1 HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nUser-Agent: Vigie\/test\r\nAccept: /)
    expect(asked).toMatch(/^Accept-Encoding: gzip, deflate, br, zstd\r$/m)
    expect(asked).toMatch(/^Connection: close\r$/m)
    expect(reading.http?.finalUrl).toBe(at('/echo?q=1'))
  })
  it('sends the configured method, headers, body and credentials', async () => {
    const changes = {
      method: 'POST',
      body: 'é=1',
      headers: [
        ['user-agent', 'own'],
        ['X-A', 'b'],
      ] as const,
      auth: { kind: 'basic', username: 'amîn', password: 'p:w' } as const,
    }
    const asked = text((await probeHttp(httpTarget(at('/echo'), changes), probeContext())).http?.body)
    expect(asked).toMatch(/^POST /)
    expect(asked).toMatch(/^Content-Length: 4\r$/m)
    expect(asked).toMatch(/^X-A: b\r$/m)
    expect(asked).toContain(`Authorization: Basic ${Buffer.from('amîn:p:w').toString('base64')}`)
    expect(asked.match(/^user-agent: .*$/gim)).toEqual(['user-agent: own'])
  })
  it('takes credentials from the URL, and records the URL without them', async () => {
    const reading = await probeHttp(httpTarget(at('/echo').replace('//', '//me:s%40crt@')), probeContext())
    expect(text(reading.http?.body)).toContain(`Authorization: Basic ${Buffer.from('me:s@crt').toString('base64')}`)
    expect(JSON.stringify({ ...reading, http: { ...reading.http, body: null } })).not.toMatch(/crt/)
  })
})

const bodyOf = async (path: string, changes = {}): Promise<string> =>
  text((await probeHttp(httpTarget(at(path), changes), probeContext())).http?.body)

describe('a redirect', () => {
  it.each([
    { status: 301, method: 'POST', becomes: 'GET', body: false },
    { status: 302, method: 'POST', becomes: 'GET', body: false },
    { status: 303, method: 'PUT', becomes: 'GET', body: false },
    { status: 307, method: 'POST', becomes: 'POST', body: true },
    { status: 308, method: 'POST', becomes: 'POST', body: true },
    { status: 302, method: 'PUT', becomes: 'PUT', body: true },
  ])('$status turns $method into $becomes', async ({ status, method, becomes, body }) => {
    const changes = { method, body: 'x=1', headers: [['Content-Type', 'text/x']] }
    const asked = await bodyOf(`/redirect?status=${status}`, changes)
    expect(asked.startsWith(`${becomes} /echo `)).toBe(true)
    expect(/content-type/i.test(asked)).toBe(body)
    expect(/content-length: 3/i.test(asked)).toBe(body)
  })
  it('is judged itself when none may be followed', async () => {
    const reading = await probeHttp(httpTarget(at('/redirect-nowhere'), { follow: 0 }), probeContext())
    expect(reading).toMatchObject({ failure: null, http: { status: 302 } })
  })
  it('may name a path in raw UTF-8', async () => {
    expect(await bodyOf('/redirect-utf8')).toContain(`GET /echo?q=${encodeURIComponent('خدمة')} `)
  })
  it('may set a cookie and ask for it, within one look', async () => {
    const context = probeContext()
    for (const _ of [1, 2]) {
      const reading = await probeHttp(httpTarget(at('/needs-cookie'), { headers: [['Cookie', 'own=1']] }), context)
      expect(reading.hops).toHaveLength(2)
      expect(text(reading.http?.body)).toMatch(/^Cookie: own=1; session=42\r$/m)
    }
  })
  it('carries credentials to the same origin and to no other', async () => {
    await using other = await startHttpTarget()
    const secrets = {
      auth: { kind: 'bearer', token: 't0ken' } as const,
      headers: [
        ['Cookie', 's3cret'],
        ['X-Api-Key', 'k3y'],
        ['X-Plain', 'kept'],
      ],
    }
    const same = await bodyOf('/redirect?to=/echo', secrets)
    expect(same).toMatch(/Bearer t0ken/)
    expect(same).toMatch(/s3cret/)
    const elsewhere = await bodyOf(`/redirect?to=http://127.0.0.1:${other.port}/echo`, secrets)
    expect(elsewhere).not.toMatch(/t0ken|s3cret|k3y/)
    expect(elsewhere).toMatch(/X-Plain: kept/)
    // Nor back again: the other origin chose that address.
    const back = await bodyOf(`/redirect?to=${encodeURIComponent(`http://127.0.0.1:${other.port}/redirect?to=${at('/echo')}`)}`, secrets)
    expect(back).not.toMatch(/t0ken|s3cret|k3y/)
  })
})

describe('a configuration that cannot be sent', () => {
  it('is our own fault, told without the value', async () => {
    const reading = await probeHttp(httpTarget(at('/ok'), { headers: [['X-Token', 's3cret\r\nX: y']] }), probeContext())
    expect(reading.failure).toMatchObject({ code: 'internal', phase: 'observer' })
    expect(JSON.stringify(reading)).not.toContain('s3cret')
  })
})

describe('a body without end', () => {
  const endless = ['/endless', '/endless-chunks', '/over-cap', '/bomb-gzip', '/bomb-br', '/bomb-zstd', '/bomb-twice']
  it.each(endless)('%s is read up to the cap and no further', async (path) => {
    const reading = await probeHttp(httpTarget(at(path)), probeContext())
    expect(reading.failure).toBeNull()
    expect(reading.http?.body).toHaveLength(cap)
    expect(reading.http?.bodyTruncated).toBe(true)
  })
  it('of exactly the cap is whole', async () => {
    const reading = await probeHttp(httpTarget(at('/exactly-cap')), probeContext())
    expect(reading.http?.body).toHaveLength(cap)
    expect(reading.http?.bodyTruncated).toBe(false)
  })
  it('that never yields a byte is cut as well', async () => {
    const reading = await probeHttp(httpTarget(at('/endless-gzip-nothing')), probeContext())
    expect(reading.http).toMatchObject({ status: 200, bodyTruncated: true })
    expect(reading.http?.body).toHaveLength(0)
  })
})
