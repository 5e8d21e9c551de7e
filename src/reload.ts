import type { Clock } from './clock.ts'
import type { LoadResult } from './config/load.ts'
import { formatProblem } from './config/problem.ts'
import { watchConfig } from './config/watch.ts'
import type { PublicConfig } from './core/public-config.ts'
import type { Config } from './core/site.ts'
import { recordAnnouncements } from './daemon/announcements.ts'
import { applyConfig } from './daemon/catalogue.ts'
import type { Measure } from './daemon/measure.ts'
import type { RedactedLog } from './log.ts'
import type { Store } from './store/store.ts'
import type { WebLink } from './web-link.ts'

/** The configuration that is in force now; a reload replaces it. */
export interface InForce {
  config: Config
  shown: PublicConfig
  /** Why the newest configuration was refused, or null. */
  configError: string | null
}

/** Brings a new configuration into force. */
export interface Reloader {
  /** True when what was read is in force; a bad configuration changes nothing. */
  reload(): Promise<boolean>
  /** Reloads whenever a file of the configuration changes, until aborted. */
  watch(signal: AbortSignal): Promise<void>
}

export interface ReloaderOptions {
  /** Reads the configuration again; null: never. */
  readonly load: (() => Promise<LoadResult>) | null
  readonly log: RedactedLog
  readonly clock: Clock
  readonly store: Store
  readonly inForce: InForce
  readonly measure: Measure
  readonly web: WebLink
  readonly shownOf: (config: Config) => PublicConfig
}

export function createReloader(options: ReloaderOptions): Reloader {
  const { load, inForce } = options
  const { log } = options.log
  let files = inForce.config.files
  let last: Promise<boolean> = Promise.resolve(true)

  const refuse = (problems: readonly string[]): boolean => {
    inForce.configError = problems.join('\n')
    log.error({ problems }, 'configuration refused: the old one stays in force')
    return false
  }

  const once = async (): Promise<boolean> => {
    if (load === null) return false
    const result = await load()
    if (!result.ok) {
      files = result.files
      return refuse(result.problems.map(formatProblem))
    }
    files = result.config.files
    options.log.hide(result.config.secrets)
    try {
      bringIntoForce(options, result.config)
    } catch (error) {
      return refuse([`it is valid, but could not be recorded: ${error instanceof Error ? error.message : String(error)}`])
    }
    inForce.configError = null
    return true
  }

  const reload = (): Promise<boolean> => {
    // One after another: two signals must not interleave.
    last = last.then(once, once)
    return last
  }

  return {
    reload,
    async watch(signal) {
      if (load === null) return
      // One watch outlives the reloads: nothing that is changed while a file is still being read goes untold.
      await watchConfig(
        () => files,
        async () => void (await reload()),
        signal,
      )
    },
  }
}

function bringIntoForce({ clock, store, inForce, measure, web, log, shownOf }: ReloaderOptions, config: Config): void {
  const shown = shownOf(config)
  // The log keeps its order: what was seen before was seen under the old configuration.
  if (!measure.recorder.commit()) throw new Error('the store cannot be written')
  const { recorded, broken, retired } = applyConfig(store, shown, clock.now())
  recordAnnouncements(store, config.announcements, clock.now())
  measure.recorder.catchUp()
  for (const warning of [...lateChanges(inForce.config, config), ...config.warnings]) log.log.warn({ warning }, 'configuration warning')
  inForce.config = config
  inForce.shown = shown
  measure.use(config, broken)
  web.tell({ type: 'committed', size: store.size() })
  web.tell({ type: 'config', config: shown })
  log.log.info({ changed: recorded, broken: [...broken], retired }, 'configuration in force')
}

/** What cannot change while we run. */
function lateChanges(old: Config, next: Config): readonly string[] {
  const { host, port, trustProxy } = next.server
  const moved = host !== old.server.host || port !== old.server.port || trustProxy !== old.server.trustProxy
  return [
    ...(moved ? ['another `server` setting takes effect at the next start'] : []),
    ...(next.dataDir === old.dataDir ? [] : ['another `data` directory takes effect at the next start']),
  ]
}
