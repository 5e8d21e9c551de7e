import { EvidenceError } from './evidence-error.ts'
import { hashBytes } from './hash.ts'

/** Hashes in a full tile, and records in a full bundle: tiles are 8 levels of the tree high (c2sp.org/tlog-tiles). */
export const fullWidth = 256

/** A resource of c2sp.org/tlog-tiles: hashes at one level of tiles, or, at level `entries`, the records themselves. */
export interface TileAddress {
  /** 0 holds leaf hashes; each hash of level l + 1 is the root of a full tile of level l. */
  readonly level: number | 'entries'
  /** Place within the level, from 0. */
  readonly index: number
  /** 1 to 256 hashes or records; 256 is a full tile. */
  readonly width: number
}

/** `tile/0/x001/x234/067`, `tile/entries/000.p/17`: where the log serves it, below the log's prefix. */
export function tilePath({ level, index, width }: TileAddress): string {
  const partial = width === fullWidth ? '' : `.p/${width}`
  return `tile/${level}/${indexPath(index)}${partial}`
}

/** Reads such a path; null for anything that `tilePath` would not write (a resource has one address). */
export function parseTilePath(path: string): TileAddress | null {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (match === null) return null
  const [, levelText = '', indexText = '', widthText = `${fullWidth}`] = match
  const level = levelText === 'entries' ? 'entries' : Number(levelText)
  const address: TileAddress = { level, index: Number(indexText.replaceAll(/[x/]/g, '')), width: Number(widthText) }
  const known = (level === 'entries' || level < 64) && address.width > 0 && Number.isSafeInteger(address.index)
  return known && tilePath(address) === path ? address : null
}

/** Hashes (or records) that a tile holds in a tree of `size` leaves; 0 when the tree has no such tile. */
export function widthAt(size: number, level: number | 'entries', index: number): number {
  const hashes = Math.floor(size / fullWidth ** (level === 'entries' ? 0 : level))
  return Math.max(0, Math.min(fullWidth, hashes - index * fullWidth))
}

/** Every hash tile of a tree of `size` leaves, from the leaves up; bundles have the addresses of level 0. */
export function* tilesOf(size: number): Generator<TileAddress & { readonly level: number }> {
  for (let level = 0; size >= fullWidth ** level; level += 1) {
    for (let index = 0; widthAt(size, level, index) > 0; index += 1) yield { level, index, width: widthAt(size, level, index) }
  }
}

/** Largest record that a bundle can hold: its length is written in 16 bits. */
export const longestEntry = 0xffff

/** An entry bundle: each record behind its length, 16 bits, big-endian. Throws for a record that is longer than 65,535 bytes. */
export function entryBundle(records: readonly Uint8Array[]): Uint8Array {
  const long = records.find((record) => record.length > longestEntry)
  if (long !== undefined) throw new RangeError(`a record of ${long.length} bytes; an entry bundle holds at most ${longestEntry}`)
  const bundle = Buffer.alloc(records.reduce((sum, record) => sum + 2 + record.length, 0))
  let offset = 0
  for (const record of records) {
    offset = bundle.writeUInt16BE(record.length, offset)
    bundle.set(record, offset)
    offset += record.length
  }
  return bundle
}

/** The records of a bundle that must hold `width` of them; views into it. Throws EvidenceError. */
export function parseEntryBundle(bundle: Uint8Array, width: number): readonly Uint8Array[] {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength)
  const records: Uint8Array[] = []
  let offset = 0
  while (offset < bundle.length) {
    const start = offset + 2
    const end = start <= bundle.length ? start + view.getUint16(offset) : Infinity
    if (end > bundle.length) throw new EvidenceError(`entry bundle: cut short in record ${records.length} of ${width}`)
    records.push(bundle.subarray(start, end))
    offset = end
  }
  if (records.length !== width) throw new EvidenceError(`entry bundle: ${records.length} records instead of ${width}`)
  return records
}

/** The hashes of a tile in order, concatenated: 32 bytes each. */
export function hashTile(hashes: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(hashes, hashes.length * hashBytes)
}

/** Three digits an element; all but the last begin with x, so that no file has the name of a directory. */
function indexPath(index: number): string {
  const digits = `${index}`
  const elements = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  return elements.map((element, place) => (place < elements.length - 1 ? `x${element}` : element)).join('/')
}
