import type { Database, Statement } from 'better-sqlite3'
import type { Learned, Reader } from '../store.ts'
import { entryOf, type EntryRow } from './rows.ts'

interface LearnedRow {
  readonly monitor_id: string
  readonly config_hash: string
  readonly span: number
  readonly state: string
}

export function learnedRead(db: Database): Reader['learned'] {
  // Prepared when it is first asked: while an older directory is brought up the table is not there yet.
  let find: Statement<[string], LearnedRow> | null = null
  return (monitorId) => {
    find ??= db.prepare('SELECT * FROM learned WHERE monitor_id = ?')
    const row = find.get(monitorId)
    return row === undefined ? null : { monitorId, configHash: row.config_hash, span: row.span, state: JSON.parse(row.state) }
  }
}

/** Each is some kilobytes, and a page or a look asks for those of one monitor. */
export function templatesRead(db: Database): Reader['templates'] {
  // With a list of ids SQLite would read every template instead of the index.
  const find = db.prepare<[string], EntryRow>(`SELECT * FROM entry WHERE kind = 'template' AND json_extract(body, '$.monitor') = ?`)
  return (monitorIds) =>
    monitorIds
      .flatMap((id) => find.all(id))
      .map(entryOf)
      .toSorted((a, b) => a.seq - b.seq)
}

/** Inside the caller's transaction. */
export function learnedWriter(db: Database): (learned: readonly Learned[]) => void {
  const upsert = db.prepare<[string, string, number, string]>(
    `INSERT INTO learned (monitor_id, config_hash, span, state) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET config_hash = excluded.config_hash, span = excluded.span, state = excluded.state`,
  )
  return (learned) => {
    for (const { monitorId, configHash, span, state } of learned) upsert.run(monitorId, configHash, span, JSON.stringify(state))
  }
}
