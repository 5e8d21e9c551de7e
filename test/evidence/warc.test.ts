import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { WARCParser } from 'warcio'
import { captureRecords, captureWarc } from '../../src/evidence/capture-warc.ts'
import { bodyCapBytes, type Capture, type CapturedHop, type CapturedResponse } from '../../src/core/capture.ts'
import { withoutSecrets } from '../../src/evidence/capture.ts'
import { warcId, warcRecord } from '../../src/evidence/warc.ts'
import { round, t0, temporaryDir } from '../store/make.ts'
import { testCertificates } from '../support/certificates.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const maker = { software: 'vigie/1.0.0', operator: 'Rédaction <contact@example.org>' }
const chain = testCertificates()
  .chained.cert.split(/(?<=-----END CERTIFICATE-----\n)/)
  .map((pem) => new X509Certificate(pem).raw)

const response = (fields: Partial<CapturedResponse> = {}): CapturedResponse => ({
  head: bytes('HTTP/1.1 503 Service Unavailable\r\nX-One: 1\r\nx-TWO: a\r\nX-One: 2\r\n\r\n'),
  body: Buffer.from('en dérangement'),
  truncated: null,
  ...fields,
})
const hop = (fields: Partial<CapturedHop> = {}): CapturedHop => ({
  url: 'https://www.cnops.org.ma/',
  at: t0 + 40,
  address: '196.200.160.10',
  tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  chain,
  request: bytes('GET / HTTP/1.1\r\nHost: www.cnops.org.ma\r\n\r\n'),
  response: response(),
  failure: null,
  ...fields,
})
const capture = (fields: Partial<Capture> = {}): Capture => ({
  monitorId: 'cnops-www',
  vantageId: 'rabat-1',
  boot: '01KDX2V9Q3Y8ZK4M',
  counter: 99,
  at: t0 + 37,
  lookups: [
    {
      at: t0 + 37,
      name: 'www.cnops.org.ma',
      type: 'A',
      resolver: '9.9.9.9',
      rcode: 'NOERROR',
      answers: [{ name: 'www.cnops.org.ma', type: 'A', ttl: 300, data: '196.200.160.10' }],
    },
  ],
  hops: [hop()],
  controls: round(),
  ...fields,
})

interface Seen {
  readonly type: string | null
  readonly fields: Readonly<Record<string, string>>
  readonly block: Buffer
  /** HTTP body after transfer and content coding. */
  readonly content: string
  readonly status: string | number | undefined
}
/** As an independent reader sees it. */
async function readBack(file: Uint8Array): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  const blocks = blocksOf(file)
  for await (const record of new WARCParser([file])) {
    const content = Buffer.from(await record.readFully(true)).toString()
    const fields = Object.fromEntries([...record.warcHeaders.headers].map(([name, value]) => [name.toLowerCase(), value]))
    seen.push({
      type: record.warcType,
      fields,
      block: blocks[seen.length] ?? Buffer.alloc(0),
      content,
      status: record.httpHeaders?.statusCode,
    })
  }
  expect(seen).toHaveLength(blocks.length)
  return seen
}

/** The blocks by ISO 28500 alone: gzip members, and the length that each header names. */
function blocksOf(file: Uint8Array): readonly Buffer[] {
  let rest = gunzipSync(file)
  const blocks: Buffer[] = []
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n') + 4
    const length = Number(/\r\nContent-Length: (\d+)\r\n/.exec(rest.subarray(0, end).toString())?.[1])
    expect(rest.subarray(0, 10).toString()).toBe('WARC/1.1\r\n')
    expect(rest.subarray(end + length, end + length + 4).toString()).toBe('\r\n\r\n')
    blocks.push(rest.subarray(end, end + length))
    rest = rest.subarray(end + length + 4)
  }
  return blocks
}

const one = async (fields: Partial<CapturedHop>, type: string): Promise<Seen> => {
  const seen = (await readBack(captureWarc(capture({ hops: [hop(fields)], lookups: [] }), maker))).find((record) => record.type === type)
  if (seen === undefined) throw new Error(`no record of type ${type}`)
  return seen
}

