import { request } from 'node:http'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answer, createAnswerReader } from '../../src/probes/http-answer.ts'
import { startTcpTarget } from '../support/target-server.ts'

const limits = { bodyCapBytes: 4096, skipBody: () => false }

/** What an answer came to: read in pieces of these lengths in turn, then the peer closes. Nothing here is encoded, so all is told at once. */
function read(bytes: Buffer, pieces: readonly number[] = [], method = 'GET'): Answer {
  const told: Answer[] = []
  const reader = createAnswerReader(method, limits, (answer) => told.push(answer))
  let at = 0
  for (let turn = 0; at < bytes.length; turn++) {
    const length = pieces.length === 0 ? bytes.length : (pieces[turn % pieces.length] ?? 1)
    // Lent bytes, as a connection lends them: what is kept must have been copied.
    const lent = Buffer.from(bytes.subarray(at, at + length))
    reader.read(lent, 0)
    lent.fill('?')
    at += length
  }
  reader.close(null)
  expect(told).toHaveLength(1)
  return told[0] ?? expect.fail('nothing was told')
}

const summary = ({ failure, head, body, bodyTruncated }: Answer) => ({
  code: failure?.code ?? null,
  message: failure?.message ?? null,
  head,
  body: Buffer.from(body).toString('latin1'),
  bodyTruncated,
})

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
/** Pieces that mean something to HTTP, so that what is generated gets past the first byte. */
const words = [
  'HTTP/1.1 200 OK',
  'HTTP/1.1 204 No',
  'HTTP/1.0 302',
  'HTTP/1.1 100 Continue',
  'Content-Length: 5',
  'content-length: 5, 5',
  'Transfer-Encoding: chunked',
  'transfer-encoding: identity',
  'A: b',
  ': x',
  'x'.repeat(3000),
  'ffffffffffffffffff',
  ';ext=1',
  'hello',
  ...Array.from('\r\n\n \t:\x0005a\xff'),
  '\r\n',
  '\r\n',
]
const start = fc.constantFrom(
  '',
  '\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
  'HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
  `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(65_480)}`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${'x'.repeat(65_500)}`,
)
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(start, fc.array(fc.constantFrom(...words), { maxLength: 12 })).map(([head, rest]) => latin1(head + rest.join(''))),
)
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })

describe('any bytes, cut anywhere', () => {
  it('come to one answer, and to the same one however they are cut', () => {
    fc.assert(
      fc.property(anyBytes, cuts, fc.constantFrom('GET', 'HEAD'), (bytes, pieces, method) => {
        expect(summary(read(bytes, pieces, method))).toEqual(summary(read(bytes, [], method)))
      }),
      { numRuns: 2000 },
    )
  })
  it('are never a bug of ours', () => {
    const codes = new Set([null, 'http_protocol', 'http_truncated', 'http_too_large', 'http_decode'])
    fc.assert(fc.property(anyBytes, (bytes) => codes.has(read(bytes).failure?.code ?? null)))
  })
  it('byte by byte up to the limit of a head take no time to speak of', () => {
    const bytes = latin1(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`)
    const before = process.threadCpuUsage()
    expect(read(bytes, [1]).failure).toMatchObject({ code: 'http_too_large' })
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(1000)
  })
})

const visible = Array.from(' !"#$%&\'()*+,-./0123456789:;<=>?@ABCabc[]^_{|}~\xe9\xff')
const value = fc.string({ unit: fc.constantFrom(...visible), maxLength: 20 }).map((text) => text.trim())
const name = fc
  .string({ unit: fc.constantFrom(...Array.from('abcXYZ019-_.!')), minLength: 1, maxLength: 12 })
  .filter((text) => !/^(?:te|con)/i.test(text))
const body = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\0', '\xff', '0'), maxLength: 60 })

/** One body in three framings; pieces say how chunks are cut. */
const wellFormed = fc
  .record({
    status: fc.constantFrom(200, 201, 301, 404, 503, 999),
    reason: value,
    headers: fc.array(fc.tuple(name, value), { maxLength: 6 }),
    framing: fc.constantFrom('length', 'chunked', 'until-close'),
    body,
    chunkBytes: fc.integer({ min: 1, max: 20 }),
    early: fc.boolean(),
  })
  .map((made) => {
    const lines = made.headers.map(([field, text]) => `${field}: ${text}\r\n`).join('')
    const { text, header } = framed(made.framing, made.body, made.chunkBytes)
    const early = made.early ? 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n' : ''
    return latin1(`${early}HTTP/1.1 ${made.status} ${made.reason}\r\n${lines}${header}\r\n${text}`)
  })

function framed(framing: string, text: string, chunkBytes: number): { readonly text: string; readonly header: string } {
  if (framing === 'length') return { text, header: `Content-Length: ${text.length}\r\n` }
  if (framing === 'until-close') return { text, header: '' }
  const chunks = text.match(new RegExp(`[^]{1,${chunkBytes}}`, 'g')) ?? []
  const sized = [...chunks, ''].map((one) => `${one.length.toString(16)};x="y"\r\n${one}`)
  return { text: `${sized.join('\r\n')}Trailer: t\r\n\r\n`, header: 'Transfer-Encoding: chunked\r\n' }
}

describe('a well-formed answer', () => {
  it("is read as Node's own client reads it", async () => {
    let next: Buffer = Buffer.alloc(0)
    await using target = await startTcpTarget((socket) => socket.once('data', () => socket.end(next)))
    await fc.assert(
      fc.asyncProperty(wellFormed, cuts, async (bytes, pieces) => {
        next = bytes
        const { failure, head, body: ours } = read(bytes, pieces)
        expect(failure).toBeNull()
        const theirs = await byNode(target.port)
        expect({ status: head?.status, headers: head?.headers.flat(), body: Buffer.from(ours).toString('latin1') }).toEqual(theirs)
      }),
      { numRuns: 200 },
    )
  })
})

function byNode(
  port: number,
): Promise<{ readonly status: number | undefined; readonly headers: readonly string[]; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', agent: false }, (message) => {
      let text = ''
      message.setEncoding('latin1')
      message.on('data', (chunk: string) => (text += chunk))
      message.on('end', () => resolve({ status: message.statusCode, headers: message.rawHeaders, body: text }))
      message.on('error', reject)
    })
    asked.on('error', reject)
    asked.end()
  })
}
