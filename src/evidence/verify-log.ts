import type { Reader } from '../store/store.ts'
import { openCheckpoint } from './checkpoint.ts'
import { grow } from './evidence-log.ts'
import { EvidenceError } from './evidence-error.ts'
import { emptyFrontier, frontierRoot, type TileEntry } from './frontier.ts'
import { type Hash, sameBytes, sha256 } from './hash.ts'
import { keptCheckpoint, keptNotes, keptUnread } from './kept-checkpoints.ts'
import { type LogFiles, newestCheckpoint, verifierKeys } from './log-files.ts'
import { loggedRecords } from './logged-records.ts'
import { parseVerifierKey } from './note-key.ts'
import type { Verifier } from './note.ts'
import { parseToken, type Token } from './timestamp-token.ts'
import { keptToken } from './tokens.ts'
import { treeFiles } from './tree-files.ts'
import type { TreeHead } from './tree-proof.ts'

/** What was checked of an evidence log, and the first thing that is wrong; null when nothing is. */
export interface LogVerified {
  /** Records under the newest checkpoint; null when nothing was signed yet. */
  readonly signed: number | null
  readonly damage: string | null
}

/**
 * Makes the tree again from every record, and compares it with the newest checkpoint, whose signature must be one of the listed keys', with
 * every checkpoint that is kept, with the files of the tree, and the time stamps with what they are over. It trusts the keys that it finds:
 * only somebody who kept a key or a checkpoint elsewhere can tell more.
 */
export function verifyLog(
  files: LogFiles,
  reader: Pick<Reader, 'log' | 'entries' | 'size'>,
  progress: LogProgress = () => {},
): LogVerified {
  const file = newestCheckpoint(files)
  if (file === null) return { signed: null, damage: null }
  try {
    const head = openCheckpoint(file, verifierKeys(files).map(parseVerifierKey))
    return { signed: head.size, damage: treeDamage(files, reader, head, progress) ?? stampDamage(files, reader) }
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return { signed: null, damage: error.message.startsWith('log/') ? error.message : `log/checkpoint: ${error.message}` }
  }
}

/** Records done and in all. */
export type LogProgress = (done: number, total: number) => void

function treeDamage(
  files: LogFiles,
  reader: Pick<Reader, 'log' | 'entries' | 'size'>,
  head: TreeHead,
  progress: LogProgress,
): string | null {
  if (reader.size() < head.size) return `${head.size} records were signed, and there are ${reader.size()}`
  const verifiers = verifierKeys(files).map(parseVerifierKey)
  const kept = keptNotes(files.kept)
  // A running daemon may have kept one since the newest was read: its records are another time's, its signature is not.
  for (const { size, file } of kept) if (size > head.size) keptRoot(file, size, verifiers)
  if (keptUnread(files.kept)) return 'log/checkpoints: it holds a signature that is part of no checkpoint'
  const records = loggedRecords(reader)
  const tree = treeFiles(files.dir)
  let frontier = emptyFrontier
  // Whether the records or the files are wrong, the checkpoints tell.
  let wrong: TileEntry | undefined
  for (const { size, file } of [...kept.filter((note) => note.size <= head.size), { size: head.size, file: null }]) {
    while (frontier.size < size) {
      const grown = grow((from, to) => records.leaves(from, to), frontier, Math.min(size, frontier.size + stretch))
      frontier = grown.frontier
      wrong ??= grown.entries.find(({ level, index, hash }) => !sameBytes(tree.read(level, index, 1), hash))
      progress(frontier.size, head.size)
    }
    const root = file === null ? head.root : keptRoot(file, size, verifiers)
    if (!sameBytes(frontierRoot(frontier), root)) return `the records are not those of the checkpoint of ${size} records`
  }
  return wrong === undefined ? null : `log/level-${wrong.level}: hash ${wrong.index} is not that of the records`
}

function keptRoot(file: Uint8Array, size: number, verifiers: readonly Verifier[]): Hash {
  try {
    return openCheckpoint(file, verifiers).root
  } catch (cause) {
    throw new EvidenceError(
      `log/checkpoints: the kept checkpoint of ${size} records: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  }
}

/** Records between two words about progress. */
const stretch = 50_000

/** Every good token that a record names is there, and over a checkpoint that is kept. */
function stampDamage(files: LogFiles, reader: Pick<Reader, 'entries'>): string | null {
  const verifiers = verifierKeys(files).map(parseVerifierKey)
  for (const { seq, body } of reader.entries('token')) {
    const { sha256: hash, size } = body
    if (typeof hash !== 'string' || typeof size !== 'number') continue
    const der = keptToken(files.tokens, hash)
    if (der === null) return `log/tokens/${hash}: the time stamp that record ${seq} names is gone, or another's`
    const checkpoint = keptCheckpoint(files.kept, size, verifiers)
    if (checkpoint === null)
      return `log/checkpoints: the checkpoint of ${size} records, which record ${seq} says was stamped, is gone or damaged`
    if (!sameBytes(parsedToken(hash, der).digest, sha256(checkpoint)))
      return `log/tokens/${hash}: not over the kept checkpoint of ${size} records`
  }
  return null
}

function parsedToken(hash: string, der: Uint8Array): Token {
  try {
    return parseToken(der)
  } catch (cause) {
    throw new EvidenceError(`log/tokens/${hash}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
