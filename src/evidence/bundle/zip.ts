import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { crc32, createDeflateRaw } from 'node:zlib'
import { writeAll } from '../durable.ts'

/** Writes a ZIP file (PKWARE APPNOTE 6.3.10), member by member, in the memory of one piece. The same members make the same bytes. */
export interface ZipWriter {
  /** Adds a file; `pieces` are its bytes. Resolves with their SHA-256 in hex. */
  add(name: string, pieces: Iterable<Uint8Array>, mode?: number): Promise<string>
  /** Writes the directory at the end and flushes the file to the disk. */
  end(): void
  /** Closes the file, whole or not. */
  [Symbol.dispose](): void
}

interface Member {
  readonly name: Buffer
  readonly mode: number
  readonly offset: number
  readonly crc: number
  readonly packed: number
  readonly size: number
}

/** `at`: the time that all members bear, UTC ms. */
export function createZip(path: string, at: number): ZipWriter {
  const file = openSync(path, 'w', 0o644)
  const members: Member[] = []
  let end = 0
  const write = (bytes: Uint8Array): void => {
    writeAll(file, bytes)
    end += bytes.length
    if (end > largest) throw new RangeError(`a bundle of more than ${largest} bytes`)
  }
  return {
    async add(name, pieces, mode = 0o644) {
      const offset = end
      const bare = { name: Buffer.from(name), mode, offset, crc: 0, packed: 0, size: 0 }
      write(localHeader(bare, at))
      const begun = end
      const deflate = createDeflateRaw({ level: 9 })
      const written = (async () => {
        for await (const packed of deflate) write(packed)
      })()
      const digest = createHash('sha256')
      let [crc, size] = [0, 0]
      for (const piece of pieces) {
        crc = crc32(piece, crc)
        size += piece.length
        digest.update(piece)
        if (!deflate.write(piece)) await Promise.race([once(deflate, 'drain'), written])
      }
      deflate.end()
      await written
      const member = { ...bare, crc, packed: end - begun, size }
      // Over the one that stood for it: length and checksum are known only now.
      writeSync(file, localHeader(member, at), 0, null, offset)
      members.push(member)
      return digest.digest('hex')
    },
    end() {
      const start = end
      for (const member of members) write(centralHeader(member, at))
      write(endRecord(members.length, start, end - start))
      fsyncSync(file)
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}

/** Without ZIP64, which not every program reads. */
const largest = 0xffff_fffe
/** Version 2.0: deflate. */
const version = 20
const unix = 3 << 8
const utf8Names = 0x0800
const deflated = 8

function localHeader(member: Member, at: number): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.set(common(member, at), 4)
  return Buffer.concat([header, member.name])
}

function centralHeader(member: Member, at: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(unix | version, 4)
  header.set(common(member, at), 6)
  header.writeUInt32LE((0o100_000 | member.mode) * 0x1_0000, 38)
  header.writeUInt32LE(member.offset, 42)
  return Buffer.concat([header, member.name])
}

/** The 26 bytes that both headers have. */
function common({ name, crc, packed, size }: Member, at: number): Buffer {
  const bytes = Buffer.alloc(26)
  bytes.writeUInt16LE(version, 0)
  bytes.writeUInt16LE(utf8Names, 2)
  bytes.writeUInt16LE(deflated, 4)
  bytes.writeUInt32LE(dosTime(at), 6)
  bytes.writeUInt32LE(crc, 10)
  bytes.writeUInt32LE(packed, 14)
  bytes.writeUInt32LE(size, 18)
  bytes.writeUInt16LE(name.length, 22)
  return bytes
}

function endRecord(count: number, offset: number, length: number): Buffer {
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(count, 8)
  record.writeUInt16LE(count, 10)
  record.writeUInt32LE(length, 12)
  record.writeUInt32LE(offset, 16)
  return record
}

/** Date and time in 32 bits, two seconds fine; years from 1980 to 2107. */
function dosTime(at: number): number {
  const time = new Date(Math.min(Math.max(at, Date.UTC(1980, 0, 1)), Date.UTC(2107, 11, 31)))
  const date = ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate()
  return date * 0x1_0000 + ((time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1))
}
