import type { Reader } from '../store/store.ts'
import { openCheckpoint } from './checkpoint.ts'
import { grow } from './evidence-log.ts'
import { EvidenceError } from './evidence-error.ts'
import { emptyFrontier, frontierRoot } from './frontier.ts'
import { sameBytes } from './hash.ts'
import { type LogFiles, newestCheckpoint, verifierKeys } from './log-files.ts'
import { loggedRecords } from './logged-records.ts'
import { parseVerifierKey } from './note-key.ts'
import { treeFiles } from './tree-files.ts'

/** What was checked of an evidence log, and the first thing that is wrong; null when nothing is. */
export interface LogVerified {
  /** Records under the newest checkpoint; null when nothing was signed yet. */
  readonly signed: number | null
  readonly damage: string | null
}

/**
 * Makes the tree again from every record, and compares it with the newest checkpoint, whose signature must be one of the listed keys', and
 * with the files of the tree. It trusts the keys that it finds: only somebody who kept a key or a checkpoint elsewhere can tell more.
 */
export function verifyLog(files: LogFiles, reader: Pick<Reader, 'log' | 'entries' | 'size'>): LogVerified {
  const file = newestCheckpoint(files)
  if (file === null) return { signed: null, damage: null }
  try {
    const { size, root } = openCheckpoint(file, verifierKeys(files).map(parseVerifierKey))
    const records = loggedRecords(reader)
    if (reader.size() < size) return { signed: size, damage: `${size} records were signed, and there are ${reader.size()}` }
    const { frontier, entries } = grow((from, to) => records.leaves(from, to), emptyFrontier, size)
    if (!sameBytes(frontierRoot(frontier), root))
      return { signed: size, damage: `the records are not those of the checkpoint of ${size} records` }
    const tree = treeFiles(files.dir)
    const wrong = entries.find(({ level, index, hash }) => !sameBytes(tree.read(level, index, 1), hash))
    return { signed: size, damage: wrong === undefined ? null : `log/level-${wrong.level}: hash ${wrong.index} is not that of the records` }
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return { signed: null, damage: `log/checkpoint: ${error.message}` }
  }
}
