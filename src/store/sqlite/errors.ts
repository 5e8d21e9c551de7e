import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { SqliteError } from 'better-sqlite3'
import { StoreError } from '../store.ts'

/** Runs `work`; what SQLite or the file system throws becomes a StoreError that says what failed, where, and what to do. */
export function guarded<T>(doing: string, path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeError(doing, path, error)
  }
}

/** Translates an error by its code; errors that are not storage's (a bug, a StoreError already) pass unchanged. */
export function storeError(doing: string, path: string, error: unknown): unknown {
  if (!isCoded(error)) return error
  const code = storeCode(error.code, path)
  if (code === null) return error
  return withRemedy(code, doing, path, error)
}

/** A StoreError of the usual form: what we were doing, where, what to do, and what was said. */
function withRemedy(code: StoreError['code'], doing: string, path: string, cause: Error): StoreError {
  return new StoreError(code, `${doing} ${path}: ${remedy[code]} (${cause.message})`, { cause })
}

const remedy: Readonly<Record<StoreError['code'], string>> = {
  disk_full: 'the disk is full; free some space, nothing that was recorded is lost',
  read_only:
    'it cannot be written; give the user that runs vigie write access to the directory and its files, or choose another with --data',
  corrupt: 'the database is damaged; stop vigie, keep the directory as it is, and run "vigie restore" of a backup into an empty one',
  locked: 'another program keeps the database locked; close it (a sqlite3 shell, a copy tool) and try again',
  newer_schema: 'the database was written by a newer version of vigie; run that version or a later one',
  missing: 'there is no database; start "vigie serve" on this directory once, or choose another with --data',
  other:
    'the disk or its file system failed; see that there is free space and that not too many files are open, and look into the system log for errors of the disk',
}

function storeCode(code: string, path: string): StoreError['code'] | null {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return 'disk_full'
  // The shared-memory index of the log could not grow: in practice a full disk.
  if (code === 'SQLITE_IOERR_SHMSIZE' || code === 'SQLITE_IOERR_SHMMAP') return 'disk_full'
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 'read_only'
  // SQLite does not say why, and calls read-only what a failing disk kept it from opening: permissions, or the disk.
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) return mayWriteAll(path) ? 'other' : 'read_only'
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'corrupt'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'locked'
  if (code === 'ENOENT') return 'missing'
  return code.startsWith('SQLITE_') || /^E[A-Z0-9]+$/.test(code) ? 'other' : null
}

/** The directory, the database, and what SQLite keeps beside it, which somebody else may have made. */
function mayWriteAll(path: string): boolean {
  return [dirname(path), path, `${path}-wal`, `${path}-shm`].every(mayWrite)
}

/** What is not there yet may be made. */
function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
  }
}

function isCoded(error: unknown): error is Error & { readonly code: string } {
  if (error instanceof SqliteError) return true
  return error instanceof Error && !(error instanceof StoreError) && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}
