import type { Claim } from '../../core/claim.ts'
import { type Figure, type FigureReason, isOfOutage } from '../../core/figure.ts'
import type { PublicConfig } from '../../core/public-config.ts'
import { citeWords } from '../../i18n/cite-words.ts'
import { figureWords } from '../../i18n/figure-page.ts'
import { type Locale, localeOf } from '../../i18n/index.ts'
import { copying } from '../cite/block.ts'
import type { FigureInLine } from '../figures.ts'
import { type Html, html } from '../html.ts'
import { page, place } from '../layout.ts'
import { addressCode } from '../parts/address-code.ts'
import { identifier, instant } from '../parts/words.ts'
import { textIn } from '../text.ts'
import { outageSaid } from './outage-figure.ts'
import { periodSaid } from './period-figure.ts'

export interface FigureModel extends FigureInLine {
  readonly config: PublicConfig
  readonly permalink: string
}

/** What depends on the kind of question. */
export interface FigureSaid {
  /** The way to what it is of. */
  readonly crumb: Html
  /** Plain, for a reference. */
  readonly title: string
  readonly sentences: Html
  readonly claim: Claim
  /** Sections with the numbers. */
  readonly result: Html
  /** Where the records can be had, as items of a list. */
  readonly evidence: Html
  readonly line: { readonly newer: string; readonly newest: string; readonly reasons: Readonly<Record<FigureReason, string>> }
}

/** A figure as it was given out, in the zone that it was asked in. Only the link to a newer one is ever added. */
export function figurePage(locale: Locale, model: FigureModel): Html {
  const { figure, config, permalink } = model
  const { t, language } = locale
  const w = figureWords[language]
  const own = localeOf(language, figure.question.timeZone)
  const said = isOfOutage(figure) ? outageSaid(own, figure) : periodSaid(own, figure)
  const body = html`<nav class="crumb" aria-label="${t.page.path}"><a href="/">${t.page.now}</a> › ${said.crumb} › ${w.crumb}</nav>
<section class="claim" aria-labelledby="t"><h1 id="t">${w.title(figure.id)}</h1>
${said.sentences}
<p class="note">${w.fixed(own.instant(Date.parse(figure.asOf), 'second'))}</p>
${standing(figure, model.newer, said, w.older)}
${mayWrite(own, said.claim, config)}</section>
${said.result}
<section aria-labelledby="h-or"><h2 id="h-or">${w.originHead}</h2><dl class="dl">${origin(own, figure)}</dl></section>
${citing(own, model, said)}
<section class="sources" aria-labelledby="h-so"><h2 id="h-so">${w.sourcesHead}</h2><ul class="link"><li><a href="/api/v1/figures/${figure.id}">${w.asJson}</a></li>${said.evidence}<li><a href="/log/checkpoint">${w.checkpoint}</a></li></ul></section>`
  return page({
    locale,
    config,
    path: `/figures/${figure.id}`,
    title: w.title(figure.id),
    canonical: permalink,
    head: html`<link rel="cite-as" href="${permalink}">`,
    scripts: ['copy.js'],
    body,
  })
}

/** What came before it and after. */
function standing({ replaces }: Figure, newer: Figure | null, { line }: FigureSaid, older: string): Html {
  const before =
    replaces === null
      ? null
      : html`<p>${older} <a href="/figures/${replaces.id}" rel="prev">${identifier(replaces.id)}</a> (${line.reasons[replaces.reason]}).</p>`
  const after =
    newer?.replaces == null
      ? html`<p>${line.newest}</p>`
      : html`<p><strong>${line.newer} <a href="/figures/${newer.id}" rel="next">${identifier(newer.id)}</a></strong> (${line.reasons[newer.replaces.reason]}).</p>`
  return html`${before}${after}`
}

/** The verb that the measurement bears, and what keeps it from a stronger one. */
function mayWrite({ t }: Locale, { verb, reason }: Claim, config: PublicConfig): Html {
  const o = t.outage
  const why: Readonly<Record<Claim['reason'], string>> = {
    severalPoints: o.verbWhy.show,
    onePoint: o.verbWhy.indicate(place(config)),
    lowCoverage: o.lowCoverage,
    unconfirmed: o.verbWhy.noConclusion,
    notMeasured: t.monitor.noMeasurement,
  }
  return html`<dl class="limits"><div><dt>${o.mayWrite}</dt><dd><b>${o.verb[verb]}</b>${why[reason]}</dd></div><div><dt>${o.notSaid}</dt><dd><b>${o.notSaidText}</b>${o.notSaidMore}</dd></div></dl>`
}

/** The reference and its address, as a QR code too: on paper it is the way back. */
function citing(locale: Locale, { figure, config, permalink }: FigureModel, { title }: FigureSaid): Html {
  const { language } = locale
  const words = citeWords[language]
  const site = textIn(config.site.title, language)
  const publisher = config.site.publisher?.name ?? site
  const reference = words.text({
    author: publisher === site ? null : publisher,
    title,
    site,
    method: words.method(figure.method),
    asOf: locale.instant(Date.parse(figure.asOf), 'second'),
    url: permalink,
    licence: figure.licence,
  })
  return html`<section aria-labelledby="h-ci"><h2 id="h-ci">${words.head}</h2><div class="cite">${addressCode(locale, permalink)}<div class="ref"><p class="reference copy"${copying(locale)}>${reference}</p>
<p><a class="id" href="${permalink}">${permalink}</a></p></div></div></section>`
}

function origin(locale: Locale, { asOf, tree, method, software, licence, id }: Figure): readonly Html[] {
  const w = figureWords[locale.language]
  const version = (key: string): string => software?.[key] ?? '–'
  const rows: readonly (readonly [string, Html])[] = [
    [w.asOf, instant(locale, Date.parse(asOf), 'second')],
    [w.records, html`${w.recordsOf(tree.size, tree.origin)}`],
    [w.root, identifier(tree.root)],
    [w.method, html`<a href="/method">${w.methodOf(method)}</a>`],
    [w.software, identifier(`Vigie ${version('vigie')}, Node ${version('node')}, OpenSSL ${version('openssl')}`)],
    [w.timeZones, identifier(version('tz'))],
    [w.licence, licence === null ? html`${citeWords[locale.language].noLicence}` : html`<bdi>${licence}</bdi>`],
    [w.crumb, identifier(id)],
  ]
  return rows.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)
}
