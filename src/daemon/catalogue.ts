import { canonicalJson } from '../core/canonical.ts'
import type { PublicConfig, PublicMonitor } from '../core/public-config.ts'
import type { CatalogueChange, CatalogueRow, Store } from '../store/store.ts'

/** What a configuration changed in the catalogue. */
export interface Applied {
  /** Whether it was recorded; a configuration equal to the last recorded one is not. */
  readonly recorded: boolean
  /** Monitors that are new, back, or have another target or expectation: their continuity is broken. */
  readonly broken: ReadonlySet<string>
  readonly retired: readonly string[]
}

/** Records a configuration and brings the catalogue up to it, all or nothing. Throws StoreError. */
export function applyConfig(store: Pick<Store, 'entries' | 'catalogue' | 'configure'>, next: PublicConfig, at: number): Applied {
  const last = store.entries('config').at(-1)
  if (last !== undefined && canonicalJson(last.body) === canonicalJson(next)) return { recorded: false, broken: new Set(), retired: [] }
  const changes = catalogueChanges(store.catalogue(), next)
  store.configure(at, { ...next }, changes)
  return {
    recorded: true,
    broken: new Set(changes.filter(({ breaks }) => breaks).map(({ monitorId }) => monitorId)),
    retired: changes.filter(({ retired }) => retired).map(({ monitorId }) => monitorId),
  }
}

/** What a configuration means for every monitor that it names, and for those that it no longer names. */
export function catalogueChanges(rows: readonly CatalogueRow[], next: PublicConfig): readonly CatalogueChange[] {
  const monitors = next.services.flatMap((service) => service.monitors)
  const rowsById = new Map(rows.map((row) => [row.monitorId, row]))
  const named = new Set(monitors.flatMap(({ id, formerly }) => [id, ...formerly]))
  const retired = rows
    .filter((row) => row.retiredAt === null && !named.has(row.monitorId))
    .map(({ monitorId, formerly, serviceId, definition, configHash }) => {
      return { monitorId, formerly, serviceId, definition, configHash, breaks: false, retired: true }
    })
  return [...monitors.map((monitor) => changeOf(monitor, rowsById)), ...retired]
}

function changeOf(monitor: PublicMonitor, rows: ReadonlyMap<string, CatalogueRow>): CatalogueChange {
  const { id, formerly, serviceId, configHash } = monitor
  const origin = [id, ...formerly.toReversed()].map((name) => rows.get(name)).find((row) => row !== undefined)
  const breaks = origin === undefined || origin.retiredAt !== null || origin.configHash !== configHash
  return { monitorId: id, formerly, serviceId, definition: { ...monitor }, configHash, breaks, retired: false }
}
