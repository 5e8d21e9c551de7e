import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { sha256 } from '../../src/evidence/hash.ts'
import { readTimestampAnswer } from '../../src/evidence/timestamp-answer.ts'
import { nonceOf, timestampRequest } from '../../src/evidence/timestamp-request.ts'
import { decideRetry, type StampContext, stampWithAll } from '../../src/evidence/timestamp.ts'
import { testCertificates } from '../support/certificates.ts'
import { type AuthorityKey, startTimeAuthority, type TimeAuthority } from '../support/time-authority.ts'
import { temporaryDir } from '../store/make.ts'

const checkpoint = Buffer.from('vigie.example.org/log\n7\n…\n')
const digest = sha256(checkpoint)
const nonce = Buffer.from('0102030405060708', 'hex')
const asked = { digest, nonce: nonceOf(nonce) }

/** Pauses between attempts are noted, not waited for. */
function context(fields: Partial<StampContext> = {}): StampContext & { readonly pauses: readonly number[] } {
  const pauses: number[] = []
  const sleep = (ms: number): Promise<void> => Promise.resolve(void pauses.push(ms))
  return { timeoutMs: 5_000, signal: new AbortController().signal, sleep, pauses, ...fields }
}

let authority: TimeAuthority
beforeAll(async () => {
  authority = await startTimeAuthority()
})
afterAll(() => authority[Symbol.asyncDispose]())

describe('a time-stamp request', () => {
  it('is 69 bytes that openssl reads as what was meant', () => {
    using dir = temporaryDir()
    const file = join(dir.path, 'request.tsq')
    const request = timestampRequest(digest, nonce)
    expect(request).toHaveLength(69)
    writeFileSync(file, request)
    const text = execFileSync('openssl', ['ts', '-query', '-in', file, '-text'], { encoding: 'utf8' })
    expect(text).toContain('Hash Algorithm: sha256')
    expect(text).toContain('Nonce: 0x4102030405060708')
    expect(text).toContain('Certificate required: yes')
    expect(asked.nonce).toBe(0x4102030405060708n)
    expect(text.replaceAll(/[^0-9a-f]/g, '')).toContain(Buffer.from(digest).toString('hex').slice(0, 16))
  })

  it('has a positive nonce of eight bytes, whatever is rolled', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (rolled) => {
        expect(timestampRequest(digest, rolled)).toHaveLength(69)
        expect(nonceOf(rolled).toString(16)).toHaveLength(16)
        expect(nonceOf(rolled)).toBeLessThan(2n ** 63n)
      }),
    )
  })

  it('is over SHA-256 and nothing else', () => {
    expect(() => timestampRequest(new Uint8Array(20), nonce)).toThrow('a SHA-256 digest of 20 bytes')
    expect(() => timestampRequest(digest, new Uint8Array(7))).toThrow('a nonce of 7 bytes')
  })
})

describe.each<AuthorityKey>(['ec', 'rsa'])('a token of a real authority (%s)', (key) => {
  it('is taken, and openssl accepts it at its time, also when the authority’s certificate has expired since', async () => {
    using dir = temporaryDir()
    await using own = await startTimeAuthority({ key })
    const before = Date.now()
    const [stamp] = await stampWithAll(digest, [own.url], context())
    expect(stamp).toMatchObject({ ok: true, authority: own.url, attempts: 1, token: { accuracyMs: 1_501, policy: '1.2.3.4', serial: '1' } })
    if (stamp?.ok !== true) return
    const { token } = stamp
    // `openssl ts` reads the clock in microseconds.
    expect(token.genAt).toBeGreaterThanOrEqual(before - 1)
    expect(token.genAt).toBeLessThanOrEqual(Date.now())
    expect(Buffer.from(token.digest)).toEqual(Buffer.from(digest))

    const files = { checkpoint, 'token.der': token.der, 'roots.pem': own.roots }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(dir.path, name), content)
    const verify = (seconds: number): string => {
      const at = `${Math.floor(token.genAt / 1_000) + seconds}`
      const names = ['-data', 'checkpoint', '-in', 'token.der', '-token_in', '-CAfile', 'roots.pem', '-attime', at]
      return execFileSync('openssl', ['ts', '-verify', ...names], { cwd: dir.path, encoding: 'utf8', stdio: 'pipe' })
    }
    expect(verify(1)).toContain('Verification: OK')
    expect(() => verify(60 * 86_400)).toThrow('certificate has expired')
    writeFileSync(join(dir.path, 'checkpoint'), `${checkpoint.toString()} `)
    expect(() => verify(1)).toThrow('message imprint mismatch')
  })
})

