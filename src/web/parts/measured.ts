import type { PublicMonitor } from '../../core/public-config.ts'
import { duration } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { expectations } from '../pages/expectations.ts'
import { identifier, words } from './words.ts'

/** How one monitor is measured, piece by piece, from its configuration: the page of the monitor and that of the method say the same. */
export interface Measured {
  /** Method, address, longest wait. */
  readonly look: Html
  /** Interval and recheck, or the slots of a cron line. */
  readonly every: Html
  readonly upMeans: Html
  /** Past them it is up, but degraded; null where none is set. */
  readonly thresholds: string | null
  readonly confirmation: string
  /** From which length on no outage can hide between two looks: interval and timeout together. */
  readonly surelySeen: string
}

export function measured(locale: Locale, monitor: PublicMonitor): Measured {
  const { t } = locale
  const m = t.monitor
  const long = (ms: number) => (ms < 1_000 ? duration(t, ms, 'upper', 'short') : duration(t, ms, 'upper', 'long'))
  const { slowerThanMs, certificateDays } = monitor.expect
  const thresholds = [
    ...(slowerThanMs === null ? [] : [m.slowerThan(long(slowerThanMs))]),
    ...(certificateDays === null ? [] : [m.certificateDays(certificateDays)]),
  ]
  const { schedule } = monitor
  return {
    look: words(m.lookText({ method: monitor.method, url: monitor.url, timeout: long(monitor.timeoutMs) })),
    every:
      schedule.kind === 'cron'
        ? identifier(`${schedule.cron} ${schedule.timeZone}`)
        : html`${m.everyText({ every: long(monitor.everyMs), recheck: long(monitor.recheckMs) })}`,
    upMeans: expectations(locale, monitor),
    thresholds: thresholds.length === 0 ? null : thresholds.join(t.sentence.comma),
    confirmation: m.confirmationText(monitor.rules.confirmDown, monitor.rules.confirmUp),
    surelySeen: m.surelySeenText(long(monitor.everyMs + monitor.timeoutMs)),
  }
}
