import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Clock } from './clock.ts'
import type { FigureWish } from './core/figure.ts'
import type { Log } from './log.ts'
import { committedIn } from './web/committed.ts'
import type { FromWeb, ToWeb, WebStart } from './web/messages.ts'

/** A thread that is getting ready; it serves once it is told what. */
export interface WebThread extends AsyncDisposable {
  begin(start: WebStart): void
  tell(message: ToWeb): void
  /** Resolves with its address; rejects when it ended before it listened. */
  readonly listening: Promise<string>
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>
  /** Who hears what somebody wants to cite. */
  onCite(listener: (wish: FigureWish) => void): void
}

/** `workerData` of web-boot.js. */
export interface WebBoot {
  /** Module that reads `WebStart` from its workerData and serves. */
  readonly entry: string
  /** Modules to load meanwhile. */
  readonly preload: readonly string[]
  /** Brings the `WebStart`. */
  readonly begin: MessagePort
}

/** Until somebody listens. */
function nobodyCites(_wish: FigureWish): void {}

/** Starts a thread; `entry` is the module that serves, `preload` what it may load before it knows what to serve. */
export function prepareWeb(entry: URL = webThread, preload: readonly URL[] = entry === webThread ? neededByWeb : []): WebThread {
  const { port1, port2 } = new MessageChannel()
  const workerData: WebBoot = { entry: entry.href, preload: preload.map(({ href }) => href), begin: port2 }
  const worker = new Worker(new URL('./web-boot.js', import.meta.url), { workerData, transferList: [port2], name: 'web' })
  const listening = Promise.withResolvers<string>()
  const ended = Promise.withResolvers<string>()
  let reason = 'it ended'
  let cite = nobodyCites
  worker.on('message', (message: FromWeb) => {
    if (message.type === 'listening') listening.resolve(message.url)
    if (message.type === 'cite') cite(message.wish)
    if (message.type === 'failed') {
      reason = message.message
      listening.reject(new Error(reason))
    }
  })
  worker.on('error', (error) => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  })
  worker.on('exit', () => {
    port1.close()
    listening.reject(new Error(`the web thread ended before it listened: ${reason}`))
    ended.resolve(reason)
  })
  // Whoever waits for it hears of it; nobody has to.
  listening.promise.catch(() => undefined)
  let begun = false
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const tell = (message: ToWeb): void => worker.postMessage(message)
  return {
    tell,
    begin(start) {
      begun = true
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      port1.postMessage(start)
    },
    listening: listening.promise,
    ended: ended.promise,
    onCite(listener) {
      cite = listener
    },
    async [Symbol.asyncDispose]() {
      tell({ type: 'stop' })
      // One that has not begun has nothing to end in order.
      const patience = setTimeout(() => void worker.terminate(), begun ? stopWithinMs : 0)
      await ended.promise
      clearTimeout(patience)
    },
  }
}

/** The web thread, seen from the measuring thread. */
export interface WebLink extends AsyncDisposable {
  /** Where it listens; stays the same over restarts. */
  readonly url: string
  tell(message: ToWeb): void
  /** How often it had to be started again. */
  restarts(): number
}

export interface WebLinkOptions {
  /** Makes a thread; the first one may have been getting ready for a while. */
  readonly prepare: () => WebThread
  readonly clock: Clock
  readonly log: Log
  /** What the thread begins with: asked anew for every start. */
  readonly start: () => Omit<WebStart, 'committed'>
  readonly firstRestartMs: number
  /** Somebody wants to cite. */
  readonly onCite?: (wish: FigureWish) => void
}

/**
 * Lets the thread begin and resolves once it listens; rejects when it cannot (the port is in use). When it crashes later it is started
 * again, waiting longer each time it does not come up: measuring goes on meanwhile.
 */
export async function linkWeb({ prepare, clock, log, start, firstRestartMs, onCite = () => {} }: WebLinkOptions): Promise<WebLink> {
  const stop = new AbortController()
  const committed = committedIn()
  const begin = (): WebStart => ({ ...start(), committed: committed.buffer })
  let current = prepare()
  current.onCite(onCite)
  current.begin(begin())
  const url = await current.listening
  let restarts = 0

  const restart = async (): Promise<boolean> => {
    current = prepare()
    current.onCite(onCite)
    // A port that the system gave is asked for again.
    current.begin({ ...begin(), port: Number(new URL(url).port) })
    restarts += 1
    return current.listening.then(
      () => true,
      () => false,
    )
  }
  const watch = async (): Promise<void> => {
    let waitMs = firstRestartMs
    for (;;) {
      const reason = await current.ended
      if (stop.signal.aborted) return
      log.error({ reason, restartInMs: waitMs }, 'web thread ended; starting it again')
      await clock.sleep(waitMs, stop.signal)
      if (stop.signal.aborted) return
      const up = await restart()
      waitMs = up ? firstRestartMs : Math.min(2 * waitMs, longestRestartMs)
      if (up) log.info({ url, restarts }, 'web thread listens again')
    }
  }
  const watching = watch()

  return {
    url,
    restarts: () => restarts,
    tell(message) {
      if (message.type !== 'committed' || committed.tell(message.size)) current.tell(message)
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await current[Symbol.asyncDispose]()
      await watching
    },
  }
}

const webThread = new URL('./web-thread.ts', import.meta.url)
const neededByWeb = ['./web/start.ts', './store/sqlite/reader.ts', './log.ts'].map((path) => new URL(path, import.meta.url))
const longestRestartMs = 30_000
const stopWithinMs = 1_500
