import type { Database, Statement } from 'better-sqlite3'
import type { Outage } from '../../core/outage.ts'
import type { OutageLookup, Reader } from '../store.ts'
import type { QuarterRun } from '../../core/rollup.ts'
import { decodeRollup } from '../format/rollup.ts'
import { catalogueRowOf, gapOf, outageOf, snapshotOf } from './rows.ts'
import type { CatalogueDbRow, GapRow, OutageRow, SnapshotRow } from './rows.ts'

type DerivedReads = Pick<Reader, 'catalogue' | 'currentId' | 'monitorIds' | 'snapshots' | 'outages' | 'outage' | 'gaps' | 'quarters'>

/** The catalogue and what was derived. Derived rows stand under the current id of their monitor (`configure` moves them). */
export function derivedReads(db: Database): DerivedReads {
  const catalogue = db.prepare<[], CatalogueDbRow>('SELECT * FROM catalogue ORDER BY monitor_id')
  const snapshots = db.prepare<[], SnapshotRow>('SELECT * FROM snapshot ORDER BY monitor_id')
  const gaps = db.prepare<[string, number, number], GapRow>(
    'SELECT from_at, to_at FROM gap WHERE monitor_id = ? AND from_at < ? AND to_at > ? ORDER BY from_at',
  )
  const rollups = db.prepare<[string, number, number], RollupRow>(
    `SELECT rollup.monitor_id AS monitorId, month, bytes FROM json_each(?) AS asked
       JOIN rollup ON rollup.monitor_id = asked.value AND month >= ? AND month < ? ORDER BY rollup.monitor_id, month`,
  )
  const watched = db.prepare<[], string>('SELECT DISTINCT monitor_id FROM series ORDER BY monitor_id').pluck()
  const currentId = currentIdQuery(db)
  const outageQuery = outageQueries(db)
  return {
    catalogue: () => catalogue.all().map(catalogueRowOf),
    currentId,
    monitorIds: () => [...new Set(watched.all().map((id) => currentId(id) ?? id))],
    snapshots: () => snapshots.all().map(snapshotOf),
    outages: db.transaction((filter: OutageFilter) => selectOutages(outageQuery, filter, currentId)),
    outage: outageLookup(db),
    gaps: (monitorId, { from, to }) => gaps.all(currentId(monitorId) ?? monitorId, to, from).map(gapOf),
    quarters: (monitorIds, { from, to }) => {
      const asked = [...new Set(monitorIds.map((id) => currentId(id) ?? id))]
      return runsByMonitor(rollups.all(JSON.stringify(asked), monthOf(from), to))
    },
  }
}

interface RollupRow {
  readonly monitorId: string
  readonly month: number
  readonly bytes: Uint8Array
}

function runsByMonitor(rows: readonly RollupRow[]): ReadonlyMap<string, readonly QuarterRun[]> {
  const found = new Map<string, QuarterRun[]>()
  for (const { monitorId, month, bytes } of rows) {
    const runs = found.get(monitorId) ?? []
    for (const run of decodeRollup(month, bytes)) runs.push(run)
    found.set(monitorId, runs)
  }
  return found
}

/** First instant of the month of UTC that holds an instant. */
export function monthOf(at: number): number {
  // Whoever asks for everything asks beyond what a Date holds.
  const date = new Date(Math.max(0, Math.min(at, 8.64e15)))
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
}

/** The current id behind any id ever used: itself, the monitor that was once called so, or an id only the log knows. */
export function currentIdQuery(db: Database): (monitorId: string) => string | null {
  const current = db.prepare<[string], string>('SELECT monitor_id FROM catalogue WHERE monitor_id = ?').pluck()
  const query = db
    .prepare<{ readonly id: string }, string>(
      `SELECT coalesce(
         (SELECT monitor_id FROM catalogue WHERE EXISTS (SELECT 1 FROM json_each(catalogue.formerly) WHERE value = @id) ORDER BY span DESC LIMIT 1),
         (SELECT monitor_id FROM series WHERE monitor_id = @id LIMIT 1))`,
    )
    .pluck()
  return (id) => current.get(id) ?? query.get({ id }) ?? null
}

