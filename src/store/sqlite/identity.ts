import type { Database } from 'better-sqlite3'
import type { LookSources } from './look-sources.ts'

/** What of one run's counters is recorded: everything up to `highest`, but for the holes (inclusive, ascending). */
export interface Counters {
  readonly highest: number
  readonly holes: readonly { readonly from: number; readonly to: number }[]
}
export const noCounters: Counters = { highest: -1, holes: [] }

/**
 * The counters with one more, or null when it is there already. Looks end out of order, so a counter below the highest is
 * new as long as it stands in a hole; holes that are never filled (looks that could not be stored) cost a few bytes each.
 */
export function withCounter(counters: Counters, counter: number): Counters | null {
  const { highest, holes } = counters
  if (counter === highest + 1) return { highest: counter, holes }
  if (counter > highest) return { highest: counter, holes: [...holes, { from: highest + 1, to: counter - 1 }] }
  const index = holes.findLastIndex((hole) => hole.from <= counter && counter <= hole.to)
  const hole = holes[index]
  if (hole === undefined) return null
  const left = [
    { from: hole.from, to: counter - 1 },
    { from: counter + 1, to: hole.to },
  ].filter((part) => part.from <= part.to)
  return { highest, holes: holes.toSpliced(index, 1, ...left) }
}

export type CountedTable = 'look' | 'control'

/**
 * Knows which looks and rounds are recorded already, by (vantage, boot, counter), without an index that every row would
 * pay for: a run's counters are held in memory, and read from its rows when an earlier run shows up again.
 */
export interface Identities {
  /** The number of a run; added when new. `seq` is the place that its first record is about to take. */
  bootOf(vantageId: string, boot: string, seq: number): number
  /** Takes the counter; false when it is taken. */
  take(table: CountedTable, boot: number, counter: number): boolean
  commit(): void
  rollback(): void
}

export function identities(db: Database, sources: LookSources): Identities {
  const find = db.prepare<[string, string], number>('SELECT id FROM boot WHERE vantage_id = ? AND name = ?').pluck()
  const add = db.prepare<[string, string, number]>('INSERT INTO boot (vantage_id, name, first_seq) VALUES (?, ?, ?)')
  const firstSeq = db.prepare<[number], number>('SELECT first_seq FROM boot WHERE id = ?').pluck()
  const roundCounters = db.prepare<[number], number>('SELECT counter FROM control_round WHERE boot = ? ORDER BY seq').pluck()
  /** Only when an earlier run shows up again is anything read, and then all that is in the log since it began. */
  const read: Readonly<Record<CountedTable, (boot: number) => Iterable<number>>> = {
    look: (boot) => lookCounters(sources, boot, firstSeq.get(boot) ?? 0),
    control: (boot) => roundCounters.all(boot),
  }
  const boots = new Map<string, number>()
  const known = new Map<string, Counters>()
  const staged = new Map<string, Counters>()
  const recorded = (table: CountedTable, boot: number): Counters => {
    let counters = noCounters
    for (const counter of read[table](boot)) counters = withCounter(counters, counter) ?? counters
    return counters
  }
  return {
    bootOf(vantageId, boot, seq) {
      const key = JSON.stringify([vantageId, boot])
      const known = boots.get(key) ?? find.get(vantageId, boot)
      const id = known ?? Number(add.run(vantageId, boot, seq).lastInsertRowid)
      boots.set(key, id)
      // A run that is new has recorded nothing.
      if (known === undefined) for (const table of ['look', 'control']) staged.set(`${table} ${id}`, noCounters)
      return id
    },
    take(table, boot, counter) {
      const key = `${table} ${boot}`
      const before = staged.get(key) ?? known.get(key) ?? recorded(table, boot)
      const after = withCounter(before, counter)
      staged.set(key, after ?? before)
      return after !== null
    },
    commit() {
      for (const [key, counters] of staged) known.set(key, counters)
      staged.clear()
    },
    rollback() {
      staged.clear()
      boots.clear()
    },
  }
}

function* lookCounters(sources: LookSources, boot: number, firstSeq: number): Generator<number> {
  const sealed = sources.tail.sealed()
  for (const stored of sources.bySeq(firstSeq, sealed - 1)) for (const look of stored.looks()) if (look.boot === boot) yield look.counter
  for (const look of sources.tail.looks(Math.max(firstSeq, sealed), Number.MAX_SAFE_INTEGER)) if (look.boot === boot) yield look.counter
}
