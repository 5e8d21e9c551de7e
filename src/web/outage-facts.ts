import { claimOfOutage } from '../core/claim.ts'
import type { Outage } from '../core/outage.ts'
import type { PublicConfig, PublicMonitor } from '../core/public-config.ts'
import type { Language } from '../core/site.ts'
import type { Verb } from '../i18n/sentence.ts'
import { findMonitor, findService, type KnownMonitor, statusOf } from './catalogue.ts'
import type { Web } from './context.ts'
import { observerOf } from './observer.ts'
import { textIn } from './text.ts'

/** What is said of an outage wherever it is said: on its page, in a citation, a feed, a calendar, on a card. */
export interface OutageFacts {
  readonly config: PublicConfig
  readonly outage: Outage
  readonly known: KnownMonitor | null
  readonly monitor: PublicMonitor | null
  /** As in the sentence: the service, and the monitor where a service has several. */
  readonly name: string
  readonly monitorName: string
  readonly verb: Verb
  /** Our own network is down. */
  readonly offline: boolean
  /** Whether nobody can tell now if it goes on. */
  readonly unknownNow: boolean
  /** Absolute. */
  readonly permalink: string
}

/** One vantage per site: a second measuring point is not configured anywhere yet. */
export const vantages = 1

export function outageFacts(
  web: Pick<Web, 'config' | 'reader' | 'live' | 'health'>,
  outage: Outage,
  language: Language,
  baseUrl: string,
): OutageFacts {
  const config = web.config()
  const lookup = findMonitor(config, web.reader, outage.monitorId)
  const known = lookup.found === 'monitor' ? lookup.known : null
  const monitor = known?.monitor ?? null
  const offline = observerOf(web).kind === 'offline'
  return {
    config,
    outage,
    known,
    monitor,
    ...namesOf(config, outage.monitorId, monitor, language),
    verb: claimOfOutage(outage, vantages).verb,
    offline,
    unknownNow: outage.ongoing && (offline || known === null || statusOf(web.live, known).state !== 'down'),
    permalink: permalinkOf(baseUrl, outage.id),
  }
}

/** The permanent address of an outage. */
export function permalinkOf(baseUrl: string, outageId: string): string {
  return `${baseUrl}/outages/${encodeURIComponent(outageId)}`
}

/** What an outage of a monitor is said to be of. */
export function namesOf(
  config: PublicConfig,
  monitorId: string,
  monitor: PublicMonitor | null,
  language: Language,
): Pick<OutageFacts, 'name' | 'monitorName'> {
  const monitorName = monitor === null ? monitorId : textIn(monitor.name, language)
  const service = monitor === null ? null : findService(config, monitor.serviceId)
  if (service === null) return { name: monitorName, monitorName }
  const serviceName = textIn(service.name, language)
  const only = service.monitors.length === 1
  return { name: only || serviceName === monitorName ? serviceName : `${serviceName} — ${monitorName}`, monitorName }
}
