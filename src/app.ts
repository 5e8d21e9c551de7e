import { createHash, randomBytes } from 'node:crypto'
import { uptime } from 'node:os'
import { type CorrectedClock, systemClock } from './clock.ts'
import type { LoadResult } from './config/load.ts'
import { publicConfig, type PublicConfig } from './core/public-config.ts'
import type { Config } from './core/site.ts'
import { userAgentOf } from './core/user-agent.ts'
import { recordAnnouncements } from './daemon/announcements.ts'
import { applyConfig } from './daemon/catalogue.ts'
import type { Measure } from './daemon/measure.ts'
import type { Resumed } from './daemon/resume.ts'
import { createHealth, type HealthMonitor } from './health.ts'
import type { RedactedLog } from './log.ts'
import type { Net } from './probes/net.ts'
import { saveProgress, seal } from './daemon/sealing.ts'
import type { InForce, Reloader } from './reload.ts'
import { refuseMixture } from './simulation.ts'
import { openStore } from './store/sqlite/store.ts'
import type { Store } from './store/store.ts'
import type { Health, WebStart } from './web/messages.ts'
import { linkWeb, prepareWeb, type WebThread } from './web-link.ts'

/** The running daemon. */
export interface App extends AsyncDisposable {
  /** Where the pages are. */
  readonly url: string
  /** Makes all looks that are due now, waits for them and commits. */
  tick(): Promise<void>
  /** Reads the configuration again; a bad one changes nothing. True when what was read is in force. */
  reload(): Promise<boolean>
  health(): Health
}

export interface AppOptions {
  readonly config: Config
  /** Reads the configuration again, overrides of the command line included; null: never. */
  readonly load: (() => Promise<LoadResult>) | null
  readonly log: RedactedLog
  readonly version: string
  readonly clock?: CorrectedClock
  /** ms since the machine started, suspends included. */
  readonly sinceBoot?: () => number
  /** The first web thread, when one is getting ready already. */
  readonly web?: WebThread
  /** Makes further ones. */
  readonly prepareWeb?: () => WebThread
  /** The network under the probes, instead of the real one. */
  readonly net?: Net
}

const healthMs = 1_000
// What is not needed for the first page waits until it has been served.
const laterMs = 2_000
const firstSealMs = 60_000
const maxInFlight = 512

/**
 * Starts everything and resolves once pages are served; measuring has begun by then. Rejects, with everything taken down again,
 * when the data directory cannot be used (StoreError) or the address cannot be listened on.
 */
export async function startApp(options: AppOptions): Promise<App> {
  await using stack = new AsyncDisposableStack()
  const clock = options.clock ?? systemClock()
  const { log } = options.log
  options.log.hide(options.config.secrets)
  const stop = new AbortController()
  const store = stack.use(openStore(options.config.dataDir))
  refuseMixture(store, options.config)
  const inForce: InForce = { config: options.config, shown: shownOf(options.config), configError: null }
  applyConfig(store, inForce.shown, clock.now())
  recordAnnouncements(store, options.config.announcements, clock.now())
  const health = createHealth({ clock, store, inForce, log })

  let first = options.web
  const prepare = (): WebThread => {
    const thread = first ?? (options.prepareWeb ?? prepareWeb)()
    first = undefined
    return thread
  }
  // Everything that is not needed to serve the first page is loaded after it.
  const web = await linkWeb({ prepare, clock, log, firstRestartMs: 1_000, start: () => webStart(inForce, health.now()) })
  stack.use(web)
  const measure = await measuring({ ...options, clock }, store, inForce.config, (size) => web.tell({ type: 'committed', size }))
  stack.defer(() => saveProgress({ store, recorder: measure.measure.recorder, replay: measure.replay, log }))
  stack.use(measure.measure)
  health.follow(measure.measure)
  log.info({ url: web.url, monitors: countMonitors(inForce.config), replayed: measure.replayed }, 'watching')

  const [{ createReloader }, { followSpool }] = await Promise.all([import('./reload.ts'), import('./daemon/spool.ts')])
  const reloader = createReloader({ ...options, clock, store, inForce, measure: measure.measure, web, shownOf })
  const background = [
    tellHealth(clock, health, (message) => web.tell({ type: 'health', health: message }), stop.signal),
    reloader.watch(stop.signal),
    followSpool({
      dataDir: options.config.dataDir,
      store,
      recorder: measure.measure.recorder,
      clock,
      log,
      signal: stop.signal,
      onRecorded: () => web.tell({ type: 'committed', size: store.size() }),
      onLabelled: () => measure.measure.relabel(),
    }),
    laterChores(options, clock, inForce, stop.signal, () =>
      seal({
        store,
        recorder: measure.measure.recorder,
        replay: measure.replay,
        log,
        onStored: (throughSeq) => web.tell({ type: 'stored', throughSeq }),
      }),
    ),
  ]
  stack.defer(async () => {
    stop.abort()
    await Promise.all(background)
  })
  return appOf(stack.move(), web.url, measure.measure, reloader, health)
}

