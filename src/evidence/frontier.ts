import { type Hash, emptyRoot, nodeHash } from './hash.ts'
import { fullWidth } from './tiles.ts'

/** All that appending needs of a tree: the roots of the perfect subtrees that its `size` leaves consist of, largest first. */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Hash[]
}
export const emptyFrontier: Frontier = { size: 0, hashes: [] }

/** Hash number `index` of all the tiles of a level, now that the tile below it is full. */
export interface TileEntry {
  /** From 1 up: level 0 is the leaves. */
  readonly level: number
  readonly index: number
  readonly hash: Hash
}
export interface Appended {
  readonly frontier: Frontier
  /** What to store, in order of completion. */
  readonly entries: readonly TileEntry[]
}

/** The tree with more leaves, and what of the levels above the leaves became final. */
export function append(frontier: Frontier, leaves: readonly Hash[]): Appended {
  const hashes = [...frontier.hashes]
  const entries: TileEntry[] = []
  let { size } = frontier
  for (const leaf of leaves) {
    size += 1
    let root = leaf
    // Each trailing zero bit of the new size is a pair of equal subtrees that becomes one.
    for (let width = 2; size % width === 0; width *= 2) {
      const left = hashes.pop()
      if (left === undefined) throw new Error(`a frontier of ${frontier.size} leaves with ${frontier.hashes.length} hashes`)
      root = nodeHash(left, root)
      const level = tileLevel(width)
      if (level !== null) entries.push({ level, index: size / width - 1, hash: root })
    }
    hashes.push(root)
  }
  // Copies: a hash that is held for long would hold the pool that it was made in.
  return { frontier: { size, hashes: hashes.map((hash) => new Uint8Array(hash)) }, entries }
}

/** The root of the tree, RFC 6962 section 2.1. */
export function frontierRoot({ hashes }: Frontier): Hash {
  const last = hashes.at(-1)
  return last === undefined ? emptyRoot : hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

/** The level of tiles that hold the roots of subtrees of so many leaves, or null. */
function tileLevel(leaves: number): number | null {
  const level = Math.round(Math.log2(leaves)) / Math.log2(fullWidth)
  return Number.isInteger(level) ? level : null
}
