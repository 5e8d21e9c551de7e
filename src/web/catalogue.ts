import type { PublicConfig, PublicMonitor, PublicService } from '../core/public-config.ts'
import type { Reader } from '../store/store.ts'
import type { Live } from './live.ts'

/** A monitor as pages and the API know it, configured or retired. */
export interface KnownMonitor {
  readonly monitor: PublicMonitor
  /** UTC ms; null while configured. */
  readonly retiredAt: number | null
}
export type MonitorLookup =
  | { readonly found: 'monitor'; readonly known: KnownMonitor }
  | { readonly found: 'renamed'; readonly to: string }
  | { readonly found: 'nothing' }

/** All configured monitors, in the order of the configuration. */
export function configured(config: PublicConfig): readonly KnownMonitor[] {
  return config.services.flatMap(({ monitors }) => monitors.map((monitor) => ({ monitor, retiredAt: null })))
}

/** Monitors that are no longer configured: their pages stay. */
export function retired(config: PublicConfig, reader: Reader): readonly KnownMonitor[] {
  const known = new Set(configured(config).map(({ monitor }) => monitor.id))
  return reader.catalogue().flatMap((row) => {
    if (known.has(row.monitorId) || row.retiredAt === null) return []
    const monitor = monitorOf(row.definition)
    return monitor === null ? [] : [{ monitor, retiredAt: row.retiredAt }]
  })
}

/** A monitor by any id it ever had; `renamed` when the id is a former one (308). */
export function findMonitor(config: PublicConfig, reader: Reader, monitorId: string): MonitorLookup {
  const { current, successors } = namesIn(config)
  const here = current.get(monitorId)
  if (here !== undefined) return { found: 'monitor', known: here }
  const successor = successors.get(monitorId) ?? reader.currentId(monitorId)
  if (successor !== null && successor !== monitorId) return { found: 'renamed', to: successor }
  const gone = retired(config, reader).find(({ monitor }) => monitor.id === monitorId)
  return gone === undefined ? { found: 'nothing' } : { found: 'monitor', known: gone }
}

interface Names {
  readonly current: ReadonlyMap<string, KnownMonitor>
  /** The current id behind a former one. */
  readonly successors: ReadonlyMap<string, string>
}
const namesByConfig = new WeakMap<PublicConfig, Names>()

/** Made once for each configuration: the events look up every monitor of every look, and a greeting all of them. */
function namesIn(config: PublicConfig): Names {
  const found = namesByConfig.get(config)
  if (found !== undefined) return found
  const all = configured(config)
  const names = {
    current: new Map(all.map((known) => [known.monitor.id, known])),
    successors: new Map(all.toReversed().flatMap(({ monitor }) => monitor.formerly.map((id) => [id, monitor.id] as const))),
  }
  namesByConfig.set(config, names)
  return names
}

export function findService(config: PublicConfig, serviceId: string): PublicService | null {
  return config.services.find(({ id }) => id === serviceId) ?? null
}

/** The state of a monitor now, by the method. */
export function statusOf(live: Live, { monitor, retiredAt }: KnownMonitor) {
  return live.status(monitor.id, { everyMs: monitor.everyMs, retired: retiredAt !== null })
}

/** The catalogue keeps what `publicConfig` made; anything else there would be another version's and is not shown. */
function monitorOf(definition: Readonly<Record<string, unknown>>): PublicMonitor | null {
  return isMonitor(definition) ? definition : null
}

export function isMonitor(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & PublicMonitor {
  const objects = ['name', 'schedule', 'rules', 'expect'].every((key) => typeof value[key] === 'object' && value[key] !== null)
  return (
    objects && ['id', 'serviceId', 'kind', 'url'].every((key) => typeof value[key] === 'string') && typeof value['everyMs'] === 'number'
  )
}
