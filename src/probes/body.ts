import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { type Failure, failure } from '../core/failure.ts'

/** What we can decode; sent as Accept-Encoding. */
export const acceptEncoding = 'gzip, deflate, br, zstd'

export interface Body {
  readonly failure: Failure | null
  /** Decoded, at most the cap. */
  readonly bytes: Uint8Array
  readonly truncated: boolean
}

/** Where the bytes of a body go as they come. Its end is told once, through the callback it was made with. */
export interface BodySink {
  write(chunk: Buffer): void
  /** All has come. */
  end(): void
  /** Stop here and be content with what is decoded. */
  cut(): void
}

/** The codings of a Content-Encoding in the order to undo them; null when one is unknown, or there are absurdly many. */
export function codingsOf(contentEncoding: string): readonly string[] | null {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== 'identity')
  const known = codings.every((one) => decoders.has(one))
  return known && codings.length <= codingsMax ? codings.toReversed() : null
}

/** Decodes a body as it comes and stops at `capBytes` of decoded bytes: a bomb costs the cap, not what it claims to hold. */
export function collectBody(codings: readonly string[], capBytes: number, told: (body: Body) => void): BodySink {
  const chunks: Buffer[] = []
  let length = 0
  let done = false
  const tell = (fault: Failure | null, truncated: boolean): void => {
    if (done) return
    done = true
    // Most bodies come in one piece.
    const bytes = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)
    told({ failure: fault, bytes: bytes.subarray(0, capBytes), truncated })
    first.cut()
  }
  const last: BodySink = {
    write(chunk) {
      if (done) return
      chunks.push(chunk)
      length += chunk.length
      if (length > capBytes) tell(null, true)
    },
    end: () => tell(null, false),
    cut: () => {},
  }
  const fail = (coding: string): void => tell(failure('http_decode', `the body is not valid ${coding}`), false)
  const first = codings.reduceRight((next, coding) => undo(coding, next, fail), last)
  return { write: (chunk) => first.write(chunk), end: () => first.end(), cut: () => tell(null, true) }
}

const codingsMax = 3

const decoders: ReadonlyMap<string, (firstByte: number) => Decoder> = new Map<string, (firstByte: number) => Decoder>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['br', () => createBrotliDecompress()],
  ['zstd', () => createZstdDecompress()],
  // "deflate" means zlib's wrapping; many servers send it bare. The method nibble tells (RFC 1950 section 2.2).
  ['deflate', (firstByte) => ((firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw())],
])

type Decoder = ReturnType<typeof createGunzip | typeof createBrotliDecompress | typeof createZstdDecompress>

/** One coding undone on the way to `next`; made when the first byte is there, since an empty body has no coding at all. */
function undo(coding: string, next: BodySink, fail: (coding: string) => void): BodySink {
  let decoder: Decoder | undefined
  const start = (firstByte: number): Decoder | undefined => {
    const made = decoders.get(coding)?.(firstByte)
    made?.on('data', (chunk: Buffer) => next.write(chunk))
    made?.on('end', () => next.end())
    made?.on('error', () => fail(coding))
    return made
  }
  return {
    write(chunk) {
      decoder ??= start(chunk[0] ?? 0)
      decoder?.write(chunk)
    },
    end: () => (decoder ? decoder.end() : next.end()),
    cut: () => {
      decoder?.destroy()
      next.cut()
    },
  }
}
