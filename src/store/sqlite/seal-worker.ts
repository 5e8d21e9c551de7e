import { parentPort, workerData } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { StoreError } from '../store.ts'
import { openForReading } from './connection.ts'
import { storeError } from './errors.ts'
import { mergedDays, type NewChunk, packedDays, sealedParts } from './seal.ts'

/** What this thread is told, one step at a time: it reads what the step before it led to. */
export type SealOrder = { readonly step: 'parts'; readonly toSeq: number } | { readonly step: 'days' | 'packs'; readonly newestAt: number }
/** What it says: chunks, some at a time, each answered with `go` once they are written; then the end of the step. */
export type SealNews =
  | { readonly chunks: readonly NewChunk[] }
  | { readonly done: true; readonly throughSeq: number | null }
  | { readonly failed: { readonly code: StoreError['code']; readonly message: string } }

/** Written in one transaction: a few milliseconds of the measuring thread. */
const bytesAtOnce = 256 * 1024

const port = parentPort
if (port === null) throw new Error('seal-worker.ts is started by the store as a worker thread')
const { dataDir }: { readonly dataDir: string } = workerData
let opened: Database | null = null
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: SealNews): void => port.postMessage(news)
let go: () => void = () => {}
port.on('message', (message: SealOrder | 'go') => {
  if (message === 'go') go()
  else void obey(message)
})

async function obey(order: SealOrder): Promise<void> {
  try {
    // Here and not before: that it cannot be opened is told like any other failure.
    opened ??= openForReading(dataDir)
    const throughSeq = await send(chunksOf(opened, order))
    say({ done: true, throughSeq })
  } catch (error) {
    const told = storeError('seal', dataDir, error)
    const code = told instanceof StoreError ? told.code : 'other'
    say({ failed: { code, message: told instanceof Error ? told.message : String(told) } })
  }
}

function chunksOf(db: Database, order: SealOrder): Generator<NewChunk, number | void> {
  if (order.step === 'parts') return sealedParts(db, order.toSeq)
  return order.step === 'days' ? mergedDays(db, order.newestAt) : packedDays(db, order.newestAt)
}

async function send(chunks: Generator<NewChunk, number | void>): Promise<number | null> {
  let waiting: NewChunk[] = []
  let bytes = 0
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    go = resolve
    say({ chunks: waiting })
    waiting = []
    bytes = 0
    await promise
  }
  for (;;) {
    const next = chunks.next()
    if (next.done === true) {
      await flush()
      return next.value ?? null
    }
    waiting.push(next.value)
    bytes += next.value.bytes.length + (next.value.rest?.length ?? 0)
    if (bytes >= bytesAtOnce) await flush()
  }
}
