import { closeSync, existsSync, fsyncSync, linkSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { checkVersion } from '../migrate.ts'
import { StoreError } from '../store.ts'
import { storeError } from './errors.ts'
import { verify } from './verify.ts'
import { migrations } from './reader.ts'

export type Progress = (done: number, total: number) => void

/** Copied in one go; between two of them the thread is free. 1 MiB takes about a millisecond. */
const pagesAtATime = 256

/**
 * Copies a database into a new file while others read and write the source: a consistent copy as of one instant, checked (integrity,
 * log without a hole) and flushed to the disk before it gets its name. `file` must not exist; `finish` completes the copy before it is checked.
 * Resolves to the number of its records. Throws StoreError.
 */
export async function copyDatabase(
  source: string,
  file: string,
  progress: Progress = () => {},
  finish: (db: Database.Database) => void = () => {},
): Promise<number> {
  refuseExisting(file)
  if (!existsSync(dirname(file))) throw new StoreError('other', `${dirname(file)} does not exist: make the directory first`)
  const partial = `${file}.partial-${process.pid}`
  try {
    await copyPages(source, partial, progress)
    const records = checkedCopy(partial, source, finish)
    flush(partial)
    giveName(partial, file)
    return records
  } catch (error) {
    throw storeError('copy to', file, error)
  } finally {
    // What SQLite keeps beside a database stays behind where its closing fails.
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${partial}${suffix}`, { force: true })
  }
}

async function copyPages(source: string, partial: string, progress: Progress): Promise<void> {
  const db = openSource(source)
  try {
    if (checkVersion(db, migrations) === 0) throw new StoreError('corrupt', `${source} is not a database of vigie`)
    // The copy reads within this transaction: without it, every commit of the writer would make it begin again.
    db.exec('BEGIN')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    const { totalPages } = await db.backup(partial, {
      progress({ totalPages, remainingPages }) {
        progress(totalPages - remainingPages, totalPages)
        return pagesAtATime
      },
    })
    progress(totalPages, totalPages)
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}

/** Throws when a file is plainly no database, before anything is made for its copy. */
export function refuseOther(source: string): void {
  if (!existsSync(source)) throw new StoreError('missing', `open ${source}: there is no such file`)
  if (!statSync(source).isFile()) throw new StoreError('other', `open ${source}: it is not a file`)
  const head = Buffer.alloc(sqliteMagic.length)
  const fd = openSync(source, 'r')
  try {
    readSync(fd, head)
  } finally {
    closeSync(fd)
  }
  if (!head.equals(sqliteMagic)) throw new StoreError('corrupt', `open ${source}: it is not a database of vigie`)
}

/** What every SQLite file begins with (sqlite.org/fileformat.html §1.3). */
const sqliteMagic = Buffer.from('SQLite format 3\0')

function openSource(source: string): Database.Database {
  refuseOther(source)
  try {
    const db = new Database(source, { readonly: true, fileMustExist: true, timeout: 5_000 })
    db.pragma('schema_version')
    return db
  } catch (error) {
    throw storeError('open', source, error)
  }
}

/** Throws when the copy is damaged; the number of its records. */
function checkedCopy(partial: string, source: string, finish: (db: Database.Database) => void): number {
  const db = new Database(partial)
  try {
    // One file, without a log beside it, that can be copied and mounted read-only.
    db.pragma('journal_mode = DELETE')
    finish(db)
    const { damage, records } = verify(db)
    if (damage !== null)
      throw new StoreError('corrupt', `${source} is damaged: ${damage}; restore an earlier backup into an empty directory`)
    return records
  } finally {
    db.close()
  }
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new StoreError('other', `${file} exists already: choose another name, or move it away`)
}

/** A link is refused where a file stands, a rename would replace it. */
function giveName(partial: string, file: string): void {
  refuseExisting(file)
  linkSync(partial, file)
  rmSync(partial)
  flush(dirname(file))
}

/** Flushes a file, or the names in a directory, to the disk. */
export function flush(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
