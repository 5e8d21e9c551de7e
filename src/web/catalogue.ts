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
  const here = configured(config).find(({ monitor }) => monitor.id === monitorId)
  if (here !== undefined) return { found: 'monitor', known: here }
  const successor =
    configured(config).find(({ monitor }) => monitor.formerly.includes(monitorId))?.monitor.id ?? reader.currentId(monitorId)
  if (successor !== null && successor !== monitorId) return { found: 'renamed', to: successor }
  const gone = retired(config, reader).find(({ monitor }) => monitor.id === monitorId)
  return gone === undefined ? { found: 'nothing' } : { found: 'monitor', known: gone }
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

function isMonitor(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & PublicMonitor {
  const objects = ['name', 'schedule', 'rules', 'expect'].every((key) => typeof value[key] === 'object' && value[key] !== null)
  return (
    objects && ['id', 'serviceId', 'kind', 'url'].every((key) => typeof value[key] === 'string') && typeof value['everyMs'] === 'number'
  )
}
