import type { Worker } from 'node:worker_threads'
import type { CaptureNews, CaptureOrder } from '../evidence/capture-worker.ts'
import { startModule } from '../thread.ts'

/** The thread that writes captures; it lives while there is something to write, and a little longer. */
export interface CaptureThread extends AsyncDisposable {
  /** Resolves with what became of it; never rejects. */
  keep(order: Omit<CaptureOrder, 'number'>): Promise<CaptureNews>
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>
}

/** A thread holds some 15 MB, and captures come in bursts. */
const idleMs = 10_000
const finishWithinMs = 1_500

export function captureThread(dir: string): CaptureThread {
  const waiting = new Map<number, (news: CaptureNews) => void>()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let next = 0
  let emptied = Promise.withResolvers<void>()

  const settle = (news: CaptureNews): void => {
    waiting.get(news.number)?.(news)
    waiting.delete(news.number)
    if (waiting.size > 0) return
    emptied.resolve()
    clearTimeout(idle)
    idle = setTimeout(() => end(), idleMs).unref()
  }
  const giveUp = (why: string): void => {
    for (const number of waiting.keys()) settle({ number, failed: why })
  }
  const end = (): void => {
    void worker?.terminate()
    worker = null
  }
  const start = (): Worker => {
    const started = startModule(new URL('../evidence/capture-worker.ts', import.meta.url), 'captures', { dir })
    let reason = 'the thread that writes captures ended early'
    started.on('message', (news: CaptureNews) => settle(news))
    started.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error)
    })
    started.on('exit', () => {
      if (worker !== started) return
      worker = null
      giveUp(reason)
    })
    // Whoever ends waits for it by disposing.
    started.unref()
    return started
  }

  return {
    keep(order) {
      clearTimeout(idle)
      worker ??= start()
      if (waiting.size === 0) emptied = Promise.withResolvers<void>()
      const number = next++
      const { promise, resolve } = Promise.withResolvers<CaptureNews>()
      waiting.set(number, resolve)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ ...order, number } satisfies CaptureOrder)
      return promise
    },
    idle: () => (waiting.size === 0 ? Promise.resolve() : emptied.promise),
    async [Symbol.asyncDispose]() {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, finishWithinMs)
      await Promise.race([waiting.size === 0 ? null : emptied.promise, promise])
      clearTimeout(timer)
      clearTimeout(idle)
      const last = worker
      worker = null
      await last?.terminate()
      giveUp('the daemon ended before it was written')
      clearTimeout(idle)
    },
  }
}
