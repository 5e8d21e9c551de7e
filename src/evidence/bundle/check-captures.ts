import { isoInstant } from '../../core/instant.ts'
import type { LogRecord } from '../../core/log.ts'
import { type CaptureManifest, hex, parseManifest, putTogether, refsOf } from '../capture-manifest.ts'
import { captureRecords } from '../capture-warc.ts'
import { EvidenceError } from '../evidence-error.ts'
import { sameBytes } from '../hash.ts'
import { warcBytes } from '../warc.ts'
import { bundleNames } from './bundle-names.ts'
import type { BundleFiles } from './bundle-records.ts'
import { gzipMembers } from './gzip-members.ts'

/** What a bundle shows of what was exchanged. */
export interface CheckedCaptures {
  /** Captures in the bundle, each named by a record. */
  readonly captures: number
  /** Of those that records name besides, when they were made, UTC ms: there was no room for them, or they are lost. */
  readonly leftOut: readonly number[]
  readonly erased: readonly ErasedCapture[]
}
/** A body that is not there, since it was erased. */
export interface ErasedCapture {
  readonly sha256: string
  /** When the look was made, UTC ms. */
  readonly at: number
  /** The record that says so; null: none of the tree does. */
  readonly record: { readonly seq: number; readonly reason: string } | null
}

interface Noted {
  readonly seq: number
  readonly at: number
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * Checks the captures of a bundle: every manifest is one whose hash a record names, and the WARC file is, record by record and byte for byte,
 * what the manifests and the bodies of the hashes in them make. Only records of `isOwn` monitors count: a capture of another service would be
 * true and prove nothing. Throws EvidenceError that names the first bad thing.
 */
export function checkCaptures(files: BundleFiles, records: readonly LogRecord[], isOwn: (monitorId: string) => boolean): CheckedCaptures {
  const notes = notesIn(records, 'capture').filter(({ body }) => isOwn(String(body['monitorId'])))
  const manifests = manifestsIn(files, notes)
  const members = membersIn(files)
  const erasures = notesIn(records, 'erasure')
  const erased: ErasedCapture[] = []
  const leftOut: number[] = []
  let place = 0
  for (const note of notes) {
    const manifest = manifests.get(String(note.body['sha256']))
    if (manifest === undefined) leftOut.push(note.at)
    else {
      const { length, missing } = formed(note, () => checkCapture(members.slice(place), manifest, note))
      place += length
      erased.push(...missing.map((sha256) => ({ sha256, at: note.at, record: erasureOf(sha256, erasures) })))
    }
  }
  if (place < members.length) throw new EvidenceError(`${bundleNames.warc}: record ${place} belongs to no capture that the log names`)
  return { captures: manifests.size, leftOut, erased }
}

function notesIn(records: readonly LogRecord[], kind: 'capture' | 'erasure'): readonly Noted[] {
  return records.flatMap((record) => {
    return record.type === 'entry' && record.entry.kind === kind ? [{ seq: record.seq, at: record.entry.at, body: record.entry.body }] : []
  })
}

function manifestsIn(files: BundleFiles, notes: readonly Noted[]): ReadonlyMap<string, CaptureManifest> {
  const named = new Set(notes.map(({ body }) => body['sha256']))
  const found = [...files].flatMap(([name, bytes]): readonly (readonly [string, CaptureManifest])[] => {
    if (!name.startsWith(bundleNames.captures)) return []
    const sha256 = hex(bytes)
    if (name !== `${bundleNames.captures}${sha256}.json`) throw new EvidenceError(`${name}: not the capture of that name`)
    if (!named.has(sha256)) throw new EvidenceError(`${name}: no record of ${bundleNames.records} names this capture`)
    return [[sha256, formed({ body: { sha256 } }, () => parseManifest(bytes))]]
  })
  return new Map(found)
}

/** Reads a manifest that anybody may have written: what has not its form is no capture. */
function formed<T>({ body }: Pick<Noted, 'body'>, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause
    throw new EvidenceError(`${bundleNames.captures}${String(body['sha256'])}.json: it has not the form of a capture`, { cause })
  }
}

