import type { Database } from 'better-sqlite3'
import type { CatalogueChange, CatalogueRow } from '../store.ts'
import { catalogueRowOf } from './rows.ts'
import type { CatalogueDbRow } from './rows.ts'
import { wellFormedJson } from './words.ts'
import { rollupWriter } from './write-rollup.ts'

/** Brings one monitor of the catalogue up to a configuration recorded at `seq`, inside the caller's transaction. */
export type CatalogueWriter = (change: CatalogueChange, seq: number, at: number) => void

/** Tables whose rows stand under a monitor's current id; a rename moves them. */
const underCurrentId = ['outage', 'gap', 'snapshot'] as const

export function catalogueWriter(db: Database): CatalogueWriter {
  const find = db.prepare<[string], CatalogueDbRow>('SELECT * FROM catalogue WHERE monitor_id = ?')
  const remove = db.prepare<[string]>('DELETE FROM catalogue WHERE monitor_id = ?')
  const upsert = db.prepare<[string, string, string, string, string, number, number | null]>(
    `INSERT INTO catalogue (monitor_id, formerly, service_id, definition, config_hash, span, retired_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET formerly = excluded.formerly, service_id = excluded.service_id, definition = excluded.definition,
       config_hash = excluded.config_hash, span = excluded.span, retired_at = excluded.retired_at`,
  )
  // A row that both ids have is the current id's.
  const move = underCurrentId.map((table) => ({
    to: db.prepare<[string, string]>(`UPDATE OR IGNORE ${table} SET monitor_id = ? WHERE monitor_id = ?`),
    rest: db.prepare<[string]>(`DELETE FROM ${table} WHERE monitor_id = ?`),
  }))
  const rollups = rollupWriter(db)
  const row = (id: string): CatalogueRow | null => {
    const found = find.get(id)
    return found === undefined ? null : catalogueRowOf(found)
  }
  return (change, seq, at) => {
    const own = row(change.monitorId)
    const earlier = change.formerly.map(row).filter((found) => found !== null)
    for (const old of change.formerly) {
      remove.run(old)
      for (const { to, rest } of move) {
        to.run(change.monitorId, old)
        rest.run(old)
      }
      rollups.rename(old, change.monitorId)
    }
    const known = own ?? earlier[0] ?? null
    // Renamed twice: the ids before the last one lead here as well.
    const formerly = [...new Set([...change.formerly, ...earlier.flatMap((found) => found.formerly), ...(own?.formerly ?? [])])]
    upsert.run(
      change.monitorId,
      JSON.stringify(formerly.filter((id) => id !== change.monitorId)),
      change.serviceId,
      wellFormedJson(change.definition),
      change.configHash,
      change.breaks || known === null ? seq : known.span,
      change.retired ? (known?.retiredAt ?? at) : null,
    )
  }
}
