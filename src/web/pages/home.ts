import { isFailureCode, failureMeaning } from '../../i18n/failures.ts'
import { availabilityRange, coverage, wholePeriodRange } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { liveWords } from '../../i18n/live-words.ts'
import { type Parts, plain } from '../../i18n/parts.ts'
import { type Html, html } from '../html.ts'
import { page, place } from '../layout.ts'
import { type Mark, stateMark } from '../parts/state.ts'
import { suspectSince } from '../parts/notice.ts'
import { strip } from '../parts/strip.ts'
import { identifier, instant, words } from '../parts/words.ts'
import { damageList } from './damage.ts'
import { choiceQuery } from './home-choice.ts'
import { findForm, findResult } from './home-find.ts'
import { homeDays, type HomeModel, type OngoingOutage, type ServiceRow } from './home-model.ts'
import { certainSoFar, questions } from './ongoing.ts'

/** The first page: verdict, outages in progress, every service with its last 90 days. */
export function homePage(locale: Locale, model: HomeModel): Html {
  const { t } = locale
  const verdict = verdictOf(locale, model)
  const body = html`${verdictSection(locale, model, verdict)}
<div id="live-notes" data-live>${notes(locale, model)}</div>
<section aria-labelledby="h-now" id="live-now" data-live><h2 id="h-now">${model.offline ? t.home.whenLastSeen : t.home.inProgress}</h2>
${model.ongoing.length === 0 ? html`<p>${t.home.none}</p>` : html`<ol>${model.ongoing.map((item) => ongoing(locale, model, item))}</ol>`}</section>
<section aria-labelledby="h-all"><h2 id="h-all">${t.home.all}</h2>
${findForm(locale, model.choice)}
${legend(locale)}
<div id="live-all" data-live>${shownServices(locale, model)}</div></section>`
  const text = typeof verdict === 'string' ? verdict : plain(verdict, locale.dir)
  const query = choiceQuery(model.choice)
  return page({
    locale,
    config: model.config,
    path: '/',
    title: t.home.title(text),
    offline: model.offline,
    scripts: ['live.js'],
    query,
    body,
  })
}

/** What is to be known before anything else: our own failures first. */
function notes(locale: Locale, model: HomeModel): Html {
  const { t, language } = locale
  const { damaged } = model
  return html`${model.offline ? offlineBanner(locale, model) : null}${model.silent ? banner(t.home.silentTitle, html`<p>${t.home.silentText}</p>`) : null}${damaged.length === 0 ? null : banner(liveWords[language].damage.title, damageList(locale, damaged))}`
}

/** The verdict in one line: of all services, whatever the reader chose to see. */
export function verdictOf({ t }: Locale, { counts, offline }: HomeModel): Parts | string {
  const { total, out, partly, unknown, pending } = counts
  if (total === 0) return t.home.noServices
  if (offline) return t.home.offline
  if (out > 0) return t.home.out(out, total, partly === 0 ? 'wholly' : partly === out ? 'partly' : 'both')
  if (pending === total) return t.home.pending(total)
  return unknown + pending > 0 ? t.home.noneOut(unknown + pending, total) : t.home.allUp(total)
}

function verdictSection(locale: Locale, model: HomeModel, verdict: Parts | string): Html {
  const { t } = locale
  const lede = model.offline ? t.home.nothingClaimed(model.counts.total) : t.home.counts(model.counts)
  return html`<section class="verdict" id="live-verdict" data-live><div><h1 aria-live="polite" aria-atomic="true">${verdictHeading(verdict)}</h1>
<p class="lede">${lede} ${observerLine(locale, model)}</p></div>
<dl class="facts"><dt>${t.home.factObserver}</dt><dd>${observerFact(locale, model)}</dd><dt>${t.home.factFrom}</dt><dd><bdi>${place(model.config)}</bdi>${t.sentence.colon}${t.page.onePoint.toLocaleLowerCase(locale.tag)}</dd><dt>${t.home.factAsOf}</dt><dd>${instant(locale, model.asOf, 'second')}</dd></dl></section>`
}

