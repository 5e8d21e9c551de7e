import { afterEach, describe, expect, it, vi } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import { plainExpectation } from '../../src/core/expectation.ts'
import { failure } from '../../src/core/failure.ts'
import type { Expectation, Pattern } from '../../src/core/monitor.ts'
import { type Certificate, type HttpReading, type Judgement, type Reading, unseenReading } from '../../src/core/reading.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const now = Date.UTC(2026, 10, 23)
const dayMs = 86_400_000

const anything: Expectation = plainExpectation('http')
const nothing: Reading = {
  ...unseenReading,
  timings: { resolveMs: 1, connectMs: 1, handshakeMs: 1, firstByteMs: 1, totalMs: 800 },
  address: '192.0.2.1',
  family: 4,
}

interface Answer {
  readonly status?: number
  readonly headers?: HttpReading['headers']
  readonly body?: string | Uint8Array
  readonly truncated?: boolean
  readonly url?: string
}
const html = ['Content-Type', 'text/html; charset=utf-8'] as const

function answered({ status = 200, headers = [html], body = '', truncated = false, url = 'https://www.example.org/' }: Answer): Reading {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return { ...nothing, http: { status, headers, finalUrl: url, body: bytes, bodyTruncated: truncated } }
}

function judged(reading: Reading, expectation: Partial<Expectation> = {}): Judgement {
  return classify(reading, { ...anything, ...expectation }, now)
}

function told({ outcome, failure: why, rules }: Judgement) {
  return [outcome, why?.code ?? null, why?.message ?? null, ...rules]
}

const pattern = (source: string, flags = ''): Pattern => ({ text: `/${source}/${flags}`, source, flags })

describe('a look that ended early', () => {
  it.each([
    ['tcp_refused', 'down'],
    ['observer_resolver', 'unknown'],
    ['observer_proxy', 'unknown'],
    ['http_truncated', 'down'],
    ['internal', 'unknown'],
  ] as const)('%s is %s, whatever else was seen', (code, outcome) => {
    const early = { ...answered({ status: 451 }), failure: failure(code, 'why') }
    expect(judged(early, { contains: ['x'] })).toEqual({ outcome, failure: early.failure, degraded: [], rules: [], reasons: [] })
  })
})

describe('the status', () => {
  it.each<[string, Answer, readonly (readonly [number, number])[], readonly (string | null)[]]>([
    ['a good one', { status: 204 }, [[200, 299]], ['up', null, null]],
    ['a bad one', { status: 500 }, [[200, 299]], ['down', 'http_status', 'answered 500', 'status']],
    ['a plain 403', { status: 403, body: 'Forbidden' }, [[200, 299]], ['down', 'http_status', 'answered 403', 'status']],
    ['a plain 429', { status: 429 }, [[200, 299]], ['down', 'http_status', 'answered 429', 'status']],
    ['a plain 503', { status: 503, headers: [['Retry-After', '3600']] }, [[200, 299]], ['down', 'http_status', 'answered 503', 'status']],
    ['a redirect that is not followed', { status: 302 }, [[200, 299]], ['down', 'http_status', 'answered 302', 'status']],
    ['an expected redirect', { status: 302 }, [[301, 302]], ['up', null, null]],
    ['an expected error', { status: 403, headers: [['cf-mitigated', 'challenge']] }, [[403, 403]], ['up', null, null]],
    [
      'an expected 451',
      { status: 451 },
      [
        [200, 299],
        [451, 451],
      ],
      ['up', null, null],
    ],
    ['a 451', { status: 451 }, [[200, 299]], ['unknown', 'blocked_legal', 'answered 451']],
  ])('%s', (_name, answer, status, expected) => {
    expect(told(judged(answered(answer), { status }))).toEqual(expected)
  })

  it('is told alone: the content of an error page says nothing more', () => {
    expect(judged(answered({ status: 500 }), { contains: ['x'], host: 'other.example' }).rules).toEqual(['status'])
  })
})

