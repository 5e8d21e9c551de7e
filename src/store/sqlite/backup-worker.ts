import { parentPort, workerData } from 'node:worker_threads'
import { StoreError } from '../store.ts'
import { copyDatabase } from './copy.ts'

/** What this thread is started with, and what it says. */
export interface BackupOrder {
  readonly source: string
  readonly file: string
}
export type BackupNews =
  | { readonly done: number; readonly total: number }
  | { readonly failed: { readonly code: StoreError['code']; readonly message: string } }
  | { readonly records: number }

const order: BackupOrder = workerData
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: BackupNews): void => parentPort?.postMessage(news)
try {
  say({ records: await copyDatabase(order.source, order.file, (done, total) => say({ done, total })) })
} catch (error) {
  if (!(error instanceof StoreError)) throw error
  say({ failed: { code: error.code, message: error.message } })
}
