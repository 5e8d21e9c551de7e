import type { Page } from './page.ts'
import { wordsOf } from './words.ts'

/**
 * A page in 25 characters at most: `1-` for this format, the order of its length (binary logarithm), how many fields its forms have, and
 * a 64-bit similarity hash in hex (M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002) of the words in
 * its title, menus, buttons and short headings; of all its words where there are few of those. Digits and words of one or two letters do not
 * count. So news, prices, clocks and dates leave it as it is, a changed menu changes a few bits, and another page about half of them.
 */
export function fingerprintOf(page: Page): string {
  const length = Math.round(Math.log2(page.textLength + 1))
  return `1-${length}-${Math.min(99, page.fields.length)}-${similarityHash(tellingWords(page))}`
}

/** Bits in which the words of two fingerprints differ, 0 to 64: about 32 for pages that have nothing in common. null: not of this format. */
export function fingerprintDistance(one: string, two: string): number | null {
  const [first, second] = [hashOf(one), hashOf(two)]
  if (first === null || second === null) return null
  return bitsOf(first[0] ^ second[0]) + bitsOf(first[1] ^ second[1])
}

/** The first words of a page tell it from others; the cost stays independent of its length. */
const readCharacters = 8_000
/** A headline is longer. */
const mostLabelWords = 3
const leastLabelWords = 8

function tellingWords(page: Page): ReadonlySet<string> {
  const labels = page.blocks.filter(({ role, text }) => role === 'title' || (role !== 'text' && text.length <= 60 && !tooLong.test(text)))
  const words = wordsIn(labels)
  return words.size >= leastLabelWords ? words : wordsIn(page.blocks)
}

const tooLong = new RegExp(`(?:\\S+\\s+){${mostLabelWords}}\\S`)

function wordsIn(blocks: Page['blocks']): ReadonlySet<string> {
  const texts: string[] = []
  let length = 0
  for (const { text } of blocks) {
    if (length > readCharacters) break
    texts.push(text)
    length += text.length
  }
  const words = wordsOf(texts.join(' ').slice(0, readCharacters))
  return new Set(words.filter((word) => word.length > 2 && !/\d/.test(word)))
}

function similarityHash(words: ReadonlySet<string>): string {
  const sums = new Int32Array(64)
  for (const word of words) {
    const high = hash(word, 0x811c9dc5)
    const low = hash(word, 0x9747b28c)
    for (let bit = 0; bit < 32; bit++) {
      sums[bit] = (sums[bit] ?? 0) + (((high >>> bit) & 1) === 1 ? 1 : -1)
      sums[bit + 32] = (sums[bit + 32] ?? 0) + (((low >>> bit) & 1) === 1 ? 1 : -1)
    }
  }
  return hex(sums.subarray(0, 32)) + hex(sums.subarray(32))
}

/** FNV-1a over UTF-16 code units, its bits mixed at the end (the finalizer of MurmurHash3): not for secrets. */
function hash(word: string, seed: number): number {
  let value = seed
  for (let at = 0; at < word.length; at++) value = Math.imul(value ^ word.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

function hex(sums: Int32Array): string {
  let value = 0
  for (const [bit, sum] of sums.entries()) if (sum > 0) value |= 1 << bit
  return (value >>> 0).toString(16).padStart(8, '0')
}

function hashOf(fingerprint: string): readonly [number, number] | null {
  const found = /^1-\d{1,3}-\d{1,2}-([0-9a-f]{8})([0-9a-f]{8})$/.exec(fingerprint)
  return found === null ? null : [Number.parseInt(found[1] ?? '', 16), Number.parseInt(found[2] ?? '', 16)]
}

function bitsOf(value: number): number {
  let left = value >>> 0
  let count = 0
  for (; left !== 0; left &= left - 1) count++
  return count
}
