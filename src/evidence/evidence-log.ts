import type { Reader } from '../store/store.ts'
import { openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { writeWhole } from './durable.ts'
import { EvidenceError } from './evidence-error.ts'
import { append, type Appended, emptyFrontier, type Frontier, frontierRoot, type TileEntry } from './frontier.ts'
import { emptyRoot, sameBytes } from './hash.ts'
import { keepCheckpoint, keptCheckpoint } from './kept-checkpoints.ts'
import { type LogFiles, newestCheckpoint } from './log-files.ts'
import type { LogKeys } from './log-keys.ts'
import { loggedRecords } from './logged-records.ts'
import { type LeafReader, recentLeaves, storedTiles } from './stored-tiles.ts'
import { fullWidth } from './tiles.ts'
import { treeFiles, type TreeFiles } from './tree-files.ts'
import { type TreeHead, verifyConsistency } from './tree-proof.ts'
import { treeAt } from './tree.ts'

export interface EvidenceLogParts {
  readonly files: LogFiles
  readonly keys: LogKeys
  readonly reader: Pick<Reader, 'log' | 'entries' | 'size'>
}

/** The newest checkpoint of a log that was brought up to its records. */
export interface Advanced {
  readonly size: number
  /** The file, byte for byte. */
  readonly checkpoint: Uint8Array
  /** The tree's files were lost or damaged, and made again from the records. */
  readonly rebuilt: boolean
}

/** Records between two checkpoints at most: what a log that was never signed has to catch up with is not lost when it is interrupted. */
const recordsAtMost = 200_000
/** Read at once: sealed looks are unpacked a day at a time, so that small pages would unpack each day again and again. */
const pageRecords = 10_000
/** Of what came lately and is not sealed: all that is held while a page is read is moved by the garbage collector, a third of the time else. */
const pageFresh = 500
const freshAtMost = 50_000

/**
 * Appends the records that were committed since the last checkpoint to the tree and signs the next one; nothing happens without a new
 * record. `keep`: it can be found by its size for ever. What is read from the log's files counts only as far as the last checkpoint vouches
 * for it: whoever is killed goes on from there, since the same records give the same tree. Files that do not lead to it are made again from
 * the records; where these do not lead to it either, nothing is signed: EvidenceError.
 */
export function advanceLog({ files, keys, reader }: EvidenceLogParts, keep: boolean): Advanced {
  const last = lastSigned(files, keys)
  const size = reader.size()
  if (size < last.size) throw refused(`${last.size} records were signed and the database holds ${size}`)
  const tree = treeFiles(files.dir)
  const records = loggedRecords(reader)
  const leaves: LeafReader = (from, to) => records.leaves(from, to)
  const page = size - last.size > freshAtMost ? pageRecords : pageFresh
  // The last tile of the tree is asked for by everything below.
  let recent = recentLeaves(leaves, tileStart(last.size))
  const start = soundFrontier(tree, recent, last)
  let { frontier } = start
  let { file } = last
  for (let signed: TreeHead = last; file === null || signed.size < size; ) {
    const grown = grow(recent, frontier, Math.min(size, signed.size + recordsAtMost), page)
    tree.append(grown.entries)
    frontier = grown.frontier
    const next = { size: frontier.size, root: frontierRoot(frontier) }
    // By way of the files, as everybody else will see the tree.
    verifyConsistency(signed, next, treeAt(next.size, storedTiles(tree, recent)).consistency(signed.size))
    file = signCheckpoint({ origin: keys.signer.verifier.name, ...next }, [keys.signer])
    writeWhole(files.checkpoint, file)
    signed = next
    recent = recentLeaves(leaves, tileStart(signed.size))
  }
  if (keep && keptCheckpoint(files.kept, size, keys.verifiers) === null) keepCheckpoint(files.kept, file)
  return { size, checkpoint: file, rebuilt: start.rebuilt }
}

const tileStart = (size: number): number => size - (size % fullWidth)

/** What was signed last, by whichever key of the log; the empty tree when nothing was. */
function lastSigned(files: LogFiles, keys: LogKeys): TreeHead & { readonly file: Uint8Array | null } {
  const file = newestCheckpoint(files)
  if (file === null) return { size: 0, root: emptyRoot, file }
  try {
    return { ...openCheckpoint(file, keys.verifiers), file }
  } catch (cause) {
    if (!(cause instanceof EvidenceError)) throw cause
    throw refused(`${files.checkpoint} is not a checkpoint of this log (${cause.message})`, cause)
  }
}

function soundFrontier(tree: TreeFiles, leaves: LeafReader, last: TreeHead): { readonly frontier: Frontier; readonly rebuilt: boolean } {
  // What was written after the last checkpoint may be cut short or never have reached the disk.
  tree.cut(last.size)
  const stored = storedFrontier(tree, leaves, last.size)
  if (stored !== null && sameBytes(frontierRoot(stored), last.root)) return { frontier: stored, rebuilt: false }
  const { frontier, entries } = grow(leaves, emptyFrontier, last.size)
  if (!sameBytes(frontierRoot(frontier), last.root)) throw refused(`the records are not those of the checkpoint of ${last.size} records`)
  tree.cut(0)
  tree.append(entries)
  return { frontier, rebuilt: true }
}

function storedFrontier(tree: TreeFiles, leaves: LeafReader, size: number): Frontier | null {
  try {
    return treeAt(size, storedTiles(tree, leaves)).frontier()
  } catch (error) {
    if (error instanceof EvidenceError) return null
    throw error
  }
}

/** Appends the leaves up to a size. */
export function grow(leaves: LeafReader, from: Frontier, size: number, page = pageRecords): Appended {
  let frontier = from
  const entries: TileEntry[] = []
  while (frontier.size < size) {
    const grown = append(frontier, leaves(frontier.size, Math.min(size, frontier.size + page)))
    frontier = grown.frontier
    entries.push(...grown.entries)
  }
  return { frontier, entries }
}

function refused(what: string, cause?: unknown): EvidenceError {
  const remedy =
    'one key never signs two histories, so nothing is signed; put the database and its log directory back together, or move the log directory away: a new log with a new key then begins'
  return new EvidenceError(`the evidence log does not go on: ${what}; ${remedy}`, { cause })
}
