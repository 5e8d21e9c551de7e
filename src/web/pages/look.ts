import { type Effective } from '../../core/effective.ts'
import type { Observation, Recorded, Timings } from '../../core/observation.ts'
import { failureMeaning, phases } from '../../i18n/failures.ts'
import { duration } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { type Mark, stateMark } from '../parts/state.ts'
import { identifier, instant } from '../parts/words.ts'

/** A look's effective outcome as shape and word. A single failed look is not a confirmed outage, so it is never red. */
export function outcomeMark({ t }: Locale, look: Observation, judged: Effective): Html {
  if (judged.provisional) return stateMark('unconfirmed', `${t.outcome.down}${t.sentence.comma}${t.outcome.provisional}`)
  const mark: Mark =
    judged.outcome === 'down' ? 'unconfirmed' : judged.outcome === 'unknown' ? 'unknown' : look.degraded.length > 0 ? 'degraded' : 'up'
  return stateMark(mark, t.outcome[judged.outcome])
}

/** One look in full. */
export function lookDetails(locale: Locale, { look, judged }: { readonly look: Recorded<Observation>; readonly judged: Effective }): Html {
  const { t } = locale
  const m = t.monitor
  const rows: readonly (readonly [string, Html | null])[] = [
    [m.at, instant(locale, look.at, 'second')],
    [m.scheduled, instant(locale, look.scheduledAt, 'second')],
    [
      m.outcome,
      html`${outcomeMark(locale, look, judged)}${judged.outcome === look.outcome || judged.provisional ? null : html` <small>${m.rawOutcome(t.outcome[look.outcome])}</small>`}${look.recheck ? html` <small>${t.outcome.recheck}</small>` : null}`,
    ],
    [
      t.outage.code,
      look.failure === null
        ? null
        : html`${identifier(look.failure.code)} <strong>${phases[locale.language][look.failure.phase]}.</strong> ${failureMeaning(locale.language, look.failure.code)}`,
    ],
    [t.outage.message, look.failure === null ? null : identifier(look.failure.message)],
    [m.reason, judged.reason === null || judged.reason === look.failure?.code ? null : identifier(judged.reason)],
    [
      m.slowMeans,
      look.degraded.length === 0
        ? null
        : html`${look.degraded.map(({ code, message }) => html`<span class="sub">${failureMeaning(locale.language, code)} ${identifier(message)}</span>`)}`,
    ],
    [t.outage.status, look.status === null ? null : html`${look.status}`],
    [t.outage.rules, look.rules.length === 0 ? null : identifier(look.rules.join(', '))],
    [m.phases, html`${phaseTimes(locale, look.timings)}`],
    [t.outage.address, look.address === null ? null : identifier(look.address)],
    [m.finalHost, look.finalHost === null ? null : identifier(look.finalHost)],
    [m.redirects, look.redirects === 0 ? null : html`${look.redirects}`],
    [m.body, look.bodyLength === null ? null : html`${m.bodyText(look.bodyLength, look.bodyTruncated)}`],
    [m.tls, look.tlsVersion === null ? null : identifier(look.tlsVersion)],
    [m.certificate, look.certificate === null ? null : identifier(look.certificate)],
    [
      m.clock,
      html`${look.clockSource === 'system' ? m.clockSystem : m.clockText(look.clockSource, duration(t, look.uncertaintyMs, 'upper', 'short'))}`,
    ],
    [t.outage.record, identifier(String(look.seq))],
  ]
  return html`<dl class="dl">${rows.map(([term, value]) => (value === null ? html`` : html`<dt>${term}</dt><dd>${value}</dd>`))}</dl>`
}

/** Phase times as one line, phases that were not reached left out. */
export function phaseTimes({ t }: Locale, timings: Timings): string {
  const order = ['resolveMs', 'connectMs', 'handshakeMs', 'firstByteMs', 'totalMs'] as const
  return order
    .flatMap((phase) => {
      const ms = timings[phase]
      return ms === null ? [] : [`${t.monitor.phase[phase]} ${t.duration.short.millisecond(ms)}`]
    })
    .join(t.sentence.comma)
}
