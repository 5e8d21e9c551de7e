import type { Clock } from '../clock.ts'
import { knownBy } from '../core/interval.ts'
import type { Observation } from '../core/observation.ts'
import type { Config } from '../core/site.ts'
import { recheckDue } from '../core/status.ts'
import type { Log } from '../log.ts'
import type { Net } from '../probes/net.ts'
import type { ProbeRegistry } from '../probes/probe.ts'
import { bodyCapBytes } from '../probes/settings.ts'
import type { Store } from '../store/store.ts'
import { createCaptures } from './captures.ts'
import { createClockWatch } from './clock-watch.ts'
import { type ControlRunner, createControls, reachBy } from './controls.ts'
import { createOutageLog } from './outage-log.ts'
import { type Committed, createRecorder, type Recorder } from './recorder.ts'
import { createPages } from './pages.ts'
import type { Resumed } from './resume.ts'
import { lookAt, type LookContext, type LookTerms } from './run-probe.ts'
import { createScheduler, type Due, type Scheduler, type SchedulerStats } from './scheduler.ts'

export interface MeasureOptions {
  readonly clock: Clock
  /** ms since the machine started, suspends included. */
  readonly sinceBoot: () => number
  readonly store: Store
  readonly resumed: Resumed
  readonly probes: ProbeRegistry
  readonly net: Net
  readonly log: Log
  /** Random id of this run. */
  readonly boot: string
  readonly userAgent: string
  readonly config: Config
  /** Where captures are kept, below it; null keeps none. */
  readonly captureDataDir: string | null
  /** Looks at once, at most. */
  readonly maxInFlight: number
  /** Records are committed. */
  readonly onCommit: (committed: Committed) => void
}

export interface MeasureStats extends SchedulerStats {
  readonly recorded: number
  readonly lost: number
  readonly storeError: string | null
  /** Looks begun, by kind and raw outcome: `http/up`. */
  readonly looksByKind: Readonly<Record<string, number>>
}

/** The measuring loop: looks when they are due, judges, records, and looks again where it must. */
export interface Measure extends AsyncDisposable {
  readonly recorder: Recorder
  readonly controls: ControlRunner
  /** Labels were recorded: later looks are judged by them. */
  relabel(): void
  /** Saves what was learned of healthy pages (`Pages.save`). */
  saveLearned(most: number): boolean
  /** Measures by another configuration from now on; the catalogue must hold it already. Monitors in `changed` are looked at within seconds. */
  use(config: Config, changed: ReadonlySet<string>): void
  /** Starts what is due, waits for all looks in flight and commits. */
  tick(): Promise<void>
  stats(): MeasureStats
  /** Resolves when what was kept of the looks so far is in the log, or after a second. Failed looks that wait for a round take longer. */
  capturesRecorded(): Promise<void>
}

// A capture is written within some 100 ms; nothing waits for a disk that does not answer.
const writtenWithinMs = 1_000
// At the end looks in flight get this long to finish; then they are abandoned, which counts as never made.
const finishWithinMs = 2_500
// 10,000 looks are some 10 MB, and a minute and a half at 100 looks a second.
const keptItems = 10_000

