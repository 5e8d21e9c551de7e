import { fromBase64, toBase64 } from './base64.ts'
import { EvidenceError } from './evidence-error.ts'
import { hashBytes } from './hash.ts'
import { openNote, type Signer, signNote, type Verifier } from './note.ts'
import type { TreeHead } from './tree-proof.ts'

/** What a log says of itself at one size, c2sp.org/tlog-checkpoint: the text of a signed note. */
export interface Checkpoint extends TreeHead {
  /** Name of the log: a URL without scheme, the name of its key as well. */
  readonly origin: string
  /** Lines after the root; we write none. */
  readonly extensions: readonly string[]
}
/** A checkpoint with the names of those known keys that signed it. */
export interface SignedCheckpoint extends Checkpoint {
  readonly signedBy: readonly string[]
}

/** The checkpoint file, byte for byte what is served, stamped and handed on. */
export function signCheckpoint({ origin, size, root }: Omit<Checkpoint, 'extensions'>, signers: readonly Signer[]): Uint8Array {
  if (origin === '' || origin.includes('\n')) throw new RangeError('the origin of a checkpoint is one line')
  return signNote(`${origin}\n${size}\n${toBase64(root)}\n`, signers)
}

/** Verifies and reads a checkpoint file. Throws EvidenceError; it is the caller who knows which origin and size to expect. */
export function openCheckpoint(file: Uint8Array, verifiers: readonly Verifier[]): SignedCheckpoint {
  const { text, signedBy } = openNote(file, verifiers)
  return { ...parseCheckpoint(text), signedBy: signedBy.map(({ name }) => name) }
}

/** Reads the text of a checkpoint; throws EvidenceError. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.some((line) => line === '')) throw new EvidenceError('checkpoint: not lines of text, none of them empty')
  const [origin, size, root, ...extensions] = lines
  if (origin === undefined || size === undefined || root === undefined) throw new EvidenceError('checkpoint: not origin, size and root')
  const hash = fromBase64(root)
  if (hash?.length !== hashBytes) throw new EvidenceError('checkpoint: the root is not 32 bytes in base64')
  return { origin, size: parseCount(size, 'checkpoint: the size'), root: hash, extensions }
}

/** A count in decimal digits without leading zeros; throws EvidenceError that begins with `what`. */
export function parseCount(text: string, what: string): number {
  const count = Number(text)
  if (!/^(0|[1-9]\d*)$/.test(text) || !Number.isSafeInteger(count)) throw new EvidenceError(`${what} is not a whole number`)
  return count
}