/** Series numbers of a monitor, asked for by any of its ids. */
export function seriesQuery(db: Database): (monitorId: string) => readonly number[] {
  const currentId = currentIdQuery(db)
  const query = db
    .prepare<{ readonly id: string }, number>(
      `SELECT id FROM series WHERE monitor_id = @id
         OR monitor_id IN (SELECT value FROM catalogue, json_each(catalogue.formerly) WHERE catalogue.monitor_id = @id) ORDER BY id`,
    )
    .pluck()
  return (monitorId) => query.all({ id: currentId(monitorId) ?? monitorId })
}

type OutageFilter = Parameters<Reader['outages']>[0]

type OutageQuery = Statement<unknown[], OutageRow>

/** Statements by their condition, prepared once each: a page asks the same of every monitor. */
function outageQueries(db: Database): (where: string) => OutageQuery {
  const known = new Map<string, OutageQuery>()
  return (where) => {
    const query = known.get(where) ?? db.prepare(`SELECT monitor_id, body FROM outage ${where} ORDER BY onset_by, id LIMIT ?`)
    known.set(where, query)
    return query
  }
}

function selectOutages(
  query: (where: string) => OutageQuery,
  filter: OutageFilter,
  currentId: (id: string) => string | null,
): readonly Outage[] {
  const conditions: readonly (readonly [string, readonly (string | number)[]] | null)[] = [
    filter.monitorId === undefined ? null : ['monitor_id = ?', [currentId(filter.monitorId) ?? filter.monitorId]],
    filter.period === undefined
      ? null
      : ['onset_by < ? AND (recovery_by IS NULL OR recovery_by >= ?)', [filter.period.to, filter.period.from]],
    filter.confirmed === undefined ? null : ['confirmed = ?', [Number(filter.confirmed)]],
    filter.ongoing === undefined ? null : [filter.ongoing ? 'recovery_by IS NULL' : 'recovery_by IS NOT NULL', []],
    filter.afterId === undefined ? null : ['(onset_by, id) > (SELECT onset_by, id FROM outage WHERE id = ?)', [filter.afterId]],
  ]
  const asked = conditions.filter((condition) => condition !== null)
  const where = asked.length === 0 ? '' : `WHERE ${asked.map(([sql]) => sql).join(' AND ')}`
  return query(where)
    .all(...asked.flatMap(([, values]) => values), filter.limit ?? -1)
    .map(outageOf)
}

/** Longest chain of moves that is followed; a longer one is a circle. */
const movesAtMost = 100

interface MoveRow {
  readonly to_id: string | null
  readonly reason: string
  readonly at: number | null
}

function outageLookup(db: Database): (id: string) => OutageLookup {
  const present = db.prepare<[string], OutageRow>('SELECT monitor_id, body FROM outage WHERE id = ?')
  let prepared: Statement<[string], MoveRow> | null = null
  // When it is needed: the second migration derives, and reads for that, before the fifth brings `at`.
  const moveOf = (id: string): MoveRow | undefined => {
    prepared ??= db.prepare<[string], MoveRow>('SELECT to_id, reason, at FROM outage_moved WHERE id = ?')
    return prepared.get(id)
  }
  const minted = db
    .prepare<[string], number>(`SELECT seq FROM entry WHERE kind = 'outage' AND json_extract(body, '$.id') = ? LIMIT 1`)
    .pluck()
  return db.transaction((id: string): OutageLookup => {
    const row = present.get(id)
    if (row !== undefined) return { found: 'outage', outage: outageOf(row) }
    const first = moveOf(id)
    if (first === undefined) {
      return minted.get(id) === undefined ? { found: 'nothing' } : { found: 'withdrawn', reason: notDerivedNow, at: null }
    }
    let step: typeof first | undefined = first
    for (let count = 0; count < movesAtMost && step !== undefined && step.to_id !== null; count++) {
      if (present.get(step.to_id) !== undefined) return { found: 'moved', to: step.to_id, reason: first.reason, at: first.at }
      step = moveOf(step.to_id)
    }
    return { found: 'withdrawn', reason: step?.reason ?? first.reason, at: (step ?? first).at }
  })
}

/** Reason of an id that the log holds and no derivation explains. */
export const notDerivedNow = 'the records, derived again, no longer show this outage'