function membersIn(files: BundleFiles): readonly Uint8Array[] {
  const file = files.get(bundleNames.warc)
  if (file === undefined) return []
  try {
    return gzipMembers(file)
  } catch (cause) {
    if (!(cause instanceof EvidenceError)) throw cause
    throw new EvidenceError(`${bundleNames.warc}: ${cause.message}`, { cause })
  }
}

function checkIdentity(manifest: CaptureManifest, { seq, at, body }: Noted): void {
  const isSame = (['monitorId', 'vantageId', 'boot', 'counter'] as const).every((key) => manifest[key] === body[key])
  if (!isSame || manifest.at !== at)
    throw new EvidenceError(`${bundleNames.captures}${String(body['sha256'])}.json: not of the look that record ${seq} names`)
}

function checkCapture(members: readonly Uint8Array[], manifest: CaptureManifest, note: Noted): ReturnType<typeof checkWarc> {
  checkIdentity(manifest, note)
  return checkWarc(members, manifest, note)
}

/** How many records of the file the capture has, and which bodies are not in it. */
function checkWarc(
  members: readonly Uint8Array[],
  manifest: CaptureManifest,
  { seq, at }: Noted,
): { readonly length: number; readonly missing: readonly string[] } {
  const held = bytesIn(members.slice(0, recordsOf(manifest)), manifest)
  const certificates = new Set(manifest.hops.flatMap(({ chain }) => chain))
  const records = captureRecords(
    // Only bodies can be erased.
    putTogether(manifest, (ref) => held.get(ref) ?? (certificates.has(ref) ? new Uint8Array(0) : null)),
    manifest.maker,
  )
  for (const [place, record] of records.entries()) {
    const member = members[place]
    if (member === undefined || !sameBytes(member, warcBytes(record)))
      throw new EvidenceError(
        `${bundleNames.warc}: the ${record.type} (${record.contentType}) of the look at ${isoInstant(at)} is not what record ${seq} names`,
      )
  }
  const bodies = new Set(manifest.hops.flatMap(({ response }) => (response === null ? [] : [response.body.sha256])))
  return { length: records.length, missing: [...bodies].filter((sha256) => !held.has(sha256)) }
}

function recordsOf({ lookups, hops, controls }: CaptureManifest): number {
  const ofHops = hops.map(
    ({ request, response, chain }) => 1 + [request !== null, response !== null, chain.length > 0].filter(Boolean).length,
  )
  return 2 + lookups.length + ofHops.reduce((sum, count) => sum + count, 0) + (controls === null ? 0 : 1)
}

/** Bodies and certificates that the file holds, by their hash: only those that the manifest names count. */
function bytesIn(members: readonly Uint8Array[], manifest: CaptureManifest): ReadonlyMap<string, Uint8Array> {
  const responses = manifest.hops.flatMap(({ response }) => (response === null ? [] : [response]))
  const candidates = members.flatMap((member) => {
    const block = blockOf(member)
    const bodies = responses
      .filter(({ head, body }) => block.length === head.length + body.length)
      .map(({ head }) => block.subarray(head.length))
    return [...bodies, ...certificatesIn(block)]
  })
  const named = new Set(refsOf(manifest))
  return new Map(candidates.map((bytes) => [hex(bytes), bytes] as const).filter(([sha256]) => named.has(sha256)))
}

/** What stands between the named fields and the two line ends of a WARC record. */
function blockOf(record: Uint8Array): Buffer {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length)
  return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4, -4)
}

function certificatesIn(block: Buffer): readonly Uint8Array[] {
  if (!block.subarray(0, 27).equals(Buffer.from('-----BEGIN CERTIFICATE-----'))) return []
  return block
    .toString('latin1')
    .split(/-----(?:BEGIN|END) CERTIFICATE-----/)
    .filter((text) => text.trim() !== '')
    .map((text) => Buffer.from(text, 'base64'))
}

function erasureOf(sha256: string, erasures: readonly Noted[]): ErasedCapture['record'] {
  const found = erasures.find(({ body: { erased } }) => Array.isArray(erased) && erased.includes(sha256))
  return found === undefined ? null : { seq: found.seq, reason: String(found.body['reason']) }
}
