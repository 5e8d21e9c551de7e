import { createHash } from 'node:crypto'
import type { Hash } from '../../src/evidence/hash.ts'
import type { TileReader } from '../../src/evidence/tree.ts'

// RFC 6962 section 2.1 word for word over arrays, with another hash API: what the product's tree is compared with.

export function naiveLeaf(record: Uint8Array): Hash {
  return createHash('sha256').update(Uint8Array.of(0)).update(record).digest()
}

/** MTH(D[n]) over leaf hashes. */
export function naiveRoot(leaves: readonly Hash[]): Hash {
  const [only] = leaves
  if (only === undefined) return createHash('sha256').digest()
  if (leaves.length === 1) return only
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  return createHash('sha256')
    .update(Uint8Array.of(1))
    .update(naiveRoot(leaves.slice(0, k)))
    .update(naiveRoot(leaves.slice(k)))
    .digest()
}

/** Hash tiles by their definition in c2sp.org/tlog-tiles, from all leaves at once. */
export function naiveTiles(leaves: readonly Hash[]): TileReader {
  return (level, index, width) =>
    Buffer.concat(
      Array.from({ length: width }, (_, place) => {
        const each = 256 ** level
        const from = (index * 256 + place) * each
        return naiveRoot(leaves.slice(from, from + each))
      }),
    )
}

/** Distinct leaves, the same ones every time. */
export function someLeaves(count: number): readonly Hash[] {
  return Array.from({ length: count }, (_, place) => naiveLeaf(Buffer.from(`record ${place}`)))
}
