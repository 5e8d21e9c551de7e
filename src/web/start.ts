import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Reader } from '../store/store.ts'
import { createApp } from './app.ts'
import type { Web } from './context.ts'
import { createLive } from './live.ts'
import type { ToWeb, WebStart } from './messages.ts'
import { listen } from './server.ts'

export interface RunningWeb extends AsyncDisposable {
  readonly url: string
  /** What the measuring thread tells. */
  receive(message: Exclude<ToWeb, { type: 'stop' }>): void
  /** Resolves with true when what the first page did not need is loaded, with false when it was stopped before. */
  readonly warm: Promise<boolean>
  /** Resolves when everything told so far is taken in. */
  settled(): Promise<void>
}
export interface WebParts {
  readonly reader: Reader
  readonly clock: Clock
  readonly log: Log
}

/** The log behind a page may be long; nobody waits for it longer than this to hear that we listen. */
const firstPageWithinMs = 50
/** While nobody reads, the log is followed in strides: waking for every commit cost more than the looks' own derivation. */
const strideMs = 1_000

/** Starts the web side: listens first, reads the log behind. The reader stays the caller's. */
export async function startWeb(start: Omit<WebStart, 'dataDir'>, parts: WebParts): Promise<RunningWeb> {
  const { reader, log } = parts
  let { config, health } = start
  // The daemon corrects its clock by a time source; here the same correction is applied.
  const clock: Clock = { ...parts.clock, now: () => Math.round(parts.clock.now() + health.clock.offsetMs) }
  let url = ''
  const live = createLive(reader, clock)
  let told = reader.size()
  let asked = told
  let following = live.follow(told)
  let striding = false
  const web: Web = {
    reader,
    live,
    clock,
    log,
    trustProxy: start.trustProxy,
    config: () => config,
    health: () => health,
    listening: () => url,
    get caughtUp() {
      return followNow()
    },
  }
  const stop = new AbortController()
  const { app, events, loadRest } = createApp(web)
  const server = await listen((request) => app.fetch(request), start.host, start.port)
  url = server.url
  const followTo = async (size: number): Promise<void> => {
    await live.follow(size)
    const trouble = live.trouble()
    if (trouble !== null) log.error({ trouble }, 'the log cannot be followed')
  }
  /** Up to everything told so far: whoever asks sees all that was committed when the question came. */
  function followNow(): Promise<void> {
    if (asked < told) {
      asked = told
      following = following.then(() => followTo(asked))
    }
    return following
  }
  const followSoon = async (): Promise<void> => {
    if (events.clients() > 0) return followNow()
    if (striding) return
    striding = true
    await clock.sleep(strideMs, stop.signal)
    striding = false
    if (!stop.signal.aborted) await followNow()
  }
  // Whoever comes first finds the page made, or at least all that makes it compiled.
  await Promise.race([app.fetch(new Request(`${url}/`)), clock.sleep(firstPageWithinMs, stop.signal)])
  const warming = warmUp(web, loadRest, stop.signal)
  return {
    url,
    warm: warming,
    receive(message) {
      if (message.type === 'committed') {
        told = Math.max(told, message.size)
        void followSoon()
      } else if (message.type === 'config') config = message.config
      else if (message.type === 'stored') live.stored(message.throughSeq)
      else health = message.health
    },
    settled: () => followNow(),
    async [Symbol.asyncDispose]() {
      stop.abort()
      events.close()
      await server[Symbol.asyncDispose]()
      await following
      await warming
    },
  }
}

/** After the first moments, so that the first page does not wait for it. */
async function warmUp(web: Web, warm: () => Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  await web.clock.sleep(1_500, signal)
  try {
    if (!signal.aborted) await warm()
  } catch (error) {
    web.log.error({ err: error }, 'warming up the web side failed')
  }
  return !signal.aborted
}
