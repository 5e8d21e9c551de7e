import type { Socket } from 'node:net'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

/** One way for a server to answer: it is given the socket once the head of a request has come. */
export type HttpPart = (socket: Socket, request: { readonly head: string; readonly url: URL }) => void

const page = '<!doctype html><title>Portail</title><p>Bienvenue sur le portail</p>'

/** Every part by the path that asks for it. */
export const httpParts: Readonly<Record<string, HttpPart>> = {
  '/ok': (socket) => answer(socket, 200, page),
  '/echo': (socket, { head }) => answer(socket, 200, head, { 'content-type': 'text/plain' }),
  '/no-content': (socket) => socket.end('HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n'),
  '/until-close': (socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${page}`),
  '/chunked': (socket) => socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(page)}${chunk('')}`),
  '/odd-headers': (socket) => socket.end('HTTP/1.1 200 OK\r\nX-One: 1\r\nx-TWO: a\r\nX-One: 2\r\nContent-Length: 0\r\n\r\n'),
  '/continue': (socket) => socket.end(`HTTP/1.1 100 Continue\r\n\r\n${head(200, { 'content-length': page.length })}${page}`),
  '/early-hints': (socket) =>
    socket.end(`HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${head(200, { 'content-length': page.length })}${page}`),
  '/half-close': (socket) => {
    // The answer comes after the client's FIN or without it, but our side is closed first.
    socket.write(head(200, { 'content-length': page.length }))
    socket.end(page)
  },
  '/not-modified': (socket) => socket.end(head(304, {})),
  '/multiple-choices': (socket) => answer(socket, 300, page, { location: '/ok' }),

  '/slow-first-byte': () => {},
  '/trickle-headers': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'X: y\r\n'),
  '/trickle-body': (socket) => drip(socket, head(200, { 'content-length': 1_000_000 }), 'x'),
  '/stalls-in-body': (socket) => void socket.write(`${head(200, { 'content-length': 100 })}half`),

  '/reset-before-answer': (socket) => socket.resetAndDestroy(),
  '/reset-in-headers': (socket) => writeThenReset(socket, 'HTTP/1.1 200 OK\r\nContent-'),
  '/reset-in-body': (socket) => writeThenReset(socket, `${head(200, { 'content-length': 100 })}half`),
  '/reset-until-close': (socket) => writeThenReset(socket, 'HTTP/1.1 200 OK\r\n\r\nhalf'),
  '/closes-silently': (socket) => void socket.end(),
  '/closes-in-headers': (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-'),
  '/truncated-length': (socket) => void socket.end(`${head(200, { 'content-length': 100 })}half`),
  '/truncated-chunk': (socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf'),
  '/truncated-between-chunks': (socket) => void socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk('half')}`),

  '/bad-status-line': (socket) => void socket.end('HTTP/1.1 abc OK\r\n\r\n'),
  '/http-0.9': (socket) => void socket.end('<html>no status line</html>'),
  '/other-protocol': (socket) => void socket.end('220 mail.example ESMTP\r\n'),
  '/bad-header': (socket) => void socket.end('HTTP/1.1 200 OK\r\nno colon here\r\n\r\n'),
  '/bad-chunk-size': (socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
  '/two-lengths': (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde'),
  '/switches-protocols': (socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  '/informational-for-ever': (socket) => pour(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  '/huge-headers': (socket) => void socket.end(head(200, { 'x-huge': 'x'.repeat(256 * 1024), 'content-length': 0 })),
  '/many-headers': (socket) => pour(socket, 'HTTP/1.1 200 OK\r\n', `X-Many: ${'y'.repeat(1000)}\r\n`),
  '/huge-trailers': (socket) =>
    void socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk('a')}0\r\nX: ${'x'.repeat(256 * 1024)}\r\n\r\n`),

  '/endless': (socket) => pour(socket, 'HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(64 * 1024)),
  '/endless-chunks': (socket) => pour(socket, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', chunk('x'.repeat(16 * 1024))),
  '/endless-chunk-extension': (socket) => pour(socket, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=', 'x'.repeat(16 * 1024)),
  '/endless-gzip-nothing': (socket) => {
    // A valid head, then empty stored blocks for ever: bytes come, nothing is ever decoded.
    const start = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    pour(
      socket,
      Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n`), start]),
      Buffer.alloc(65_535, Buffer.from([0, 0, 0, 0xff, 0xff])),
    )
  },
  '/exactly-cap': (socket) => answer(socket, 200, Buffer.alloc(1024 * 1024, 'x')),
  '/over-cap': (socket) => answer(socket, 200, Buffer.alloc(1024 * 1024 + 1, 'x')),
  '/bomb-gzip': (socket) => encoded(socket, 'gzip', bomb('gzip')),
  '/bomb-br': (socket) => encoded(socket, 'br', bomb('br')),
  '/bomb-zstd': (socket) => encoded(socket, 'zstd', bomb('zstd')),
  '/bomb-twice': (socket) => encoded(socket, 'gzip, gzip', gzipSync(bomb('gzip'))),

  '/gzip': (socket) => encoded(socket, 'gzip', gzipSync(page)),
  '/x-gzip': (socket) => encoded(socket, 'X-GZIP', gzipSync(page)),
  '/br': (socket) => encoded(socket, 'br', brotliCompressSync(page)),
  '/zstd': (socket) => encoded(socket, 'zstd', zstdCompressSync(page)),
  '/deflate': (socket) => encoded(socket, 'deflate', deflateSync(page)),
  '/deflate-raw': (socket) => encoded(socket, 'deflate', deflateRawSync(page)),
  '/gzip-br': (socket) => encoded(socket, 'gzip, br', brotliCompressSync(gzipSync(page))),
  '/identity': (socket) => encoded(socket, 'identity', Buffer.from(page)),
  '/gzip-empty': (socket) => encoded(socket, 'gzip', Buffer.alloc(0)),
  '/gzip-corrupt': (socket) =>
    encoded(socket, 'gzip', Buffer.concat([gzipSync(page).subarray(0, 20), Buffer.from('garbage in the middle')])),
  '/gzip-cut': (socket) => encoded(socket, 'gzip', gzipSync(page).subarray(0, -12)),
  '/gzip-not': (socket) => encoded(socket, 'gzip', Buffer.from(page)),
  '/br-corrupt': (socket) => encoded(socket, 'br', Buffer.from(page)),
  '/zstd-corrupt': (socket) => encoded(socket, 'zstd', Buffer.from(page)),
  '/unknown-encoding': (socket) => encoded(socket, 'rot13', Buffer.from(page)),

  // /hops/n leads to /ok after n redirects.
  '/hops': (socket, { url }) => {
    const left = Number(url.pathname.split('/')[2])
    redirect(socket, 302, left > 1 ? `/hops/${left - 1}` : '/ok')
  },
  '/loop': (socket) => redirect(socket, 302, '/loop'),
  // /redirect?status=307&to=…
  '/redirect': (socket, { url }) => redirect(socket, Number(url.searchParams.get('status') ?? 302), url.searchParams.get('to') ?? '/echo'),
  '/redirect-utf8': (socket) => void socket.end(Buffer.from('HTTP/1.1 302 Found\r\nLocation: /echo?q=خدمة\r\n\r\n', 'utf8')),
  '/redirect-nowhere': (socket) => void socket.end('HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n'),
  '/redirect-empty': (socket) => redirect(socket, 302, ''),
  '/redirect-invalid': (socket) => redirect(socket, 302, 'http://[not-an-address/'),
  '/redirect-scheme': (socket) => redirect(socket, 302, 'ftp://127.0.0.1/'),
  '/redirect-script': (socket) => redirect(socket, 301, 'javascript:alert(1)'),
  '/redirect-twice': (socket) => void socket.end('HTTP/1.1 302 Found\r\nLocation: /ok\r\nLocation: /echo\r\n\r\n'),
  // Sends whoever has no cookie to itself with one, and whoever has it on.
  '/needs-cookie': (socket, { head: asked }) =>
    /^cookie:.*session=42/im.test(asked)
      ? answer(socket, 200, asked)
      : socket.end(
          'HTTP/1.1 302 Found\r\nSet-Cookie: session=42; Path=/; HttpOnly\r\nSet-Cookie: gone=1; Max-Age=0\r\nLocation: /needs-cookie\r\n\r\n',
        ),
}

function head(status: number, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`
}

function answer(socket: Socket, status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): void {
  socket.write(head(status, { ...headers, 'content-length': Buffer.byteLength(body) }))
  socket.end(body)
}

function encoded(socket: Socket, coding: string, body: Buffer): void {
  answer(socket, 200, body, { 'content-encoding': coding })
}

function redirect(socket: Socket, status: number, location: string): void {
  socket.end(head(status, { location, 'content-length': 0 }))
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`
}

function writeThenReset(socket: Socket, text: string): void {
  socket.write(text)
  // The bytes must have arrived and been read before the reset: it would discard them.
  setTimeout(() => socket.resetAndDestroy(), 30)
}

/** One small piece every 20 ms for ever: each is progress, none is an answer. */
function drip(socket: Socket, first: string, piece: string): void {
  socket.write(first)
  const timer = setInterval(() => socket.write(piece), 20)
  socket.on('close', () => clearInterval(timer))
}

/** As fast as the reader takes it, for ever. */
function pour(socket: Socket, first: string | Buffer, piece: string | Buffer): void {
  socket.write(first)
  const fill = (): void => {
    while (!socket.destroyed && socket.write(piece));
  }
  socket.on('drain', fill)
  fill()
}

const bombs = new Map<string, Buffer>()

/** 64 MiB of zeroes. */
function bomb(coding: 'gzip' | 'br' | 'zstd'): Buffer {
  const made = bombs.get(coding) ?? compressors[coding](Buffer.alloc(64 * 1024 * 1024))
  bombs.set(coding, made)
  return made
}

const compressors = {
  gzip: (bytes: Buffer): Buffer => gzipSync(bytes, { level: 1 }),
  br: (bytes: Buffer): Buffer => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: (bytes: Buffer): Buffer => zstdCompressSync(bytes),
}
