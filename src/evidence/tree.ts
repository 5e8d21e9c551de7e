import { EvidenceError } from './evidence-error.ts'
import type { Frontier } from './frontier.ts'
import { type Hash, emptyRoot, hashBytes, nodeHash } from './hash.ts'
import { fullWidth, widthAt } from './tiles.ts'

/**
 * Reads a hash tile: at least `width` hashes of 32 bytes. Level 0 may be made from the records when asked; the levels above it are
 * 1/256 of the log and are stored.
 */
export type TileReader = (level: number, index: number, width: number) => Uint8Array

/** The RFC 6962 Merkle tree over the first `size` records of a log. Reads a tile at most once; holds those that it read. */
export interface Tree {
  readonly size: number
  root(): Hash
  /** The root of the subtree over the leaves from `from` to before `to`; only of those that the tree is made of (RFC 6962 section 2.1). */
  subtree(from: number, to: number): Hash
  /** Audit path of RFC 6962 section 2.1.1, from the leaf's sibling up. */
  inclusion(index: number): readonly Hash[]
  /** Consistency proof of RFC 6962 section 2.1.2: this tree only appends to its first `oldSize` leaves. Empty for 0 and for `size`. */
  consistency(oldSize: number): readonly Hash[]
  /**
   * One proof for all leaves from `from` to before `to`: the roots of the largest subtrees of the tree that hold none of them,
   * from left to right; at most two per level.
   */
  range(from: number, to: number): readonly Hash[]
  /** What appending goes on from. */
  frontier(): Frontier
}

/** Throws RangeError when asked about leaves that the tree does not have, EvidenceError when a tile is too short. */
export function treeAt(size: number, readTile: TileReader): Tree {
  const node = nodeReader(size, readTile)

  /** MTH(D[from:to]) of RFC 6962, where [from, to) is a node of the tree. */
  const subtree = (from: number, to: number): Hash => {
    const half = leftLeaves(to - from)
    if (to - from === 1 || half * 2 === to - from) return node(from, to)
    return nodeHash(subtree(from, from + half), subtree(from + half, to))
  }
  const path = (leaf: number, from: number, to: number): readonly Hash[] => {
    if (to - from === 1) return []
    const middle = from + leftLeaves(to - from)
    return leaf < middle ? [...path(leaf, from, middle), subtree(middle, to)] : [...path(leaf, middle, to), subtree(from, middle)]
  }
  /** SUBPROOF of RFC 6962 section 2.1.2; `known`: the verifier has this subtree's root already. */
  const growth = (oldSize: number, from: number, to: number, known: boolean): readonly Hash[] => {
    if (oldSize === to) return known ? [] : [subtree(from, to)]
    const middle = from + leftLeaves(to - from)
    return oldSize <= middle
      ? [...growth(oldSize, from, middle, known), subtree(middle, to)]
      : [...growth(oldSize, middle, to, false), subtree(from, middle)]
  }
  const around = (first: number, end: number, from: number, to: number): readonly Hash[] => {
    if (to <= first || from >= end) return [subtree(from, to)]
    if (from >= first && to <= end) return []
    const middle = from + leftLeaves(to - from)
    return [...around(first, end, from, middle), ...around(first, end, middle, to)]
  }

  return {
    size,
    root: () => (size === 0 ? emptyRoot : subtree(0, size)),
    subtree,
    inclusion(index) {
      if (!isWithin(index, 0, size - 1)) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
      return path(index, 0, size)
    },
    consistency(oldSize) {
      if (!isWithin(oldSize, 0, size)) throw new RangeError(`a tree of ${size} does not follow one of ${oldSize}`)
      return oldSize === 0 ? [] : growth(oldSize, 0, size, true)
    },
    range(from, to) {
      if (!isWithin(from, 0, to - 1) || !isWithin(to, 1, size)) throw new RangeError(`no leaves ${from} to ${to} in a tree of ${size}`)
      return around(from, to, 0, size)
    },
    frontier: () => ({ size, hashes: perfectParts(size).map(([from, to]) => new Uint8Array(node(from, to))) }),
  }
}

/** Leaves on the left of a node with `leaves` ≥ 2 below it: the largest power of two smaller than that. */
export function leftLeaves(leaves: number): number {
  let half = 1
  while (half * 2 < leaves) half *= 2
  return half
}

/** The perfect subtrees that a tree of `size` leaves consists of, largest first. */
function perfectParts(size: number): readonly (readonly [from: number, to: number])[] {
  const parts: [number, number][] = []
  for (let from = 0; from < size; ) {
    const width = leftLeaves(size - from + 1)
    parts.push([from, from + width])
    from += width
  }
  return parts
}

/** The root of the perfect subtree over the leaves [from, to), hashed from the tile that is nearest below it. */
function nodeReader(size: number, readTile: TileReader): (from: number, to: number) => Hash {
  const held = new Map<string, Uint8Array>()
  const tileOf = (level: number, index: number): Uint8Array => {
    const key = `${level}/${index}`
    const width = widthAt(size, level, index)
    const tile = held.get(key) ?? readTile(level, index, width)
    if (tile.length < width * hashBytes) throw new EvidenceError(`tile ${key}: ${tile.length} bytes instead of ${width * hashBytes}`)
    held.set(key, tile)
    return tile
  }
  return (from, to) => {
    let level = 0
    while (fullWidth ** (level + 1) <= to - from) level += 1
    const leavesEach = fullWidth ** level
    const first = from / leavesEach
    const tile = tileOf(level, Math.floor(first / fullWidth))
    const at = (first % fullWidth) * hashBytes
    return rootOf(tile.subarray(at, at + ((to - from) / leavesEach) * hashBytes))
  }
}

/** Of 2^k concatenated hashes. */
function rootOf(hashes: Uint8Array): Hash {
  if (hashes.length === hashBytes) return hashes
  const half = hashes.length / 2
  return nodeHash(rootOf(hashes.subarray(0, half)), rootOf(hashes.subarray(half)))
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isSafeInteger(value) && value >= low && value <= high
}
