import { type Failure, failure } from '../core/failure.ts'
import type { BodyReader } from './http-framing.ts'

/** Of one size line with its extensions; Node and nginx stop at 16 and at 4 KiB. */
const sizeLineCapBytes = 16 * 1024
const trailersCapBytes = 64 * 1024
const [tab, lf, cr, space, semicolon] = [0x09, 0x0a, 0x0d, 0x20, 0x3b]

type State = 'size' | 'after-size' | 'extension' | 'data' | 'after-data' | 'trailers' | 'end'

/**
 * A chunked body, RFC 9112 section 7.1; extensions and trailers are read and dropped. As curl does, it takes lines that end in LF alone
 * and white space behind a size.
 */
export function createChunkReader(write: (bytes: Buffer) => void): BodyReader {
  let state: State = 'size'
  /** Size of the chunk as far as it was read, then what is still to come of it. */
  let left = 0
  /** Bytes so far of the size line; of the trailers; of the trailers' last line. */
  let sizeLine = 0
  let trailers = 0
  let line = 0

  const readSizeLine = (byte: number): Failure | null => {
    sizeLine += 1
    if (sizeLine > sizeLineCapBytes) return notChunked('a chunk extension without end')
    const digit = state === 'size' ? hexDigit(byte) : -1
    if (digit !== -1) left = left * 16 + digit
    else if (sizeLine === 1 || left > Number.MAX_SAFE_INTEGER) return notChunked('a bad chunk size')
    else if (byte === lf) state = left === 0 ? 'trailers' : 'data'
    else if (state !== 'extension' && byte === semicolon) state = 'extension'
    else if (state !== 'extension' && byte !== space && byte !== tab && byte !== cr) return notChunked('a bad chunk size')
    else if (state === 'size') state = 'after-size'
    return null
  }
  const readAfterData = (byte: number): Failure | null => {
    if (byte === cr) return null
    if (byte !== lf) return notChunked('a chunk longer than its size')
    state = 'size'
    sizeLine = 0
    return null
  }
  const readTrailers = (byte: number): Failure | null => {
    trailers += 1
    if (trailers > trailersCapBytes) return failure('http_too_large', 'trailers over the limit')
    if (byte === lf && line === 0) state = 'end'
    else if (byte === lf) line = 0
    else if (byte !== cr) line += 1
    return null
  }
  const readByte = (byte: number): Failure | null => {
    if (state === 'after-data') return readAfterData(byte)
    return state === 'trailers' ? readTrailers(byte) : readSizeLine(byte)
  }

  return {
    endsWithConnection: false,
    read(bytes) {
      let at = 0
      while (at < bytes.length && state !== 'end') {
        if (state === 'data') {
          const piece = bytes.subarray(at, at + left)
          write(piece)
          at += piece.length
          left -= piece.length
          if (left === 0) state = 'after-data'
          continue
        }
        const fault = readByte(bytes[at] ?? 0)
        if (fault !== null) return fault
        at += 1
      }
      return state === 'end' ? 'end' : 'more'
    },
  }
}

function notChunked(why: string): Failure {
  return failure('http_protocol', `not valid HTTP (${why})`)
}

/** -1 for what is none. */
function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
