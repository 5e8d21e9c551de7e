import type { Announcement } from './announcement.ts'
import type { Service, Text } from './monitor.ts'

export type Language = 'fr' | 'ar' | 'en'

export interface Site {
  readonly title: Text
  /** Base of every permalink, without a trailing slash; null: the address it listens on. */
  readonly url: string | null
  /** First is the default. */
  readonly languages: readonly Language[]
  /** IANA name. Local days, months and years are cut in it. */
  readonly timeZone: string
  readonly publisher: { readonly name: string; readonly contact: string | null; readonly about: string | null } | null
  readonly licence: string | null
  /** Services and looks are invented: every page says so. Only `vigie demo` sets it; no configuration file can. */
  readonly simulation?: true
}
export interface Vantage {
  readonly id: string
  readonly name: string
  readonly country: string | null
  readonly asn: number | null
  readonly network: string | null
}
export interface ControlTarget {
  /** As configured; names the target everywhere. */
  readonly url: string
  readonly kind: 'http' | 'https' | 'tcp'
  readonly host: string
  readonly port: number
}
export interface Controls {
  /** Reachable targets that make a round fine. */
  readonly required: number
  /** Empty: no control. */
  readonly targets: readonly ControlTarget[]
}
export interface ServerSettings {
  readonly host: string
  readonly port: number
  readonly trustProxy: boolean
}

export interface EvidenceSettings {
  /** The log's private key, absolute; null: in the log's directory. */
  readonly keyFile: string | null
  /** Addresses of RFC 3161 time-stamp authorities, passwords included. */
  readonly authorities: readonly string[]
}

/** A loaded, valid configuration. It holds secrets: never log, store or show it whole; `publicConfig` is for that. */
export interface Config {
  readonly site: Site
  readonly server: ServerSettings
  /** Data directory, absolute. */
  readonly dataDir: string
  readonly clock: { readonly ntp: readonly string[] }
  readonly evidence: EvidenceSettings
  readonly vantage: Vantage
  readonly controls: Controls
  readonly services: readonly Service[]
  /** What the folder `announcements` beside the main file holds. */
  readonly announcements: readonly Announcement[]
  /** Every file that was read (main, includes, secrets, CAs), absolute: what to watch for reload. */
  readonly files: readonly string[]
  /** Every secret value that was read, for redaction. */
  readonly secrets: readonly string[]
  /** For people, printed at load: fewer than three controls, for example. */
  readonly warnings: readonly string[]
}
