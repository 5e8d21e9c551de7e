import { addTotals, availability } from '../../core/availability.ts'
import { newestLookAt } from '../../core/newest-look.ts'
import type { Availability, MonitorStatus, Outage } from '../../core/outage.ts'
import type { PublicConfig, PublicMonitor, PublicService } from '../../core/public-config.ts'
import type { Language } from '../../core/site.ts'
import type { Locale } from '../../i18n/index.ts'
import { type ServiceState, serviceState } from '../api/json.ts'
import { statusOf } from '../catalogue.ts'
import type { Web } from '../context.ts'
import { daysIn, type PastDays, periodOf, type Span } from '../history.ts'
import { isSilent, type Observer, observerOf } from '../observer.ts'
import { type StripDay, stripDays } from '../parts/strip.ts'
import { textIn, textOrNull } from '../text.ts'
import { type DamagedMonitor, damagedMonitors } from './damage.ts'
import { chosenGroups, everyService, type HomeChoice } from './home-choice.ts'

/** Days of the strips and of the figures beside them. */
export const homeDays = 90
export const homeSpan: Span = { unit: 'day', count: homeDays }

export interface ServiceRow {
  readonly id: string
  readonly name: string
  /** The only monitor's page, or the service's. */
  readonly href: string
  readonly address: string
  readonly organisation: string | null
  /** As shown: nothing but unknown while our own network is down. */
  readonly state: ServiceState
  /** By the method, whatever is shown. */
  readonly lastKnown: ServiceState
  readonly degraded: boolean
  /** Up, but for an operator to look at: since when, of the monitor that has been so longest. */
  readonly suspectSince: number | null
  readonly down: number
  readonly unknown: number
  readonly monitors: number
  /** Of one monitor that cannot be told, why. */
  readonly reason: string | null
  readonly strip: readonly StripDay[]
  /** Confirmed outages that meet the days. */
  readonly outages: number
  /** Of the worst monitor. */
  readonly figures: Availability
  readonly lastLookAt: number | null
}
export interface OngoingOutage {
  readonly service: string
  readonly monitor: string
  readonly organisation: string | null
  readonly partial: { readonly down: number; readonly total: number } | null
  readonly outage: Outage
  readonly unknownNow: boolean
}
export interface HomeModel {
  readonly asOf: number
  readonly config: PublicConfig
  readonly observer: Observer
  readonly offline: boolean
  /** The daemon has not been heard for some seconds. */
  readonly silent: boolean
  readonly counts: {
    readonly total: number
    readonly out: number
    /** Those of them of which some monitors are not down (R12). */
    readonly partly: number
    readonly up: number
    readonly degraded: number
    readonly unknown: number
    readonly pending: number
  }
  readonly ongoing: readonly OngoingOutage[]
  /** First local day of the strips. */
  readonly firstDay: number
  readonly choice: HomeChoice
  /** Monitors some of whose records cannot be read any more. */
  readonly damaged: readonly DamagedMonitor[]
  /** Of the rows that were chosen; the verdict and the counts are always of all. */
  readonly groups: readonly { readonly organisation: string | null; readonly rows: readonly ServiceRow[] }[]
}

