import { type Effective, effective, type Rounds } from '../../core/effective.ts'
import type { Failure } from '../../core/failure.ts'
import type { TargetKind, Text } from '../../core/monitor.ts'
import type { Observation, Outcome, Recorded, Timings } from '../../core/observation.ts'
import { isoInstant } from '../../core/instant.ts'
import type { Bounds, StateName } from '../../core/outage.ts'
import type { PublicMonitor, PublicService } from '../../core/public-config.ts'
import type { Language } from '../../core/site.ts'
import type { KnownMonitor } from '../catalogue.ts'
import { totalsJson } from '../../core/outage-json.ts'
import type { BucketAvailability } from '../availability.ts'
import { statusOf } from '../catalogue.ts'
import type { Web } from '../context.ts'
import { daysIn } from '../history.ts'
import { textIn, textOrNull } from '../text.ts'
import { type NoticeJson, noticeJson } from './notice-json.ts'

/** One look as the API prints it (docs/api.md). */
export interface ObservationJson extends LookJson {
  /** Up, but for operators to look at: never counted. */
  readonly suspect: boolean
  /** Of the page, to know it again by; null where there was none. */
  readonly fingerprint: string | null
  readonly notice: NoticeJson | null
  readonly seq: number
}

/** The same without its page and its place in the log. */
export interface LookJson {
  readonly at: string
  readonly scheduledAt: string
  readonly durationMs: number
  readonly outcome: Outcome
  readonly rawOutcome: Outcome
  readonly provisional: boolean
  /** Why the effective outcome is unknown, as a failure code; null otherwise. */
  readonly reason: string | null
  readonly degraded: boolean
  readonly degradedBy: readonly Failure[]
  readonly vantageId: string
  readonly failure: Failure | null
  readonly status: number | null
  readonly timings: Timings
  readonly everyMs: number
  readonly uncertaintyMs: number
  readonly recheck: boolean
  readonly rules: readonly string[]
  readonly address: string | null
  readonly finalHost: string | null
  readonly redirects: number
  readonly bodyLength: number | null
  readonly bodyTruncated: boolean
  readonly tlsVersion: string | null
  readonly certificate: string | null
  readonly clockSource: string
}

/** The state of a monitor now (method.md), as the API and the event stream tell it. */
export interface StatusJson {
  readonly state: StateName
  readonly degraded: boolean
  readonly since: { readonly after: string | null; readonly by: string } | null
  readonly reason: string | null
  readonly outageId: string | null
}
export interface MonitorJson extends StatusJson {
  readonly id: string
  readonly serviceId: string
  readonly name: string
  readonly names: Text
  readonly kind: TargetKind
  readonly url: string
  readonly everyMs: number
  readonly formerly: readonly string[]
  readonly retiredAt: string | null
  /** Since when its looks have been suspect: up, but for operators to look at; null when the newest is not. */
  readonly suspectSince: string | null
  readonly last: ObservationJson | null
  /** Where they were asked for. */
  readonly days?: readonly DayJson[]
}

/** Availability of one local hour, day, month or year. */
export type BucketJson = { readonly label: string; readonly from: string; readonly to: string } & ReturnType<typeof totalsJson>

/** What was measured of one local day: little enough that months of many monitors go into one answer. */
export type DayJson = Pick<BucketJson, 'label' | 'upMs' | 'downMs' | 'ambiguousMs' | 'unobservedMs'>

/** A service is `partial` when some of its monitors are down (R12). */
export type ServiceState = StateName | 'partial'
export interface ServiceJson {
  readonly id: string
  readonly name: string
  readonly names: Text
  readonly organisation: string | null
  readonly description: string | null
  readonly links: readonly string[]
  readonly state: ServiceState
  readonly monitorsDown: number
  readonly monitors: readonly MonitorJson[]
}

/** A look with its effective outcome (R15), judged as of `asOf`. */
export function observationJson(seen: Recorded<Observation>, rounds: Rounds, asOf: number): ObservationJson {
  const { flags, fingerprint, seq } = seen
  return { ...lookJson(seen, rounds, asOf), suspect: flags.includes('suspect'), fingerprint, notice: noticeJson(seen), seq }
}

