import type { CaptureRow } from '../../store/store.ts'
import type { CaptureReader } from '../capture-files.ts'
import { json, captureWarc } from '../capture-warc.ts'
import { EvidenceError } from '../evidence-error.ts'
import { capturesOf, type OutageCaptures } from '../outage-captures.ts'

/** A capture as a bundle holds it. */
export interface PackedCapture {
  /** Of the manifest, hex: the name of the capture. */
  readonly sha256: string
  readonly manifest: Uint8Array
  /** Its WARC file, a gzip member per record. */
  readonly warc: Uint8Array
}

/** Bytes of WARC files in a bundle at most: with the records of twelve days it stays below 5 MB, which can be sent by mail. */
export const warcAtMost = 1_250_000

/**
 * The captures of an outage in the order of the log, as many of them as there is room for, those first that show most. One that is lost or
 * damaged is left out too: the record of it is in the bundle, so that whoever checks it sees what is missing.
 */
export async function packCaptures(reader: CaptureReader, captures: OutageCaptures): Promise<readonly PackedCapture[]> {
  const packed = new Map<number, PackedCapture>()
  let left = warcAtMost
  for (const { seq, sha256 } of byWorth(captures)) {
    if (left < smallestWarc) break
    const one = await packedCapture(reader, sha256)
    if (one === null || one.warc.length > left) continue
    left -= one.warc.length
    packed.set(seq, one)
  }
  return [...packed].toSorted(([a], [b]) => a - b).map(([, one]) => one)
}

/** No look's exchange, its certificates aside, is smaller than that. */
const smallestWarc = 1_000

/** The first failed look, what the page is like when it works, the recovery; then the other changes, then what was kept daily. */
function byWorth(captures: OutageCaptures): readonly CaptureRow[] {
  const { reference, own } = captures
  const first = own.find(({ outcome }) => outcome === 'down')
  const last = own.findLast(({ outcome }) => outcome === 'up')
  const wanted = [first, reference ?? own[0], last, ...own.filter(({ reason }) => reason === 'change'), ...capturesOf(captures)]
  return [...new Set(wanted.filter((one) => one !== undefined))]
}

async function packedCapture(reader: CaptureReader, sha256: string): Promise<PackedCapture | null> {
  try {
    const found = await reader.capture(sha256)
    if (found === null) return null
    return { sha256, manifest: json(found.manifest), warc: captureWarc(found.capture, found.manifest.maker) }
  } catch (error) {
    if (error instanceof EvidenceError) return null
    throw error
  }
}
