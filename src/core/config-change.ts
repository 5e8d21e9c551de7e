import { canonicalJson } from './canonical.ts'
import type { PublicConfig, PublicMonitor } from './public-config.ts'

/** What a new configuration means for the series of monitors; ids are those of the new configuration unless said otherwise. */
export interface ConfigChange {
  /** Nothing that is public differs. */
  readonly same: boolean
  readonly added: readonly string[]
  /** Old ids: retired. Their pages stay, their open outage is censored at the last look. */
  readonly removed: readonly string[]
  /** Same series under a new id (`formerly`). */
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
  /** Another target or expectation: R2 never bridges it. */
  readonly broken: readonly string[]
  /** Another interval or `cron`: continuous. */
  readonly rescheduled: readonly string[]
}

/** Compares two configurations; `old` is null before the first one. A renamed monitor may be broken or rescheduled as well. */
export function diffConfig(old: PublicConfig | null, next: PublicConfig): ConfigChange {
  const before = new Map(monitorsOf(old).map((monitor) => [monitor.id, monitor]))
  const after = monitorsOf(next)
  const origins = new Map(after.map((monitor) => [monitor.id, originOf(monitor, before)]))
  const kept = new Set([...origins.values()].flatMap((origin) => origin?.id ?? []))
  const where = (differs: (from: PublicMonitor, to: PublicMonitor) => boolean) =>
    after.filter((monitor) => {
      const origin = origins.get(monitor.id) ?? null
      return origin !== null && differs(origin, monitor)
    })
  return {
    same: old !== null && canonicalJson(old) === canonicalJson(next),
    added: idsOf(after.filter((monitor) => origins.get(monitor.id) === null)),
    removed: [...before.keys()].filter((id) => !kept.has(id)),
    renamed: where((from, to) => from.id !== to.id).map((to) => ({ from: origins.get(to.id)?.id ?? to.id, to: to.id })),
    broken: idsOf(where((from, to) => from.configHash !== to.configHash)),
    rescheduled: idsOf(where((from, to) => canonicalJson(from.schedule) !== canonicalJson(to.schedule))),
  }
}

/** The monitor whose series goes on under this one: the same id, or else the latest earlier id that was still in use. */
function originOf(monitor: PublicMonitor, before: ReadonlyMap<string, PublicMonitor>): PublicMonitor | null {
  const id = [monitor.id, ...monitor.formerly.toReversed()].find((name) => before.has(name))
  return id === undefined ? null : (before.get(id) ?? null)
}

function monitorsOf(config: PublicConfig | null): readonly PublicMonitor[] {
  return config === null ? [] : config.services.flatMap((service) => service.monitors)
}

function idsOf(monitors: readonly PublicMonitor[]): readonly string[] {
  return monitors.map((monitor) => monitor.id)
}
