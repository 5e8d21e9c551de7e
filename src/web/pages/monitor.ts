import type { MonitorStatus } from '../../core/outage.ts'
import { availabilityRange, coverage, duration, durationRange, wholePeriodRange } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { page, place } from '../layout.ts'
import { latelySection } from '../parts/announced-lately.ts'
import { measured } from '../parts/measured.ts'
import { suspectNote, suspectSince } from '../parts/notice.ts'
import { type MarkedState, stateMark } from '../parts/state.ts'
import { identifier, instant, instantPart, words } from '../parts/words.ts'
import { type ChartsModel, chartsView } from './charts.ts'
import { damageNote } from './damage.ts'
import { healthyPageSection } from './healthy-page.ts'
import { reasonText } from './home.ts'
import { lookDetails } from './look.ts'
import { gapDays, type MonitorModel, type MonthFigures } from './monitor-model.ts'
import { cause, certainSoFar, questions } from './ongoing.ts'

/** One monitor: its state and since when, how it is measured, its last look, outages, months, gaps. */
export function monitorPage(locale: Locale, model: MonitorModel, charts: ChartsModel): Html {
  const { t } = locale
  const { monitor, name, service } = model
  const body = html`<nav class="crumb" aria-label="${t.page.path}"><a href="/">${t.page.now}</a> › ${service.linked ? html`<a href="/services/${encodeURIComponent(service.id)}"><bdi>${service.name}</bdi></a>` : html`<bdi>${service.name}</bdi>`} › <bdi>${name}</bdi></nav>
<section class="head"><h1><bdi>${name}</bdi></h1><p class="sub">${service.organisation === null ? null : html`<bdi>${service.organisation}</bdi>${t.sentence.comma}`}${identifier(monitor.url)}</p>
<div id="live-state" data-live data-monitor="${monitor.id}">${stateBox(locale, model)}</div></section>
${damageNote(locale, model.damaged, monitor.id)}
${chartsView(locale, charts)}
${months(locale, model)}
${outagesSection(locale, model)}
${latelySection(locale, model.announced)}
<section><div class="cols"><div>${how(locale, model)}</div><div id="live-last" data-live><h2>${t.monitor.last}</h2>${model.last === null ? html`<p>${t.monitor.lastNone}</p>` : html`${suspectNote(locale, model.last.look, model.suspect)}${lookDetails(locale, model.last)}`}</div></div></section>
${model.healthyPage === null ? null : healthyPageSection(locale, model.healthyPage, model.last?.look ?? null)}
${gaps(locale, model)}
${data(locale, model)}`
  return page({
    locale,
    config: model.config,
    path: `/monitors/${encodeURIComponent(monitor.id)}`,
    title: `${name}: ${stateText(locale, model)}`,
    offline: model.offline,
    scripts: ['live.js', 'charts.js'],
    query: charts.zoom.query,
    body,
  })
}

/** The state in one word; nothing but unknown while our own network is down. */
export function shownState(status: MonitorStatus, offline: boolean): MonitorStatus['state'] {
  return offline && status.state !== 'pending' ? 'unknown' : status.state
}

/** A monitor's state as shape and word. */
export function monitorMark(locale: Locale, status: MonitorStatus, offline: boolean): Html {
  const { mark, text } = monitorState(locale, status, offline)
  return stateMark(mark, text)
}

export function monitorState({ t }: Locale, status: MonitorStatus, offline: boolean): MarkedState {
  const state = shownState(status, offline)
  if (state === 'up' && status.degraded) return { mark: 'degraded', text: t.state.degraded }
  return { mark: state === 'pending' ? 'unknown' : state, text: t.state[state] }
}

function stateText({ t }: Locale, { status, offline }: MonitorModel): string {
  return t.state[shownState(status, offline)]
}

