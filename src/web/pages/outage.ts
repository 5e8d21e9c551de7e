import { failureMeaning, phases } from '../../i18n/failures.ts'
import { coverage, duration, durationRange, headline } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { outageTitle } from '../../i18n/outage-title.ts'
import { outageSentence, shortSentence } from '../../i18n/sentence.ts'
import { citeBlock, copying } from '../cite/block.ts'
import { citeHead } from '../cite/head.ts'
import { type Html, html } from '../html.ts'
import { page, place } from '../layout.ts'
import { besideSection } from '../parts/beside.ts'
import { boundsDrawing } from '../parts/bounds.ts'
import { figuresSection } from '../parts/outage-figures.ts'
import { noticeReasons, noticeShown } from '../parts/notice.ts'
import { outageState } from '../parts/outage-state.ts'
import { stateMark } from '../parts/state.ts'
import { identifier, instant, words } from '../parts/words.ts'
import { seenSection } from './outage-capture.ts'
import { lookTable } from './look-table.ts'
import { phaseTimes } from './look.ts'
import type { OutageModel } from './outage-model.ts'

/** One outage, to be cited: the sentence, its limits, the bounds, what the server answered, the looks. */
export function outagePage(locale: Locale, model: OutageModel): Html {
  const { t } = locale
  const { outage, name, monitor } = model
  const title = outageTitle(locale, model)
  const where =
    monitor === null ? identifier(outage.monitorId) : html`<a href="/monitors/${encodeURIComponent(monitor.id)}"><bdi>${name}</bdi></a>`
  const parts = html`${claim(locale, model, title)}
${bounds(locale, model)}
${besideSection(locale, outage, model.announced)}
${firstFailure(locale, model)}
${model.seen === null ? null : seenSection(locale, model.seen, outage.id)}
${citeBlock(locale, model)}
${figuresSection(locale, outage.id, model.minted)}
<section class="looks" aria-labelledby="h-lk"><h2 id="h-lk">${t.outage.looksHead}</h2>${lookTable(locale, model)}</section>
${addresses(locale, model)}`
  const body = html`<nav class="crumb" aria-label="${t.page.path}"><a href="/">${t.page.now}</a> › ${where} › ${t.outage.crumb(locale.date(outage.onset.by))}</nav>
${outage.ongoing ? html`<div id="live-outage" data-live data-monitor="${outage.monitorId}">${parts}</div>` : parts}`
  return page({
    locale,
    config: model.config,
    path: `/outages/${outage.id}`,
    title,
    offline: model.offline,
    canonical: model.permalink,
    head: citeHead(locale, model),
    scripts: outage.ongoing ? ['copy.js', 'live.js'] : ['copy.js'],
    body,
  })
}

function claim(locale: Locale, model: OutageModel, title: string): Html {
  const { t } = locale
  const { mark, text } = outageState(locale, model)
  return html`<section class="claim" aria-labelledby="t"><p class="kind">${stateMark(mark, text)}</p>
<h1 id="t">${title}</h1>
<h2 class="vh">${t.outage.sentenceHead}</h2>
<p class="sentence"${copying(locale)}>${words(outageSentence(locale, model))}</p>
<p class="short"><b>${t.outage.shortHead}${t.sentence.colon}</b><span class="copy"${copying(locale)}>${words(shortSentence(locale, model))}</span></p>
${model.unknownNow ? html`<p class="note">${model.retired ? t.outage.nowRetired : t.outage.nowUnknown}</p>` : null}
${limits(locale, model)}</section>`
}

function limits(locale: Locale, model: OutageModel): Html {
  const { t } = locale
  const o = t.outage
  const { outage, verb, figures, config } = model
  const why = verb === 'indicate' ? o.verbWhy.indicate(place(config)) : o.verbWhy[verb]
  const high = outage.maxMs === null ? t.duration.noMaximum : t.duration.atMost(duration(t, outage.maxMs, 'upper', 'short'))
  const inside = outage.unobservedMs === 0 ? o.fullCoverage : o.unobservedInside(duration(t, outage.unobservedMs, 'upper', 'short'))
  return html`<h2 class="vh">${o.limits}</h2><dl class="limits">
<div><dt>${o.durationHead}</dt><dd><b>${headline(t, outage.minMs, 'short')}</b>${o.neverMiddle(high)}</dd></div>
<div><dt>${o.mayWrite}</dt><dd><b>${o.verb[verb]}</b>${why}</dd></div>
<div><dt>${o.coverageHead}</dt><dd><b>${figures === null ? t.monitor.noMeasurement : coverage(t, figures)}</b>${inside}${outage.incidentsMax > 1 ? html`${t.sentence.semicolon}${o.incidents(outage.incidentsMax)}` : null}${outage.flaps > 0 ? html`${t.sentence.semicolon}${o.flaps(outage.flaps)}` : null}${figures !== null && figures.coverage < 0.95 ? html`<strong class="sub">${o.lowCoverage}</strong>` : null}</dd></div>
<div><dt>${o.notSaid}</dt><dd><b>${o.notSaidText}</b>${o.notSaidMore}</dd></div>
${model.controlled ? null : html`<div><dt>${t.page.noControl}</dt><dd>${o.perhapsUs}</dd></div>`}
</dl>`
}

