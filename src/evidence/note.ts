import { fromBase64, toBase64 } from './base64.ts'
import { EvidenceError } from './evidence-error.ts'
import { sameBytes } from './hash.ts'

// Signed notes, c2sp.org/signed-note: text that ends in a newline, an empty line, and one line per signature:
// em dash, space, key name, space, base64(4 bytes of key ID ‖ signature).

/** What makes signatures of one key; note-key.ts makes one of an Ed25519 key. */
export interface Signer {
  readonly verifier: Verifier
  readonly sign: (text: Uint8Array) => Uint8Array
}
/** What checks signatures of one key. Name and ID together tell which key signed. */
export interface Verifier {
  readonly name: string
  /** 4 bytes. */
  readonly keyId: Uint8Array
  readonly verify: (text: Uint8Array, signature: Uint8Array) => boolean
}

export interface NoteSignature {
  readonly name: string
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}
/** A note as it reads, nothing verified. */
export interface Note {
  /** With its last newline: what the signatures are over. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** The note with a signature line of each signer, in their order. Throws RangeError for text that cannot be in a note. */
export function signNote(text: string, signers: readonly Signer[]): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  if (!text.isWellFormed() || !text.endsWith('\n') || hasControl(bytes)) {
    throw new RangeError('a note is text without control characters that ends in a newline')
  }
  if (signers.length === 0) throw new RangeError('a note has at least one signature')
  const lines = signers.map(({ verifier: { name, keyId }, sign }) => `— ${name} ${toBase64(Buffer.concat([keyId, sign(bytes)]))}\n`)
  return new TextEncoder().encode(`${text}\n${lines.join('')}`)
}

/** The text of a note and those verifiers that signed it: at least one. Throws EvidenceError when none did, or when one of them is forged. */
export function openNote(
  note: Uint8Array,
  verifiers: readonly Verifier[],
): { readonly text: string; readonly signedBy: readonly Verifier[] } {
  const { text, signatures } = parseNote(note)
  const bytes = new TextEncoder().encode(text)
  const signedBy = verifiers.filter((verifier) => {
    // Lines of unknown keys are none of our business, even when they share a name or an ID with a known one.
    const own = signatures.filter(({ name, keyId }) => name === verifier.name && sameBytes(keyId, verifier.keyId))
    if (!own.every(({ signature }) => verifier.verify(bytes, signature))) {
      throw new EvidenceError(`note: the signature of ${verifier.name} is not valid: the text was changed, or the key is another`)
    }
    return own.length > 0
  })
  if (signedBy.length === 0) {
    const names = signatures.map(({ name, keyId }) => `${name}+${Buffer.from(keyId).toString('hex')}`)
    throw new EvidenceError(`note: signed by ${names.join(', ')}, none of them a known key`)
  }
  return { text, signedBy }
}

/** Splits a note; throws EvidenceError for anything that is not in the format. */
export function parseNote(note: Uint8Array): Note {
  if (note.length > longestNote) throw new EvidenceError(`note: ${note.length} bytes; at most ${longestNote} are read`)
  if (hasControl(note)) throw new EvidenceError('note: holds a control character')
  const whole = utf8(note)
  // The last empty line: the text itself may hold others.
  const end = whole.lastIndexOf('\n\n') + 1
  if (end === 0) throw new EvidenceError('note: no empty line before the signatures')
  const lines = whole.slice(end + 1).split('\n')
  if (lines.pop() !== '' || lines.length === 0) throw new EvidenceError('note: the last line is not a whole signature line')
  if (lines.length > mostSignatures) throw new EvidenceError(`note: more than ${mostSignatures} signatures`)
  return { text: whole.slice(0, end), signatures: lines.map(parseSignature) }
}

/** Key names: not empty, no white space, no plus sign. */
export function isKeyName(name: string): boolean {
  return /^[^\s\u0085+]+$/u.test(name) && name.isWellFormed() && !hasControl(new TextEncoder().encode(name))
}

/** Sixteen signatures of 5 kB, the specification's measure, and as much again. */
const longestNote = 192 * 1024
const mostSignatures = 100
const keyIdBytes = 4

function parseSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? []
  const bytes = fromBase64(encoded)
  if (!isKeyName(name) || bytes === null || bytes.length <= keyIdBytes) {
    throw new EvidenceError(`note: not a signature line: ${JSON.stringify(line.slice(0, 80))}`)
  }
  return { name, keyId: bytes.subarray(0, keyIdBytes), signature: bytes.subarray(keyIdBytes) }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new EvidenceError('note: not UTF-8', { cause })
  }
}

function hasControl(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x20 && byte !== 0x0a)
}
