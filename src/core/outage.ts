import type { Failure } from './failure.ts'

/** The change happened after `after` and no later than `by` (UTC ms). `after: null`: nothing known before. */
export interface Bounds {
  readonly after: number | null
  readonly by: number
}

/** An outage, or an unconfirmed failure (`confirmed: false`), by R5–R8. */
export interface Outage {
  /** `<monitor-id>-<onset.by as yyyymmddThhmmssZ>`, with ms where that is taken. */
  readonly id: string
  readonly monitorId: string
  readonly onset: Bounds
  /** null while ongoing. */
  readonly recovery: Bounds | null
  readonly ongoing: boolean
  readonly minMs: number
  /** null when ongoing, or already down when monitoring began. */
  readonly maxMs: number | null
  readonly unobservedMs: number
  readonly flaps: number
  readonly incidentsMax: number
  /** Its down looks. */
  readonly looks: number
  /** Start of its last down look. */
  readonly lastSeenDownAt: number
  readonly confirmed: boolean
  /** Failure of its first down look; null for samples without one. */
  readonly cause: Failure | null
}

export type SegmentKind = 'up' | 'down' | 'ambiguous' | 'unobserved'
/** A piece of the partition of R4; consecutive segments touch. `to` is exclusive. */
export interface Segment {
  readonly kind: SegmentKind
  readonly from: number
  readonly to: number
}
/** An unobserved stretch between known looks (R4). */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** Sums of one monitor in one quarter hour of UTC; the segments of R4 cut at quarters. Only quarters that can no longer change are written. */
export interface QuarterTotals {
  readonly monitorId: string
  /** Start of the quarter, UTC ms. */
  readonly from: number
  readonly upMs: number
  readonly downMs: number
  readonly ambiguousMs: number
  readonly unobservedMs: number
  readonly degradedMs: number
  /** Known looks that started in it. */
  readonly looks: number
}

/** Sums over a period, exact: periodMs = up + down + ambiguous + unobserved. */
export interface Totals {
  readonly periodMs: number
  readonly upMs: number
  readonly downMs: number
  readonly ambiguousMs: number
  readonly unobservedMs: number
}
export interface Fractions {
  readonly min: number
  readonly max: number
}
/** R9. `availability` is null without observed time; `coverage` is 0 for an empty period. */
export interface Availability extends Totals {
  readonly coverage: number
  readonly availability: Fractions | null
  readonly wholePeriod: Fractions
}

/** The state of a monitor now (method.md). */
export type StateName = 'up' | 'down' | 'unknown' | 'pending'
export interface MonitorStatus {
  readonly state: StateName
  /** Bounds of the moment since when; null while pending. */
  readonly since: Bounds | null
  /** Why unknown, as a failure code (`observer_offline`, `blocked_waf` …), `retired`, or `unobserved`; else null. */
  readonly reason: string | null
  readonly degraded: boolean
  /** The confirmed outage that is open. */
  readonly outageId: string | null
}
