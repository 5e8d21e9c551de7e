import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { FailureCode } from '../../src/core/failure.ts'
import { probeHttp } from '../../src/probes/http.ts'
import { httpTarget, probeContext } from '../support/probe-context.ts'
import { startTcpTarget } from '../support/target-server.ts'

/** What the probe makes of an answer that is these bytes (latin1) and then, unless it says more, the end of the connection. */
async function look(answer: string, stays = false) {
  await using target = await startTcpTarget((socket) =>
    socket.once('data', () => {
      socket.write(answer, 'latin1')
      if (!stays) socket.end()
    }),
  )
  return await probeHttp(httpTarget(`http://127.0.0.1:${target.port}/`), probeContext({ timeoutMs: 3000 }))
}

const ok = 'HTTP/1.1 200 OK\r\n'
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`
const inThree = 'Content-Length: 3\r\n\r\nabc'

describe('what curl or browsers show is up', () => {
  it.each([
    ['lines that end in LF alone', 'HTTP/1.1 200 OK\nContent-Length: 3\n\nabc'],
    ['an empty line before the status line', `\r\n${ok}${inThree}`],
    ['a version in small letters', `http/1.1 200 OK\r\n${inThree}`],
    ['another minor version', `HTTP/1.2 200 OK\r\n${inThree}`],
    ['no reason phrase, nor the space before it', `HTTP/1.1 200\r\n${inThree}`],
    ['two spaces before the status', `HTTP/1.1  200 OK\r\n${inThree}`],
    ['a space before a colon', `${ok}Content-Length : 3\r\n\r\nabc`],
    ['a name that is no token', `${ok}A (b): c\r\n${inThree}`],
    ['no name at all', `${ok}: c\r\n${inThree}`],
    ['a control character in a value', `${ok}A: b\x01c\r\n${inThree}`],
    ['a CR in a value', `${ok}A: b\rc\r\n${inThree}`],
    ['a folded line right after the status line', `${ok} a: b\r\n${inThree}`],
    ['the same length twice', `${ok}Content-Length: 3\r\n${inThree}`],
    ['a length said as a list', `${ok}Content-Length: 3, 3\r\n\r\nabc`],
    ['identity beside a length', `${ok}Transfer-Encoding: identity\r\n${inThree}`],
    ['bytes behind the announced length', `${ok}${inThree}def`],
    ['a Transfer-Encoding that names nothing', `${ok}Transfer-Encoding: ,\r\n${inThree}`],
    ['chunked in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'],
    ['spaces behind a chunk size', `${chunked}3  \r\nabc\r\n0\r\n\r\n`],
    ['chunk lines that end in LF alone', `${chunked}3\nabc\n0\n\n`],
    ['a chunk extension', `${chunked}3 ; a="\r;"\r\nabc\r\n000;b\r\n\r\n`],
    ['trailers, be they none', `${chunked}3\r\nabc\r\n0\r\nA: b\r\nno colon here\r\n\r\n`],
    ['a transfer coding that we can undo', `${ok}Transfer-Encoding: gzip\r\n\r\n${gzipSync('abc').toString('latin1')}`],
    ['two early answers', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}${inThree}`],
  ])('%s', async (_, answer) => {
    const { failure, http } = await look(answer)
    expect(failure).toBeNull()
    expect(Buffer.from(http?.body ?? []).toString('latin1')).toBe('abc')
  })
  it('an answer that is whole, whether or not the connection ends', async () => {
    for (const answer of [
      `${ok}${inThree}`,
      `${chunked}3\r\nabc\r\n0\r\n\r\n`,
      'HTTP/1.1 204 No\r\n\r\n',
      'HTTP/1.1 304 Not\r\nContent-Length: 3\r\n\r\n',
    ])
      expect(await look(answer, true)).toMatchObject({ failure: null })
  })
})