describe('the WARC file of a capture', () => {
  it('holds every thing that was captured, in order, as another reader sees it', async () => {
    const seen = await readBack(captureWarc(capture(), maker))
    expect(seen.map(({ type, fields }) => [type, fields['content-type'], fields['warc-target-uri']])).toEqual([
      ['warcinfo', 'application/warc-fields', undefined],
      ['metadata', 'application/json', 'https://www.cnops.org.ma/'],
      ['resource', 'text/dns', 'dns:www.cnops.org.ma?type=A'],
      ['request', 'application/http;msgtype=request', 'https://www.cnops.org.ma/'],
      ['response', 'application/http;msgtype=response', 'https://www.cnops.org.ma/'],
      ['metadata', 'application/pem-certificate-chain', 'https://www.cnops.org.ma/'],
      ['metadata', 'application/json', 'https://www.cnops.org.ma/'],
      ['metadata', 'application/json', 'https://www.cnops.org.ma/'],
    ])
    const [info, look, dns, request, answer, certificates, story, controls] = seen
    expect(info?.content).toContain('software: vigie/1.0.0\r\n')
    expect(info?.content).toContain('operator: Rédaction <contact@example.org>\r\n')
    expect(JSON.parse(look?.content ?? '')).toEqual({
      at: t0 + 37,
      boot: '01KDX2V9Q3Y8ZK4M',
      counter: 99,
      monitor: 'cnops-www',
      vantage: 'rabat-1',
    })
    expect(dns?.content).toBe('; www.cnops.org.ma A, resolver 9.9.9.9, NOERROR\nwww.cnops.org.ma. 300 IN A 196.200.160.10\n')
    expect(dns?.fields['warc-ip-address']).toBe('9.9.9.9')
    expect(request?.block.toString()).toBe('GET / HTTP/1.1\r\nHost: www.cnops.org.ma\r\n\r\n')
    expect(answer).toMatchObject({ status: 503, content: 'en dérangement' })
    // Order, repetition and spelling of headers are evidence.
    expect(answer?.block.toString()).toContain('X-One: 1\r\nx-TWO: a\r\nX-One: 2\r\n')
    expect(answer?.fields['warc-ip-address']).toBe('196.200.160.10')
    expect(answer?.fields['warc-date']).toBe(new Date(t0 + 40).toISOString())
    expect(certificates?.block.toString()).toBe(testCertificates().chained.cert)
    expect(JSON.parse(story?.content ?? '')).toEqual({ hop: 0, tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' } })
    expect(JSON.parse(controls?.content ?? '')).toEqual(round())
  })

  it('has records that name one another, each with an id of its own', async () => {
    const seen = await readBack(captureWarc(capture({ hops: [hop({ url: 'http://cnops.org.ma/' }), hop()] }), maker))
    const ids = seen.map(({ fields }) => fields['warc-record-id'] ?? '')
    expect(new Set(ids).size).toBe(seen.length)
    for (const id of ids) expect(id).toMatch(/^<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>$/)
    const [request, answer, , , secondRequest] = seen.slice(3)
    expect(request?.fields['warc-concurrent-to']).toBe(answer?.fields['warc-record-id'])
    expect(answer?.fields['warc-concurrent-to']).toBe(request?.fields['warc-record-id'])
    expect(secondRequest?.type).toBe('request')
    expect(secondRequest?.fields['warc-concurrent-to']).not.toBe(answer?.fields['warc-record-id'])
  })

  it('has a right digest in every record', async () => {
    for (const { fields, block } of await readBack(captureWarc(capture(), maker))) {
      expect(fields['warc-block-digest']).toBe(`sha256:${createHash('sha256').update(block).digest('hex')}`)
    }
    const answer = await one({}, 'response')
    expect(answer.fields['warc-payload-digest']).toBe(`sha256:${createHash('sha256').update('en dérangement').digest('hex')}`)
  })

  it('is the same for the same capture, member by member, and can be joined with others', async () => {
    const file = captureWarc(capture(), maker)
    expect(Buffer.from(captureWarc(capture(), maker)).equals(file)).toBe(true)
    expect(Buffer.concat(captureRecords(capture(), maker).map(warcRecord)).equals(file)).toBe(true)
    const other = captureWarc(capture({ counter: 100 }), maker)
    expect(await readBack(Buffer.concat([file, other]))).toHaveLength(16)
  })

  it('keeps the wire’s own coding, which readers undo', async () => {
    const packed = gzipSync('Portail de la CNOPS')
    const head = bytes('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n')
    const body = Buffer.concat([bytes(`${packed.length.toString(16)}\r\n`), packed, bytes('\r\n0\r\n\r\n')])
    const answer = await one({ response: response({ head, body }) }, 'response')
    expect(answer.content).toBe('Portail de la CNOPS')
    expect(answer.block.equals(Buffer.concat([head, body]))).toBe(true)
    expect(answer.fields).not.toHaveProperty('warc-payload-digest')
  })

  it.each(['length', 'time', 'disconnect'] as const)('says that a body was cut: %s', async (truncated) => {
    expect((await one({ response: response({ truncated }) }, 'response')).fields['warc-truncated']).toBe(truncated)
  })

  it('says nothing of the kind where the body is whole, and cuts one that is longer than it may be', async () => {
    expect((await one({}, 'response')).fields).not.toHaveProperty('warc-truncated')
    const whole = await one({ response: response({ body: new Uint8Array(bodyCapBytes) }) }, 'response')
    expect(whole.fields).not.toHaveProperty('warc-truncated')
    const long = await one({ response: response({ body: new Uint8Array(bodyCapBytes + 1) }) }, 'response')
    expect(long.fields['warc-truncated']).toBe('length')
    expect(long.block.length).toBe(bodyCapBytes + response().head.length)
  })

  it('is left with head and digest of a body that was erased', async () => {
    const sha256 = createHash('sha256').update('en dérangement').digest('hex')
    const erased = await one({ response: response({ body: { sha256, length: 15 } }) }, 'response')
    const kept = await one({}, 'response')
    expect(erased.block.equals(response().head)).toBe(true)
    expect(erased.fields).toMatchObject({ 'warc-truncated': 'unspecified', 'warc-payload-digest': kept.fields['warc-payload-digest'] })
    expect(erased.fields['warc-record-id']).toBe(kept.fields['warc-record-id'])
  })

  it('tells of a hop that ended in its handshake', async () => {
    const failure = { phase: 'handshake', code: 'tls_expired', message: 'expired on 2025-01-01' } as const
    const seen = await readBack(
      captureWarc(capture({ hops: [hop({ request: null, response: null, failure })], lookups: [], controls: null }), maker),
    )
    expect(seen.map(({ fields }) => fields['content-type'])).toEqual([
      'application/warc-fields',
      'application/json',
      'application/pem-certificate-chain',
      'application/json',
    ])
    expect(JSON.parse(seen.at(-1)?.content ?? '')).toMatchObject({ failure })
  })

  it('holds what is not HTTP as it came', async () => {
    const reply = response({ head: new Uint8Array(0), body: bytes('220 mail.example ESMTP\r\n') })
    const seen = await one({ url: 'tcp://mail.example:25', request: null, response: reply, tls: null, chain: [] }, 'resource')
    expect(seen.fields).toMatchObject({ 'warc-target-uri': 'tcp://mail.example:25', 'content-type': 'application/octet-stream' })
    expect(seen.block.toString()).toBe('220 mail.example ESMTP\r\n')
  })

  it('has certificates that openssl reads', async () => {
    const certificates = (await readBack(captureWarc(capture(), maker))).find(({ fields }) => fields['content-type']?.includes('pem'))
    using dir = temporaryDir()
    const file = join(dir.path, 'chain.pem')
    writeFileSync(file, certificates?.block ?? '')
    expect(execFileSync('openssl', ['storeutl', '-noout', '-certs', file], { encoding: 'utf8' })).toContain('Total found: 2')
  })

  it('cannot be broken by what a stranger sent', async () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 30 })
    const anyBytes = fc.uint8Array({ maxLength: 80 })
    const anyHead = fc.oneof(
      anyBytes,
      anyText.map((text) => Buffer.from(`HTTP/1.1 200 OK\r\n${text}\r\n\r\n`)),
    )
    const anyAnswer = fc.record({ name: anyText, type: fc.constant('TXT'), ttl: fc.nat(), data: anyText })
    await fc.assert(
      fc.asyncProperty(anyText, anyHead, anyBytes, fc.array(anyAnswer, { maxLength: 2 }), async (text, head, body, answers) => {
        const failure = { phase: 'exchange', code: 'http_protocol', message: text } as const
        const lookups = [{ at: t0, name: text, type: 'TXT', resolver: text, rcode: null, answers }]
        const hops = [hop({ response: response({ head, body }), chain: [body], failure })]
        const file = captureWarc(capture({ lookups, hops }), maker)
        const blocks = blocksOf(file)
        await readBack(file)
        expect(blocks).toHaveLength(8)
        expect(blocks[4]?.equals(Buffer.concat([head, body]))).toBe(true)
        expect(blocks[2]?.toString().split('\n')).toHaveLength(answers.length + 2)
      }),
      { numRuns: 50 },
    )
  })
})

