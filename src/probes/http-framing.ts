import { type Failure, failure } from '../core/failure.ts'
import { createChunkReader } from './http-chunks.ts'
import type { Head } from './http-head.ts'

/** Where the body of an answer ends. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

export interface Framed {
  readonly framing: Framing
  /** Encodings of the body in the order they were applied, as their names came: of the content, then of the transfer. */
  readonly codings: string
}

export interface BodyReader {
  /** Hands on what of the bytes is body; what comes behind its end is dropped. */
  read(bytes: Buffer): 'more' | 'end' | Failure
  /** The peer's closing is the end of the body, and not a break in it. */
  readonly endsWithConnection: boolean
}

/**
 * How long the body of an answer to `method` is, RFC 9112 section 6.3. Transfer codings beside chunked are undone as those of the
 * content are (curl does so too); a length beside a transfer coding, or lengths that differ, are an error (the same section, points 3 and 5).
 */
export function framingOf(method: string, { status, headers }: Head): Framed | Failure {
  const codings: string[] = []
  const transfer: string[] = []
  const lengths = new Set<string>()
  for (const [name, value] of headers) {
    // The lengths first: this is done for every header of every look.
    if (name.length === 14 && isNamed(name, 'content-length')) for (const one of listed(value)) lengths.add(one)
    else if (name.length === 16 && isNamed(name, 'content-encoding')) codings.push(value)
    else if (name.length === 17 && isNamed(name, 'transfer-encoding')) transfer.push(...listed(value.toLowerCase()))
  }
  if (method === 'HEAD' || status === 204 || status === 304) return { framing: { kind: 'none' }, codings: '' }
  const applied = transfer.filter((one) => one !== '' && one !== 'identity')
  if (applied.length > 0) return lengths.size > 0 ? notFramed('a length beside a transfer coding') : transferred(codings, applied)
  if (lengths.size === 0) return { framing: { kind: 'until-close' }, codings: codings.join(',') }
  const [length = ''] = lengths
  if (lengths.size > 1) return notFramed('lengths that differ')
  if (!/^\d+$/.test(length)) return notFramed('a bad Content-Length')
  return { framing: { kind: 'length', bytes: Number(length) }, codings: codings.join(',') }
}

/** Reads a body that is framed so, and hands its bytes to `write`. */
export function createBodyReader(framing: Framing, write: (bytes: Buffer) => void): BodyReader {
  if (framing.kind === 'chunked') return createChunkReader(write)
  if (framing.kind === 'until-close') return { read: (bytes) => handOn(bytes, write), endsWithConnection: true }
  let left = framing.kind === 'length' ? framing.bytes : 0
  return {
    endsWithConnection: false,
    read(bytes) {
      if (left > 0) handOn(bytes.length > left ? bytes.subarray(0, left) : bytes, write)
      left = Math.max(0, left - bytes.length)
      return left === 0 ? 'end' : 'more'
    },
  }
}

function handOn(bytes: Buffer, write: (bytes: Buffer) => void): 'more' {
  if (bytes.length > 0) write(bytes)
  return 'more'
}

function transferred(codings: readonly string[], applied: readonly string[]): Framed | Failure {
  const chunkedAt = applied.indexOf('chunked')
  if (chunkedAt !== -1 && chunkedAt !== applied.length - 1) return notFramed('chunked is not the last transfer coding')
  const others = applied.filter((one) => one !== 'chunked')
  return { framing: { kind: chunkedAt === -1 ? 'until-close' : 'chunked' }, codings: [...codings, ...others].join(',') }
}

function notFramed(why: string): Failure {
  return failure('http_protocol', `not valid HTTP (${why})`)
}

function isNamed(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted
}

function listed(value: string): readonly string[] {
  return value.includes(',') ? value.split(',').map((one) => one.trim()) : [value]
}
