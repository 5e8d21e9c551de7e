import type { MonitorStatus } from '../../core/outage.ts'
import type { PublicConfig, PublicService } from '../../core/public-config.ts'
import { coverage, availabilityRange } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { statusOf } from '../catalogue.ts'
import type { Web } from '../context.ts'
import { type PastDays, pastDays } from '../history.ts'
import { type Html, html } from '../html.ts'
import { link, page } from '../layout.ts'
import { observerOf } from '../observer.ts'
import { type AnnouncedLately, announcedLately, latelySection } from '../parts/announced-lately.ts'
import { strip, stripDays } from '../parts/strip.ts'
import { identifier } from '../parts/words.ts'
import { textIn } from '../text.ts'
import { type ChartsModel, chartsView } from './charts.ts'
import { homeDays, homeSpan } from './home-model.ts'
import { monitorMark } from './monitor.ts'

export interface ServiceModel {
  readonly config: PublicConfig
  readonly service: PublicService
  /** UTC ms. */
  readonly asOf: number
  readonly offline: boolean
  readonly announced: AnnouncedLately
  readonly monitors: readonly {
    readonly id: string
    readonly name: string
    readonly url: string
    readonly status: MonitorStatus
    readonly past: PastDays
  }[]
}

export function serviceModel(web: Web, service: PublicService, locale: Locale): ServiceModel {
  const config = web.config()
  return {
    config,
    service,
    asOf: web.clock.now(),
    offline: observerOf(web).kind === 'offline',
    announced: announcedLately(web, service.monitors),
    monitors: service.monitors.map((monitor) => ({
      id: monitor.id,
      name: textIn(monitor.name, locale.language),
      url: monitor.url,
      status: statusOf(web.live, { monitor, retiredAt: null }),
      past: pastDays(web, monitor, homeSpan, config.site.timeZone),
    })),
  }
}

/** One service: what it is, and each of its monitors. */
export function servicePage(
  locale: Locale,
  { config, service, asOf, offline, announced, monitors }: ServiceModel,
  charts: ChartsModel,
): Html {
  const { t } = locale
  const name = textIn(service.name, locale.language)
  const body = html`<nav class="crumb" aria-label="${t.page.path}"><a href="/">${t.page.now}</a> › <bdi>${name}</bdi></nav>
<section class="head"><h1><bdi>${name}</bdi></h1>${service.organisation === null ? null : html`<p class="sub"><bdi>${textIn(service.organisation, locale.language)}</bdi></p>`}
${service.description === null ? null : html`<p class="lede"><bdi>${textIn(service.description, locale.language)}</bdi></p>`}
${offline ? html`<p class="lede">${t.home.offline}</p>` : null}</section>
<section aria-labelledby="h-mo" id="live-monitors" data-live><h2 id="h-mo">${t.service.monitors}</h2>
<table class="svc" role="table"><caption class="vh">${t.service.monitors}</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t.service.monitor}</th><th role="columnheader" scope="col">${t.home.stateHead}</th><th role="columnheader" scope="col">${t.home.days(homeDays, locale.date(asOf))}</th><th role="columnheader" scope="col" class="c-num">${t.home.availability(homeDays)}</th></tr></thead>
<tbody role="rowgroup">${monitors.map((monitor) => {
    const { past } = monitor
    const seen = coverage(t, past.figures)
    const outages = past.outages.filter(({ confirmed }) => confirmed).length
    const label = `${monitor.name}: ${t.home.strip({ outages, coverage: past.figures.availability === null ? '' : (seen ?? '') })}`
    return html`<tr role="row" class="row" id="m-${monitor.id}" data-state="${monitor.status.state}" data-monitor="${monitor.id}"><th role="rowheader" scope="row"><a href="/monitors/${encodeURIComponent(monitor.id)}"><bdi>${monitor.name}</bdi></a><span class="sub">${identifier(monitor.url)}</span></th><td role="cell" class="c-state">${monitorMark(locale, monitor.status, offline)}</td><td role="cell" class="c-strip">${strip(stripDays([past]), label)}</td><td role="cell" class="c-num">${availabilityRange(t, past.figures) ?? t.monitor.noMeasurement}${seen === null ? null : html`<span class="sub">${t.monitor.coverageText(seen)}</span>`}</td></tr>
`
  })}</tbody></table></section>
${chartsView(locale, charts)}
${latelySection(locale, announced)}
${service.links.length === 0 ? null : html`<section><h2>${t.service.links}</h2><ul class="link">${service.links.map((address) => html`<li>${link(address, identifier(address))}</li>`)}</ul></section>`}`
  return page({
    locale,
    config,
    path: `/services/${encodeURIComponent(service.id)}`,
    title: name,
    offline,
    scripts: ['live.js', 'charts.js'],
    query: charts.zoom.query,
    body,
  })
}