function stateBox(locale: Locale, model: MonitorModel): Html {
  const { t, language } = locale
  const { status, open, retiredAt, offline } = model
  const outage = open?.confirmed === true ? open : null
  const unknownNow = offline || status.state !== 'down'
  const brief = outage === null ? null : { outage, controlled: model.controlled, unknownNow, retired: retiredAt !== null }
  const since =
    status.since === null
      ? null
      : html`<p class="sub">${words(t.monitor.sinceBounds(status.since.after === null ? null : instantPart(locale, status.since.after, 'second'), instantPart(locale, status.since.by, 'second')))}</p>`
  const reason = status.reason === null ? null : html`<p>${reasonText(t, language, status.reason)} ${identifier(status.reason)}</p>`
  const suspect =
    model.suspect === null || status.state !== 'up' ? null : html`<p><a href="#live-last">${suspectSince(locale, model.suspect.at)}</a></p>`
  return html`<div class="statebox"><div>${monitorMark(locale, status, offline)}${offline ? html`<p>${t.home.offline}</p>` : since}${suspect}${reason}${retiredAt === null ? null : html`<p>${t.monitor.retiredText} ${instant(locale, retiredAt)}</p>`}
${brief === null ? null : html`${certainSoFar(locale, brief)}<p><a href="/outages/${brief.outage.id}">${retiredAt === null ? t.monitor.openOutage : t.monitor.openAtEnd}</a></p>`}</div>
${brief === null ? null : questions(locale, brief)}</div>`
}

function months(locale: Locale, model: MonitorModel): Html {
  const { t } = locale
  const m = t.monitor
  if (model.months.length === 0) return html`<section><h2>${m.byMonth}</h2><p>${m.noMeasurement}</p></section>`
  return html`<section aria-labelledby="h-mo"><h2 id="h-mo">${m.byMonth}</h2>
<div class="scroll" role="region" aria-label="${t.page.scrolls(m.byMonth)}" tabindex="0"><table class="rec pack broad"><caption>${m.byMonthCaption} ${t.page.onePoint}${t.sentence.colon}<bdi>${place(model.config)}</bdi>.</caption>
<thead><tr><th scope="col">${m.month}</th><th scope="col" class="n">${m.availability}</th><th scope="col" class="n">${m.coverage}</th><th scope="col" class="n">${m.downAtLeast}</th><th scope="col" class="n">${m.ambiguous}</th><th scope="col" class="n">${m.unobserved}</th><th scope="col" class="n">${m.upAtLeast}</th><th scope="col" class="n">${m.outages}</th></tr></thead>
<tbody>${model.months.map((month) => monthRow(locale, month))}</tbody></table></div></section>`
}

function monthRow(locale: Locale, { from, figures, outages }: MonthFigures): Html {
  const { t } = locale
  const m = t.monitor
  const whole = figures.coverage < 0.95 && figures.availability !== null ? wholePeriodRange(t, figures) : null
  const low = (ms: number) => (ms === 0 ? '0' : duration(t, ms, 'lower', 'short'))
  const high = (ms: number) => (ms === 0 ? '0' : duration(t, ms, 'upper', 'short'))
  return html`<tr><th scope="row">${locale.month(from)}</th><td class="n k" data-l="${m.availability}">${availabilityRange(t, figures) ?? m.noMeasurement}${whole === null ? null : html`<small class="sub">${m.wholePeriod(whole)}</small>`}</td><td class="n" data-l="${m.coverage}">${coverage(t, figures)}</td><td class="n" data-l="${m.downAtLeast}">${low(figures.downMs)}</td><td class="n" data-l="${m.ambiguous}">${high(figures.ambiguousMs)}</td><td class="n" data-l="${m.unobserved}">${high(figures.unobservedMs)}</td><td class="n" data-l="${m.upAtLeast}">${low(figures.upMs)}</td><td class="n" data-l="${m.outages}">${outages}</td></tr>
`
}

