import type { Database } from 'better-sqlite3'
import type { Derived, Progress, Store } from '../store.ts'
import { currentIdQuery, notDerivedNow } from './read-derived.ts'
import { rollupWriter } from './write-rollup.ts'

/** Writes derived rows inside the caller's transaction, under the current ids of their monitors. */
export interface DerivedWriter {
  write(derived: Derived): void
  saveProgress(progress: readonly Progress[]): void
  replace(...args: Replaced): void
}

type Replaced = Parameters<Store['replaceDerived']>

export function derivedWriter(db: Database): DerivedWriter {
  const currentId = currentIdQuery(db)
  const upsertOutage = db.prepare<[string, string, number, number | null, number, string]>(
    `INSERT INTO outage (id, monitor_id, onset_by, recovery_by, confirmed, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET monitor_id = excluded.monitor_id, onset_by = excluded.onset_by, recovery_by = excluded.recovery_by,
       confirmed = excluded.confirmed, body = excluded.body`,
  )
  const upsertGap = db.prepare<[string, number, number]>(
    'INSERT INTO gap (monitor_id, from_at, to_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET to_at = excluded.to_at',
  )
  const upsertSnapshot = db.prepare<[string, number, string]>(
    `INSERT INTO snapshot (monitor_id, through_seq, state) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET through_seq = excluded.through_seq, state = excluded.state`,
  )
  // Prepared when they are needed: the second migration derives before the fifth brings `at`.
  const replaceMoves = (moved: Replaced[2], at: Replaced[3]): void => {
    // Found again, it is no news: it keeps its instant.
    const upsertMove = db.prepare<[string, string | null, string, number | null]>(
      `INSERT INTO outage_moved (id, to_id, reason, at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET to_id = excluded.to_id,
         reason = excluded.reason, at = CASE WHEN to_id IS excluded.to_id AND reason = excluded.reason THEN at ELSE excluded.at END`,
    )
    const withdrawTheRest = db.prepare<[string, number | null]>(
      `INSERT INTO outage_moved (id, to_id, reason, at)
       SELECT DISTINCT json_extract(body, '$.id'), NULL, ?, ? FROM entry WHERE kind = 'outage'
         AND json_extract(body, '$.id') IS NOT NULL
         AND json_extract(body, '$.id') NOT IN (SELECT id FROM outage UNION ALL SELECT id FROM outage_moved)`,
    )
    for (const { id, to, reason } of moved) upsertMove.run(id, to, reason, at ?? null)
    // An id that is derived again stands for itself; a served id that is neither derived nor explained is withdrawn.
    db.exec('DELETE FROM outage_moved WHERE id IN (SELECT id FROM outage)')
    withdrawTheRest.run(notDerivedNow, at ?? null)
  }
  const write = (derived: Derived): void => {
    for (const outage of derived.outages) {
      const body = JSON.stringify(outage)
      const by = outage.recovery?.by ?? null
      upsertOutage.run(outage.id, currentId(outage.monitorId) ?? outage.monitorId, outage.onset.by, by, Number(outage.confirmed), body)
    }
    for (const gap of derived.gaps) upsertGap.run(currentId(gap.monitorId) ?? gap.monitorId, gap.from, gap.to)
  }
  const rollups = rollupWriter(db)
  const saveProgress = (progress: readonly Progress[]): void => {
    for (const { monitorId, throughSeq, state, quarters } of progress) {
      upsertSnapshot.run(monitorId, throughSeq, JSON.stringify(state))
      if (quarters.length > 0) rollups.add(currentId(monitorId) ?? monitorId, quarters)
    }
  }
  return {
    write,
    saveProgress,
    replace(derived, progress, moved, at) {
      db.exec('DELETE FROM outage; DELETE FROM gap; DELETE FROM rollup; DELETE FROM snapshot')
      write(derived)
      saveProgress(progress)
      replaceMoves(moved, at)
    },
  }
}
