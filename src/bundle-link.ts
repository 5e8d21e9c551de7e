import type { BundleNews } from './bundle-thread.ts'
import type { BundleOrder } from './evidence/bundle/order.ts'
import { startThread } from './short-thread.ts'

/** Has a bundle made in a thread of its own, so that neither a look nor a page waits for it. Rejects with the reason when that fails. */
export async function bundleInThread(order: BundleOrder): Promise<void> {
  let failed: string | null = 'the thread ended before the bundle was whole'
  const thread = startThread(
    './bundle-thread.ts',
    'bundle',
    order,
    (worker) => worker.on('message', (news: BundleNews) => (failed = news.failed)),
    (reason) => (failed = reason),
  )
  await thread.ended
  if (failed !== null) throw new Error(failed)
}
