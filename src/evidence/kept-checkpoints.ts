import { existsSync, readFileSync } from 'node:fs'
import { openCheckpoint } from './checkpoint.ts'
import { appendDurably } from './durable.ts'
import { EvidenceError } from './evidence-error.ts'
import type { Verifier } from './note.ts'

/** Adds a checkpoint to the file of those that are kept for ever, so that figures and tokens can name it. */
export function keepCheckpoint(path: string, checkpoint: Uint8Array): void {
  // Empty lines before it: what a killed process left half written is no part of it.
  appendDurably(path, Buffer.concat([Buffer.from('\n\n'), checkpoint]))
}

/** The kept checkpoint of a tree of so many records, byte for byte; null when none was kept. */
export function keptCheckpoint(path: string, size: number, verifiers: readonly Verifier[]): Uint8Array | null {
  if (!existsSync(path)) return null
  const text = readFileSync(path, 'utf8')
  const note = new RegExp(String.raw`^\S+\n${size}\n\S+\n\n(?:— \S+ \S+\n)+`, 'gmu')
  const files = [...text.matchAll(note)].map(([whole]) => Buffer.from(whole))
  return files.find((file) => isSigned(file, verifiers)) ?? null
}

/** Everything in the file that reads as a checkpoint, by size, nothing verified. What a killed process left half written does not. */
export function keptNotes(path: string): readonly { readonly size: number; readonly file: Uint8Array }[] {
  if (!existsSync(path)) return []
  return [...readFileSync(path, 'utf8').matchAll(noteForm)]
    .map(([whole, size]) => ({ size: Number(size), file: Buffer.from(whole) }))
    .filter(({ file }) => isWhole(file))
    .toSorted((a, b) => a.size - b.size)
}

/**
 * Whether a line as long as a whole signature's stands where no checkpoint is: a byte was changed. What a killed process left half written is
 * shorter: all signatures of a log are of one length.
 */
export function keptUnread(path: string): boolean {
  if (!existsSync(path)) return false
  const text = readFileSync(path, 'utf8')
  const longest = [...text.matchAll(/^— \S+ \S+$/gmu)].reduce((most, [line]) => Math.max(most, line.length), 0)
  const whole = longest === 0 ? wholeSignature : longest
  return text
    .replaceAll(noteForm, '\n')
    .split('\n')
    .some((line) => line.length >= whole)
}

const noteForm = /^\S+\n(\d{1,15})\n\S+\n\n(?:— \S+ \S+\n)+/gmu

/** How many records the trees of the kept checkpoints have, ascending; nothing verified. */
export function keptSizes(path: string): readonly number[] {
  return [...new Set(keptNotes(path).map(({ size }) => size))]
}

/**
 * Cut short, a signature has fewer characters than the base64 of a key's hash and Ed25519's 64 bytes. Its length alone decides: whatever else is
 * wrong with it is damage, to be named.
 */
function isWhole(file: Uint8Array): boolean {
  const signatures = [
    ...Buffer.from(file)
      .toString()
      .matchAll(/^— \S+ (\S+)$/gmu),
  ]
  return signatures.every(([, signature = '']) => signature.length >= wholeSignature)
}

const wholeSignature = 4 * Math.ceil((4 + 64) / 3)

function isSigned(file: Uint8Array, verifiers: readonly Verifier[]): boolean {
  try {
    openCheckpoint(file, verifiers)
    return true
  } catch (error) {
    if (error instanceof EvidenceError) return false
    throw error
  }
}
