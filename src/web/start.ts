import type { Clock } from '../clock.ts'
import type { FigureWish } from '../core/figure.ts'
import { figureIndex } from '../evidence/bundle/figure-index.ts'
import { type CaptureReader, noCaptures } from '../evidence/capture-files.ts'
import type { Log } from '../log.ts'
import type { Reader } from '../store/store.ts'
import { createApp } from './app.ts'
import type { BundleMaker } from './bundles.ts'
import { configured } from './catalogue.ts'
import { committedIn } from './committed.ts'
import type { Web } from './context.ts'
import { createFollower } from './follower.ts'
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
  /** None unless given. */
  readonly captures?: CaptureReader
  /** Without it none are made. */
  readonly makeBundle?: BundleMaker
  /** Has a figure minted, if one is due. Without it none are. */
  readonly cite?: (wish: FigureWish) => void
  readonly clock: Clock
  readonly log: Log
}

/** The log behind a page may be long; nobody waits for it longer than this to hear that we listen. */
const firstPageWithinMs = 50
/**
 * With more monitors than this, making the page takes longer than that by itself: 0.8 ms a monitor, and nothing else can run meanwhile.
 * With 2,000 of them the daemon heard 1.6 s later that we listen, and began to look only then.
 */
const madeAheadAtMost = 60

/** Starts the web side: listens first, reads the log behind. The reader stays the caller's. */
export async function startWeb(start: WebStart, parts: WebParts): Promise<RunningWeb> {
  const { reader, log } = parts
  let { config, health } = start
  // The daemon corrects its clock by a time source; here the same correction is applied.
  const clock: Clock = { ...parts.clock, now: () => Math.round(parts.clock.now() + health.clock.offsetMs) }
  let url = ''
  const live = createLive(reader, clock)
  const stop = new AbortController()
  const committed = committedIn(start.committed)
  const listens = (): boolean => events.clients() > 0
  const follower = createFollower({ live, clock, log, size: reader.size(), committed, listens, signal: stop.signal })
  const web: Web = {
    reader,
    captures: parts.captures ?? noCaptures,
    dataDir: start.dataDir,
    makeBundle: parts.makeBundle ?? (() => Promise.reject(new Error('nothing here makes bundles'))),
    cite: parts.cite ?? (() => {}),
    figures: figureIndex(reader),
    live,
    clock,
    log,
    trustProxy: start.trustProxy,
    config: () => config,
    health: () => health,
    listening: () => url,
    get caughtUp() {
      return follower.now()
    },
  }
  const { app, events, loadPages } = createApp(web)
  const server = await listen((request) => app.fetch(request), start.host, start.port)
  url = server.url
  // Whoever comes first finds the page made, or at least all that makes it compiled.
  if (configured(config).length <= madeAheadAtMost)
    await Promise.race([app.fetch(new Request(`${url}/`)), clock.sleep(firstPageWithinMs, stop.signal)])
  const warming = warmUp(web, loadPages, stop.signal)
  return {
    url,
    warm: warming,
    receive(message) {
      if (message.type === 'config') config = message.config
      else if (message.type === 'stored') live.stored(message.throughSeq)
      else if (message.type === 'health') health = message.health
      // Health comes once a second, and with it whatever was committed without waking us.
      follower.told(message.type === 'committed' ? message.size : undefined)
    },
    settled: () => follower.now(),
    async [Symbol.asyncDispose]() {
      stop.abort()
      events.close()
      await server[Symbol.asyncDispose]()
      await follower.now()
      await warming
    },
  }
}

/** After the first moments, so that the first page does not wait for it: the further pages. */
async function warmUp(web: Web, warm: () => Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  await web.clock.sleep(1_500, signal)
  try {
    if (!signal.aborted) await warm()
  } catch (error) {
    web.log.error({ err: error }, 'warming up the web side failed')
  }
  return !signal.aborted
}
