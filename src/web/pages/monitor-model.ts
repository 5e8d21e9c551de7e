import { addTotals, availability } from '../../core/availability.ts'
import { type Effective } from '../../core/effective.ts'
import type { Observation, Recorded } from '../../core/observation.ts'
import type { Availability, Gap, MonitorStatus, Outage } from '../../core/outage.ts'
import type { PublicConfig, PublicMonitor } from '../../core/public-config.ts'
import type { Language } from '../../core/site.ts'
import { judgedNow } from '../api/json.ts'
import { findService, type KnownMonitor, statusOf } from '../catalogue.ts'
import type { Web } from '../context.ts'
import { type Day, pastDays } from '../history.ts'
import { observerOf } from '../observer.ts'
import { type AnnouncedLately, announcedLately } from '../parts/announced-lately.ts'
import type { Suspect } from '../suspects.ts'
import { textIn, textOrNull } from '../text.ts'
import { type DamagedMonitor, damagedMonitors } from './damage.ts'
import { type HealthyPageModel, healthyPageModel } from './healthy-page-model.ts'

export const monitorMonths = 12
export const gapDays = 90
const gapsShown = 20
const outagesShown = 50

export interface MonthFigures {
  readonly from: number
  readonly figures: Availability
  /** Confirmed outages whose onset lies in it. */
  readonly outages: number
}
export interface MonitorModel {
  readonly config: PublicConfig
  readonly monitor: PublicMonitor
  readonly retiredAt: number | null
  readonly name: string
  readonly service: { readonly id: string; readonly name: string; readonly linked: boolean; readonly organisation: string | null }
  readonly asOf: number
  readonly offline: boolean
  readonly controlled: boolean
  readonly status: MonitorStatus
  readonly open: Outage | null
  readonly last: { readonly look: Recorded<Observation>; readonly judged: Effective } | null
  readonly suspect: Suspect | null
  /** null: it looks at no page. */
  readonly healthyPage: HealthyPageModel | null
  /** Newest first. */
  readonly outages: readonly Outage[]
  /** Oldest first, from the first month that was looked at. */
  readonly months: readonly MonthFigures[]
  readonly all: Availability
  /** Newest first. */
  readonly gaps: readonly Gap[]
  readonly damaged: readonly DamagedMonitor[]
  readonly announced: AnnouncedLately
}

export function monitorModel(web: Web, known: KnownMonitor, language: Language): MonitorModel {
  const { monitor, retiredAt } = known
  const config = web.config()
  const asOf = web.clock.now()
  const { timeZone } = config.site
  const past = pastDays(web, monitor, { unit: 'month', count: monitorMonths }, timeZone)
  const months = monthsOf(past.days, past.outages)
  const look = web.live.lastLook(monitor.id)
  const offline = observerOf(web).kind === 'offline'
  return {
    config,
    monitor,
    retiredAt,
    name: textIn(monitor.name, language),
    service: serviceOf(config, monitor, language),
    asOf,
    offline,
    controlled: config.controls.targets.length > 0,
    status: statusOf(web.live, known),
    open: web.live.open(monitor.id),
    last: look === null ? null : { look, judged: judgedNow(web, look) },
    suspect: web.live.suspect(monitor.id),
    healthyPage: healthyPageModel(web.reader, monitor),
    outages: past.outages.slice(-outagesShown).toReversed(),
    months,
    all: availability(addTotals(months.map(({ figures }) => figures))),
    gaps: web.reader
      .gaps(monitor.id, { from: asOf - gapDays * 86_400_000, to: asOf })
      .slice(-gapsShown)
      .toReversed(),
    announced: announcedLately(web, [monitor]),
    // Asked last: what is damaged is met while reading.
    damaged: damagedMonitors(web, language),
  }
}

/** Local days added up to their months; months before the first look are left out. */
function monthsOf(days: readonly Day[], outages: readonly Outage[]): readonly MonthFigures[] {
  const labels = [...new Set(days.map(({ label }) => label.slice(0, 7)))]
  const months = labels.map((label) => {
    const its = days.filter((day) => day.label.startsWith(label))
    const from = its[0]?.from ?? 0
    const to = its.at(-1)?.to ?? 0
    const began = outages.filter(({ confirmed, onset }) => confirmed && onset.by >= from && onset.by < to)
    return { from, figures: availability(addTotals(its.map(({ sums }) => sums))), outages: began.length }
  })
  const firstSeen = months.findIndex(({ figures }) => figures.availability !== null)
  return firstSeen < 0 ? [] : months.slice(firstSeen)
}

function serviceOf(config: PublicConfig, monitor: PublicMonitor, language: Language): MonitorModel['service'] {
  const service = findService(config, monitor.serviceId)
  if (service === null) return { id: monitor.serviceId, name: monitor.serviceId, linked: false, organisation: null }
  return { id: service.id, name: textIn(service.name, language), linked: true, organisation: textOrNull(service.organisation, language) }
}
