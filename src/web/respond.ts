import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import type { Context } from 'hono'
import type { ProblemStatus } from './problem.ts'
import { type Encoding, encodingFor } from './accept.ts'

/** A finished body with its ETag; each coding is made at most once and kept with it. */
export interface Sendable {
  readonly type: string
  readonly body: Uint8Array<ArrayBuffer>
  readonly etag: string
  encoded(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>>
}
export interface SendOptions {
  readonly status?: 200 | ProblemStatus
  /** `no-cache` (keep, but ask again with the ETag) unless told otherwise. */
  readonly cacheControl?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** For what never changes at its address. */
export const immutable = 'public, max-age=31536000, immutable'

/** Below this many bytes compressing costs more than it saves. */
const compressFromBytes = 1_024

export function sendable(text: string | Uint8Array<ArrayBuffer>, type: string): Sendable {
  const body = typeof text === 'string' ? Buffer.from(text) : text
  const made = new Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>()
  return {
    type,
    body,
    // Weak: the bytes differ by coding, the content does not.
    etag: `W/"${hash('sha256', body, 'base64url').slice(0, 22)}"`,
    encoded(encoding) {
      const known = made.get(encoding)
      if (known !== undefined) return known
      const fresh = compress[encoding](body)
      made.set(encoding, fresh)
      return fresh
    },
  }
}

/** Answers with it, or with 304 when the client has it already. */
export async function send(c: Context, content: Sendable, options: SendOptions = {}): Promise<Response> {
  const { status = 200, cacheControl = 'no-cache' } = options
  const headers = new Headers({ ETag: content.etag, 'Cache-Control': cacheControl, ...options.headers })
  headers.append('Vary', 'Accept-Encoding')
  if (status === 200 && isKnown(c.req.header('If-None-Match'), content.etag)) return new Response(null, { status: 304, headers })
  headers.set('Content-Type', content.type)
  const encoding = content.body.length < compressFromBytes ? null : encodingFor(c.req.header('Accept-Encoding'))
  if (encoding !== null) headers.set('Content-Encoding', encoding)
  return new Response(bodyOf(encoding === null ? content.body : await content.encoded(encoding)), { status, headers })
}

/** From here on a stream costs less than the two copies that a Response makes of bytes. */
const streamFromBytes = 16_384

/** The bytes of a shared answer as they are: a megabyte that many ask for was copied twice for each of them. */
function bodyOf(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  if (bytes.length < streamFromBytes) return bytes
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
}

/** RFC 9110 §13.1.2, weak comparison. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header === '*' || header.split(',').some((known) => known.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''))
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
const zstd = promisify(zstdCompress)
// Brotli's own default (11) takes a hundred times longer for a few per cent.
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
const compress: Readonly<Record<Encoding, (body: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>>> = {
  br: (body) => brotli(body, brotliOptions),
  gzip: (body) => zip(body),
  zstd: (body) => zstd(body),
}
