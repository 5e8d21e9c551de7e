import type { FigureOfOutage } from '../../core/figure.ts'
import { durationRange } from '../../i18n/figures.ts'
import { figureWords } from '../../i18n/figure-page.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { identifier, instant } from './words.ts'

/** The figures of an outage that were given out, newest first, and the button that makes one: a form, so that it works without scripts. */
export function figuresSection(locale: Locale, outageId: string, figures: readonly FigureOfOutage[]): Html {
  const { t, language } = locale
  const w = figureWords[language]
  const rows = figures.toReversed().map(
    ({ id, asOf, result, replaces }) => html`<tr><td data-l="${w.crumb}"><a href="/figures/${id}">${identifier(id)}</a></td>
<td data-l="${w.at}">${instant(locale, Date.parse(asOf), 'second')}</td><td data-l="${w.length}">${durationRange(t, result.minMs, result.maxMs)}</td>
<td>${replaces === null ? '' : w.reasons[replaces.reason]}</td></tr>`,
  )
  const table = html`<table class="rec pack"><thead><tr><th scope="col">${w.crumb}</th><th scope="col">${w.at}</th><th scope="col">${w.length}</th><td></td></tr></thead><tbody>${rows}</tbody></table>`
  return html`<section class="given ${figures.length === 0 ? 'none' : 'some'}" aria-labelledby="h-fi"><h2 id="h-fi">${w.listHead}</h2><p>${w.listIntro}</p>
${figures.length === 0 ? html`<p>${w.none}</p>` : html`<div class="scroll" role="region" aria-label="${t.page.scrolls(w.listHead)}" tabindex="0">${table}</div>`}
<form method="post" action="/outages/${outageId}/figures"><button>${w.cite}</button></form>
<p><a href="/api/v1/outages/${outageId}/bundle">${w.bundle}</a></p></section>`
}
