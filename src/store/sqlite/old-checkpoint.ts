import type { Database } from 'better-sqlite3'

/** In a backup only: puts what its log signed last beside the records, for the log that goes on from it. */
export function writeOldCheckpoint(db: Database, checkpoint: string): void {
  db.exec('DROP TABLE IF EXISTS old_checkpoint; CREATE TABLE old_checkpoint (file TEXT NOT NULL) STRICT')
  db.prepare<[string]>('INSERT INTO old_checkpoint (file) VALUES (?)').run(checkpoint)
}

/** Takes it out of a copy; null when the log had signed nothing. */
export function takeOldCheckpoint(db: Database): string | null {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'old_checkpoint'").get() === undefined) return null
  const checkpoint = db.prepare<[], string>('SELECT file FROM old_checkpoint').pluck().get()
  db.exec('DROP TABLE old_checkpoint')
  return checkpoint ?? null
}