function bounds(locale: Locale, { outage, bounds: drawn }: OutageModel): Html {
  const { t } = locale
  const o = t.outage
  const cell = (at: number | null | undefined) => (at === null || at === undefined ? html`${o.notKnown}` : instant(locale, at, 'second'))
  const end = outage.recovery
  return html`<section aria-labelledby="h-bo"><h2 id="h-bo">${o.boundsHead}</h2>${drawn === null ? null : boundsDrawing(locale, drawn)}<div class="cols"><div class="scroll" role="region" aria-label="${t.page.scrolls(o.boundsHead)}" tabindex="0"><table class="rec pack"><caption>${o.boundsCaption}</caption>
<thead><tr><th scope="col">${o.change}</th><th scope="col">${o.after}</th><th scope="col">${o.by}</th></tr></thead><tbody>
<tr><th scope="row">${o.began}</th><td data-l="${o.after}">${outage.onset.after === null ? o.alreadyDown : cell(outage.onset.after)}</td><td data-l="${o.by}">${cell(outage.onset.by)}</td></tr>
<tr><th scope="row">${o.ended}</th><td data-l="${o.after}">${end === null ? o.notYet : cell(end.after)}</td><td data-l="${o.by}">${end === null ? o.notYet : cell(end.by)}</td></tr>
</tbody></table></div>
<dl class="dl"><dt>${o.durationHead}</dt><dd>${durationRange(t, outage.minMs, outage.maxMs)}</dd><dt>${o.lastFailed}</dt><dd>${cell(outage.lastSeenDownAt)}</dd><dt>${o.failedLooks}</dt><dd>${t.number.count(outage.looks)}</dd></dl></div></section>`
}

function firstFailure(locale: Locale, { outage, first }: OutageModel): Html {
  const { t, language } = locale
  const o = t.outage
  const { cause } = outage
  const rows: readonly (readonly [string, Html | null])[] = [
    [o.layer, cause === null ? null : html`${phases[language][cause.phase]}`],
    [o.code, cause === null ? null : identifier(cause.code)],
    [o.meaning, cause === null ? null : html`${failureMeaning(language, cause.code)}`],
    [o.message, cause === null ? null : identifier(cause.message)],
    [o.status, first === null || first.look.status === null ? null : html`${first.look.status}`],
    [o.rules, first === null || first.look.rules.length === 0 ? null : identifier(first.look.rules.join(', '))],
    [o.address, first === null || first.look.address === null ? null : identifier(first.look.address)],
    [t.monitor.phases, first === null ? null : html`${phaseTimes(locale, first.look.timings)}`],
  ]
  return html`<section aria-labelledby="h-ca"><h2 id="h-ca">${o.causeHead}</h2>${first === null ? null : noticeShown(locale, first.look)}
<dl class="dl">${rows.map(([term, value]) => (value === null ? html`` : html`<dt>${term}</dt><dd>${value}</dd>`))}</dl>
${first === null ? null : noticeReasons(locale, first.look)}${cause === null ? html`<p>${o.whyNone}</p>` : null}<p class="note">${o.causeLimit}</p></section>`
}

function addresses({ t }: Locale, { outage, permalink }: OutageModel): Html {
  const looks = `/api/v1/monitors/${encodeURIComponent(outage.monitorId)}/observations?format=csv&from=${encodeURIComponent(new Date(outage.onset.after ?? outage.onset.by).toISOString())}`
  return html`<section aria-labelledby="h-da"><h2 id="h-da">${t.monitor.data}</h2>
<dl class="dl"><dt>${t.outage.permalink}</dt><dd><a class="id" href="${permalink}">${permalink}</a></dd></dl>
<ul class="link"><li><a href="/api/v1/outages/${outage.id}">${t.outage.asJson}</a></li><li><a href="${looks}">${t.outage.allLooks}</a></li></ul></section>`
}
