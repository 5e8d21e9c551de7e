import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { FigureWish } from './core/figure.ts'
import type { BundleOrder } from './evidence/bundle/order.ts'
import type { FromWeb, ToWeb, WebStart } from './web/messages.ts'

// Composition root of the web thread: an own read-only connection, so that nothing a reader does delays a look.
await run()

async function run(): Promise<void> {
  if (parentPort === null) throw new Error('web-thread.ts is started by the daemon as a worker thread')
  const port = parentPort
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const tell = (message: FromWeb): void => port.postMessage(message)
  try {
    const [{ systemClock }, { createLog }, { openReader }, { captureDir, readCaptures }, { startWeb }] = await Promise.all([
      import('./clock.ts'),
      import('./log.ts'),
      import('./store/sqlite/reader.ts'),
      import('./evidence/capture-files.ts'),
      import('./web/start.ts'),
    ])
    // Only web-link.ts starts this file, and this is what it hands over.
    const start: WebStart = workerData
    const { log } = createLog({ write: (line) => process.stderr.write(line) })
    const reader = openReader(start.dataDir)
    const captures = readCaptures(captureDir(start.dataDir))
    const cite = (wish: FigureWish): void => tell({ type: 'cite', wish })
    const web = await startWeb(start, { reader, captures, makeBundle, cite, clock: systemClock(), log })
    port.on('message', (message: ToWeb) => {
      if (message.type !== 'stop') return web.receive(message)
      void Promise.resolve(web[Symbol.asyncDispose]())
        .then(() => reader[Symbol.asyncDispose]())
        .finally(() => {
          tell({ type: 'stopped' })
          port.close()
        })
    })
    // What was compiled for the first page is kept for the next start: now, since the daemon may be killed, and since it sets V8's flags
    // when it hears from us (engine.ts).
    flushCompileCache()
    tell({ type: 'listening', url: web.url })
    if (await web.warm) (await import('./engine.ts')).dropGarbage()
  } catch (error) {
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
    port.close()
  }
}

/** Whoever asks for one is rare. */
async function makeBundle(order: BundleOrder): Promise<void> {
  await (await import('./bundle-link.ts')).bundleInThread(order)
}
