import type { Reader } from '../store/store.ts'
import type { CaptureReader } from './capture-files.ts'
import { refsOf } from './capture-manifest.ts'
import { EvidenceError } from './evidence-error.ts'

/** What was checked of the captures of a data directory, and the first thing that is wrong; null when nothing is. */
export interface CapturesVerified {
  readonly captures: number
  /** Hashes of what was erased, as `erasure` records say. */
  readonly erased: readonly string[]
  readonly damage: string | null
}

/**
 * Reads every file that a record names: the manifest of each `capture` record, whatever the manifest names, and what `body` records name;
 * each must be what its SHA-256 says, or be erased as a record says.
 */
export async function verifyCaptures(
  files: CaptureReader,
  reader: Pick<Reader, 'entries'>,
  progress: (done: number, total: number) => void = () => {},
): Promise<CapturesVerified> {
  const captures = named(reader, 'capture')
  const bodies = named(reader, 'body')
  const gone = new Set(
    reader.entries('erasure').flatMap(({ body: { erased } }): readonly unknown[] => (Array.isArray(erased) ? erased : [])),
  )
  const checked = new Set<string>()
  const erased: string[] = []
  const check = async (sha256: string, seq: number): Promise<void> => {
    if (checked.has(sha256)) return
    checked.add(sha256)
    if ((await files.bytes(sha256)) !== null) return
    if (!gone.has(sha256))
      throw new EvidenceError(`captures: ${sha256}, which record ${seq} names, is marked as erased, and no record says so`)
    erased.push(sha256)
  }
  const total = captures.length + bodies.length
  try {
    for (const [place, { seq, sha256, length }] of captures.entries()) {
      const manifest = await files.manifest(sha256)
      if (manifest === null)
        throw new EvidenceError(`captures: the capture ${sha256} of ${length} bytes, which record ${seq} names, is missing`)
      for (const ref of refsOf(manifest)) await check(ref, seq)
      progress(place + 1, total)
    }
    for (const [place, { seq, sha256 }] of bodies.entries()) {
      await check(sha256, seq)
      progress(captures.length + place + 1, total)
    }
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return { captures: captures.length, erased, damage: error.message }
  }
  return { captures: captures.length, erased, damage: null }
}

interface Named {
  readonly seq: number
  readonly sha256: string
  readonly length: number
}

function named(reader: Pick<Reader, 'entries'>, kind: 'capture' | 'body'): readonly Named[] {
  return reader.entries(kind).flatMap(({ seq, body: { sha256, length } }) => {
    return typeof sha256 === 'string' && typeof length === 'number' ? [{ seq, sha256, length }] : []
  })
}
