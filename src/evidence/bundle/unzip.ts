import { crc32, inflateRawSync } from 'node:zlib'
import { EvidenceError } from '../evidence-error.ts'

/** The files of a ZIP file, by name. Throws EvidenceError for what is damaged, encrypted, or larger than a bundle can be. */
export function unzip(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'))
  if (end < 0 || end + 22 > zip.length) throw new EvidenceError('not a ZIP file, or cut short')
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  let total = 0
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + 46 > end || zip.readUInt32LE(at) !== 0x02014b50) throw new EvidenceError('the directory of the ZIP file is damaged')
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field))
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0))
    const size = zip.readUInt32LE(at + 24)
    total += size
    if (total > largest) throw new EvidenceError(`the ZIP file holds more than ${largest} bytes`)
    if (files.has(name)) throw new EvidenceError(`the ZIP file holds ${name} twice`)
    files.set(name, member(zip, at, name, size))
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return files
}

/** Two years of looks every minute, twice over. */
const largest = 2_000_000_000

function member(zip: Buffer, entry: number, name: string, size: number): Buffer {
  const [method, crc, packed, offset] = [zip.readUInt16LE(entry + 10), ...[16, 20, 42].map((field) => zip.readUInt32LE(entry + field))]
  try {
    const begin = (offset ?? 0) + 30 + zip.readUInt16LE((offset ?? 0) + 26) + zip.readUInt16LE((offset ?? 0) + 28)
    const bytes = zip.subarray(begin, begin + (packed ?? 0))
    const content = method === 8 ? inflateRawSync(bytes, { maxOutputLength: size + 1 }) : method === 0 ? bytes : null
    if (content?.length === size && crc32(content) === crc) return content
  } catch (cause) {
    throw new EvidenceError(`${name}: damaged in the ZIP file`, { cause })
  }
  throw new EvidenceError(`${name}: damaged in the ZIP file`)
}