export function lookJson(seen: Observation, rounds: Rounds, asOf: number): LookJson {
  const judged = effective(seen, rounds, asOf)
  return {
    at: isoInstant(seen.at),
    scheduledAt: isoInstant(seen.scheduledAt),
    durationMs: seen.durationMs,
    outcome: judged.outcome,
    rawOutcome: seen.outcome,
    provisional: judged.provisional,
    reason: judged.reason,
    degraded: seen.degraded.length > 0,
    degradedBy: seen.degraded,
    vantageId: seen.vantageId,
    failure: seen.failure,
    status: seen.status,
    timings: seen.timings,
    everyMs: seen.everyMs,
    uncertaintyMs: seen.uncertaintyMs,
    recheck: seen.recheck,
    rules: seen.rules,
    address: seen.address,
    finalHost: seen.finalHost,
    redirects: seen.redirects,
    bodyLength: seen.bodyLength,
    bodyTruncated: seen.bodyTruncated,
    tlsVersion: seen.tlsVersion,
    certificate: seen.certificate,
    clockSource: seen.clockSource,
  }
}

/** What the newest look counts as. */
export function judgedNow(web: Pick<Web, 'live' | 'clock'>, seen: Observation): Effective {
  return effective(seen, web.live.rounds(), web.clock.now())
}

/** `daysOf`: adds what was measured of its last days (`daysJsonOf`). */
export function monitorJson(web: Shown, known: KnownMonitor, language: Language, daysOf: DaysOf | null = null): MonitorJson {
  const { monitor, retiredAt } = known
  const last = web.live.lastLook(monitor.id)
  const suspect = web.live.suspect(monitor.id)
  return {
    id: monitor.id,
    serviceId: monitor.serviceId,
    name: textIn(monitor.name, language),
    names: monitor.name,
    kind: monitor.kind,
    url: monitor.url,
    everyMs: monitor.everyMs,
    formerly: monitor.formerly,
    retiredAt: retiredAt === null ? null : isoInstant(retiredAt),
    ...statusJson(web, known),
    suspectSince: suspect === null ? null : isoInstant(suspect.at),
    last: last === null ? null : observationJson(last, web.live.rounds(), web.clock.now()),
    ...(daysOf === null ? {} : { days: daysOf(monitor) }),
  }
}

type Shown = Pick<Web, 'live' | 'clock' | 'reader' | 'config'>

export type DaysOf = (monitor: PublicMonitor) => readonly DayJson[]

/** The last `count` local days of any of some monitors; null when there are to be none. */
export function daysJsonOf(web: Shown, monitors: readonly PublicMonitor[], count: number): DaysOf | null {
  if (count === 0) return null
  const daysOf = daysIn(web, monitors, { unit: 'day', count }, web.config().site.timeZone)
  return (monitor) =>
    daysOf(monitor).buckets.map(({ label, sums: { upMs, downMs, ambiguousMs, unobservedMs } }) => ({
      label,
      upMs,
      downMs,
      ambiguousMs,
      unobservedMs,
    }))
}

export function bucketJson({ label, from, to, figures }: BucketAvailability): BucketJson {
  return { label, from: isoInstant(from), to: isoInstant(to), ...totalsJson(figures) }
}

export function statusJson({ live }: Pick<Web, 'live'>, known: KnownMonitor): StatusJson {
  const { state, degraded, since, reason, outageId } = statusOf(live, known)
  return { state, degraded, since: since === null ? null : boundsJson(since), reason, outageId }
}

export function serviceJson(web: Shown, service: PublicService, language: Language, daysOf: DaysOf | null = null): ServiceJson {
  const monitors = service.monitors.map((monitor) => monitorJson(web, { monitor, retiredAt: null }, language, daysOf))
  return {
    id: service.id,
    name: textIn(service.name, language),
    names: service.name,
    organisation: textOrNull(service.organisation, language),
    description: textOrNull(service.description, language),
    links: service.links,
    state: serviceState(monitors.map(({ state }) => state)),
    monitorsDown: monitors.filter(({ state }) => state === 'down').length,
    monitors,
  }
}

/** R12: down when all monitors are, partial when some are; unknown as soon as one is and none is down; no hidden weights. */
export function serviceState(states: readonly StateName[]): ServiceState {
  const count = (state: StateName) => states.filter((other) => other === state).length
  const down = count('down')
  if (down > 0) return down === states.length ? 'down' : 'partial'
  if (states.length === 0 || count('pending') === states.length) return 'pending'
  return count('up') === states.length ? 'up' : 'unknown'
}

function boundsJson(bounds: Bounds): { readonly after: string | null; readonly by: string } {
  return { after: bounds.after === null ? null : isoInstant(bounds.after), by: isoInstant(bounds.by) }
}
