import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Lends the database file of a data directory as it is. */
export function editDatabase<T>(dir: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(dir, 'vigie.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}
