import type { Figure } from '../../core/figure.ts'
import { outageFrom } from '../../core/outage-json.ts'
import type { PublicConfig } from '../../core/public-config.ts'
import { durationRange } from '../../i18n/figures.ts'
import { figureWords } from '../../i18n/figure-page.ts'
import type { Locale } from '../../i18n/index.ts'
import { outageSentence } from '../../i18n/sentence.ts'
import type { FigureInLine } from '../figures.ts'
import { type Html, html } from '../html.ts'
import { page } from '../layout.ts'
import { identifier, instant, words } from '../parts/words.ts'
import { textIn } from '../text.ts'

export interface FigureModel extends FigureInLine {
  readonly config: PublicConfig
  readonly permalink: string
}

/** A figure as it was given out. Only the link to a newer one is ever added. */
export function figurePage(locale: Locale, model: FigureModel): Html {
  const { figure, config, permalink } = model
  const { t, language } = locale
  const w = figureWords[language]
  const outage = outageFrom(figure.result)
  const own = { ...locale, timeZone: figure.question.timeZone }
  const name = figure.subject === null ? outage.monitorId : textIn(figure.subject.service, language)
  const body = html`<nav class="crumb" aria-label="${t.page.path}"><a href="/">${t.page.now}</a> › <a href="/outages/${outage.id}">${t.outage.crumb} ${identifier(outage.id)}</a> › ${w.crumb}</nav>
<section class="claim" aria-labelledby="t"><h1 id="t">${w.title(figure.id)}</h1>
<p class="sentence">${words(outageSentence(own, { name, outage, verb: 'indicate' }))}</p>
<p class="note">${w.fixed(locale.instant(Date.parse(figure.asOf), 'second'))}</p>
${standing(locale, model)}</section>
<section aria-labelledby="h-re"><h2 id="h-re">${w.resultHead}</h2><dl class="dl">
<dt>${t.outage.durationHead}</dt><dd>${durationRange(t, outage.minMs, outage.maxMs)}</dd>
<dt>${w.outage}</dt><dd><a href="/outages/${outage.id}">${identifier(outage.id)}</a></dd>
<dt>${w.asOf}</dt><dd>${instant(locale, Date.parse(figure.asOf), 'second')}</dd></dl></section>
<section aria-labelledby="h-or"><h2 id="h-or">${w.originHead}</h2><dl class="dl">${origin(locale, figure)}</dl>
<p><a class="id" href="${permalink}">${permalink}</a></p>
<ul class="link"><li><a href="/api/v1/figures/${figure.id}">${w.asJson}</a></li><li><a href="/api/v1/outages/${outage.id}/bundle">${w.bundle}</a></li><li><a href="/log/checkpoint">${w.checkpoint}</a></li></ul></section>`
  return page({ locale, config, path: `/figures/${figure.id}`, title: w.title(figure.id), canonical: permalink, body })
}

/** What came before it and after. */
function standing({ language }: Locale, { figure, newer }: FigureModel): Html {
  const w = figureWords[language]
  const { replaces } = figure
  const before =
    replaces === null
      ? null
      : html`<p>${w.older} <a href="/figures/${replaces.id}">${identifier(replaces.id)}</a> (${w.reasons[replaces.reason]}).</p>`
  const after =
    newer?.replaces == null
      ? html`<p>${w.newest}</p>`
      : html`<p><strong>${w.newer} <a href="/figures/${newer.id}">${identifier(newer.id)}</a></strong> (${w.reasons[newer.replaces.reason]}).</p>`
  return html`${before}${after}`
}

function origin({ language }: Locale, { tree, method, software, licence, id }: Figure): readonly Html[] {
  const w = figureWords[language]
  const version = (key: string): string => software?.[key] ?? '–'
  const rows: readonly (readonly [string, Html])[] = [
    [w.records, html`${w.recordsOf(tree.size, tree.origin)}`],
    [w.root, identifier(tree.root)],
    [w.method, html`<a href="/method">${w.methodOf(method)}</a>`],
    [w.software, identifier(`Vigie ${version('vigie')}, Node ${version('node')}, OpenSSL ${version('openssl')}`)],
    [w.timeZones, identifier(version('tz'))],
    [w.licence, html`${licence ?? '–'}`],
    [w.crumb, identifier(id)],
  ]
  return rows.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)
}
