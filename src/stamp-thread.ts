import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { sha256 } from './evidence/hash.ts'
import { logFiles } from './evidence/log-files.ts'
import { type StampContext, stampWithAll } from './evidence/timestamp.ts'
import { keepStamp, type TokenBody } from './evidence/tokens.ts'

/** What this thread is started for: to have one checkpoint stamped by all authorities. */
export interface StampOrder {
  readonly dataDir: string
  /** http or https addresses, a password included where one is needed. */
  readonly authorities: readonly string[]
  /** The checkpoint file, byte for byte, as text, and the records in its tree. */
  readonly checkpoint: string
  readonly size: number
}
/** One authority's outcome, as soon as it is known: a slow one holds up nobody else's. */
export type StampNews = { readonly body: TokenBody } | { readonly failed: string }

const timeoutMs = 15_000

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: StampNews): void => parentPort?.postMessage(news)
// Only stamp-link.ts starts this file, and this is what it hands over; it ends the thread when it is no longer wanted.
const { dataDir, authorities, checkpoint, size }: StampOrder = workerData
const context: StampContext = { timeoutMs, signal: new AbortController().signal, sleep: (ms) => delay(ms) }
const digest = sha256(Buffer.from(checkpoint))
await Promise.all(
  authorities.map(async (authority) => {
    try {
      for (const stamp of await stampWithAll(digest, [authority], context)) say({ body: keepStamp(logFiles(dataDir).tokens, size, stamp) })
    } catch (error) {
      say({ failed: error instanceof Error ? error.message : String(error) })
    }
  }),
)