export function verdictHeading(verdict: Parts | string): Html {
  if (typeof verdict === 'string') return words(verdict)
  return html`${verdict.map((part) => (typeof part !== 'string' && part.kind === 'strong' ? html`<em>${part.text}</em>` : words([part])))}`
}

function observerLine({ t }: Locale, { observer, silent }: HomeModel): string {
  const said = t.home.observer
  if (silent) return said.silent
  if (observer.kind === 'noControl') return said.none
  if (observer.kind === 'waiting') return said.waiting
  return said[observer.kind](observer.reachable, observer.total)
}

export function observerFact(locale: Locale, { observer }: HomeModel): Html {
  const { t } = locale
  if (observer.kind === 'noControl') return html`${t.page.noControlText}`
  if (observer.kind === 'waiting') return html`${t.home.observer.waiting}`
  const say = observer.kind === 'online' ? t.home.online : t.home.offlineNow
  return html`${say(observer.reachable, observer.total)}${t.sentence.comma}${instant(locale, observer.at, 'second')}`
}

function offlineBanner({ t }: Locale, { observer }: HomeModel): Html {
  if (observer.kind !== 'offline') return html``
  return banner(t.home.bannerTitle, html`<p>${t.home.bannerText(observer.reachable, observer.total)}</p>`)
}

function banner(title: string, text: Html): Html {
  return html`<div class="banner"><svg viewBox="0 0 20 100" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false"><rect width="20" height="100" fill="url(#hatch)"/></svg><div><h2>${title}</h2>${text}</div></div>`
}

function ongoing(locale: Locale, model: HomeModel, item: OngoingOutage): Html {
  const brief = { outage: item.outage, controlled: model.config.controls.targets.length > 0, unknownNow: item.unknownNow }
  const name = item.service === item.monitor ? item.service : `${item.service} — ${item.monitor}`
  return html`<li class="out" id="o-${item.outage.id}"><div>${ongoingMark(locale, item)}<h3><a href="/outages/${item.outage.id}"><bdi>${name}</bdi></a></h3>${item.organisation === null ? null : html`<p class="org"><bdi>${item.organisation}</bdi></p>`}
${certainSoFar(locale, brief)}</div>
${questions(locale, brief)}</li>
`
}

/** An outage's state now, as shape and word. */
export function ongoingMark({ t }: Locale, { unknownNow, partial }: OngoingOutage): Html {
  if (unknownNow) return stateMark('unknown', t.state.unknown)
  return partial === null ? stateMark('down', t.state.down) : stateMark('partial', t.state.partial(partial.down, partial.total))
}

function legend({ t }: Locale): Html {
  const { legend: said } = t.home
  return html`<ul class="legend"><li><svg viewBox="0 0 24 16" aria-hidden="true" focusable="false"><rect class="f-down" x="8" y="2" width="8" height="13"/><path class="s-hatch w1" d="M0 15.5H24"/></svg>${said.down}</li><li><svg viewBox="0 0 24 16" aria-hidden="true" focusable="false"><rect x="2" y="2" width="20" height="13" fill="url(#hatch)"/><path class="s-hatch w1" d="M0 15.5H24"/></svg>${said.unobserved}</li><li><svg viewBox="0 0 24 16" aria-hidden="true" focusable="false"><path class="f-none s-ink w1" d="M12 3L17 8.5L12 14L7 8.5Z"/><path class="s-hatch w1" d="M0 15.5H24"/></svg>${said.unconfirmed}</li><li><svg viewBox="0 0 24 16" aria-hidden="true" focusable="false"><path class="s-hatch w1" d="M0 15.5H24"/></svg>${said.up}</li></ul>`
}

function shownServices(locale: Locale, model: HomeModel): Html {
  const shown = model.groups.reduce((sum, { rows }) => sum + rows.length, 0)
  const result = findResult(locale, model.choice, shown, model.counts.total)
  return html`${result}${shown === 0 ? null : servicesTable(locale, model)}`
}

