import type { Clock } from './clock.ts'
import { timeZoneProblem } from './core/time-zone.ts'
import type { Measure } from './daemon/measure.ts'
import type { Log } from './log.ts'
import type { InForce } from './reload.ts'
import type { Store } from './store/store.ts'
import type { Health } from './web/messages.ts'

/** How the daemon is. */
export interface HealthMonitor {
  now(): Health
  /** Proves now and then that the store can still be written when there is nothing to record. */
  check(): void
  /** Measuring has begun. */
  follow(measure: Measure): void
}

export interface HealthOptions {
  readonly clock: Clock
  readonly store: Pick<Store, 'probeWrite'>
  readonly inForce: InForce
  readonly log: Log
  /** Why no checkpoint can be signed, or null. */
  readonly logError: () => string | null
}

const proveEveryMs = 10_000

export function createHealth({ clock, store, inForce, log, logError }: HealthOptions): HealthMonitor {
  const startedAt = clock.now()
  const zones = timeZoneProblem()
  let measure: Measure | null = null
  let provenAt = clock.elapsed()
  let recordedThen = 0
  let proofError: string | null = null

  const prove = (): void => {
    try {
      store.probeWrite()
      if (proofError !== null) log.info('the store can be written again')
      proofError = null
    } catch (error) {
      if (proofError === null) log.error({ err: error }, 'the store cannot be written')
      proofError = error instanceof Error ? error.message : String(error)
    }
  }

  return {
    follow(next) {
      measure = next
    },
    check() {
      if (clock.elapsed() - provenAt < proveEveryMs) return
      provenAt = clock.elapsed()
      const recorded = measure?.stats().recorded ?? 0
      // A commit is proof enough.
      if (recorded > recordedThen) proofError = null
      else prove()
      recordedThen = recorded
    },
    now() {
      const stats = measure?.stats()
      return {
        at: clock.now(),
        startedAt,
        storeError: stats?.storeError ?? proofError,
        logError: logError(),
        startLagP99Ms: stats?.startLagP99Ms ?? null,
        timerLagMs: Math.round(stats?.timerLagMs ?? 0),
        looksInFlight: stats?.inFlight ?? 0,
        looksRecorded: stats?.recorded ?? 0,
        looksLost: stats?.lost ?? 0,
        looksByKind: stats?.looksByKind ?? {},
        controls: lastControls(measure),
        clock: clock.quality(),
        configError: inForce.configError,
        warnings: zones === null ? inForce.config.warnings : [zones, ...inForce.config.warnings],
      }
    },
  }
}

function lastControls(measure: Measure | null): Health['controls'] {
  const round = measure?.controls.last() ?? null
  if (round === null) return null
  const { at, fine, results } = round
  return { at, fine, reachable: results.filter(({ reachable }) => reachable).length, total: results.length }
}