describe('secrets', () => {
  const secret = 'clé-très-secrète'
  const request = Buffer.from(
    `POST /?k=${encodeURIComponent(secret)} HTTP/1.1\r\nHost: a.example\r\nauthorization: Basic YTpi\r\nCookie: id=7\r\nX-Plain: ${secret}\r\n\r\nbody ${secret}`,
  )

  it('are in no record', () => {
    const failure = { phase: 'exchange', code: 'http_protocol', message: `at ${secret}` } as const
    const dirty = capture({ hops: [hop({ url: `https://user:pass@a.example/?k=${encodeURIComponent(secret)}`, request, failure })] })
    const text = gunzipSync(captureWarc(withoutSecrets(dirty, [secret]), maker)).toString()
    for (const form of [secret, encodeURIComponent(secret), 'YTpi', 'id=7', 'user:pass']) expect(text).not.toContain(form)
    expect(text).toContain('POST /?k=*** HTTP/1.1\r\nHost: a.example\r\nauthorization: ***\r\nCookie: ***\r\nX-Plain: ***\r\n\r\nbody ***')
    expect(text).toContain('WARC-Target-URI: https://a.example/?k=***\r\n')
  })

  it('that headers are known for are masked even when nobody named them', async () => {
    const seen = await one({ request }, 'request')
    expect(seen.block.toString()).toContain('authorization: ***\r\nCookie: ***\r\n')
    expect(seen.block.toString()).toContain(`X-Plain: ${secret}`)
  })

  it('leave every byte of a request alone that is none', async () => {
    const plain = Buffer.concat([bytes('GET /\xff HTTP/1.1\r\nHost: a\r\nBroken line\r\n\r\n'), Buffer.from([0, 255, 13, 10])])
    expect((await one({ request: plain }, 'request')).block.equals(plain)).toBe(true)
  })
})

describe('a WARC record', () => {
  it('refuses a field that would break out of its line', () => {
    const record = { type: 'metadata', id: warcId(['a']), at: t0, contentType: 'text/plain', block: new Uint8Array(0) } as const
    expect(() => warcRecord({ ...record, fields: [['WARC-Target-URI', 'a\r\nWARC-Type: response']] })).toThrow(
      'a line break in the WARC field WARC-Target-URI',
    )
    expect(() => captureWarc(capture(), { software: 'a\nb', operator: null })).toThrow('a line break in the WARC field software')
  })

  it('has the id of its name', () => {
    expect(warcId(['a', 1])).toBe(warcId(['a', 1]))
    expect(warcId(['a', 1])).not.toBe(warcId(['a', '1']))
    expect(warcId(['ab', 'c'])).not.toBe(warcId(['a', 'bc']))
  })
})
