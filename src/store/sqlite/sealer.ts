import { setImmediate } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { startModule } from '../../thread.ts'
import type { Sealed } from '../store.ts'
import { StoreError } from '../store.ts'
import { guarded } from './errors.ts'
import type { NewChunk } from './seal.ts'
import type { SealNews, SealOrder } from './seal-worker.ts'

/** Seals on behalf of the one connection that writes. */
export interface Sealer {
  seal(): Promise<Sealed>
  /** Gives up what is under way, if anything; it is as if it had not begun, or as if it were done. */
  close(): Promise<void>
}

/** Removed from the log in one transaction. */
const batchesAtOnce = 500

export function sealer(db: Database, dataDir: string, size: () => number): Sealer {
  const writes = sealWrites(db)
  let running: Promise<unknown> = Promise.resolve()
  let worker: SealWorker | null = null
  const stop = new AbortController()

  const removeSealed = async (): Promise<void> => {
    while (!stop.signal.aborted && writes.removeSealed() > 0) await setImmediate()
  }
  const run = async (): Promise<Sealed> => {
    if (stop.signal.aborted) throw new StoreError('other', 'seal: the store is closed')
    writes.removeUnsealed()
    await removeSealed()
    worker = startWorker(dataDir)
    const done = { looks: 0, chunks: 0 }
    const take = (chunks: readonly NewChunk[]): void => {
      writes.add(chunks)
      done.chunks += chunks.length
      for (const { level, looks } of chunks) if (level === 0) done.looks += looks
    }
    try {
      const toSeq = size()
      while (writes.through() < toSeq) {
        const throughSeq = await worker.step({ step: 'parts', toSeq }, take)
        writes.seal(throughSeq ?? toSeq)
        await removeSealed()
      }
      for (const step of ['days', 'packs'] as const) await worker.step({ step, newestAt: writes.newestAt() }, take)
      return done
    } finally {
      await worker.end()
      worker = null
    }
  }
  return {
    seal() {
      const next = running.then(run)
      running = next.catch(() => undefined)
      return next
    },
    async close() {
      stop.abort()
      await worker?.end()
      await running
    },
  }
}

/** Each is one transaction. */
function sealWrites(db: Database) {
  const removeUnsealed = db.prepare('DELETE FROM chunk WHERE last_seq >= (SELECT through_seq FROM sealed)')
  const through = db.prepare<[], number>('SELECT through_seq FROM sealed').pluck()
  const seal = db.prepare<[number]>('UPDATE sealed SET through_seq = ?')
  const newestAt = db.prepare<[], number>('SELECT coalesce(max(to_at), 0) FROM chunk').pluck()
  const removeSealed = db.prepare<[number]>(
    'DELETE FROM log WHERE first_seq IN (SELECT first_seq FROM log WHERE last_seq < (SELECT through_seq FROM sealed) ORDER BY first_seq LIMIT ?)',
  )
  const add = db.transaction((chunks: readonly NewChunk[]) => addChunks(db, chunks))
  const write = <T>(work: () => T): T => guarded('seal', db.name, work)
  return {
    add: (chunks: readonly NewChunk[]) => write(() => add.immediate(chunks)),
    removeUnsealed: () => write(() => removeUnsealed.run().changes),
    removeSealed: () => write(() => removeSealed.run(batchesAtOnce).changes),
    seal: (seq: number) => write(() => seal.run(seq)),
    through: () => through.get() ?? 0,
    newestAt: () => newestAt.get() ?? 0,
  }
}

/** Writes chunks and takes out the rows whose looks they hold, inside the caller's transaction. */
export function addChunks(db: Database, chunks: readonly NewChunk[]): void {
  const insert = db.prepare<[number, number, number, number, number, number, number, string, Uint8Array, Uint8Array | null]>(
    `INSERT INTO chunk (series, level, from_at, to_at, first_seq, last_seq, looks, lengths, bytes, rest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const remove = db.prepare<[number]>('DELETE FROM chunk WHERE id = ?')
  for (const { series, level, fromAt, toAt, firstSeq, lastSeq, looks, lengths, bytes, rest, replaces } of chunks) {
    insert.run(series, level, fromAt, toAt, firstSeq, lastSeq, looks, JSON.stringify(lengths), bytes, rest)
    for (const id of replaces) remove.run(id)
  }
}

type Listener = (news: SealNews | Error) => void
const nobody: Listener = () => undefined

interface SealWorker {
  /** Resolves with what the step says it is through with. */
  step(order: SealOrder, take: (chunks: readonly NewChunk[]) => void): Promise<number | null>
  end(): Promise<void>
}

function startWorker(dataDir: string): SealWorker {
  const worker = startModule(new URL('./seal-worker.ts', import.meta.url), 'seal', { dataDir })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let listen = nobody
  worker.on('message', (news: SealNews) => listen(news))
  // It may end between two steps, when nobody listens.
  let gone: StoreError | null = null
  const ends = (why: string, cause?: unknown): void =>
    listen((gone ??= new StoreError('other', `seal: the thread that seals ${why}`, { cause })))
  worker.on('error', (error) => ends(`failed: ${error instanceof Error ? error.message : String(error)}`, error))
  worker.on('exit', () => ends('ended early'))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const tell = (message: SealOrder | 'go'): void => worker.postMessage(message)
  return {
    step: (order, take) =>
      new Promise((resolve, reject) => {
        if (gone !== null) return reject(gone)
        listen = (news) => {
          if (news instanceof Error) return reject(news)
          if ('failed' in news) return reject(new StoreError(news.failed.code, news.failed.message))
          if ('done' in news) return resolve(news.throughSeq)
          try {
            take(news.chunks)
            tell('go')
          } catch (error) {
            reject(error)
          }
        }
        tell(order)
      }),
    async end() {
      listen(new StoreError('other', 'seal: given up, the store is being closed'))
      await worker.terminate()
      await ended
    },
  }
}
