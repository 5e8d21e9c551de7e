import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError } from '../store.ts'
import { guarded } from './errors.ts'

/** Figures in bench/store.ts. A page costs its size in the write-ahead log whenever one byte of it changes. */
const defaultPageBytes = 4096
/** A foreign lock (a sqlite3 shell) holds the measuring loop up for at most this long. */
const writerWaitMs = 2_000
const readerWaitMs = 5_000
/** Of each connection; the system holds the file's pages as well. A pass over a year's chunks left 2.3 MB behind, and 7.6 with the driver's own 16 MiB. */
const cacheKib = 4_096

export function databaseFile(dataDir: string): string {
  return join(dataDir, 'vigie.db')
}

/** The writer's connection; makes directory and file when they are missing. */
export function openForWriting(dataDir: string, pageBytes: number = defaultPageBytes, waitMs: number = writerWaitMs): Database.Database {
  const file = databaseFile(dataDir)
  return guarded('open', file, () => {
    const db = new Database(file, { timeout: waitMs })
    try {
      db.pragma(`page_size = ${pageBytes}`)
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = FULL')
      db.pragma(`cache_size = ${-cacheKib}`)
      // Keeps a burst (a long read beside the writer) from leaving a huge file behind for ever.
      db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
      return db
    } catch (error) {
      db.close()
      throw error
    }
  })
}

/** A read-only connection of its own, usable while the writer runs, in any thread or process. */
export function openForReading(dataDir: string): Database.Database {
  const file = databaseFile(dataDir)
  if (!existsSync(file)) {
    throw new StoreError(
      'missing',
      `open ${file}: there is no database; start "vigie serve" on this directory once, or choose another with --data`,
    )
  }
  return guarded('open', file, () => {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: readerWaitMs })
    db.pragma(`cache_size = ${-cacheKib}`)
    return db
  })
}

/** The directory holds, later, a private key: its owner's alone. */
export function makeDataDir(dataDir: string): void {
  guarded('make', dataDir, () => makeDir(resolve(dataDir)))
}

/** One level at a time: what Node does when it makes all of them turns errors of the disk, and a read-only one, into ENOENT. */
function makeDir(path: string): void {
  if (existsSync(path)) return
  makeDir(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process made it meanwhile.
    if (!existsSync(path)) throw error
  }
}
