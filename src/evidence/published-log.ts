import type { Reader } from '../store/store.ts'
import { tokensIn } from './anchors.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { logFiles, newestCheckpoint, verifierKeys } from './log-files.ts'
import { loggedRecords } from './logged-records.ts'
import { parseNote } from './note.ts'
import { proofText } from './proof.ts'
import { storedTiles } from './stored-tiles.ts'
import { entryBundle, fullWidth, type TileAddress, widthAt } from './tiles.ts'
import { keptToken } from './tokens.ts'
import { treeFiles } from './tree-files.ts'
import { treeAt } from './tree.ts'

/** What everybody may read of the log: nothing of the tree that no checkpoint vouches for yet. */
export interface PublishedLog {
  /** The newest checkpoint, byte for byte; null before the first. */
  checkpoint(): Uint8Array | null
  /** Verifier keys, the one in force first. */
  keys(): readonly string[]
  /** A tile or entry bundle; null when the newest checkpoint's tree has no such one. */
  tile(address: TileAddress): Uint8Array | null
  /** The bytes of a record as the log holds them; null when there is no such record. */
  record(seq: number): Uint8Array | null
  /** The same, whole, where the log holds a digest of it. */
  whole(seq: number): Uint8Array | null
  /** The DER of time-stamp token number `place`, counted from 0 in the order of their records; null when there is none. */
  token(place: number): Uint8Array | null
  /** A `.tlog-proof` that ties a record to the newest checkpoint; null when that does not hold it yet. */
  proof(seq: number): Uint8Array | null
}

export function publishedLog(dataDir: string, reader: Pick<Reader, 'log' | 'entries' | 'size'>): PublishedLog {
  const files = logFiles(dataDir)
  const records = loggedRecords(reader)
  const tokens = tokensIn(reader)
  const readTile = storedTiles(treeFiles(files.dir), (from, to) => records.leaves(from, to))
  const isRecorded = (seq: number): boolean => seq < reader.size()
  return {
    checkpoint: () => newestCheckpoint(files),
    keys: () => verifierKeys(files),
    tile({ level, index, width }) {
      const checkpoint = newestCheckpoint(files)
      if (checkpoint === null || widthAt(sizeOf(checkpoint), level, index) < width) return null
      const first = index * fullWidth
      return level === 'entries' ? entryBundle(records.bytes(first, first + width)) : readTile(level, index, width)
    },
    record: (seq) => (isRecorded(seq) ? (records.bytes(seq, seq + 1)[0] ?? null) : null),
    whole: (seq) => (isRecorded(seq) ? records.whole(seq) : null),
    token(place) {
      const named = tokens(reader.size())[place]
      return named === undefined ? null : keptToken(files.tokens, named.sha256)
    },
    proof(seq) {
      const checkpoint = newestCheckpoint(files)
      if (checkpoint === null || seq >= sizeOf(checkpoint)) return null
      const hashes = treeAt(sizeOf(checkpoint), readTile).inclusion(seq)
      return proofText({ index: seq, hashes, extra: null, checkpoint })
    },
  }
}

/** Of one of our own checkpoints: whoever reads it verifies it. */
function sizeOf(checkpoint: Uint8Array): number {
  return parseCheckpoint(parseNote(checkpoint).text).size
}
