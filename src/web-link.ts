import { Worker } from 'node:worker_threads'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { FromWeb, ToWeb, WebStart } from './web/messages.ts'

/** The web thread, seen from the measuring thread. */
export interface WebLink extends AsyncDisposable {
  /** Where it listens; stays the same over restarts. */
  readonly url: string
  tell(message: ToWeb): void
  /** How often it had to be started again. */
  restarts(): number
}

export interface WebLinkOptions {
  readonly entry: URL
  readonly clock: Clock
  readonly log: Log
  /** What the thread begins with: asked anew for every start. */
  readonly start: () => WebStart
  readonly firstRestartMs: number
}

const longestRestartMs = 30_000
const stopWithinMs = 1_500

/**
 * Starts the thread and resolves once it listens; rejects when it cannot (the port is in use). When it crashes later it is started
 * again, waiting longer each time it does not come up: measuring goes on meanwhile.
 */
export async function linkWeb(options: WebLinkOptions): Promise<WebLink> {
  const stop = new AbortController()
  let current = launch(options, null)
  const url = await current.listening
  let restarts = 0

  const watch = async (): Promise<void> => {
    let waitMs = options.firstRestartMs
    for (;;) {
      const reason = await current.ended
      if (stop.signal.aborted) return
      options.log.error({ reason, restartInMs: waitMs }, 'web thread ended; starting it again')
      await options.clock.sleep(waitMs, stop.signal)
      if (stop.signal.aborted) return
      current = launch(options, url)
      restarts += 1
      const up = await current.listening.then(
        () => true,
        () => false,
      )
      waitMs = up ? options.firstRestartMs : Math.min(2 * waitMs, longestRestartMs)
      if (up) options.log.info({ url, restarts }, 'web thread listens again')
    }
  }
  const watching = watch()

  return {
    url,
    restarts: () => restarts,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    tell: (message) => current.worker.postMessage(message),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await end(current)
      await watching
    },
  }
}

interface Thread {
  readonly worker: Worker
  /** Rejects when it ended before it listened. */
  readonly listening: Promise<string>
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>
}

/** `url`: where it listened before, so that a port given by the system is asked for again. */
function launch({ entry, start, log }: WebLinkOptions, url: string | null): Thread {
  const asked = start()
  const workerData: WebStart = url === null ? asked : { ...asked, port: Number(new URL(url).port) }
  const worker = new Worker(entry, { workerData, name: 'web' })
  const listening = Promise.withResolvers<string>()
  const ended = Promise.withResolvers<string>()
  let reason = 'it exited'
  worker.on('message', (message: FromWeb) => {
    if (message.type === 'listening') listening.resolve(message.url)
    if (message.type === 'failed') {
      reason = message.message
      listening.reject(new Error(message.message))
    }
  })
  worker.on('error', (error) => {
    log.error({ err: error }, 'web thread failed')
    reason = error instanceof Error ? error.message : String(error)
  })
  worker.on('exit', () => {
    listening.reject(new Error(`the web thread ended before it listened: ${reason}`))
    ended.resolve(reason)
  })
  // Whoever waits for it hears of it; nobody has to.
  listening.promise.catch(() => undefined)
  return { worker, listening: listening.promise, ended: ended.promise }
}

async function end({ worker, ended }: Thread): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage({ type: 'stop' } satisfies ToWeb)
  const patience = setTimeout(() => void worker.terminate(), stopWithinMs)
  await ended
  clearTimeout(patience)
}