function servicesTable(locale: Locale, model: HomeModel): Html {
  const { t } = locale
  return html`<table class="svc" role="table"><caption class="vh">${t.home.caption}</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t.home.service}</th><th role="columnheader" scope="col">${t.home.stateHead}</th><th role="columnheader" scope="col">${t.home.days(homeDays, locale.date(model.asOf))}<span class="axis90" aria-hidden="true"><span>${locale.date(model.firstDay)}</span><span>${t.home.today}</span></span></th><th role="columnheader" scope="col" class="c-num">${t.home.availability(homeDays)}</th><th role="columnheader" scope="col" class="c-last">${t.home.lastLook}</th></tr></thead>
${model.groups.map(
  ({ organisation, rows }) => html`<tbody role="rowgroup">
${
  model.choice.group === 'none'
    ? null
    : html`<tr role="row" class="grp"><th role="rowheader" colspan="5" scope="rowgroup"><bdi>${organisation ?? t.home.otherOrganisation}</bdi></th></tr>
`
}${rows.map((row) => serviceRowView(locale, row))}</tbody>
`,
)}</table>`
}

function serviceRowView(locale: Locale, row: ServiceRow): Html {
  const { t } = locale
  return html`<tr role="row" class="row" id="s-${row.id}" data-state="${row.state}"><th role="rowheader" scope="row"><a href="${row.href}"><bdi>${row.name}</bdi></a><span class="sub">${identifier(row.address)}</span></th><td role="cell" class="c-state">${rowState(locale, row)}</td><td role="cell" class="c-strip">${strip(row.strip, stripLabel(locale, row))}</td><td role="cell" class="c-num">${figuresCell(locale, row)}</td><td role="cell" class="c-last">${row.lastLookAt === null ? t.home.never : instant(locale, row.lastLookAt, 'second')}</td></tr>
`
}

/** A strip in words. */
export function stripLabel({ t }: Locale, { name, outages, figures }: ServiceRow): string {
  const seen = figures.availability === null ? '' : (coverage(t, figures) ?? '')
  return `${name}: ${t.home.strip({ outages, coverage: seen })}`
}

function figuresCell({ t }: Locale, row: ServiceRow): Html {
  const range = availabilityRange(t, row.figures)
  const seen = coverage(t, row.figures)
  const low = row.figures.coverage < 0.95 ? wholePeriodRange(t, row.figures) : null
  return html`${range ?? t.monitor.noMeasurement}${seen === null ? null : html`<span class="sub">${t.monitor.coverageText(seen)}</span>`}${low === null || range === null ? null : html`<span class="sub">${t.monitor.wholePeriod(low)}</span>`}${row.monitors > 1 ? html`<span class="sub">${t.home.worstOf(row.monitors)}</span>` : null}`
}

/** A service's state as shape and word, with why or what was known last. */
export function rowState(locale: Locale, row: ServiceRow): Html {
  const { t, language } = locale
  if (row.state === 'partial') return stateMark('partial', t.state.partial(row.down, row.monitors))
  if (row.state === 'up')
    return html`${stateMark(row.degraded ? 'degraded' : 'up', row.degraded ? t.state.degraded : t.state.up)}${row.suspectSince === null ? null : html`<span class="sub">${suspectSince(locale, row.suspectSince)}</span>`}`
  const mark: Mark = row.state === 'down' ? 'down' : 'unknown'
  const note =
    row.state === 'unknown' && row.lastKnown !== 'unknown' && row.lastKnown !== 'partial'
      ? t.state.lastKnown(t.state[row.lastKnown])
      : row.lastKnown === 'unknown' && row.monitors > 1
        ? t.state.partlyUnknown(row.unknown, row.monitors)
        : row.state === 'unknown' && row.reason !== null
          ? reasonText(t, language, row.reason)
          : null
  return html`${stateMark(mark, t.state[row.state])}${note === null ? null : html`<span class="sub">${note}</span>`}`
}

/** Why a state is unknown, in words. */
export function reasonText(t: Locale['t'], language: Locale['language'], reason: string): string {
  if (isFailureCode(reason)) return failureMeaning(language, reason)
  return reason === 'retired' ? t.state.reason.retired : reason === 'pending' ? t.state.reason.pending : t.state.reason.unobserved
}
