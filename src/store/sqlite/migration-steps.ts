import type { Database } from 'better-sqlite3'
import type { MigrationStep } from '../migrate.ts'
import { migrateToChunks } from './migrate-chunks.ts'

/** What migrations do beyond their SQL, by number. */
export const migrationSteps: ReadonlyMap<number, MigrationStep> = new Map([[2, (db: Database) => migrateToChunks(db)]])
