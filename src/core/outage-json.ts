import { type Failure, failureCodes } from './failure.ts'
import { isoInstant } from './instant.ts'
import type { Availability, Bounds, Fractions, Gap, Outage } from './outage.ts'

/** An outage as `derive`, the API, the exports and the feeds print it (docs/api.md): instants ISO-8601 UTC with ms and Z, durations integer ms. */
export interface OutageJson {
  readonly id: string
  readonly monitorId: string
  readonly onset: BoundsJson
  readonly recovery: BoundsJson | null
  readonly ongoing: boolean
  readonly minMs: number
  readonly maxMs: number | null
  readonly unobservedMs: number
  readonly flaps: number
  readonly incidentsMax: number
  readonly looks: number
  readonly lastSeenDownAt: string
  readonly confirmed: boolean
  readonly cause: { readonly phase: string; readonly code: string; readonly message: string } | null
}
export interface BoundsJson {
  /** null: nothing known before. */
  readonly after: string | null
  readonly by: string
}
export interface GapJson {
  readonly from: string
  readonly to: string
}
export interface TotalsJson {
  readonly periodMs: number
  readonly upMs: number
  readonly downMs: number
  readonly ambiguousMs: number
  readonly unobservedMs: number
  readonly coverage: number
  /** null: no measurement. */
  readonly availability: Fractions | null
  readonly wholePeriod: Fractions
}

/** The one JSON shape of an outage. Key order is part of it: two exports of the same outage are the same bytes. */
export function outageJson(outage: Outage): OutageJson {
  return {
    id: outage.id,
    monitorId: outage.monitorId,
    onset: boundsJson(outage.onset),
    recovery: outage.recovery === null ? null : boundsJson(outage.recovery),
    ongoing: outage.ongoing,
    minMs: outage.minMs,
    maxMs: outage.maxMs,
    unobservedMs: outage.unobservedMs,
    flaps: outage.flaps,
    incidentsMax: outage.incidentsMax,
    looks: outage.looks,
    lastSeenDownAt: isoInstant(outage.lastSeenDownAt),
    confirmed: outage.confirmed,
    cause: outage.cause === null ? null : { phase: outage.cause.phase, code: outage.cause.code, message: outage.cause.message },
  }
}

/** The outage that such JSON of ours says; the inverse of `outageJson`. */
export function outageFrom(json: OutageJson): Outage {
  const { onset, recovery, lastSeenDownAt, cause } = json
  return {
    ...json,
    onset: boundsFrom(onset),
    recovery: recovery === null ? null : boundsFrom(recovery),
    lastSeenDownAt: Date.parse(lastSeenDownAt),
    cause: cause === null || !isFailure(cause) ? null : cause,
  }
}

function boundsFrom({ after, by }: BoundsJson): Bounds {
  return { after: after === null ? null : Date.parse(after), by: Date.parse(by) }
}

/** Codes and phases are never taken back, so what was recorded is one of them. */
function isFailure(cause: NonNullable<OutageJson['cause']>): cause is Failure {
  return Object.hasOwn(failureCodes, cause.code)
}

export function gapJson(gap: Gap): GapJson {
  return { from: isoInstant(gap.from), to: isoInstant(gap.to) }
}

export function totalsJson(totals: Availability): TotalsJson {
  return {
    periodMs: totals.periodMs,
    upMs: totals.upMs,
    downMs: totals.downMs,
    ambiguousMs: totals.ambiguousMs,
    unobservedMs: totals.unobservedMs,
    coverage: totals.coverage,
    availability: totals.availability === null ? null : fractionsJson(totals.availability),
    wholePeriod: fractionsJson(totals.wholePeriod),
  }
}

function boundsJson(bounds: Bounds): BoundsJson {
  return { after: bounds.after === null ? null : isoInstant(bounds.after), by: isoInstant(bounds.by) }
}

function fractionsJson(fractions: Fractions): Fractions {
  return { min: fractions.min, max: fractions.max }
}