describe('the host', () => {
  it.each([
    ['https://WWW.example.org:8443/x', 'www.example.org', null],
    ['https://www.example.org./', 'www.example.org', null],
    ['https://login.other.example/', 'www.example.org', 'ended on login.other.example, not www.example.org'],
    ['https://xn--bcher-kva.example/', 'bücher.example', null],
  ])('%s, expected %s', (url, host, message) => {
    expect(judged(answered({ url }), { host }).failure?.message ?? null).toBe(message)
  })
})

const page =
  '<html><head><title>CNOPS</title><style>.panne{}</style></head><body><h1>Caisse&nbsp;Nationale</h1><p>Ser<b>vices</b> suspendus</p><!-- ok --></body>'

describe('the content', () => {
  it.each<[string, Answer, Partial<Expectation>, readonly (string | null)[]]>([
    ['contains', { body: page }, { contains: ['caisse NATIONALE', 'Sérvices'] }, ['up', null, null]],
    [
      'contains, not there',
      { body: page },
      { contains: ['CNOPS', 'Connexion'] },
      ['down', 'content_missing', '"Connexion" not found', 'contains[1]'],
    ],
    ['what stands in a tag, a style or a comment', { body: page }, { excludes: ['panne', 'ok', 'html'] }, ['up', null, null]],
    [
      'excludes',
      { body: page },
      { excludes: ['x', 'services suspendus'] },
      ['down', 'content_forbidden', '"services suspendus" found', 'excludes[1]'],
    ],
    ['excludes nothing but invisible characters', { body: page }, { excludes: ['\u{200b}'] }, ['up', null, null]],
    ['matches', { body: page }, { matches: [pattern('Services s\\w+')] }, ['up', null, null]],
    [
      'matches keeps case',
      { body: page },
      { matches: [pattern('services')] },
      ['down', 'content_mismatch', '/services/ not matched', 'matches[0]'],
    ],
    ['matches with flag i', { body: page }, { matches: [pattern('^cnops', 'i')] }, ['up', null, null]],
    [
      'not a page: taken as it is',
      { headers: [['content-type', 'text/plain']], body: 'a <b> c' },
      { contains: ['a <B> c'] },
      ['up', null, null],
    ],
    ['a page without a type', { headers: [], body: page }, { excludes: ['title'] }, ['up', null, null]],
    ['text without a type', { headers: [], body: 'ready <b>' }, { contains: ['ready <b>'] }, ['up', null, null]],
    ['an empty body', { body: '' }, { contains: ['x'] }, ['down', 'content_missing', '"x" not found', 'contains[0]']],
    [
      'required text beyond the cap',
      { body: page, truncated: true },
      { contains: ['x'] },
      ['down', 'http_too_large', '"x" not found', 'contains[0]'],
    ],
    [
      'a match beyond the cap',
      { body: page, truncated: true },
      { matches: [pattern('zz')] },
      ['down', 'http_too_large', '/zz/ not matched', 'matches[0]'],
    ],
    ['required text within the cap', { body: page, truncated: true }, { contains: ['cnops'] }, ['up', null, null]],
    [
      'forbidden text within the cap',
      { body: page, truncated: true },
      { excludes: ['cnops'] },
      ['down', 'content_forbidden', '"cnops" found', 'excludes[0]'],
    ],
    ['Arabic', { body: '<p>الخِدْمَات العُمُومِيَّة عَلَى الأنترنت</p>' }, { contains: ['الخدمات العموميه على الانترنت'] }, ['up', null, null]],
    [
      'windows-1256',
      { headers: [['content-type', 'text/html; charset=windows-1256']], body: new Uint8Array([0xe3, 0xdb, 0xe1, 0xde]) },
      { contains: ['مغلق'] },
      ['up', null, null],
    ],
  ])('%s', (_name, answer, expectation, expected) => {
    expect(told(judged(answered(answer), expectation))).toEqual(expected)
  })

  it('names every broken rule; the first one is the failure', () => {
    const judgement = judged(answered({ body: page }), { contains: ['a1', 'cnops', 'a2'], excludes: ['cnops'], matches: [pattern('a3')] })
    expect(judgement.rules).toEqual(['contains[0]', 'contains[2]', 'excludes[0]', 'matches[0]'])
    expect(judgement.failure).toEqual(failure('content_missing', '"a1" not found'))
    expect(judgement.reasons).toEqual(['"a2" not found', '"cnops" found', '/a3/ not matched'])
  })

  it('keeps a message short', () => {
    const message = judged(answered({}), { contains: ['é'.repeat(500)] }).failure?.message ?? ''
    expect(message).toBe(`"${'é'.repeat(59)}…" not found`)
  })

  it('is not even decoded when no rule asks for it', () => {
    vi.stubGlobal('TextDecoder', () => expect.unreachable())
    const reading = answered({ body: page.repeat(1_000) })
    expect(judged(reading, { slowerThanMs: 5, host: 'www.example.org' }).outcome).toBe('up')
    expect(() => judged(reading, { contains: ['x'] })).toThrow()
  })
})

