import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { checkVersion, loadMigrations } from '../migrate.ts'
import type { Reader } from '../store.ts'
import { StoreError } from '../store.ts'
import { openForReading } from './connection.ts'
import { guarded } from './errors.ts'
import { derivedReads, seriesQuery } from './read-derived.ts'
import { dictionaryOf, type Dictionary } from './dictionary.ts'
import { lookSources, type LookSources } from './look-sources.ts'
import { captureReads } from './read-captures.ts'
import { logReads, roundReads } from './read-log.ts'
import { learnedRead, templatesRead } from './learned.ts'
import { lookReads } from './read-looks.ts'

export const migrations = loadMigrations(fileURLToPath(new URL('./migrations/', import.meta.url)))

export interface ReaderOptions {
  /**
   * Everything is read as it stood at the opening, whatever is committed meanwhile. For a job that ends: the write-ahead log grows for as
   * long as it is open.
   */
  readonly frozen?: boolean
}

/**
 * Opens a data directory for reading, on a connection of its own: in any thread or process, while the writer runs.
 * Throws StoreError: `missing` when nothing was recorded there yet, `newer_schema`, `corrupt`, `read_only`, `locked`.
 */
export function openReader(dataDir: string, options: ReaderOptions = {}): Reader {
  const db = openForReading(dataDir)
  return guarded('read', db.name, () => {
    try {
      const version = checkVersion(db, migrations)
      if (version < migrations.length) {
        throw new StoreError(
          'missing',
          `${db.name} has schema ${version}, this vigie reads ${migrations.length}: start "vigie serve" on it once to bring it up`,
        )
      }
      if (options.frozen === true) freeze(db)
      return { ...readsOf(db), [Symbol.asyncDispose]: async () => void db.close() }
    } catch (error) {
      db.close()
      throw error
    }
  })
}

/** A read transaction begins with its first read. */
function freeze(db: Database): void {
  db.exec('BEGIN')
  db.prepare('SELECT count(*) FROM sqlite_schema').get()
}

function readsOf(db: Database): Omit<Reader, keyof AsyncDisposable> {
  const dictionary = dictionaryOf(db)
  return reads(db, dictionary, lookSources(db, dictionary))
}

/** Every reading method over one connection; what SQLite throws becomes a StoreError. */
export function reads(db: Database, dictionary: Dictionary, sources: LookSources): Omit<Reader, keyof AsyncDisposable> {
  const log = logReads(db, dictionary, sources)
  const rounds = roundReads(db, dictionary)
  const all = {
    captures: captureReads(db),
    learned: learnedRead(db),
    templates: templatesRead(db),
    ...log,
    ...lookReads(db, dictionary, sources, seriesQuery(db), rounds.roundTimes),
    ...rounds,
    ...derivedReads(db),
  }
  return {
    ...all,
    size: guard(db, all.size),
    catalogue: guard(db, all.catalogue),
    currentId: guard(db, all.currentId),
    monitorIds: guard(db, all.monitorIds),
    observation: guard(db, all.observation),
    newestLookAt: guard(db, all.newestLookAt),
    observations: guard(db, all.observations),
    rounds: guard(db, all.rounds),
    roundTimes: guard(db, all.roundTimes),
    roundStarts: guard(db, all.roundStarts),
    log: guard(db, all.log),
    entries: guard(db, all.entries),
    captures: guard(db, all.captures),
    snapshots: guard(db, all.snapshots),
    learned: guard(db, all.learned),
    templates: guard(db, all.templates),
    outages: guard(db, all.outages),
    outage: guard(db, all.outage),
    gaps: guard(db, all.gaps),
    quarters: guard(db, all.quarters),
    looks: (monitorId, period, options) => guardedStream(db, all.looks(monitorId, period, options)),
    storedLooks: (monitorId, period) => {
      const { batches, whole } = all.storedLooks(monitorId, period)
      return { batches: guardedStream(db, batches), whole: guard(db, whole) }
    },
    columns: (monitorId, options) => guardedStream(db, all.columns(monitorId, options)),
  }
}

function guard<A extends readonly unknown[], R>(db: Database, read: (...args: A) => R): (...args: A) => R {
  return (...args) => guarded('read', db.name, () => read(...args))
}

function* guardedStream<T>(db: Database, items: Iterable<T>): Generator<T> {
  const iterator = items[Symbol.iterator]()
  // One for all: a year of looks would make half a million.
  const step = (): IteratorResult<T> => iterator.next()
  for (;;) {
    const next = guarded('read', db.name, step)
    if (next.done === true) return
    yield next.value
  }
}
