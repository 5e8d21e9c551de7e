import { createHash, randomBytes, randomInt } from 'node:crypto'
import { uptime } from 'node:os'
import { type CorrectedClock, systemClock } from './clock.ts'
import type { LoadResult } from './config/load.ts'
import { figureEntry } from './core/figure.ts'
import { changedOutages } from './core/replay.ts'
import { publicConfig, type PublicConfig } from './core/public-config.ts'
import type { Config } from './core/site.ts'
import { userAgentOf } from './core/user-agent.ts'
import { recordAnnouncements } from './daemon/announcements.ts'
import { applyConfig } from './daemon/catalogue.ts'
import type { Measure } from './daemon/measure.ts'
import type { Committed, Recorder } from './daemon/recorder.ts'
import type { Resumed } from './daemon/resume.ts'
import { logName } from './evidence/log-name.ts'
import { type FigureLink, linkFigures } from './figure-link.ts'
import { createHealth, type HealthMonitor } from './health.ts'
import type { Net } from './probes/net.ts'
import type { Log, RedactedLog } from './log.ts'
import { linkLog, type LogLink } from './log-link.ts'
import type { LogOrder } from './log-thread.ts'
import { saveProgress, seal } from './daemon/sealing.ts'
import type { InForce, Reloader } from './reload.ts'
import { refuseMixture } from './simulation.ts'
import { linkStamps, type StampLink } from './stamp-link.ts'
import { openStore } from './store/sqlite/store.ts'
import type { Store } from './store/store.ts'
import type { Health, WebStart } from './web/messages.ts'
import { linkWeb, prepareWeb, type WebLink, type WebThread } from './web-link.ts'

/** The running daemon. */
export interface App extends AsyncDisposable {
  /** Where the pages are. */
  readonly url: string
  /** Makes all looks that are due now, waits for them and commits. */
  tick(): Promise<void>
  /** Reads the configuration again; a bad one changes nothing. True when what was read is in force. */
  reload(): Promise<boolean>
  health(): Health
  /** The public key that the log's checkpoints are signed with, once it is known: some seconds after the start. */
  readonly verifierKey: Promise<string>
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
  let recorder: Recorder | null = null
  const { stamps, evidence, figures } = linkEvidence(options, clock, store, inForce, () => recorder)
  const health = createHealth({ clock, store, inForce, log, logError: () => evidence.trouble() })

  // Everything that is not needed to serve the first page is loaded after it.
  const web = await linkWeb({
    prepare: webThreads(options),
    clock,
    log,
    firstRestartMs: 1_000,
    start: () => webStart(inForce, health.now()),
    onCite: (wish) => void figures.mint([wish]),
  })
  stack.use(web)
  stack.use(evidence)
  stack.use(stamps)
  stack.use(figures)
  const measure = await measuring({ ...options, clock }, store, inForce.config, ({ size, changes }) => {
    web.tell({ type: 'committed', size })
    const changed = changedOutages(changes)
    if (changed.length > 0) void keepFigures(changed)
  })
  // What the deciding look exchanged is to be under the checkpoint that the figure and its bundle are as of.
  const keepFigures = async (changed: readonly string[]): Promise<void> => {
    await measure.measure.capturesRecorded()
    // A last checkpoint is signed at the end in any case.
    if (stop.signal.aborted) return
    await evidence.advance(true)
    await figures.mint(changed.map((outageId) => ({ outageId })))
  }
  const saveLearned = (most: number): boolean => measure.measure.saveLearned(most)
  stack.defer(() => saveProgress({ store, recorder: measure.measure.recorder, replay: measure.replay, log, saveLearned }))
  stack.use(measure.measure)
  health.follow(measure.measure)
  recorder = measure.measure.recorder
  log.info({ url: web.url, monitors: countMonitors(inForce.config), replayed: measure.replayed }, 'watching')

  const running: Running = { options, clock, store, inForce, web, health, evidence, measuring: measure, saveLearned, signal: stop.signal }
  const { reloader, background } = await inBackground(running)
  const verifierKey = evidence.verifierKey.then((key) => {
    recordKey(store, measure.measure.recorder, key, clock.now(), log)
    return key
  })
  stack.defer(async () => {
    stop.abort()
    await Promise.all(background)
  })
  return appOf(stack.move(), web.url, measure.measure, reloader, health, verifierKey)
}

/** The threads that keep the evidence. `recorder` is asked for once there is something to record. */
function linkEvidence(
  options: AppOptions,
  clock: CorrectedClock,
  store: Store,
  inForce: InForce,
  recorder: () => Recorder | null,
): { readonly stamps: StampLink; readonly evidence: LogLink; readonly figures: FigureLink } {
  const { log } = options.log
  const { dataDir } = options.config
  const stamps = linkStamps({
    clock,
    log,
    dataDir,
    authorities: () => inForce.config.evidence.authorities,
    onStamped: (body) => recorder()?.addEntry({ kind: 'token', at: clock.now(), body: { ...body } }),
  })
  const evidence = linkLog({
    clock,
    log,
    order: () => logOrder(options.config, inForce),
    size: () => store.size(),
    onKept: (checkpoint, size) => stamps.stamp(checkpoint, size),
  })
  const figures = linkFigures({
    log,
    dataDir,
    onMinted(figure) {
      recorder()?.addEntry(figureEntry(figure, clock.now()))
      recorder()?.commit()
    },
  })
  return { stamps, evidence, figures }
}