/** Everything the first page says, as values. */
export function homeModel(web: Web, locale: Locale, choice: HomeChoice = everyService): HomeModel {
  const { language, t } = locale
  const config = web.config()
  const observer = observerOf(web)
  const offline = observer.kind === 'offline'
  const { timeZone } = config.site
  const period = periodOf(web, homeSpan, timeZone)
  const outages = Map.groupBy(web.reader.outages({ period }), ({ monitorId }) => monitorId)
  const daysOf = daysIn(
    web,
    config.services.flatMap(({ monitors }) => monitors),
    homeSpan,
    timeZone,
  )
  const past = (monitor: PublicMonitor): PastDays => {
    const { buckets, sum } = daysOf(monitor)
    return { days: buckets, figures: availability(sum), outages: outages.get(monitor.id) ?? [] }
  }
  const services = config.services.map((service) => ({ service, row: serviceRow(web, service, language, offline, past) }))
  const rows = services.map(({ row }) => row)
  const count = (test: (row: ServiceRow) => boolean) => rows.filter(test).length
  return {
    asOf: web.clock.now(),
    config,
    observer,
    offline,
    silent: isSilent(web.health(), web.clock.now()),
    counts: {
      total: rows.length,
      out: count(({ state }) => state === 'down' || state === 'partial'),
      partly: count(({ state }) => state === 'partial'),
      up: count(({ state, degraded }) => state === 'up' && !degraded),
      degraded: count(({ state, degraded }) => state === 'up' && degraded),
      unknown: count(({ state }) => state === 'unknown'),
      pending: count(({ state }) => state === 'pending'),
    },
    ongoing: services.flatMap(({ service, row }) => ongoingOf(web, service, row, language, offline)),
    firstDay: period.from,
    choice,
    damaged: damagedMonitors(web, language),
    groups: chosenGroups(rows, choice, locale.tag, ({ state, degraded }) =>
      state === 'partial' ? t.state.down : state === 'up' && degraded ? t.state.degraded : t.state[state],
    ),
  }
}

function serviceRow(
  web: Web,
  service: PublicService,
  language: Language,
  offline: boolean,
  past: (monitor: PublicMonitor) => PastDays,
): ServiceRow {
  const pasts = service.monitors.map(past)
  const statuses = service.monitors.map((monitor) => statusOf(web.live, { monitor, retiredAt: null }))
  const lastKnown = serviceState(statuses.map(({ state }) => state))
  const only = service.monitors.length === 1 ? service.monitors[0] : undefined
  const looks = service.monitors.flatMap((monitor) => {
    const state = web.live.state(monitor.id)
    return state === null ? [] : [newestLookAt(state) ?? 0]
  })
  const confirmed = pasts.flatMap(({ outages }) => outages.filter((outage) => outage.confirmed))
  return {
    id: service.id,
    name: textIn(service.name, language),
    href: only === undefined ? `/services/${encodeURIComponent(service.id)}` : `/monitors/${encodeURIComponent(only.id)}`,
    address: only?.url ?? service.monitors.map(({ id }) => id).join(', '),
    organisation: textOrNull(service.organisation, language),
    state: offline && lastKnown !== 'pending' ? 'unknown' : lastKnown,
    lastKnown,
    suspectSince: service.monitors.flatMap(({ id }) => web.live.suspectFollowed(id)?.at ?? []).toSorted((a, b) => a - b)[0] ?? null,
    degraded: statuses.some(({ degraded }) => degraded),
    down: countState(statuses, 'down'),
    unknown: countState(statuses, 'unknown'),
    monitors: statuses.length,
    reason: statuses.find(({ reason }) => reason !== null)?.reason ?? null,
    strip: stripDays(pasts),
    outages: confirmed.length,
    figures: worst(pasts),
    lastLookAt: Math.max(0, ...looks) || null,
  }
}

/** R12 knows no weights: of several monitors the one with the lowest upper bound speaks, and the page says so. */
function worst(pasts: readonly PastDays[]): Availability {
  const measured = pasts.map(({ figures }) => figures).filter(({ availability: range }) => range !== null)
  return (
    measured.toSorted((a, b) => (a.availability?.max ?? 1) - (b.availability?.max ?? 1))[0] ??
    pasts[0]?.figures ??
    availability(addTotals([]))
  )
}

function ongoingOf(web: Web, service: PublicService, row: ServiceRow, language: Language, offline: boolean): readonly OngoingOutage[] {
  return service.monitors.flatMap((monitor) => {
    const outage = web.live.open(monitor.id)
    if (outage === null || !outage.confirmed) return []
    const unknownNow = offline || statusOf(web.live, { monitor, retiredAt: null }).state !== 'down'
    return [
      {
        service: row.name,
        monitor: textIn(monitor.name, language),
        organisation: row.organisation,
        partial: row.lastKnown === 'partial' ? { down: row.down, total: row.monitors } : null,
        outage,
        unknownNow,
      },
    ]
  })
}

function countState(statuses: readonly MonitorStatus[], wanted: MonitorStatus['state']): number {
  return statuses.filter(({ state }) => state === wanted).length
}
