import { join } from 'node:path'
import Database, { SqliteError } from 'better-sqlite3'
import { StoreError } from '../store.ts'
import { guarded } from './errors.ts'

/**
 * Holds the data directory against a second writer until it is released or the process dies, however it dies: the lock is the
 * kernel's, on an empty SQLite file beside the database, so readers, exports and backups of the database itself are not concerned.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  const file = join(dataDir, 'vigie.lock')
  return guarded('lock', file, () => {
    const db = new Database(file, { timeout: 0 })
    try {
      db.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      db.close()
      if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')) {
        throw new StoreError(
          'locked',
          `another vigie is writing to ${dataDir}: stop it first ("vigie serve", "rebuild" and "restore" need the directory for themselves), or choose another with --data`,
          { cause: error },
        )
      }
      throw error
    }
    return { release: () => db.close() }
  })
}