describe('an answer', () => {
  it('says the same or is refused, whichever byte is changed', async () => {
    const answer = await authority.reply(timestampRequest(digest, nonce))
    const good = readTimestampAnswer(answer, asked)
    if (!good.ok) throw new Error(good.reason)
    const { der, ...says } = good.token
    let refused = 0
    for (let at = 0; at < answer.length; at += 1) {
      const changed = readTimestampAnswer(answer.with(at, (answer[at] ?? 0) ^ 1), asked)
      if (changed.ok) expect(changed.token, `byte ${at}`).toEqual({ ...says, der: expect.anything() })
      else refused += 1
    }
    // What no signature covers, and openssl judges: the names of algorithms, of the signer, most of the certificates.
    expect(refused).toBeGreaterThan(answer.length / 3)
    expect(der.length).toBeLessThan(answer.length)
  })

  it('is refused when its signature is another', async () => {
    const answer = await authority.reply(timestampRequest(digest, nonce))
    expect(readTimestampAnswer(answer.with(answer.length - 1, (answer.at(-1) ?? 0) ^ 1), asked)).toMatchObject({
      code: 'malformed',
      reason: 'token: its signature is not that of a certificate which it carries',
    })
  })

  it('is never a crash, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readTimestampAnswer(bytes, asked)).toMatchObject({ ok: false, code: 'malformed', transient: true })
      }),
    )
  })

  it('is never a crash when it is a real one, cut or spoilt', async () => {
    const answer = await authority.reply(timestampRequest(digest, nonce))
    fc.assert(
      fc.property(fc.nat(answer.length - 1), fc.nat(answer.length - 1), fc.nat(255), (end, at, byte) => {
        expect(readTimestampAnswer(answer.subarray(0, end), asked).ok).toBe(false)
        expect(readTimestampAnswer(answer.with(at, byte), asked)).toHaveProperty('ok')
      }),
    )
  })

  it('is a mismatch when it is to another request', async () => {
    const answer = await authority.reply(timestampRequest(digest, nonce))
    expect(readTimestampAnswer(answer, { digest, nonce: 1n })).toMatchObject({ code: 'mismatch', reason: expect.stringContaining('nonce') })
    expect(readTimestampAnswer(answer, { ...asked, digest: sha256(nonce) })).toMatchObject({
      code: 'mismatch',
      reason: 'the token is over another digest',
    })
  })

  it.each([
    // Two SEQUENCEs, the status, the text and the failure bits, by hand.
    ['30053003020102', 'status 2', false],
    ['300b3009020102030400000080', 'status 2, unacceptedExtension', false],
    ['300a30080201020303000002', 'status 2, timeNotAvailable', true],
    ['300a30080201050303000100', 'status 5, bit 7', false],
    ['30093007020102030205a0', 'status 2, badAlg, badRequest', false],
    ['30123010020102300b0c096e6f0a6e6f207a7a7a', 'status 2, no no zzz', false],
  ])('%s is a refusal: %s', (hex, reason, transient) => {
    expect(readTimestampAnswer(Buffer.from(hex, 'hex'), asked)).toMatchObject({ ok: false, code: 'refused', transient, reason })
  })
})

