import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { StoreError } from './store.ts'

export interface Migration {
  /** 1, 2, 3 … without a hole; kept in the database as `user_version`. */
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** What a migration does with rows that SQL alone cannot do; in the same transaction, after its SQL. */
export type MigrationStep = (db: Database) => void

/**
 * Brings the schema up to the newest migration, all or nothing, and returns the version it found. Two processes may do so at once:
 * the version is read again under the write lock, so the later one finds nothing left to do.
 * Throws StoreError `newer_schema` when the database is ahead of this program.
 */
export function migrate(db: Database, migrations: readonly Migration[], steps: ReadonlyMap<number, MigrationStep> = new Map()): number {
  const found = checkVersion(db, migrations)
  if (found === migrations.length) return found
  const bringUp = db.transaction(() => {
    for (const migration of migrations.slice(checkVersion(db, migrations))) {
      db.exec(migration.sql)
      steps.get(migration.version)?.(db)
      db.pragma(`user_version = ${migration.version}`)
    }
  })
  bringUp.immediate()
  return found
}

/** The schema version of the database; throws when this program does not know it. */
export function checkVersion(db: Database, migrations: readonly Migration[]): number {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new StoreError(
      'newer_schema',
      `${db.name} has schema ${version}, this vigie knows ${migrations.length}: it was written by a newer version; run that version or a later one`,
    )
  }
  return version
}

/** Reads `0001-name.sql` … of a folder; a hole or a double number is a mistake of ours. */
export function loadMigrations(folder: string): readonly Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
  return files.map((file, index) => {
    const version = Number(file.slice(0, 4))
    if (version !== index + 1) throw new Error(`migration ${file}: expected number ${index + 1}`)
    return { version, name: file.slice(5, -4), sql: readFileSync(join(folder, file), 'utf8') }
  })
}
