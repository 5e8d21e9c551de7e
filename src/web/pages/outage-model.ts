import type { Availability, Outage } from '../../core/outage.ts'
import type { PublicConfig, PublicMonitor } from '../../core/public-config.ts'
import type { Language } from '../../core/site.ts'
import type { Verb } from '../../i18n/sentence.ts'
import { availabilityOf } from '../availability.ts'
import { findMonitor, findService, statusOf } from '../catalogue.ts'
import type { Web } from '../context.ts'
import { observerOf } from '../observer.ts'
import { textIn } from '../text.ts'
import { type LookRow, outageLooks } from './outage-looks.ts'
import type { JudgedLook } from './outage-looks.ts'

export interface OutageModel {
  readonly config: PublicConfig
  readonly outage: Outage
  readonly monitor: PublicMonitor | null
  /** As in the sentence: the service, and the monitor where a service has several. */
  readonly name: string
  readonly monitorName: string
  readonly verb: Verb
  readonly controlled: boolean
  readonly offline: boolean
  /** Whether nobody can tell now if it goes on. */
  readonly unknownNow: boolean
  /** Its monitor is no longer configured: nobody will look again. */
  readonly retired: boolean
  /** R4 over [last good look or first failure, recovery or last failed look]; null for an empty period. */
  readonly figures: Availability | null
  readonly first: JudgedLook | null
  readonly rows: readonly LookRow[]
  readonly permalink: string
}

export async function outageModel(web: Web, outage: Outage, language: Language, baseUrl: string): Promise<OutageModel> {
  const config = web.config()
  const lookup = findMonitor(config, web.reader, outage.monitorId)
  const known = lookup.found === 'monitor' ? lookup.known : null
  const monitor = known?.monitor ?? null
  const asOf = web.clock.now()
  const everyMs = monitor?.everyMs ?? 60_000
  const rows = await outageLooks(web.reader, outage, everyMs, asOf)
  const offline = observerOf(web).kind === 'offline'
  const period = { from: outage.onset.after ?? outage.onset.by, to: outage.recovery?.by ?? outage.lastSeenDownAt }
  const measured = { id: outage.monitorId, everyMs, timeoutMs: monitor?.timeoutMs ?? 30_000 }
  const first = rows.find((row) => row.kind === 'look' && row.judged.outcome === 'down')
  return {
    config,
    outage,
    monitor,
    ...names(config, outage, monitor, language),
    verb: outage.confirmed ? 'indicate' : 'noConclusion',
    controlled: config.controls.targets.length > 0,
    offline,
    unknownNow: outage.ongoing && (offline || known === null || statusOf(web.live, known).state !== 'down'),
    retired: known !== null && known.retiredAt !== null,
    figures: period.from < period.to ? availabilityOf(web, measured, period, asOf, null).figures : null,
    first: first?.kind === 'look' ? first : null,
    rows,
    permalink: `${baseUrl}/outages/${outage.id}`,
  }
}

function names(
  config: PublicConfig,
  outage: Outage,
  monitor: PublicMonitor | null,
  language: Language,
): Pick<OutageModel, 'name' | 'monitorName'> {
  const monitorName = monitor === null ? outage.monitorId : textIn(monitor.name, language)
  const service = monitor === null ? null : findService(config, monitor.serviceId)
  if (service === null) return { name: monitorName, monitorName }
  const serviceName = textIn(service.name, language)
  const only = service.monitors.length === 1
  return { name: only || serviceName === monitorName ? serviceName : `${serviceName} — ${monitorName}`, monitorName }
}
