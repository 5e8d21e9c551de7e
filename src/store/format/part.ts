import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { byteReader, type ByteReader, byteWriter, type ByteWriter, FormatError } from './bytes.ts'

/** Where columns are written: numbers by bytes, which are compressed once more, and those that are packed to the bit. */
export interface ColumnsOut {
  readonly plain: ByteWriter
  readonly dense: ByteWriter
}

/** The same being read. */
export interface ColumnsIn {
  readonly plain: ByteReader
  readonly dense: Dense
}

/** At least four more bytes lie behind the last column, so that four can be read at a time. */
export interface Dense {
  readonly bytes: Uint8Array
  /** Where the next column begins. */
  place: number
}

/** Columns that are read together, still packed. */
export interface Part {
  readonly plain: Uint8Array
  /** Of `plain` once it is unpacked; null where it is not packed. */
  readonly length: number | null
  /** Reaches a checksum beyond its columns. */
  readonly dense: Uint8Array
}

/** Noise beside other numbers spoils their compression: it is written apart, and what is left is often too little for zstd to gain this much, bytes. */
const worthUnpacking = 32

/** Length of the plain bytes; their length packed, 0 where they are not; these bytes; the dense ones, up to where the part ends. */
export function writePart(out: ByteWriter, { plain, dense }: ColumnsOut, level: number): void {
  const bytes = plain.done()
  const packed =
    bytes.length < 2 * worthUnpacking ? bytes : zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } })
  const isPacked = packed.length + worthUnpacking < bytes.length
  out.count(bytes.length)
  out.count(isPacked ? packed.length : 0)
  out.bytes(isPacked ? packed : bytes)
  out.bytes(dense.done())
}

/** The part that begins where the input is; its dense bytes are taken to the end of `bytes`, which is what the input reads. */
export function openPart(input: ByteReader, bytes: Uint8Array): Part {
  const length = input.count()
  const packedLength = input.count()
  const plain = input.bytes(packedLength === 0 ? length : packedLength)
  return { plain, length: packedLength === 0 ? null : length, dense: bytes.subarray(input.place()) }
}

export function columnsOut(looks: number): ColumnsOut {
  return { plain: byteWriter(2 * looks + 256), dense: byteWriter(2 * looks + 256) }
}

/** A part unpacked; `at` gives its columns from some place of each kind of bytes on. */
export interface Unpacked {
  readonly at: (plain?: number, dense?: number) => ColumnsIn
}

/** Those that are packed are unpacked in one go: starting the decompressor takes twice as long as a day does. */
export function unpacked(parts: readonly Part[]): readonly Unpacked[] {
  const packed = parts.filter(({ length }) => length !== null)
  const bytes = packed.length === 0 ? empty : unpack(packed)
  let from = 0
  return parts.map(({ plain, length, dense }) => {
    const own = length === null ? plain : bytes.subarray(from, from + length)
    from += length ?? 0
    return { at: (place = 0, densePlace = 0) => ({ plain: byteReader(own, place), dense: { bytes: dense, place: densePlace } }) }
  })
}
const empty = new Uint8Array(0)

function unpack(parts: readonly Part[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + (part.length ?? 0), 0)
  const [first] = parts
  const packed = first !== undefined && parts.length === 1 ? first.plain : Buffer.concat(parts.map(({ plain }) => plain))
  const bytes = zstdDecompressSync(packed, { maxOutputLength: length })
  if (bytes.length !== length) throw new FormatError('a part of a chunk has the wrong length')
  return bytes
}
