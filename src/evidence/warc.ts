import { gzipSync } from 'node:zlib'
import { sha256 } from './hash.ts'

/** A record of a WARC 1.1 file (ISO 28500:2017), the types that we write. */
export interface WarcRecord {
  readonly type: 'warcinfo' | 'request' | 'response' | 'resource' | 'metadata'
  /** A URI; `warcId` makes one. */
  readonly id: string
  /** When what it holds began to be captured, UTC ms. */
  readonly at: number
  /** Named fields beyond those that every record has, in order; a name may come twice only where the standard says so. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** Of the block. */
  readonly contentType: string
  readonly block: Uint8Array
}

/**
 * The record as one gzip member, as annex D of the standard has it: records can be read alone, files concatenated. The bytes are a
 * function of the record and of zlib's version. Throws as `warcBytes` does.
 */
export function warcRecord(record: WarcRecord): Uint8Array {
  return gzipSync(warcBytes(record))
}

/** The bytes of the record, a function of it alone. Throws RangeError for a field that would break out of its line. */
export function warcBytes({ type, id, at, fields, contentType, block }: WarcRecord): Uint8Array {
  const all = [
    ['WARC-Type', type],
    ['WARC-Record-ID', `<${id}>`],
    ['WARC-Date', new Date(at).toISOString()],
    ...fields,
    ['WARC-Block-Digest', warcDigest(block)],
    ['Content-Type', contentType],
    ['Content-Length', `${block.length}`],
  ].map(([name = '', value = '']) => `${name}: ${oneLine(name, value)}\r\n`)
  return Buffer.concat([Buffer.from(`WARC/1.1\r\n${all.join('')}\r\n`), block, Buffer.from('\r\n\r\n')])
}

/** A labelled digest: `sha256:` and hex. */
export function warcDigest(bytes: Uint8Array): string {
  return `sha256:${Buffer.from(sha256(bytes)).toString('hex')}`
}

/** A record id that is always the same for the same thing: a UUID of version 8 (RFC 9562 section 5.8) out of the SHA-256 of its name. */
export function warcId(name: readonly (string | number)[]): string {
  const bytes = Buffer.from(sha256(Buffer.from(JSON.stringify(name)))).subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`
}

/** Block of type application/warc-fields. */
export function warcFields(fields: readonly (readonly [name: string, value: string])[]): Uint8Array {
  return Buffer.from(fields.map(([name, value]) => `${name}: ${oneLine(name, value)}\r\n`).join(''))
}

function oneLine(name: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new RangeError(`a line break in the WARC field ${name}`)
  return value
}