describe('JSON rules', () => {
  const body = '{"status":"ok","items":[{"n":1},{"n":2.0}],"ok":true,"none":null,"a b":"x"}'
  it.each<[string, Expectation['json'][number], string | null]>([
    ['equals a text', { path: '$.status', equals: 'ok' }, null],
    ['equals another text', { path: '$.status', equals: 'down' }, '$.status is "ok", not "down"'],
    ['text is not a number', { path: '$.items[0].n', equals: '1' }, '$.items[0].n is 1, not "1"'],
    ['equals null', { path: '$.none', equals: null }, null],
    ['equals deeply', { path: '$.items', equals: [{ n: 1 }, { n: 2 }] }, null],
    ['differs deeply', { path: '$.items', equals: [{ n: 1 }, { n: 3 }] }, '$.items is an array, not an array'],
    ['quoted name', { path: "$['a b']", equals: 'x' }, null],
    ['matches', { path: '$.status', matches: pattern('^OK$', 'i') }, null],
    ['matches not', { path: '$.status', matches: pattern('^no') }, '$.status does not match /^no/'],
    ['matches a number', { path: '$.items[1].n', matches: pattern('^2$') }, null],
    ['an object matches nothing', { path: '$.items', matches: pattern('.*') }, '$.items does not match /.*/'],
    ['exists', { path: '$.none', exists: true }, null],
    ['exists not', { path: '$.gone', exists: true }, '$.gone is not there'],
    ['must not exist', { path: '$.ok', exists: false }, '$.ok exists'],
    ['does not exist, as it should', { path: '$.gone', exists: false }, null],
    ['no path', { path: 'status', exists: true }, 'status is not a JSON path'],
  ])('%s', (_name, rule, message) => {
    const judgement = judged(answered({ headers: [['content-type', 'application/json']], body }), { json: [rule] })
    expect(told(judgement)).toEqual(message === null ? ['up', null, null] : ['down', 'content_mismatch', message, 'json[0]'])
  })

  it('need JSON', () => {
    expect(told(judged(answered({ body: '<p>' }), { json: [{ path: '$', exists: false }] }))).toEqual([
      'down',
      'content_mismatch',
      'the body is not JSON',
      'json[0]',
    ])
    expect(judged(answered({ body: '{"a":', truncated: true }), { json: [{ path: '$.a', exists: true }] }).failure?.code).toBe(
      'http_too_large',
    )
  })
})

describe('header rules', () => {
  const headers = [
    ['Content-Type', 'text/html'],
    ['Cache-Control', 'no-store'],
    ['cache-control', 'private'],
  ] as const
  it.each<[string, Expectation['header'][number], string | null]>([
    ['any case of the name', { name: 'content-TYPE', equals: null, matches: pattern('html') }, null],
    ['one of several fields', { name: 'cache-control', equals: 'private', matches: null }, null],
    ['the fields as one list', { name: 'cache-control', equals: 'no-store, private', matches: null }, null],
    ['another value', { name: 'content-type', equals: 'text/plain', matches: null }, 'header content-type is not "text/plain"'],
    ['no match', { name: 'content-type', equals: null, matches: pattern('json') }, 'header content-type does not match /json/'],
    ['absent', { name: 'x-none', equals: null, matches: pattern('.*') }, 'no header x-none'],
  ])('%s', (_name, rule, message) => {
    const expected = message === null ? ['up', null, null] : ['down', 'content_mismatch', message, `header.${rule.name.toLowerCase()}`]
    expect(told(judged(answered({ headers }), { header: [rule] }))).toEqual(expected)
  })
})