describe('authorities that fail', () => {
  const garbage = Buffer.from('<html>sign in to the hotel</html>')
  const plays: readonly (readonly [string, Parameters<typeof startTimeAuthority>[0], object, readonly number[]])[] = [
    [
      'says no for now',
      { play: (_request, _reply, response) => response.writeHead(503).end() },
      { code: 'http_status', reason: 'answered 503', attempts: 4 },
      [2_000, 8_000, 32_000],
    ],
    [
      'is not there',
      { play: (_request, _reply, response) => response.writeHead(404).end('no') },
      { code: 'http_status', reason: 'answered 404', attempts: 1 },
      [],
    ],
    [
      'is elsewhere',
      { play: (_request, _reply, response) => response.writeHead(302, { location: '/other' }).end() },
      { code: 'http_status', reason: 'answered 302', attempts: 1 },
      [],
    ],
    [
      'answers garbage',
      { play: (_request, _reply, response) => response.end(garbage) },
      { code: 'malformed', reason: 'answer: not DER', attempts: 4 },
      [2_000, 8_000, 32_000],
    ],
    [
      'answers nothing',
      { play: (_request, _reply, response) => response.end() },
      { code: 'malformed', attempts: 4 },
      [2_000, 8_000, 32_000],
    ],
    [
      'answers without end',
      { play: (_request, _reply, response) => flood(() => response.write(Buffer.alloc(16_384))) },
      { code: 'too_large', reason: 'answered more than 65536 bytes', attempts: 1 },
      [],
    ],
    [
      'hangs up',
      { play: (_request, _reply, _response, message) => message.socket.destroy() },
      { code: 'unreachable', reason: expect.stringMatching(/^not reached \([A-Z_]+\)$/), attempts: 4 },
      [2_000, 8_000, 32_000],
    ],
    [
      'repeats an old answer',
      { play: async (_request, reply, response) => response.end(await reply(timestampRequest(digest, nonce))) },
      { code: 'mismatch', reason: 'the token answers another request (nonce)', attempts: 4 },
      [2_000, 8_000, 32_000],
    ],
    [
      'stamps another digest',
      { play: async (request, reply, response) => response.end(await reply(otherDigest(request))) },
      { code: 'mismatch', reason: 'the token is over another digest', attempts: 4 },
      [2_000, 8_000, 32_000],
    ],
    [
      'refuses the algorithm',
      { play: async (request, reply, response) => response.end(await reply(unknownAlgorithm(request))) },
      { code: 'refused', reason: expect.stringContaining('badAlg'), attempts: 1 },
      [],
    ],
  ]
  it.each(plays)('one that %s', async (_, options, outcome, pauses) => {
    await using own = await startTimeAuthority(options)
    const calm = context()
    const [stamp] = await stampWithAll(digest, [own.url], calm)
    expect(stamp).toMatchObject({ ok: false, authority: own.url, ...outcome })
    expect(calm.pauses).toEqual(pauses)
    expect(own.asked()).toBe(stamp?.attempts)
  })

  it.each([
    ['never answers', () => {}],
    ['trickles', (response: { write(text: string): void }) => response.write('0')],
  ])('one that %s costs its timeout', async (_, play) => {
    await using own = await startTimeAuthority({ play: (_request, _reply, response) => play(response) })
    const [stamp] = await stampWithAll(digest, [own.url], context({ timeoutMs: 50 }))
    expect(stamp).toMatchObject({ ok: false, code: 'timeout', reason: 'no whole answer within 50 ms', attempts: 4 })
  })

  it('one that cannot be reached at all', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    server.close()
    await once(server, 'close')
    const [stamp] = await stampWithAll(digest, [`http://127.0.0.1:${port}/`], context())
    expect(stamp).toMatchObject({ ok: false, code: 'unreachable', reason: 'not reached (ECONNREFUSED)', attempts: 4 })
  })

  it('one whose own TLS certificate nobody vouches for', async () => {
    const { good, ca } = testCertificates()
    await using own = await startTimeAuthority({ tls: good })
    expect((await stampWithAll(digest, [own.url], context()))[0]).toMatchObject({
      code: 'unreachable',
      reason: expect.stringMatching(/^not reached \((SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)\)$/),
    })
    expect(own.asked()).toBe(0)
    const before = getCACertificates('default')
    setDefaultCACertificates([...before, ca])
    expect((await stampWithAll(digest, [own.url], context()))[0]).toMatchObject({ ok: true, authority: own.url, attempts: 1 })
    setDefaultCACertificates(before)
  })

  it('one of several: each has its own outcome, in order', async () => {
    await using broken = await startTimeAuthority({ play: (_request, _reply, response) => response.writeHead(500).end() })
    const stamps = await stampWithAll(digest, [broken.url, authority.url], context())
    expect(stamps.map(({ ok, authority: name }) => [ok, name])).toEqual([
      [false, broken.url],
      [true, authority.url],
    ])
  })

  it('one that recovers is asked again with a new nonce', async () => {
    const requests: string[] = []
    await using own = await startTimeAuthority({
      play: async (request, reply, response) => {
        requests.push(request.toString('hex'))
        if (requests.length < 3) response.writeHead(502).end()
        else response.end(await reply(request))
      },
    })
    const [stamp] = await stampWithAll(digest, [own.url], context())
    expect(stamp).toMatchObject({ ok: true, attempts: 3 })
    expect(new Set(requests).size).toBe(3)
  })

  it('stopping ends the pause and the waiting', async () => {
    const stop = new AbortController()
    await using own = await startTimeAuthority({ play: () => stop.abort() })
    expect((await stampWithAll(digest, [own.url], context({ signal: stop.signal })))[0]).toMatchObject({ code: 'stopped', attempts: 1 })
    expect((await stampWithAll(digest, [own.url], context({ signal: stop.signal })))[0]).toMatchObject({ code: 'stopped', attempts: 1 })
  })

  it('a password goes to the authority and nowhere else', async () => {
    const seen: (string | undefined)[] = []
    await using own = await startTimeAuthority({
      play: (_request, _reply, response, { headers }) => {
        seen.push(headers.authorization)
        response.writeHead(403).end()
      },
    })
    const [stamp] = await stampWithAll(digest, [own.url.replace('//', '//user:s%40cret@')], context())
    expect(seen).toEqual([`Basic ${Buffer.from('user:s@cret').toString('base64')}`])
    expect(stamp).toMatchObject({ authority: own.url, reason: 'answered 403' })
    expect(JSON.stringify(stamp)).not.toContain('cret')
  })
})

describe('asking again', () => {
  it.each([
    [true, 1, { retry: true, afterMs: 2_000 }],
    [true, 2, { retry: true, afterMs: 8_000 }],
    [true, 3, { retry: true, afterMs: 32_000 }],
    [true, 4, { retry: false, reason: '4 attempts failed' }],
    [false, 1, { retry: false, reason: 'timeout will not pass' }],
  ])('transient %s, after %i attempts', (transient, attempts, decision) => {
    expect(decideRetry({ code: 'timeout', transient, reason: '' }, attempts)).toEqual(decision)
  })
})

/** Writes until the other side has had enough. */
function flood(write: () => boolean): void {
  const timer = setInterval(() => write(), 1)
  setTimeout(() => clearInterval(timer), 500)
}

/** The same request over another digest: the digest stands at byte 24. */
function otherDigest(request: Buffer): Uint8Array {
  return request.with(30, (request[30] ?? 0) ^ 1)
}

/** The same request with an algorithm that the authority does not know. */
function unknownAlgorithm(request: Buffer): Uint8Array {
  return request.with(request.indexOf(Buffer.from('6503040201', 'hex')) + 4, 9)
}
