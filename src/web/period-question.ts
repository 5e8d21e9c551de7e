import type { Period } from '../core/calendar.ts'
import { canonicalJson } from '../core/canonical.ts'
import type { FigureOfPeriod, PeriodQuestion } from '../core/figure.ts'
import { isoInstant } from '../core/instant.ts'
import { type MonitorInPeriod, windowsIn, windowsJson } from '../core/period.ts'
import { announcedIn } from '../evidence/bundle/period-figure.ts'
import { availabilityOf } from './availability.ts'
import { everything, periodOf } from './api/query.ts'
import { findMonitor, findService } from './catalogue.ts'
import type { Web } from './context.ts'
import { ProblemError } from './problem.ts'

/** Whose availability is asked for. */
export interface PeriodSubjectAsked {
  /** null: one monitor alone. */
  readonly serviceId: string | null
  readonly monitors: readonly { readonly id: string; readonly everyMs: number }[]
}

/** What a figure is derived from at most; a million looks of a year took 1.2 s. */
const looksAtMost = 2_000_000

/** The question of a figure over a period. Throws ProblemError: 422 before it began, 400 where it would be made from too many looks. */
export function periodQuestion(
  web: Web,
  { serviceId, monitors }: PeriodSubjectAsked,
  asked: { readonly from: string; readonly to: string },
): PeriodQuestion {
  const now = web.clock.now()
  const { timeZone } = web.config().site
  const period = periodOf(asked, timeZone, everything)
  if (period.from >= now || period.to <= period.from) throw new ProblemError(422, 'from must lie before now and before to.')
  const looks = monitors.reduce((sum, { everyMs }) => sum + (Math.min(period.to, now) - period.from) / everyMs, 0)
  if (looks > looksAtMost)
    throw new ProblemError(400, `A figure is made from at most ${looksAtMost} looks: choose a shorter period, or one monitor.`)
  return {
    kind: 'period',
    serviceId,
    monitorIds: monitors.map(({ id }) => id),
    from: isoInstant(period.from),
    to: isoInstant(period.to),
    timeZone,
  }
}

export function monitorAsked(web: Web, id: string): PeriodSubjectAsked {
  const lookup = findMonitor(web.config(), web.reader, id)
  if (lookup.found === 'renamed') return monitorAsked(web, lookup.to)
  if (lookup.found === 'nothing') throw new ProblemError(404, 'No monitor has or had this id; /api/v1/monitors lists them.')
  return { serviceId: null, monitors: [lookup.known.monitor] }
}

export function serviceAsked(web: Web, id: string): PeriodSubjectAsked {
  const service = findService(web.config(), id)
  if (service === null) throw new ProblemError(404, 'No service has this id; /api/v1/services lists them.')
  return { serviceId: service.id, monitors: service.monitors }
}

/** Whether a figure says what is measured now. It is answered from stored sums: nothing is derived. */
export function saysNow(web: Web, { question, result }: FigureOfPeriod): boolean {
  const period = { from: Date.parse(question.from), to: Date.parse(question.to) }
  return result.to === question.to && result.monitors.every((said) => monitorSaysNow(web, said, period))
}

function monitorSaysNow(web: Web, said: MonitorInPeriod, period: Period): boolean {
  const lookup = findMonitor(web.config(), web.reader, said.monitorId)
  if (lookup.found !== 'monitor') return false
  const { figures } = availabilityOf(web, lookup.known.monitor, period, web.clock.now(), null)
  const sums = (['periodMs', 'upMs', 'downMs', 'ambiguousMs', 'unobservedMs'] as const).every((sum) => figures[sum] === said[sum])
  const found = web.reader.outages({ monitorId: said.monitorId, period })
  const confirmed = found.filter((outage) => outage.confirmed).length
  const announced = announcedIn(web.reader.entries('announcement'), said.monitorId, web.reader.entries('config'))
  const windows = canonicalJson(windowsJson(windowsIn(announced, period)))
  return (
    sums &&
    confirmed === said.outages &&
    found.length - confirmed === said.unconfirmed &&
    windows === canonicalJson(said.announced?.windows ?? [])
  )
}