describe('a TCP reply', () => {
  it.each<[string, string | null, Partial<Expectation>, readonly (string | null)[]]>([
    ['nothing asked', null, {}, ['up', null, null]],
    ['there', '220 mail.example.org ESMTP <ready>\r\n', { contains: ['esmtp <ready>'], matches: [pattern('^220 ')] }, ['up', null, null]],
    ['another', '554 no\r\n', { matches: [pattern('^220 ')] }, ['down', 'content_mismatch', '/^220 / not matched', 'matches[0]']],
    ['none', null, { contains: ['220'] }, ['down', 'content_missing', '"220" not found', 'contains[0]']],
  ])('%s', (_name, reply, expectation, expected) => {
    expect(told(judged({ ...nothing, reply }, expectation))).toEqual(expected)
  })
})

const leaf = (notAfter: number): Certificate => ({ sha256: '00', subject: 'CN=a', issuer: 'CN=b', notBefore: 0, notAfter, names: ['a'] })
const secured = (version: string, notAfter: number): Reading => ({
  ...nothing,
  tls: { version, cipher: null, alpn: null, leaf: leaf(notAfter) },
})

describe('TLS', () => {
  it.each([
    ['TLSv1.3', 'TLSv1.2', null],
    ['TLSv1.2', 'TLSv1.2', null],
    ['TLSv1.1', 'TLSv1.2', 'TLSv1.1, not TLSv1.2 or later'],
    ['TLSv1', 'TLSv1.1', 'TLSv1, not TLSv1.1 or later'],
  ])('%s where %s is the lowest', (version, tlsVersion, message) => {
    const { outcome, failure: why } = judged(secured(version, now + 365 * dayMs), { tlsVersion })
    expect([outcome, why]).toEqual(message === null ? ['up', null] : ['down', failure('tls_protocol', message)])
  })

  it('is missed where a version was asked for', () => {
    expect(told(judged(answered({ url: 'http://www.example.org/' }), { tlsVersion: 'TLSv1.2' }))).toEqual([
      'down',
      'tls_protocol',
      'no TLS, not TLSv1.2 or later',
      'tlsVersion',
    ])
  })
})

describe('degraded', () => {
  it('is slow only past the threshold', () => {
    expect(judged(answered({}), { slowerThanMs: 800 }).degraded).toEqual([])
    expect(judged(answered({}), { slowerThanMs: 799 }).degraded).toEqual([failure('slow', 'took 800 ms, more than 799 ms')])
  })

  it.each([
    [14 * dayMs, null],
    [14 * dayMs - 1, 'certificate expires in 13 d, less than 14 d'],
    [1, 'certificate expires in 0 d, less than 14 d'],
    [-5 * dayMs, 'certificate expires in 0 d, less than 14 d'],
  ])('is a certificate that ends in %d ms: %s', (remainingMs, message) => {
    const { outcome, degraded } = judged(secured('TLSv1.3', now + remainingMs), { certificateDays: 14 })
    expect([outcome, degraded]).toEqual(['up', message === null ? [] : [failure('certificate_expiring', message)]])
  })

  it('names both reasons, and says nothing of a look that failed', () => {
    const both = { slowerThanMs: 1, certificateDays: 14 }
    expect(judged(secured('TLSv1.3', now), both).degraded.map(({ code }) => code)).toEqual(['slow', 'certificate_expiring'])
    expect(judged(answered({ status: 500 }), both).degraded).toEqual([])
  })
})