const broken: readonly (readonly [string, FailureCode, string])[] = [
  ['a NUL in a value', 'http_protocol', `${ok}A: b\0c\r\n${inThree}`],
  ['a line without a colon', 'http_protocol', `${ok}A\r\n${inThree}`],
  ['a status of two digits', 'http_protocol', `HTTP/1.1 20 OK\r\n${inThree}`],
  ['a status of four digits', 'http_protocol', `HTTP/1.1 2000 OK\r\n${inThree}`],
  ['a status below 100', 'http_protocol', `HTTP/1.1 099 OK\r\n${inThree}`],
  ['a status with a sign', 'http_protocol', `HTTP/1.1 +20 OK\r\n${inThree}`],
  ['a length beside chunks', 'http_protocol', `${ok}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`],
  ['a length behind chunks', 'http_protocol', `${ok}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n`],
  ['lengths of a list that differ', 'http_protocol', `${ok}Content-Length: 3, 4\r\n\r\nabc`],
  ['a length of nothing', 'http_protocol', `${ok}Content-Length:\r\n\r\nabc`],
  ['a length with a sign', 'http_protocol', `${ok}Content-Length: +3\r\n\r\nabc`],
  ['chunks that are not the last coding', 'http_protocol', `${ok}Transfer-Encoding: chunked, gzip\r\n\r\n3\r\nabc\r\n0\r\n\r\n`],
  ['chunks of chunks', 'http_protocol', `${ok}Transfer-Encoding: chunked, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`],
  ['a transfer coding that nobody knows', 'http_decode', `${ok}Transfer-Encoding: rot13, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`],
  ['a chunk size of nothing', 'http_protocol', `${chunked}\r\nabc\r\n0\r\n\r\n`],
  ['a chunk size with a prefix', 'http_protocol', `${chunked}0x3\r\nabc\r\n0\r\n\r\n`],
  ['a chunk size beyond all numbers', 'http_protocol', `${chunked}fffffffffffffffff\r\nabc\r\n0\r\n\r\n`],
  ['a chunk longer than its size', 'http_protocol', `${chunked}2\r\nabc\r\n0\r\n\r\n`],
  ['a last chunk without its empty line', 'http_truncated', `${chunked}3\r\nabc\r\n0\r\n`],
  ['an early answer and nothing more', 'http_truncated', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
]

describe('what no client can use is down', () => {
  it.each(broken)('%s is %s', async (_, code, answer) => {
    expect((await look(answer)).failure).toMatchObject({ code, phase: 'exchange' })
  })
  it('a server of another protocol is told at once, though it waits for us to speak', async () => {
    const { failure, timings } = await look('SSH-2.0-OpenSSH_9.2', true)
    expect(failure).toMatchObject({ code: 'http_protocol' })
    expect(timings.totalMs).toBeLessThan(2000)
  })
})

describe('the address that is recorded', () => {
  it.each(['', '#', '#part'])('has no fragment: %j', async (fragment) => {
    await using target = await startTcpTarget((socket) => socket.once('data', () => socket.end(`${ok}${inThree}`)))
    const url = `http://127.0.0.1:${target.port}/`
    expect((await probeHttp(httpTarget(`${url}${fragment}`), probeContext())).http?.finalUrl).toBe(url)
  })
})

describe('headers', () => {
  it('keep their order, their names and their bytes; a fold is one space', async () => {
    const { http } = await look(`${ok}B: \t 1\xe9 \t\r\na:\r\nFold: x \r\n \t y\r\n\tz\r\nB : 2:3\r\nContent-Length: 0\r\n\r\n`)
    expect(http?.headers).toEqual([
      ['B', '1\xe9'],
      ['a', ''],
      ['Fold', 'x y z'],
      ['B', '2:3'],
      ['Content-Length', '0'],
    ])
  })
})

describe('what would be somebody else’s header or request', () => {
  it.each([
    ['a line break in a value', { headers: [['X-A', 's3cret\nX: y']] }],
    ['a NUL in a value', { headers: [['X-A', 's3cret\0']] }],
    ['a character beyond latin1', { headers: [['X-A', 's3cret→']] }],
    ['a line break in a name', { headers: [['X-s3cret\r\nX', 'y']] }],
    ['an empty name', { headers: [['', 's3cret']] }],
    ['a space in a method', { method: 'GET /s3cret HTTP/1.1' }],
  ] as const)('%s is never sent, and never told', async (_, changes) => {
    await using target = await startTcpTarget((socket) => void socket.end(`${ok}${inThree}`))
    const reading = await probeHttp(httpTarget(`http://127.0.0.1:${target.port}/`, changes), probeContext({ timeoutMs: 3000 }))
    expect(reading.failure).toMatchObject({ code: 'internal', phase: 'observer' })
    expect(JSON.stringify(reading)).not.toContain('s3cret')
  })
})