function appOf(stack: AsyncDisposableStack, url: string, measure: Measure, reloader: Reloader, health: HealthMonitor): App {
  return {
    url,
    tick: () => measure.tick(),
    reload: () => reloader.reload(),
    health: () => health.now(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

interface Measuring {
  readonly measure: Measure
  readonly replay: Resumed['replay']
  readonly replayed: number
}

async function measuring(
  options: AppOptions & { readonly clock: CorrectedClock },
  store: Store,
  config: Config,
  onCommit: (size: number) => void,
): Promise<Measuring> {
  const [{ startMeasuring }, { resume }, { probes }, { createNet }, { settleEngine }] = await Promise.all([
    import('./daemon/measure.ts'),
    import('./daemon/resume.ts'),
    import('./probes/index.ts'),
    import('./probes/net.ts'),
    import('./engine.ts'),
  ])
  const resumed = resume(store)
  settleEngine()
  const { clock, version } = options
  const measure = startMeasuring({
    clock,
    sinceBoot: options.sinceBoot ?? (() => uptime() * 1_000),
    store,
    resumed,
    probes,
    net: options.net ?? createNet(),
    log: options.log.log,
    boot: randomBytes(8).toString('hex'),
    userAgent: userAgentOf(version, config.site),
    config,
    captureDataDir: config.dataDir,
    maxInFlight,
    onCommit,
  })
  const { node, tz, openssl, icu } = process.versions
  const body = { vigie: version, node, tz, openssl, icu, platform: process.platform, arch: process.arch }
  measure.recorder.addEntry({ kind: 'software', at: clock.now(), body })
  return { measure, replay: resumed.replay, replayed: resumed.replayed }
}

async function tellHealth(clock: CorrectedClock, health: HealthMonitor, tell: (now: Health) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    health.check()
    tell(health.now())
    await clock.sleep(healthMs, signal)
  }
}

/** Chores by the calendar, the time source, and what else can wait until the first page was served. */
async function laterChores(
  options: AppOptions,
  clock: CorrectedClock,
  inForce: InForce,
  signal: AbortSignal,
  sealNow: () => Promise<void>,
): Promise<void> {
  const { log } = options.log
  await clock.sleep(laterMs, signal)
  if (signal.aborted) return
  const [{ startChores }, { followTime }] = await Promise.all([import('./daemon/chores.ts'), import('./daemon/time-keeper.ts')])
  await using _chores = await startChores([{ name: 'sealing', cron: '5 * * * *', run: sealNow }], log)
  await Promise.all([followTime(clock, () => inForce.config.clock.ntp, log, signal), sealOnce(clock, signal, sealNow)])
}

/** A daemon that is started again and again before the hour is full seals as well. */
async function sealOnce(clock: CorrectedClock, signal: AbortSignal, sealNow: () => Promise<void>): Promise<void> {
  await clock.sleep(firstSealMs, signal)
  if (!signal.aborted) await sealNow()
}

function shownOf(config: Config): PublicConfig {
  return publicConfig(config, (text) => createHash('sha256').update(text).digest('hex'))
}

function webStart({ config, shown }: InForce, health: Health): WebStart {
  const { host, port, trustProxy } = config.server
  return { dataDir: config.dataDir, config: shown, host, port, trustProxy, health }
}

const countMonitors = (config: Config): number => config.services.reduce((sum, { monitors }) => sum + monitors.length, 0)
