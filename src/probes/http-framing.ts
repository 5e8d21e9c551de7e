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
  if (method === 'HEAD' || status === 204 || status === 304) return { framing: none, codings: '' }
  let length: string | null = null
  let coded: string | null = null
  let transferred: string | null = null
  // By their length first: this is done for every header of every look.
  for (const field of headers) {
    const name = field[0]
    if (name.length === 14 && isNamed(name, 'content-length')) length = joined(length, field[1])
    else if (name.length === 16 && isNamed(name, 'content-encoding')) coded = joined(coded, field[1])
    else if (name.length === 17 && isNamed(name, 'transfer-encoding')) transferred = joined(transferred, field[1])
  }
  const codings = coded ?? ''
  const applied = transferred === null ? [] : transferCodings(transferred)
  if (applied.length > 0) return length === null ? transferFraming(applied, codings) : notFramed('a length beside a transfer coding')
  if (length === null) return { framing: untilClose, codings }
  const bytes = readLength(length)
  return bytes === null ? notFramed('a bad Content-Length') : { framing: { kind: 'length', bytes }, codings }
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

const none: Framing = { kind: 'none' }
const untilClose: Framing = { kind: 'until-close' }

function transferFraming(applied: readonly string[], codings: string): Framed | Failure {
  const chunkedAt = applied.indexOf('chunked')
  if (chunkedAt !== -1 && chunkedAt !== applied.length - 1) return notFramed('chunked is not the last transfer coding')
  const others = applied.filter((one) => one !== 'chunked')
  return { framing: chunkedAt === -1 ? untilClose : { kind: 'chunked' }, codings: [codings, ...others].join(',') }
}

/** `identity` is how old servers say that there is none. */
function transferCodings(text: string): readonly string[] {
  return listed(text.toLowerCase()).filter((one) => one !== '' && one !== 'identity')
}

/** The same length may be said several times. */
function readLength(text: string): number | null {
  const [first = '', ...others] = listed(text)
  return /^\d+$/.test(first) && others.every((one) => one === first) ? Number(first) : null
}

function listed(text: string): readonly string[] {
  return text.split(',').map((one) => one.trim())
}

/** Fields of one name are one list, RFC 9110 section 5.3. */
function joined(before: string | null, value: string): string {
  return before === null ? value : `${before},${value}`
}

function isNamed(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted
}

function notFramed(why: string): Failure {
  return failure('http_protocol', `not valid HTTP (${why})`)
}
