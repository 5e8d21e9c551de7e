import { errorCorrection } from './reed-solomon.ts'
import { blankSymbol, finishSymbol } from './symbol.ts'

/** A QR code: rows of modules, true is dark. The quiet zone of four modules around it is the drawing's affair. */
export type QrCode = readonly (readonly boolean[])[]

/**
 * A text as a QR code (ISO/IEC 18004): bytes of UTF-8, error correction level M (15 % may be lost), the smallest version that holds it.
 * null where version 20 (666 bytes) does not: nobody scans that from paper.
 */
export function qrCode(text: string): QrCode | null {
  const bytes = Buffer.from(text)
  for (const [index, [perBlock, blocks]] of levelM.entries()) {
    const symbol = blankSymbol(index + 1)
    const capacity = Math.floor(symbol.freeModules / 8) - perBlock * blocks
    const data = dataCodewords(bytes, index + 1, capacity)
    if (data !== null) return finishSymbol(symbol, interleaved(data, perBlock, blocks))
  }
  return null
}

/** Level M by version, from 1: error-correction codewords of each block, and number of blocks (ISO/IEC 18004, table 9). */
const levelM: readonly (readonly [number, number])[] = [
  [10, 1],
  [16, 1],
  [26, 1],
  [18, 2],
  [24, 2],
  [16, 4],
  [18, 4],
  [22, 4],
  [22, 5],
  [26, 5],
  [30, 5],
  [22, 8],
  [22, 9],
  [24, 9],
  [24, 10],
  [28, 10],
  [28, 11],
  [26, 13],
  [26, 14],
  [26, 16],
]

/** Mode, length, bytes, terminator, then the two pad codewords in turn; null where they do not fit. */
function dataCodewords(bytes: Uint8Array, version: number, capacity: number): readonly number[] | null {
  const lengthBits = version < 10 ? 8 : 16
  if (4 + lengthBits + bytes.length * 8 > capacity * 8) return null
  const header = `0100${bytes.length.toString(2).padStart(lengthBits, '0')}`
  const bits = header + [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const ended = bits + '0'.repeat(Math.min(4, capacity * 8 - bits.length))
  const codewords = (ended.match(/.{1,8}/g) ?? []).map((eight) => Number.parseInt(eight.padEnd(8, '0'), 2))
  return [...codewords, ...Array.from({ length: capacity - codewords.length }, (_, index) => (index % 2 === 0 ? 0xec : 0x11))]
}

/** Blocks side by side: a scratch then costs each of them a little. The last blocks are one codeword longer where it does not divide. */
function interleaved(data: readonly number[], perBlock: number, blocks: number): readonly number[] {
  const short = Math.floor(data.length / blocks)
  const firstLong = blocks - (data.length % blocks)
  const parts = Array.from({ length: blocks }, (_, block) => {
    const from = block * short + Math.max(0, block - firstLong)
    return data.slice(from, from + short + (block < firstLong ? 0 : 1))
  })
  const corrections = parts.map((part) => errorCorrection(part, perBlock))
  return [...inTurn(parts, short + 1), ...inTurn(corrections, perBlock)]
}

/** The first of each list, then the second of each, and so on. */
function inTurn(lists: readonly (readonly number[])[], length: number): readonly number[] {
  return Array.from({ length }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat()
}
