import type { LogRecord } from '../../core/log.ts'
import { EvidenceError } from '../evidence-error.ts'
import { type Hash, leafHash, sameBytes, sha256 } from '../hash.ts'
import { type ParsedRecord, parseDigest, parseRecord } from '../record-parse.ts'
import type { TreeHead } from '../tree-proof.ts'
import { bundleNames, markBytes } from './bundle-names.ts'
import { verifySubset } from './subset-proof.ts'
import { hashBytes } from '../hash.ts'

export type BundleFiles = ReadonlyMap<string, Uint8Array>

/** Reads the records of a bundle and checks that they are those of a tree. Throws EvidenceError that names the first that is not. */
export function recordsOf(files: BundleFiles, tree: TreeHead): readonly LogRecord[] {
  const raws = split(fileIn(files, bundleNames.records))
  const records: ParsedRecord[] = []
  for (const raw of raws) records.push(parsed(files, raw, records.at(-1)?.seq ?? -1))
  checkTree(files, raws, records, tree)
  checkAnchors(records)
  return records
}

export function fileIn(files: BundleFiles, name: string): Uint8Array {
  const file = files.get(name)
  if (file === undefined) throw new EvidenceError(`${name}: missing`)
  return file
}

/** Each behind its length, 16 bits, big-endian, as in an entry bundle. */
function split(bytes: Uint8Array): readonly Uint8Array[] {
  const raws: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const start = at + 2
    const end = start + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    if (start > bytes.length || end > bytes.length)
      throw new EvidenceError(`${bundleNames.records}: cut short after ${raws.length} records`)
    raws.push(bytes.subarray(start, end))
    at = end
  }
  if (raws.length === 0) throw new EvidenceError(`${bundleNames.records}: holds no record`)
  return raws
}

function parsed(files: BundleFiles, raw: Uint8Array, before: number): ParsedRecord {
  const record = read(raw, before, (bytes) => {
    const digest = parseDigest(bytes)
    if (digest === null) return parseRecord(bytes)
    const name = `${bundleNames.whole}${digest.seq}.json`
    const whole = fileIn(files, name)
    if (sha256(whole).toString('hex') !== digest.sha256) throw new EvidenceError(`${name}: not the record whose digest the log holds`)
    return parseRecord(whole)
  })
  if (record.seq <= before) throw new EvidenceError(`${bundleNames.records}: record ${record.seq} stands after record ${before}`)
  return record
}

function read(raw: Uint8Array, before: number, parse: (bytes: Uint8Array) => ParsedRecord): ParsedRecord {
  try {
    return parse(raw)
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError(`${bundleNames.records}: the record after record ${before} cannot be read: ${reason}`, { cause })
  }
}

function checkTree(files: BundleFiles, raws: readonly Uint8Array[], records: readonly LogRecord[], tree: TreeHead): void {
  const last = records.at(-1)?.seq
  if (last !== tree.size - 1)
    throw new EvidenceError(`${bundleNames.records}: record ${tree.size - 1}, the last one of the tree, is missing`)
  const leaves = raws.map(leafHash)
  const seqs = records.map(({ seq }) => seq)
  try {
    verifySubset(leaves, seqs, hashesOf(fileIn(files, bundleNames.proof)), tree)
  } catch (cause) {
    if (!(cause instanceof EvidenceError)) throw cause
    const marks = fileIn(files, bundleNames.marks)
    const place = leaves.findIndex(
      (leaf, at) => !sameBytes(leaf.subarray(0, markBytes), marks.subarray(at * markBytes, (at + 1) * markBytes)),
    )
    const record = records[place]
    if (record !== undefined)
      throw new EvidenceError(`${bundleNames.records}: record ${record.seq} is not the one in the tree of the checkpoint`, { cause })
    throw new EvidenceError(`${bundleNames.proof}: ${cause.message}`, { cause })
  }
}

function hashesOf(bytes: Uint8Array): readonly Hash[] {
  if (bytes.length % hashBytes !== 0) throw new EvidenceError('not a list of hashes')
  return Array.from({ length: bytes.length / hashBytes }, (_, place) => bytes.subarray(place * hashBytes, (place + 1) * hashBytes))
}

/**
 * Every record names the newest good time stamp before it. A bundle holds all of them from the newest one before its first look on; of its
 * older records (the configuration, say) it does not hold those that they name.
 */
function checkAnchors(records: readonly ParsedRecord[]): void {
  const tokens = records.map(tokenOf)
  let newest: string | null | undefined = tokens.some((token) => token !== null) ? undefined : null
  for (const [place, record] of records.entries()) {
    if (newest !== undefined && record.anchor !== newest)
      throw new EvidenceError(`${bundleNames.records}: record ${record.seq} names another time stamp than the newest one before it`)
    newest = tokens[place] ?? newest
  }
}

/** The SHA-256 of the good time stamp that a record tells of. */
function tokenOf(record: ParsedRecord): string | null {
  const sha256 = record.type === 'entry' && record.entry.kind === 'token' ? record.entry.body['sha256'] : null
  return typeof sha256 === 'string' ? sha256 : null
}
