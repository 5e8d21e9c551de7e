import type { Database } from 'better-sqlite3'
import { QUARTER_MS } from '../../core/quarters.ts'
import { goesOn, type QuarterRun, quarterRuns, quartersOf } from '../../core/rollup.ts'
import { decodeRollup, encodeRollup } from '../format/rollup.ts'
import { monthOf } from './read-derived.ts'

/** Adds quarter hours to the months of a monitor, inside the caller's transaction. */
export interface RollupWriter {
  /** Of a quarter that is there already, what is given now counts. */
  add(monitorId: string, quarters: readonly QuarterRun[]): void
  /** Gives a monitor the months of a former id of it; where both have a quarter, its own counts. */
  rename(formerId: string, monitorId: string): void
}

export function rollupWriter(db: Database): RollupWriter {
  const find = db.prepare<[string, number], Uint8Array>('SELECT bytes FROM rollup WHERE monitor_id = ? AND month = ?').pluck()
  const months = db.prepare<[string], { readonly month: number; readonly bytes: Uint8Array }>(
    'SELECT month, bytes FROM rollup WHERE monitor_id = ? ORDER BY month',
  )
  const remove = db.prepare<[string]>('DELETE FROM rollup WHERE monitor_id = ?')
  const upsert = db.prepare<[string, number, Uint8Array]>(
    'INSERT INTO rollup (monitor_id, month, bytes) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes',
  )
  const stored = (monitorId: string, month: number): readonly QuarterRun[] => {
    const bytes = find.get(monitorId, month)
    return bytes === undefined ? [] : decodeRollup(month, bytes)
  }
  return {
    add(monitorId, quarters) {
      for (const [month, runs] of byMonth(quarters)) {
        upsert.run(monitorId, month, encodeRollup(month, joined(stored(monitorId, month), runs)))
      }
    },
    rename(formerId, monitorId) {
      for (const { month, bytes } of months.all(formerId)) {
        const runs = joined(decodeRollup(month, bytes), stored(monitorId, month))
        upsert.run(monitorId, month, encodeRollup(month, runs))
      }
      remove.run(formerId)
    },
  }
}

function byMonth(runs: readonly QuarterRun[]): ReadonlyMap<number, readonly QuarterRun[]> {
  const months = new Map<number, QuarterRun[]>()
  for (const run of runs) {
    let { from, count } = run
    while (count > 0) {
      const month = monthOf(from)
      const part = { ...run, from, count: Math.min(count, (monthOf(month + 32 * 86_400_000) - from) / QUARTER_MS) }
      const known = months.get(month)
      if (known === undefined) months.set(month, [part])
      else known.push(part)
      from += part.count * QUARTER_MS
      count -= part.count
    }
  }
  return months
}

/** Nearly always one comes wholly after the other. */
function joined(earlier: readonly QuarterRun[], later: readonly QuarterRun[]): readonly QuarterRun[] {
  const last = earlier.at(-1)
  const first = later[0]
  if (last === undefined || first === undefined) return [...earlier, ...later]
  if (last.from + last.count * QUARTER_MS > first.from) return quarterRuns([...quartersOf(earlier), ...quartersOf(later)])
  if (!goesOn(last, first)) return [...earlier, ...later]
  return [...earlier.slice(0, -1), { ...last, count: last.count + first.count }, ...later.slice(1)]
}
