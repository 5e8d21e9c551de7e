import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A file with these bytes, whole or as it was before, also after a loss of power. `mode` is that of a new file. */
export function writeWhole(path: string, bytes: Uint8Array, mode = 0o644): void {
  // One name: what a killed process left behind is written over. Only the holder of the data directory writes.
  const temporary = `${path}.new`
  rmSync(temporary, { force: true })
  const file = openSync(temporary, 'wx', mode)
  try {
    writeAll(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  flush(dirname(path))
}

/** All of them at the file's position: the system may take fewer at once. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}

/** Flushes a file, or the names in a directory, to the disk. */
export function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Bytes at the end of a file, which is made when it is missing; on the disk when it returns. */
export function appendDurably(path: string, bytes: Uint8Array): void {
  const isNew = !existsSync(path)
  const file = openSync(path, 'a', 0o644)
  try {
    writeAll(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  if (isNew) flush(dirname(path))
}
