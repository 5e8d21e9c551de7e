import type { Expectation, OutageRules, Schedule, TargetKind, Text } from './monitor.ts'
import type { Controls, Site, Vantage } from './site.ts'

/**
 * A monitor as everybody may see it: no header values, bodies, credentials or keys. It is what the web shows, what the log's
 * `config` records hold and what the catalogue keeps for retired monitors.
 */
export interface PublicMonitor {
  readonly id: string
  readonly formerly: readonly string[]
  readonly serviceId: string
  readonly name: Text
  readonly kind: TargetKind
  /** Without user name and password. */
  readonly url: string
  /** HTTP method; null for other kinds. */
  readonly method: string | null
  readonly schedule: Schedule
  /** I for a plain interval; for cron the shortest distance of two slots in the coming year. */
  readonly everyMs: number
  readonly timeoutMs: number
  readonly recheckMs: number
  readonly rules: OutageRules
  readonly expect: Expectation
  /** SHA-256 (hex) of the canonical target and expectation without secrets; a change breaks continuity. */
  readonly configHash: string
}
export interface PublicService {
  readonly id: string
  readonly name: Text
  readonly organisation: string | null
  readonly description: Text | null
  readonly links: readonly string[]
  readonly monitors: readonly PublicMonitor[]
}
export interface PublicConfig {
  readonly site: Site
  readonly vantage: Vantage
  readonly controls: Controls
  readonly clock: { readonly ntp: readonly string[] }
  readonly services: readonly PublicService[]
}
