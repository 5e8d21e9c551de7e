import { failureMeaning, phases } from '../../i18n/failures.ts'
import type { Locale } from '../../i18n/index.ts'
import { liveWords } from '../../i18n/live-words.ts'
import { plain } from '../../i18n/parts.ts'
import type { Outage } from '../../core/outage.ts'
import { assetUrl } from '../assets.ts'
import { type Html, html } from '../html.ts'
import { lostNote, place } from '../layout.ts'
import { symbolDefinitions } from '../parts/state.ts'
import { promisedEnd, serviceName, wordsOf } from '../parts/announced.ts'
import { simulationLabel, simulationRobots } from '../parts/simulation.ts'
import { strip } from '../parts/strip.ts'
import { identifier, instant } from '../parts/words.ts'
import { textIn } from '../text.ts'
import { type BoardModel, isPlainlyUp } from './board-model.ts'
import { homeDays, type OngoingOutage, type ServiceRow } from './home-model.ts'
import { observerFact, ongoingMark, rowState, stripLabel, verdictHeading, verdictOf } from './home.ts'
import { certainSoFar } from './ongoing.ts'

/** The wall: read from across the room, always dark, renewed by itself, nothing to click. */
export function boardPage(locale: Locale, model: BoardModel): Html {
  const { home } = model
  const verdict = verdictOf(locale, home)
  const title = typeof verdict === 'string' ? verdict : plain(verdict, locale.dir)
  return html`<!doctype html>
<html lang="${locale.tag}" dir="${locale.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${simulationRobots(home.config)}
<meta name="color-scheme" content="dark">
<title>${title} — ${textIn(home.config.site.title, locale.language)}</title>
<link rel="stylesheet" href="${assetUrl('vigie.css')}">
<link rel="icon" href="${assetUrl('vigie.svg')}" type="image/svg+xml">
<script type="module" src="${assetUrl('live.js')}"></script>
</head>
<body class="board ${home.offline ? 'offline' : 'online'}">
${simulationLabel(locale, home.config)}${symbolDefinitions}
<main>
${lostNote(locale)}<div class="top" id="b-top" data-live><h1 aria-live="polite" aria-atomic="true">${verdictHeading(verdict)}</h1>
<p class="asof"><b>${locale.clock(home.asOf, 'second')}</b> <small>${locale.date(home.asOf)} (${identifier(locale.offset(home.asOf))})</small></p></div>
<div id="b-alarms" data-live>${alarms(locale, model)}</div>
<div id="b-said" data-live>${said(locale, model)}</div>
<div id="b-wall" data-live>${wall(locale, model)}</div>
${bar(locale, model)}
</main>
</body>
</html>
`
}

function alarms(locale: Locale, model: BoardModel): Html | null {
  const { board } = liveWords[locale.language]
  if (model.alarms.length === 0) return null
  return html`<div class="alarms ${model.alarms.length > 3 ? 'many' : 'few'}">${model.alarms.map((item) => alarm(locale, model, item))}</div>${model.moreAlarms === 0 ? null : html`<p class="more">${board.moreOut(model.moreAlarms)}</p>`}`
}

function alarm(locale: Locale, { home }: BoardModel, item: OngoingOutage): Html {
  const { t, language } = locale
  const { board } = liveWords[language]
  const { outage, unknownNow } = item
  const controlled = home.config.controls.targets.length > 0
  const name = item.service === item.monitor ? item.service : `${item.service} — ${item.monitor}`
  return html`<article class="alarm${item.partial === null ? '' : ' part'}" id="b-${outage.id}">${ongoingMark(locale, item)}<h2><bdi>${name}</bdi></h2>
${certainSoFar(locale, { outage, controlled, unknownNow })}
<dl><dt>${t.outage.since}</dt><dd>${outage.onset.after === null ? html`${board.sinceBefore}${t.sentence.comma}` : null}${instant(locale, outage.onset.by)}</dd><dt>${t.outage.why}</dt><dd>${why(locale, outage)}</dd><dt>${t.outage.isItUs}</dt><dd>${controlled ? board.notUs : board.perhapsUs}</dd></dl></article>
`
}

function why({ t, language }: Locale, { cause }: Outage): Html {
  if (cause === null) return html`${t.outage.whyNone}`
  return html`<strong>${phases[language][cause.phase]}</strong>${t.sentence.colon}${failureMeaning(language, cause.code)}`
}

/** What is announced for now: beside what is measured, never over it. */
function said(locale: Locale, { home, announced, moreAnnounced }: BoardModel): Html | null {
  if (announced.length === 0) return null
  const w = wordsOf(locale)
  const { colon, comma } = locale.t.sentence
  return html`<ul class="said">${announced.map(
    (one) =>
      html`<li>${w.kind.interruption}${colon}<b><bdi>${serviceName(home.config, one.serviceId, locale)}</bdi></b>${comma}${w.facts.until.toLocaleLowerCase(locale.tag)}${colon}${promisedEnd(locale, one)}</li>`,
  )}${moreAnnounced === 0 ? null : html`<li>${liveWords[locale.language].board.moreSaid(moreAnnounced)}</li>`}</ul>`
}

function wall(locale: Locale, model: BoardModel): Html {
  const { board } = liveWords[locale.language]
  const { up, other } = model.more
  const more = up + other === 0 ? null : html`<p class="more">${other === 0 ? board.moreUp(up) : board.moreOther(up + other)}</p>`
  return html`<ul class="wall">${model.others.map((row) => service(locale, row))}</ul>${more}`
}

function service(locale: Locale, row: ServiceRow): Html {
  return html`<li id="b-${row.id}" data-state="${row.state}" class="${isPlainlyUp(row) ? 'fine' : 'odd'}"><b><bdi>${row.name}</bdi></b><span class="w">${rowState(locale, row)}</span>${strip(row.strip, stripLabel(locale, row))}</li>
`
}

function bar(locale: Locale, { home, lastLookAt }: BoardModel): Html {
  const { t, language } = locale
  const { board } = liveWords[language]
  const { colon } = t.sentence
  return html`<div class="bar" id="b-bar" data-live><span>${textIn(home.config.site.title, language)}</span>${home.silent ? html`<span><b>${t.home.silentTitle}</b></span>` : null}<span>${board.observer}${colon}<b>${observerFact(locale, home)}</b></span><span>${t.home.factFrom}${colon}<b><bdi>${place(home.config)}</bdi></b>${t.sentence.comma}${t.page.onePoint.toLocaleLowerCase(locale.tag)}</span><span>${board.lastLook}${colon}<b>${lastLookAt === null ? t.home.never : instant(locale, lastLookAt, 'second')}</b></span><span>${board.strips(homeDays, locale.date(home.asOf))}</span></div>`
}
