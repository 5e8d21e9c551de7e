import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { StoreError } from '../store.ts'
import { copyDatabase } from './copy.ts'
import { writeOldCheckpoint } from './old-checkpoint.ts'
import { filesDir, packFiles } from './packed-files.ts'

/** What this thread is started with, and what it says. */
export interface BackupOrder {
  readonly source: string
  readonly file: string
  /** What the log signed last, read before the copy begins: it is about records that the copy has. */
  readonly checkpoint: string | null
}
export type BackupNews =
  | { readonly done: number; readonly total: number }
  | { readonly failed: { readonly code: StoreError['code']; readonly message: string } }
  | { readonly records: number }

const order: BackupOrder = workerData
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: BackupNews): void => parentPort?.postMessage(news)
try {
  // After the database: a record names only what was on the disk before it.
  const pack = (db: Database): void => {
    packFiles(db, filesDir(dirname(order.source)))
    if (order.checkpoint !== null) writeOldCheckpoint(db, order.checkpoint)
  }
  say({ records: await copyDatabase(order.source, order.file, (done, total) => say({ done, total }), pack) })
} catch (error) {
  if (!(error instanceof StoreError)) throw error
  say({ failed: { code: error.code, message: error.message } })
}
