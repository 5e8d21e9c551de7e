import type { X509Certificate } from 'node:crypto'
import { parseAsn1 } from '../asn1.ts'
import { keptCheckpoint } from '../kept-checkpoints.ts'
import { type LogFiles, verifierKeys } from '../log-files.ts'
import { parseVerifierKey } from '../note-key.ts'
import { certificatesIn } from '../token-signature.ts'
import { keptToken } from '../tokens.ts'
import type { BundleReader, Concerning } from './concerning.ts'

/** A time-stamp token by its SHA-256 in hex. */
export interface StampedToken {
  readonly sha256: string
  readonly der: Uint8Array
}
/** The time stamps that bracket the records of a bundle. */
export interface Stamped {
  /** Over the bundle's checkpoint: the records existed by then. */
  readonly after: readonly StampedToken[]
  /** The one that the first look names, over an earlier checkpoint: it was not finished before. */
  readonly before: (StampedToken & { readonly checkpoint: Uint8Array }) | null
  /** PEM of the highest certificates that the tokens carry, by a name: what to trust when nothing better is at hand. */
  readonly roots: ReadonlyMap<string, string>
}

interface LoggedStamp {
  readonly seq: number
  readonly size: number
  readonly sha256: string
}

/** The good tokens that the log names, oldest first. */
export function loggedStamps(reader: Pick<BundleReader, 'entries'>): readonly LoggedStamp[] {
  return reader.entries('token').flatMap(({ seq, body: { size, sha256 } }) => {
    return typeof size === 'number' && typeof sha256 === 'string' ? [{ seq, size, sha256 }] : []
  })
}

export function stampsFor(files: LogFiles, reader: BundleReader, size: number, concerning: Concerning): Stamped {
  const stamps = loggedStamps(reader)
  const kept = (stamp: LoggedStamp): readonly StampedToken[] => {
    const der = keptToken(files.tokens, stamp.sha256)
    return der === null ? [] : [{ sha256: stamp.sha256, der }]
  }
  const after = stamps.filter((stamp) => stamp.size === size).flatMap(kept)
  const [first] = concerning.looks()
  const anchor = stamps.findLast(({ seq }) => first !== undefined && seq < first.seq)
  const checkpoint = anchor === undefined ? null : keptCheckpoint(files.kept, anchor.size, verifierKeys(files).map(parseVerifierKey))
  const [token] = anchor === undefined ? [] : kept(anchor)
  const before = token === undefined || checkpoint === null ? null : { ...token, checkpoint }
  const roots = new Map<string, string>()
  for (const { der } of [...after, ...(before === null ? [] : [before])]) {
    for (const certificate of highest(der))
      roots.set(certificate.fingerprint256.replaceAll(':', '').slice(0, 16).toLowerCase(), certificate.toString())
  }
  return { after, before, roots }
}

/** Those that no other one of them issued. */
function highest(der: Uint8Array): readonly X509Certificate[] {
  const all = certificatesIn(parseAsn1(der, 'token').at(1, 'content').at(0, 'signed data'))
  return all.filter((one) => !all.some((other) => other !== one && one.checkIssued(other)))
}
