import type { Database } from 'better-sqlite3'
import type { MigrationStep } from '../migrate.ts'
import { migrateToChunks } from './migrate-chunks.ts'

/** What migrations do beyond their SQL, by number. */
export const migrationSteps: ReadonlyMap<number, MigrationStep> = new Map([
  [
    2,
    (db: Database) => {
      // It packs as this program does, which is more than that schema had.
      addRest(db)
      migrateToChunks(db)
    },
  ],
  [6, addRest],
])

function addRest(db: Database): void {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('chunk')").pluck().all()
  if (!columns.includes('rest')) db.exec('ALTER TABLE chunk ADD COLUMN rest BLOB')
}
