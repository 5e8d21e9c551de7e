import { EvidenceError } from '../evidence-error.ts'
import { type Hash, leafHash, nodeHash, sameBytes } from '../hash.ts'
import { fullWidth } from '../tiles.ts'
import type { TreeHead } from '../tree-proof.ts'
import { leftLeaves, type Tree } from '../tree.ts'

/** The records of a subset that stand beside one another in the tree, with the hashes that the proof goes on with there. */
export interface SubsetPart {
  readonly records: readonly Uint8Array[]
  readonly hashes: readonly Hash[]
}

/**
 * One proof for any records of a tree: the roots of the largest subtrees that hold none of them, from left to right (docs/evidence-format.md,
 * "Records proof"). `seqs` ascend. Comes in parts, so that whoever makes it holds at most 256 records; each stretch of records is read once.
 */
export function* subsetProof(
  tree: Tree,
  seqs: readonly number[],
  bytesOf: (from: number, to: number) => readonly Uint8Array[],
): Generator<SubsetPart> {
  function* walk(low: number, high: number, first: number, end: number): Generator<SubsetPart> {
    if (first === end) {
      yield { records: [], hashes: [tree.subtree(low, high)] }
    } else if (high - low <= fullWidth) {
      const bytes = bytesOf(low, high)
      const asked = seqs.slice(first, end)
      const hashes: Hash[] = []
      around(bytes.map(leafHash), low, new Set(asked), hashes)
      yield { records: asked.flatMap((seq) => bytes[seq - low] ?? []), hashes }
    } else {
      const middle = low + leftLeaves(high - low)
      const split = firstFrom(seqs, middle, first, end)
      yield* walk(low, middle, first, split)
      yield* walk(middle, high, split, end)
    }
  }
  yield* walk(0, tree.size, 0, seqs.length)
}

/** Throws EvidenceError unless `leaves` are those of the records `seqs`, ascending, in the tree. */
export function verifySubset(leaves: readonly Hash[], seqs: readonly number[], proof: readonly Hash[], tree: TreeHead): void {
  const left = proof.values()
  const rootOf = (low: number, high: number, first: number, end: number): Hash => {
    if (first === end) {
      const { value } = left.next()
      if (value === undefined) throw new EvidenceError('the proof of the records is too short')
      return value
    }
    const leaf = leaves[first]
    if (high - low === 1 && leaf !== undefined) return leaf
    const middle = low + leftLeaves(high - low)
    const split = firstFrom(seqs, middle, first, end)
    return nodeHash(rootOf(low, middle, first, split), rootOf(middle, high, split, end))
  }
  if (seqs.length === 0 || seqs.some((seq, place) => seq <= (seqs[place - 1] ?? -1) || seq >= tree.size))
    throw new EvidenceError(`the records are not ascending ones of a tree of ${tree.size}`)
  const root = rootOf(0, tree.size, 0, seqs.length)
  if (left.next().done !== true) throw new EvidenceError('the proof of the records is too long')
  if (!sameBytes(root, tree.root)) throw new EvidenceError(`the records are not those of the tree of ${tree.size}`)
}

/** Adds what the proof needs within leaves that were read. */
function around(leaves: readonly Hash[], low: number, asked: ReadonlySet<number>, hashes: Hash[]): void {
  const isAsked = leaves.some((_, place) => asked.has(low + place))
  if (!isAsked) {
    hashes.push(rootOfLeaves(leaves))
  } else if (leaves.length > 1) {
    const half = leftLeaves(leaves.length)
    around(leaves.slice(0, half), low, asked, hashes)
    around(leaves.slice(half), low + half, asked, hashes)
  }
}

function rootOfLeaves(leaves: readonly Hash[]): Hash {
  const [only] = leaves
  if (only === undefined) throw new RangeError('no leaves')
  if (leaves.length === 1) return only
  const half = leftLeaves(leaves.length)
  return nodeHash(rootOfLeaves(leaves.slice(0, half)), rootOfLeaves(leaves.slice(half)))
}

/** The first place from `first` to before `end` whose seq is at least `from`; `end` when there is none. */
function firstFrom(seqs: readonly number[], from: number, first: number, end: number): number {
  let [low, high] = [first, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((seqs[middle] ?? from) < from) low = middle + 1
    else high = middle
  }
  return low
}
