import type { Hash } from './hash.ts'
import { fullWidth, hashTile } from './tiles.ts'
import type { TreeFiles } from './tree-files.ts'
import type { TileReader } from './tree.ts'

/** Hashes of the leaves `from` to before `to`. */
export type LeafReader = (from: number, to: number) => readonly Hash[]

/** Tiles as they are kept: the leaves made again from the records, the levels above them out of their files. */
export function storedTiles(files: TreeFiles, leaves: LeafReader): TileReader {
  return (level, index, width) => {
    const first = index * fullWidth
    return level === 0 ? hashTile(leaves(first, first + width)) : files.read(level, first, width)
  }
}

/** Remembers the leaves from `base` on once they were read: at the edge of a growing tree they are asked for again and again. */
export function recentLeaves(leaves: LeafReader, base: number): LeafReader {
  let recent: readonly Hash[] = []
  return (from, to) => {
    if (from < base) return leaves(from, to)
    const known = base + recent.length
    if (to > known) recent = [...recent, ...leaves(known, to)]
    return recent.slice(from - base, to - base)
  }
}
