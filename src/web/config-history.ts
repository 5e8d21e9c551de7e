import { type ConfigChange, diffConfig } from '../core/config-change.ts'
import type { PublicConfig } from '../core/public-config.ts'
import type { Reader } from '../store/store.ts'
import { isMonitor } from './catalogue.ts'

/** A configuration that was recorded, and what it changed in the one before. */
export interface RecordedChange {
  /** UTC ms. */
  readonly at: number
  readonly change: ConfigChange
}

/** The newest `count` of them, newest first; the first one ever added all its monitors. */
export function configHistory(reader: Pick<Reader, 'entries'>, count: number): readonly RecordedChange[] {
  const recorded = reader.entries('config').flatMap(({ at, body }) => (isConfig(body) ? [{ at, config: body }] : []))
  const changes = recorded.map(({ at, config }, index) => ({ at, change: diffConfig(recorded[index - 1]?.config ?? null, config) }))
  return changes.slice(-count).toReversed()
}

/** The log keeps what `publicConfig` made; what another version wrote in another shape is not shown. */
function isConfig(body: Readonly<Record<string, unknown>>): body is Readonly<Record<string, unknown>> & PublicConfig {
  const { services } = body
  return Array.isArray(services) && services.every((service) => Array.isArray(service?.monitors) && service.monitors.every(isMonitor))
}
