import type { Database } from 'better-sqlite3'
import { migrate } from '../migrate.ts'
import { type Store, StoreError } from '../store.ts'
import { backupDatabase } from './backup.ts'
import { migrationSteps } from './migration-steps.ts'
import { makeDataDir, openForWriting } from './connection.ts'
import { guarded } from './errors.ts'
import { learnedWriter } from './learned.ts'
import { lockDataDir } from './lock.ts'
import { migrations, reads } from './reader.ts'
import { dictionaryOf } from './dictionary.ts'
import { lookSources } from './look-sources.ts'
import { packLog, writePackedLog } from './fill.ts'
import { sealer } from './sealer.ts'
import { catalogueWriter } from './write-catalogue.ts'
import { derivedWriter } from './write-derived.ts'
import { logWriter } from './write-log.ts'

export interface StoreOptions {
  /** Of a database that is made now; an existing one keeps its own. */
  readonly pageBytes?: number
  /** How long a write waits for another program's lock on the database before it fails as `locked`; the whole thread waits. */
  readonly waitMs?: number
}

/**
 * Opens a data directory for writing, making it when it is missing, and holds it against a second writer until it is disposed.
 * Throws StoreError: `locked` (another vigie writes there), `newer_schema`, `corrupt`, `read_only`, `disk_full`.
 */
export function openStore(dataDir: string, options: StoreOptions = {}): Store {
  makeDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  try {
    const db = openForWriting(dataDir, options.pageBytes, options.waitMs)
    try {
      guarded('migrate', db.name, () => migrate(db, migrations, migrationSteps))
      // A file that could not be opened for writing, by permission or by one failure of the disk, is open read-only until it is closed,
      // and SQLite says nothing before it shall write.
      guarded('write', db.name, () => db.exec('UPDATE proof SET writes = writes WHERE 0'))
      return storeOver(db, dataDir, () => lock.release())
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function storeOver(db: Database, dataDir: string, release: () => void): Store {
  const dictionary = dictionaryOf(db)
  const sources = lookSources(db, dictionary)
  const reading = reads(db, dictionary, sources)
  const log = logWriter(db, sources)
  const derivedRows = derivedWriter(db)
  const catalogueRow = catalogueWriter(db)
  const writeLearned = learnedWriter(db)
  const sealing = sealer(db, dataDir, reading.size)
  const prove = db.prepare('INSERT INTO proof (id, writes) VALUES (1, 1) ON CONFLICT DO UPDATE SET writes = writes + 1')
  const holdsLooks = db.prepare('SELECT 1 FROM boot LIMIT 1')
  // Known after every commit; asked anew after a failure, when nobody can be sure how it ended.
  let size: number | null = null

  /** One transaction: what `work` does is all there and durable when it returns, or nothing of it is. */
  const inTransaction = <T>(work: (nextSeq: number) => { readonly result: T; readonly nextSeq: number }): T =>
    guarded('write', db.name, () => {
      try {
        const { result, nextSeq } = db.transaction(() => work((size ??= reading.size()))).immediate()
        size = nextSeq
        log.commit()
        return result
      } catch (error) {
        size = null
        log.rollback()
        dictionary.forget()
        throw error
      }
    })

  return {
    ...reading,
    record: (items, derived) =>
      inTransaction((first) => {
        let nextSeq = first
        const seqs = items.map((item) => {
          const seq = log.append(nextSeq, item)
          if (seq !== null) nextSeq++
          return seq
        })
        log.flush()
        derivedRows.write(derived)
        return { result: seqs, nextSeq }
      }),
    configure: (at, body, catalogue) =>
      inTransaction((seq) => {
        log.append(seq, { type: 'entry', entry: { kind: 'config', at, body } })
        for (const change of catalogue) catalogueRow(change, seq, at)
        return { result: seq, nextSeq: seq + 1 }
      }),
    saveProgress: (progress) => inTransaction((nextSeq) => ({ result: derivedRows.saveProgress(progress), nextSeq })),
    saveLearned: (learned) => inTransaction((nextSeq) => ({ result: writeLearned(learned), nextSeq })),
    replaceDerived: (...args) => inTransaction((nextSeq) => ({ result: derivedRows.replace(...args), nextSeq })),
    recordPast: async (items) => {
      const firstSeq = reading.size()
      const log = await packLog(items, firstSeq)
      inTransaction((nextSeq) => {
        if (nextSeq !== firstSeq || holdsLooks.get() !== undefined)
          throw new StoreError('other', `fill ${db.name}: it holds looks already; a past can only be given to a new data directory`)
        writePackedLog(db, log)
        return { result: undefined, nextSeq: log.nextSeq }
      })
      return log.nextSeq - firstSeq
    },
    seal: () => sealing.seal(),
    probeWrite: () => inTransaction((nextSeq) => ({ result: void prove.run(), nextSeq })),
    backup: (file, progress) => backupDatabase(dataDir, file, progress),
    [Symbol.asyncDispose]: async () => {
      try {
        await sealing.close()
        if (db.open) db.close()
      } finally {
        release()
      }
    },
  }
}