function outagesSection(locale: Locale, model: MonitorModel): Html {
  const { t } = locale
  const m = t.monitor
  if (model.outages.length === 0) return html`<section><h2>${m.outages}</h2><p>${m.outagesNone}</p></section>`
  return html`<section aria-labelledby="h-ou"><h2 id="h-ou">${m.outages}</h2><table class="rec pack"><caption>${m.outagesCaption(model.outages.length)}</caption>
<thead><tr><th scope="col">${m.firstFailure}</th><th scope="col">${m.duration}</th><th scope="col">${t.outage.why}</th></tr></thead>
<tbody>${model.outages.map((outage) => {
    const when = instant(locale, outage.onset.by, 'second')
    const lasted = `${durationRange(t, outage.minMs, outage.maxMs)}${outage.ongoing ? `${t.sentence.comma}${t.outage.ongoing}` : ''}`
    const mark = outage.confirmed
      ? outage.ongoing
        ? stateMark(model.offline ? 'unknown' : 'down', lasted)
        : lasted
      : stateMark('unconfirmed', `${m.unconfirmed}${t.sentence.comma}${lasted}`)
    return html`<tr><th scope="row">${outage.confirmed ? html`<a href="/outages/${outage.id}">${when}</a>` : when}</th><td class="lasted" data-l="${m.duration}">${mark}</td><td data-l="${t.outage.why}">${cause(locale, outage)}</td></tr>
`
  })}</tbody></table></section>`
}

function how(locale: Locale, { monitor, config }: MonitorModel): Html {
  const { t } = locale
  const m = t.monitor
  const said = measured(locale, monitor)
  return html`<h2 id="how">${m.how}</h2>
<dl class="dl"><dt>${m.look}</dt><dd>${said.look}</dd>
<dt>${monitor.schedule.kind === 'cron' ? m.cron : m.every}</dt><dd>${said.every}</dd>
<dt>${m.upMeans}</dt><dd>${said.upMeans}</dd>
${said.thresholds === null ? null : html`<dt>${m.slowMeans}</dt><dd>${said.thresholds}</dd>`}
<dt>${m.confirmation}</dt><dd>${said.confirmation}</dd>
<dt>${m.from}</dt><dd><bdi>${place(config)}</bdi>${t.sentence.colon}${t.page.onePoint.toLocaleLowerCase(locale.tag)}</dd>
<dt>${m.surelySeen}</dt><dd>${said.surelySeen}</dd></dl>`
}

function gaps(locale: Locale, { gaps: found }: MonitorModel): Html {
  const { t } = locale
  const m = t.monitor
  if (found.length === 0) return html`<section><h2>${m.gaps}</h2><p>${m.gapsNone}</p></section>`
  return html`<section aria-labelledby="h-ga"><h2 id="h-ga">${m.gaps}</h2><table class="rec pack"><caption>${m.gapsCaption(found.length, gapDays)}</caption>
<thead><tr><th scope="col">${m.gapFrom}</th><th scope="col">${m.gapTo}</th><th scope="col" class="n">${m.duration}</th></tr></thead>
<tbody>${found.map(
    ({
      from,
      to,
    }) => html`<tr><th scope="row">${instant(locale, from, 'second')}</th><td data-l="${m.gapTo}">${instant(locale, to, 'second')}</td><td class="n" data-l="${m.duration}">${duration(t, to - from, 'upper', 'short')}</td></tr>
`,
  )}</tbody></table></section>`
}

function data({ t }: Locale, { monitor }: MonitorModel): Html {
  const base = `/api/v1/monitors/${encodeURIComponent(monitor.id)}`
  const { links } = t.monitor
  return html`<section aria-labelledby="h-da"><h2 id="h-da">${t.monitor.data}</h2>
<ul class="link"><li><a href="${base}">${links.monitor}</a></li><li><a href="${base}/observations">${links.observations}</a></li><li><a href="${base}/observations?format=csv">${links.csv}</a></li><li><a href="${base}/outages?unconfirmed=true">${links.outages}</a></li><li><a href="${base}/availability?by=month">${links.availability}</a></li></ul></section>`
}
