import type { Outage } from '../../core/outage.ts'
import { failureMeaning, phases } from '../../i18n/failures.ts'
import { lowerBound } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { identifier, instantPart, words } from '../parts/words.ts'

/** What is said of an outage wherever it is shown in brief. */
export interface OutageBrief {
  readonly outage: Outage
  /** Whether control targets are configured, so that R15 speaks for us. */
  readonly controlled: boolean
  /** Nobody can tell now whether it goes on. */
  readonly unknownNow: boolean
  /** Its monitor is no longer configured: nobody will look again. */
  readonly retired?: boolean
}

/** The certain duration so far: it grows only with each failed look, never with the clock. */
export function certainSoFar(locale: Locale, { outage, unknownNow }: OutageBrief): Html {
  const { t } = locale
  const bound = lowerBound(t, outage.minMs, 'short')
  const last = instantPart(locale, outage.lastSeenDownAt)
  const note = outage.ongoing ? html`<small>${words(unknownNow ? t.outage.untilLast(last) : t.outage.growsOnly(last))}</small>` : null
  if (bound.kind === 'measured') return html`<p class="min"><small>${t.outage.minimum}</small>${bound.text}${note}</p>`
  return html`<p class="min">${bound.kind === 'lessThanSecond' ? t.duration.lessThanSecond : t.duration.notMeasurable}${note}</p>`
}

/** Since when, why, and whether it could be us. */
export function questions(locale: Locale, { outage, controlled, unknownNow, retired }: OutageBrief): Html {
  const { t } = locale
  return html`<dl class="qa"><dt>${t.outage.since}</dt><dd>${sinceText(locale, outage)}</dd>
<dt>${t.outage.why}</dt><dd>${cause(locale, outage)}</dd>
<dt>${t.outage.isItUs}</dt><dd>${controlled ? t.outage.notUs : t.outage.perhapsUs}</dd>
${unknownNow ? html`<dt>${t.outage.nowHead}</dt><dd>${retired === true ? t.outage.nowRetired : t.outage.nowUnknown}</dd>` : null}</dl>`
}

export function cause(locale: Locale, { cause: failure }: Outage): Html {
  const { t, language } = locale
  if (failure === null) return html`${t.outage.whyNone}`
  return html`<strong>${phases[language][failure.phase]}.</strong> ${failureMeaning(language, failure.code)} ${identifier(failure.message)}`
}

function sinceText(locale: Locale, { onset }: Outage): Html {
  const { t } = locale
  const first = html`${words(t.outage.firstFailure(instantPart(locale, onset.by)))}`
  if (onset.after === null) return html`${t.outage.alreadyDown}${t.sentence.semicolon}${first}`
  return html`${words(t.outage.lastWorking(instantPart(locale, onset.after)))}${t.sentence.comma}${first}`
}
