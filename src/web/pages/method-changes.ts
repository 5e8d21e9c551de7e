import type { Locale } from '../../i18n/index.ts'
import type { MethodWords } from '../../i18n/method-words.ts'
import type { RecordedChange } from '../config-history.ts'
import { type Html, html } from '../html.ts'
import { identifier, instant } from '../parts/words.ts'

/** Ids that one change lists; the rest it counts. */
const idsShown = 12

/** When rules changed, and for which monitors: figures before and after were measured differently. */
export function changesSection(locale: Locale, w: MethodWords, changes: readonly RecordedChange[]): Html | null {
  if (changes.length === 0) return null
  return html`<section aria-labelledby="changes"><h2 id="changes">${w.changes}</h2><table class="rec pack"><caption>${w.changesCaption(changes.length)}</caption>
<thead><tr><th scope="col">${w.changedAt}</th><th scope="col">${w.change}</th></tr></thead>
<tbody>${changes.map((recorded) => html`<tr><th scope="row">${instant(locale, recorded.at, 'second')}</th><td data-l="${w.change}">${changeText(w, recorded)}</td></tr>`)}</tbody></table></section>`
}

function changeText(w: MethodWords, { change }: RecordedChange): Html {
  const { added, removed, renamed, broken, rescheduled } = change
  const lines: readonly (readonly [(count: number) => string, readonly string[]])[] = [
    [w.added, added],
    [w.removed, removed],
    [w.renamed, renamed.map(({ from, to }) => `${from} → ${to}`)],
    [w.broken, broken],
    [w.rescheduled, rescheduled],
  ]
  const said = lines.filter(([, ids]) => ids.length > 0)
  if (said.length === 0) return html`${w.other}`
  return html`<ul>${said.map(([say, ids]) => html`<li>${say(ids.length)}<small class="sub">${ids.slice(0, idsShown).map((id) => html`${identifier(id)} `)}${ids.length > idsShown ? w.more(ids.length - idsShown) : null}</small></li>`)}</ul>`
}
