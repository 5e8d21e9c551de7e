import { parentPort, workerData } from 'node:worker_threads'
import { fillOrder, type BundleOrder } from './evidence/bundle/order.ts'
import { openReader } from './store/sqlite/reader.ts'

/** How it ended; null: the bundle is in its place. */
export type BundleNews = { readonly failed: string | null }

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: BundleNews): void => parentPort?.postMessage(news)
// Only bundle-link.ts starts this file, and this is what it hands over.
const order: BundleOrder = workerData
try {
  await using reader = openReader(order.dataDir)
  await fillOrder(reader, order)
  say({ failed: null })
} catch (error) {
  say({ failed: error instanceof Error ? error.message : String(error) })
}
