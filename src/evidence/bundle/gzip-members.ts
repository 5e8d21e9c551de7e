import { crc32, inflateRawSync } from 'node:zlib'
import { EvidenceError } from '../evidence-error.ts'

/**
 * What each member of a gzip file (RFC 1952) holds, in order; members have the plain header of ten bytes that zlib writes. Throws
 * EvidenceError for everything else: damage, a header with more fields, bytes behind the last member.
 */
export function gzipMembers(file: Uint8Array): readonly Uint8Array[] {
  const members: Uint8Array[] = []
  for (let at = 0; at < file.length; ) {
    const { content, end } = memberAt(Buffer.from(file.buffer, file.byteOffset + at, file.length - at), members.length)
    members.push(content)
    at += end
  }
  return members
}

/** Magic number, deflate, no flags. */
const plainHeader = Buffer.of(0x1f, 0x8b, 8, 0)
const headerBytes = 10
/** A body of a capture has 1 MiB at most. */
const largestMember = 16 * 1024 * 1024

function memberAt(bytes: Buffer, place: number): { readonly content: Uint8Array; readonly end: number } {
  if (bytes.subarray(0, plainHeader.length).equals(plainHeader)) {
    const unpacked = unpack(bytes.subarray(headerBytes))
    const trailer = headerBytes + (unpacked?.packed ?? 0)
    const fits = unpacked !== null && trailer + 8 <= bytes.length
    if (fits && bytes.readUInt32LE(trailer) === crc32(unpacked.content) && bytes.readUInt32LE(trailer + 4) === unpacked.content.length)
      return { content: unpacked.content, end: trailer + 8 }
  }
  throw new EvidenceError(`the gzip member after ${place} others is damaged`)
}

function unpack(bytes: Buffer): { readonly content: Uint8Array; readonly packed: number } | null {
  try {
    // With `info`, Node returns the engine beside the content (its types do not say so): it knows how far the member went.
    const { buffer, engine } = withInfo(inflateRawSync(bytes, { info: true, maxOutputLength: largestMember }))
    return { content: buffer, packed: engine.bytesWritten }
  } catch {
    return null
  }
}

interface WithInfo {
  readonly buffer: Uint8Array
  readonly engine: { readonly bytesWritten: number }
}

function withInfo(result: unknown): WithInfo {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `info: true` returns
  return result as WithInfo
}
