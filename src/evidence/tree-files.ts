import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { appendDurably } from './durable.ts'
import { EvidenceError } from './evidence-error.ts'
import type { TileEntry } from './frontier.ts'
import { hashBytes } from './hash.ts'
import { fullWidth } from './tiles.ts'

/**
 * The tree above its leaves, one file a level: `level-1` holds the roots of all full tiles of leaves, hash after hash, `level-2` those of the
 * full tiles of `level-1`, and so on: 32 bytes for 256 records. Leaves are made again from the records.
 */
export interface TreeFiles {
  /** Hashes of a level ≥ 1, concatenated; fewer where the file ends. */
  read(level: number, first: number, count: number): Uint8Array
  /** Forgets what is beyond a tree of so many records. */
  cut(size: number): void
  /** Adds what became final, in order, and flushes it to the disk. */
  append(entries: readonly TileEntry[]): void
}

export function treeFiles(dir: string): TreeFiles {
  const path = (level: number): string => join(dir, `level-${level}`)
  return {
    read(level, first, count) {
      if (!existsSync(path(level))) return new Uint8Array(0)
      return withFile(path(level), 'r', (file) => {
        const bytes = new Uint8Array(count * hashBytes)
        return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, first * hashBytes))
      })
    },
    cut(size) {
      for (let level = 1; existsSync(path(level)); level += 1) {
        const length = Math.floor(size / fullWidth ** level) * hashBytes
        if (statSync(path(level)).size <= length) continue
        withFile(path(level), 'r+', (file) => {
          ftruncateSync(file, length)
          fsyncSync(file)
        })
      }
    },
    append(entries) {
      const levels = Map.groupBy(entries, ({ level }) => level)
      for (const [level, added] of levels) {
        const first = added[0]?.index ?? 0
        const length = existsSync(path(level)) ? statSync(path(level)).size : 0
        if (length !== first * hashBytes) throw new EvidenceError(`${path(level)} has ${length} bytes where hash ${first} must begin`)
        appendDurably(path(level), Buffer.concat(added.map(({ hash }) => hash)))
      }
    },
  }
}

function withFile<T>(path: string, flags: string, use: (file: number) => T): T {
  const file = openSync(path, flags, 0o644)
  try {
    return use(file)
  } finally {
    closeSync(file)
  }
}
