import { claimOfOutage } from '../../core/claim.ts'
import type { FigureOfOutage } from '../../core/figure.ts'
import { outageFrom } from '../../core/outage-json.ts'
import { figureWords } from '../../i18n/figure-page.ts'
import { durationRange } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { outageTitle } from '../../i18n/outage-title.ts'
import { outageSentence } from '../../i18n/sentence.ts'
import { copying } from '../cite/block.ts'
import { html } from '../html.ts'
import { vantages } from '../outage-facts.ts'
import { identifier, words } from '../parts/words.ts'
import { textIn } from '../text.ts'
import type { FigureSaid } from './figure.ts'

/** What a figure says of one outage. */
export function outageSaid(locale: Locale, { result, subject }: FigureOfOutage): FigureSaid {
  const { t, language } = locale
  const w = figureWords[language]
  const outage = outageFrom(result)
  const name = subject === null ? outage.monitorId : textIn(subject.service, language)
  const claim = claimOfOutage(outage, vantages)
  const address = `/outages/${encodeURIComponent(outage.id)}`
  return {
    crumb: html`<a href="${address}"><bdi>${name}</bdi>${t.sentence.colon}${t.outage.crumb(locale.date(outage.onset.by))}</a>`,
    title: outageTitle(locale, { name, outage }),
    sentences: html`<p class="sentence"${copying(locale)}>${words(outageSentence(locale, { name, outage, verb: claim.verb }))}</p>`,
    claim,
    result: html`<section aria-labelledby="h-re"><h2 id="h-re">${w.resultHead}</h2><dl class="dl">
<dt>${t.outage.durationHead}</dt><dd>${durationRange(t, outage.minMs, outage.maxMs)}</dd>
<dt>${w.outage}</dt><dd><a href="${address}">${identifier(outage.id)}</a></dd></dl></section>`,
    evidence: html`<li><a href="/api/v1${address}/bundle">${w.bundle}</a></li>`,
    line: w,
  }
}