/** Starts measuring; it ends, in order and within some seconds, when disposed. */
export function startMeasuring(options: MeasureOptions): Measure {
  const { clock, store, resumed, log, boot } = options
  const stop = new AbortController()
  const abandon = new AbortController()
  const watch = createClockWatch(clock, options.sinceBoot)
  const outageLog = createOutageLog(log)
  const looksByKind = new Map<string, number>()
  let config = options.config
  let terms = termsOf(store, config)
  let recheckMs = recheckTimes(config)
  let counter = 0
  const nextCounter = (): number => counter++

  const recorder = createRecorder({ ...options, ...resumed, keptItems, onCommit: (committed) => afterCommit(committed) })
  const captures =
    options.captureDataDir === null
      ? null
      : createCaptures({
          dataDir: options.captureDataDir,
          clock,
          log,
          store,
          secrets: () => config.secrets,
          maker: () => ({ software: options.userAgent, operator: config.site.publisher?.name ?? null }),
          record: (entry) => recorder.addEntry(entry),
        })
  const pages = createPages({ store, secrets: () => config.secrets, record: (entry) => recorder.addEntry(entry) })
  const context: LookContext = {
    ...options,
    pages,
    keepsExchanges: captures !== null,
    signal: abandon.signal,
    vantageId: () => config.vantage.id,
    nextCounter,
    newestCommittedAt: () => recorder.newestLookAt(),
  }
  const controls = createControls({
    clock,
    boot,
    vantageId: () => config.vantage.id,
    nextCounter,
    controls: () => config.controls,
    reach: reachBy(options.probes, { clock, net: options.net, userAgent: options.userAgent, bodyCapBytes, wantsReply: false }),
    record(round) {
      recorder.addRound(round)
      captures?.heard(round)
    },
  })

  const look = async (due: Due): Promise<number> => {
    const epoch = recorder.epoch()
    const inForce = terms.get(due.monitor.id)
    // Removed while it waited its turn.
    if (inForce === undefined) return clock.now()
    const { observation: seen, kept } = await lookAt(due, inForce, context)
    const kind = `${due.monitor.target.kind}/${seen.outcome}`
    looksByKind.set(kind, (looksByKind.get(kind) ?? 0) + 1)
    if (!abandon.signal.aborted) {
      keep(seen, epoch)
      captures?.consider(seen, kept)
    }
    return seen.at + seen.durationMs
  }
  const keep = (seen: Observation, epoch: number): void => {
    recorder.addLook(seen, epoch)
    if (seen.outcome === 'down' && seen.controlled) controls.need(knownBy(seen))
  }

  const clockBroke = (): boolean => {
    const broken = watch.check()
    if (broken === null) return false
    log.warn({ ...broken }, 'the clock broke: looks on both sides are not joined')
    recorder.addBreak(broken)
    return true
  }
  const scheduler = createScheduler({ clock, maxInFlight: options.maxInFlight, look, clockBroke })

  const afterCommit = (committed: Committed): void => {
    planRechecks(committed, recheckMs, scheduler, clock.now())
    outageLog.tell(committed.changes)
    options.onCommit(committed)
  }

  scheduler.plan(monitorsOf(config), new Set())
  const running = Promise.all([scheduler.run(stop.signal), controls.run(stop.signal)])

  return {
    recorder,
    controls,
    relabel: () => pages.relabel(),
    saveLearned: (most) => pages.save(most),
    use(next, changed) {
      config = next
      terms = termsOf(store, next)
      recheckMs = recheckTimes(next)
      scheduler.plan(monitorsOf(next), changed)
      controls.reconsider()
    },
    async tick() {
      scheduler.tick()
      await scheduler.idle()
      recorder.commit()
    },
    stats() {
      const { recorded, lost, error } = recorder.stats()
      return { ...scheduler.stats(), recorded, lost, storeError: error, looksByKind: Object.fromEntries(looksByKind) }
    },
    async capturesRecorded() {
      const patience = new AbortController()
      await Promise.race([captures?.written(), clock.sleep(writtenWithinMs, patience.signal)])
      patience.abort()
      recorder.commit()
    },
    async [Symbol.asyncDispose]() {
      scheduler.close()
      await Promise.race([scheduler.idle(), clock.sleep(finishWithinMs, stop.signal)])
      abandon.abort()
      stop.abort()
      await scheduler.idle()
      await running
      await captures?.[Symbol.asyncDispose]()
      await recorder[Symbol.asyncDispose]()
    },
  }
}

const monitorsOf = (config: Config) => config.services.flatMap(({ monitors }) => monitors)

/** What the catalogue says about the monitors of a configuration. */
function termsOf(store: Store, config: Config): ReadonlyMap<string, LookTerms> {
  const controlled = config.controls.targets.length > 0
  return new Map(
    store
      .catalogue()
      .filter(({ retiredAt }) => retiredAt === null)
      .map(({ monitorId, span, configHash }) => [monitorId, { span, configHash, controlled }]),
  )
}

function recheckTimes(config: Config): ReadonlyMap<string, number> {
  return new Map(monitorsOf(config).map((monitor) => [monitor.id, monitor.recheckMs]))
}

/** R14: of every monitor that something became known about, whether and when it is looked at again. */
function planRechecks(
  { records, changes }: Pick<Committed, 'records' | 'changes'>,
  recheckMs: ReadonlyMap<string, number>,
  scheduler: Scheduler,
  now: number,
): void {
  const newest = new Map<string, number>()
  for (const record of records) if (record.type === 'observation') newest.set(record.observation.monitorId, record.observation.at)
  for (const [monitorId, state] of changes.states) {
    const afterMs = recheckMs.get(monitorId)
    if (afterMs === undefined) continue
    if (!recheckDue(state)) {
      scheduler.recheck(monitorId, null)
      continue
    }
    const at = newest.get(monitorId)
    if (at !== undefined) scheduler.recheck(monitorId, Math.max(now, at + afterMs))
  }
}
