import { EvidenceError } from './evidence-error.ts'
import { type Hash, nodeHash, sameBytes } from './hash.ts'
import { leftLeaves } from './tree.ts'

/** Throws EvidenceError unless `leaf` is leaf number `index` of the tree (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(leaf: Hash, index: number, proof: readonly Hash[], tree: TreeHead): void {
  if (!(index >= 0 && index < tree.size)) throw new EvidenceError(`inclusion: no leaf ${index} in a tree of ${tree.size}`)
  let root = leaf
  climb('inclusion', proof, index, tree.size - 1, (sibling, isLeft) => {
    root = isLeft ? nodeHash(sibling, root) : nodeHash(root, sibling)
  })
  if (!sameBytes(root, tree.root)) throw new EvidenceError(`inclusion: leaf ${index} is not in the tree of ${tree.size}`)
}

/** Throws EvidenceError unless `tree` only appends to `old` (RFC 9162 section 2.1.4.2); every tree appends to the empty one. */
export function verifyConsistency(old: TreeHead, tree: TreeHead, proof: readonly Hash[]): void {
  if (!(old.size >= 0 && old.size <= tree.size)) throw new EvidenceError(`consistency: ${tree.size} records do not follow ${old.size}`)
  if (old.size === tree.size && !sameBytes(old.root, tree.root)) throw new EvidenceError(`consistency: two trees of ${old.size} records`)
  if (old.size === 0 || old.size === tree.size) {
    if (proof.length > 0) throw new EvidenceError('consistency: the proof is too long')
    return
  }
  let [place, last] = [old.size - 1, tree.size - 1]
  while (place % 2 === 1) [place, last] = [half(place), half(last)]
  // An old tree that is one perfect subtree is where the proof begins, and is left out of it.
  const [first, ...rest] = place === 0 ? [old.root, ...proof] : proof
  if (first === undefined) throw new EvidenceError('consistency: the proof is too short')
  let [oldRoot, newRoot] = [first, first]
  climb('consistency', rest, place, last, (sibling, isLeft) => {
    if (isLeft) oldRoot = nodeHash(sibling, oldRoot)
    newRoot = isLeft ? nodeHash(sibling, newRoot) : nodeHash(newRoot, sibling)
  })
  if (!sameBytes(oldRoot, old.root)) throw new EvidenceError(`consistency: the proof does not begin at the tree of ${old.size}`)
  if (!sameBytes(newRoot, tree.root)) throw new EvidenceError(`consistency: the tree of ${tree.size} does not contain that of ${old.size}`)
}

/** Throws EvidenceError unless `leaves` are the leaves of the tree from number `from` on (`Tree.range` describes the proof). */
export function verifyRange(leaves: readonly Hash[], from: number, proof: readonly Hash[], tree: TreeHead): void {
  const end = from + leaves.length
  if (!(from >= 0 && end > from && end <= tree.size))
    throw new EvidenceError(`range: no leaves ${from} to ${end} in a tree of ${tree.size}`)
  const left = proof.values()
  const rootOf = (low: number, high: number): Hash => {
    const leaf = high - low === 1 && low >= from && low < end ? leaves[low - from] : undefined
    if (leaf !== undefined) return leaf
    if (high <= from || low >= end) {
      const { value } = left.next()
      if (value === undefined) throw new EvidenceError('range: the proof is too short')
      return value
    }
    const middle = low + leftLeaves(high - low)
    return nodeHash(rootOf(low, middle), rootOf(middle, high))
  }
  const root = rootOf(0, tree.size)
  if (left.next().done !== true) throw new EvidenceError('range: the proof is too long')
  if (!sameBytes(root, tree.root)) throw new EvidenceError(`range: leaves ${from} to ${end} are not those of the tree of ${tree.size}`)
}

/** A tree as a checkpoint names it. */
export interface TreeHead {
  readonly size: number
  readonly root: Hash
}

/** Hands each hash of a proof to `take` with its side, for a node at `place` of a level that ends at `last`, up to the root. */
function climb(what: string, proof: readonly Hash[], place: number, last: number, take: (sibling: Hash, isLeft: boolean) => void): void {
  let [at, end] = [place, last]
  for (const sibling of proof) {
    if (end === 0) throw new EvidenceError(`${what}: the proof is too long`)
    const isLeft = at % 2 === 1 || at === end
    take(sibling, isLeft)
    // A node on the right edge may be the only child of several levels: they are passed over.
    if (isLeft) while (at % 2 === 0 && at !== 0) [at, end] = [half(at), half(end)]
    ;[at, end] = [half(at), half(end)]
  }
  if (end !== 0) throw new EvidenceError(`${what}: the proof is too short`)
}

function half(value: number): number {
  return Math.floor(value / 2)
}
