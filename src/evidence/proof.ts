import { fromBase64, toBase64 } from './base64.ts'
import { openCheckpoint, parseCount, type SignedCheckpoint } from './checkpoint.ts'
import { EvidenceError } from './evidence-error.ts'
import { type Hash, hashBytes, leafHash } from './hash.ts'
import type { Verifier } from './note.ts'
import { verifyInclusion } from './tree-proof.ts'

/** A proof that one record is in a log, to be checked without the log (c2sp.org/tlog-proof; files end in `.tlog-proof`). */
export interface Proof {
  /** Of the record: its `seq`. */
  readonly index: number
  /** Audit path, from the leaf's sibling up. */
  readonly hashes: readonly Hash[]
  /** Bytes for the application, signed by nobody; null when there are none. */
  readonly extra: Uint8Array | null
  /** The checkpoint file, byte for byte. */
  readonly checkpoint: Uint8Array
}

export function proofText({ index, hashes, extra, checkpoint }: Proof): Uint8Array {
  const lines = [firstLine, ...(extra === null ? [] : [`extra ${toBase64(extra)}`]), `index ${index}`, ...hashes.map(toBase64), '', '']
  return Buffer.concat([Buffer.from(lines.join('\n')), checkpoint])
}

/** Reads a proof, nothing verified; throws EvidenceError. */
export function parseProof(file: Uint8Array): Proof {
  const end = Buffer.from(file.buffer, file.byteOffset, file.length).indexOf('\n\n')
  if (end < 0 || end > longestHead) throw new EvidenceError('proof: no empty line before the checkpoint')
  const [first, ...lines] = Buffer.from(file.subarray(0, end)).toString('latin1').split('\n')
  if (first !== firstLine) throw new EvidenceError(`proof: the first line is not ${firstLine}`)
  const extra = lines[0]?.startsWith('extra ') === true ? lines.shift()?.slice('extra '.length) : undefined
  const index = lines.shift() ?? ''
  if (!index.startsWith('index ')) throw new EvidenceError('proof: no index line')
  return {
    index: parseCount(index.slice('index '.length), 'proof: the index'),
    hashes: lines.map((line, place) => bytesOf(line, `hash ${place}`, hashBytes)),
    extra: extra === undefined ? null : bytesOf(extra, 'the extra data'),
    checkpoint: file.subarray(end + 2),
  }
}

/** The place of a record in the log, and the checkpoint that vouches for it. Throws EvidenceError unless every step holds. */
export function verifyProof(
  record: Uint8Array,
  file: Uint8Array,
  verifiers: readonly Verifier[],
): { readonly index: number; readonly checkpoint: SignedCheckpoint } {
  const { index, hashes, checkpoint: signed } = parseProof(file)
  const checkpoint = openCheckpoint(signed, verifiers)
  verifyInclusion(leafHash(record), index, hashes, checkpoint)
  return { index, checkpoint }
}

const firstLine = 'c2sp.org/tlog-proof@v1'
/** 53 hashes of a tree as large as a number can say, and room for extra data. */
const longestHead = 64 * 1024

function bytesOf(text: string, what: string, length?: number): Uint8Array {
  const bytes = fromBase64(text)
  if (bytes === null || (length !== undefined && bytes.length !== length)) {
    throw new EvidenceError(`proof: ${what} is not ${length === undefined ? '' : `${length} bytes in `}base64`)
  }
  return bytes
}