/** The thread that is getting ready already, then new ones. */
function webThreads({ web, prepareWeb: prepareNext = prepareWeb }: AppOptions): () => WebThread {
  let first = web
  return () => {
    const thread = first ?? prepareNext()
    first = undefined
    return thread
  }
}

/** All that what runs in the background needs. */
interface Running {
  readonly options: AppOptions
  readonly clock: CorrectedClock
  readonly store: Store
  readonly inForce: InForce
  readonly web: WebLink
  readonly health: HealthMonitor
  readonly evidence: LogLink
  readonly measuring: Measuring
  readonly saveLearned: (most: number) => boolean
  readonly signal: AbortSignal
}

/** Health, configuration, spool and chores, until the signal. */
async function inBackground(running: Running): Promise<{ readonly reloader: Reloader; readonly background: readonly Promise<void>[] }> {
  const { options, clock, store, inForce, web, health, evidence, signal, saveLearned } = running
  const { measure, replay } = running.measuring
  const { recorder } = measure
  const { log } = options.log
  const [{ createReloader }, { followSpool }] = await Promise.all([import('./reload.ts'), import('./daemon/spool.ts')])
  const reloader = createReloader({ ...options, clock, store, inForce, measure, web, shownOf })
  const background = [
    tellHealth(clock, health, (message) => web.tell({ type: 'health', health: message }), signal),
    reloader.watch(signal),
    followSpool({
      dataDir: options.config.dataDir,
      store,
      recorder,
      clock,
      log,
      signal,
      onRecorded: () => web.tell({ type: 'committed', size: store.size() }),
      onLabelled: () => measure.relabel(),
    }),
    laterChores(options, clock, inForce, signal, {
      evidence,
      seal: () => seal({ store, recorder, replay, log, saveLearned, onStored: (throughSeq) => web.tell({ type: 'stored', throughSeq }) }),
    }),
  ]
  return { reloader, background }
}

function appOf(
  stack: AsyncDisposableStack,
  url: string,
  measure: Measure,
  reloader: Reloader,
  health: HealthMonitor,
  verifierKey: Promise<string>,
): App {
  return {
    url,
    tick: () => measure.tick(),
    reload: () => reloader.reload(),
    health: () => health.now(),
    verifierKey,
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
  onCommit: (committed: Committed) => void,
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

interface Chores {
  readonly evidence: LogLink
  readonly seal: () => Promise<void>
}

/** Chores by the calendar, the time source, and what else can wait until the first page was served. */
async function laterChores(
  options: AppOptions,
  clock: CorrectedClock,
  inForce: InForce,
  signal: AbortSignal,
  { evidence, seal: sealNow }: Chores,
): Promise<void> {
  const { log } = options.log
  await clock.sleep(laterMs, signal)
  if (signal.aborted) return
  const [{ startChores }, { followTime }] = await Promise.all([import('./daemon/chores.ts'), import('./daemon/time-keeper.ts')])
  // The log first: of 2,000 monitors it read what was sealed in 190 µs a look, the rest in 1 µs.
  const sealLogged = (): Promise<void> => evidence.advance(false).then(sealNow)
  // Once an hour a checkpoint is kept for ever; not everybody's at the same minute, since time-stamp authorities are asked about them.
  const keptAt = randomInt(60)
  const chores = [
    { name: 'sealing', cron: '5 * * * *', run: sealLogged },
    { name: 'checkpoint', cron: '*/5 * * * *', run: () => evidence.advance(false) },
    { name: 'kept checkpoint', cron: `${keptAt} * * * *`, run: () => evidence.advance(true) },
  ]
  await using _chores = await startChores(chores, log)
  await Promise.all([
    followTime(clock, () => inForce.config.clock.ntp, log, signal),
    sealOnce(clock, signal, sealLogged),
    evidence.advance(false),
  ])
}

/** A daemon that is started again and again before the hour is full seals as well. */
async function sealOnce(clock: CorrectedClock, signal: AbortSignal, sealNow: () => Promise<void>): Promise<void> {
  await clock.sleep(firstSealMs, signal)
  if (!signal.aborted) await sealNow()
}

function logOrder({ dataDir, evidence }: Config, { config }: InForce): Omit<LogOrder, 'keep'> {
  return { dataDir, keyFile: evidence.keyFile, name: logName(config.site.url) }
}

/** The log says itself which key signs it, each time that it is another one. */
function recordKey(store: Store, recorder: Recorder, verifierKey: string, at: number, log: Log): void {
  const before = store.entries('key').at(-1)?.body['verifierKey'] ?? null
  if (before === verifierKey) return
  recorder.addEntry({ kind: 'key', at, body: { verifierKey, replaces: before } })
  if (before !== null) log.warn({ verifierKey, replaces: before }, 'another key signs the log from now on')
}

function shownOf(config: Config): PublicConfig {
  return publicConfig(config, (text) => createHash('sha256').update(text).digest('hex'))
}

function webStart({ config, shown }: InForce, health: Health): WebStart {
  const { host, port, trustProxy } = config.server
  return { dataDir: config.dataDir, config: shown, host, port, trustProxy, health }
}

const countMonitors = (config: Config): number => config.services.reduce((sum, { monitors }) => sum + monitors.length, 0)
