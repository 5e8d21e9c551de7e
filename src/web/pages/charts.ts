import type { FigureOfPeriod } from '../../core/figure.ts'
import type { Availability, Outage } from '../../core/outage.ts'
import type { PublicMonitor } from '../../core/public-config.ts'
import { gatherResponses, type ResponseTimes } from '../../core/response-times.ts'
import type { PeriodSubjectId } from '../../evidence/bundle/figure-index.ts'
import { chartWords } from '../../i18n/chart-words.ts'
import { coverage } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { assetUrl } from '../assets.ts'
import { availabilityOf } from '../availability.ts'
import type { Web } from '../context.ts'
import { type PastDays, pastDays } from '../history.ts'
import { type Html, html } from '../html.ts'
import { heatDays, heatMap } from '../parts/heat-map.ts'
import { periodSection } from '../parts/period-figures.ts'
import { drawnPoints, responseSection } from '../parts/response-chart.ts'
import { timelineDrawing, timelineLegend, timelineTable, zoomLinks } from '../parts/timeline.ts'
import { type AnnouncedSpan, seenBefore, type Timeline, timelineOf } from '../timeline.ts'
import { textIn } from '../text.ts'
import type { Zoom } from '../zoom.ts'

export const heatMonths = 12
const givenAtMost = 10

/** What the drawings of a page show: of one monitor, or of each of a service's. */
export interface ChartsModel {
  readonly zoom: Zoom
  readonly path: string
  readonly asOf: number
  /** Whether anything was measured before the period. */
  readonly older: boolean
  /** Figures over periods that were given out, newest first. */
  readonly given: readonly FigureOfPeriod[]
  readonly lanes: readonly {
    readonly monitor: PublicMonitor
    readonly timeline: Timeline
    readonly figures: Availability
    /** Outages and unconfirmed failures that meet the period. */
    readonly outages: readonly Outage[]
    readonly year: PastDays
    /** null where several monitors share the page. */
    readonly responses: ResponseTimes | null
  }[]
}

/** `announced`: what the operator said of the period, drawn above every lane. `subject`: whose earlier figures are listed. */
export async function chartsModel(
  web: Web,
  monitors: readonly PublicMonitor[],
  zoom: Zoom,
  path: string,
  announced: readonly AnnouncedSpan[] = [],
  subject: PeriodSubjectId = { monitorId: monitors[0]?.id ?? '' },
): Promise<ChartsModel> {
  const asOf = web.clock.now()
  const { timeZone } = web.config().site
  const lanes: ChartsModel['lanes'][number][] = []
  for (const monitor of monitors) {
    const gatherer = monitors.length === 1 ? gatherResponses(zoom.period, drawnPoints) : null
    const timeline = await timelineOf(web, monitor, zoom.period, gatherer)
    const { figures } = availabilityOf(web, monitor, zoom.period, asOf, null)
    const year = pastDays(web, monitor, { unit: 'month', count: heatMonths }, timeZone)
    const outages = web.reader.outages({ monitorId: monitor.id, period: zoom.period })
    lanes.push({ monitor, timeline: { ...timeline, announced }, figures, outages, year, responses: gatherer?.result() ?? null })
  }
  const older = monitors.some(({ id }) => seenBefore(web.reader, id, zoom.period.from))
  return { zoom, path, asOf, older, given: web.figures.newestOver(subject, givenAtMost), lanes }
}

/** Timeline, response times where there is one monitor, and the year day by day. */
export function chartsView(locale: Locale, model: ChartsModel): Html {
  const { lanes, path } = model
  const [first] = lanes
  if (first === undefined) return html``
  const { responses, monitor } = first
  return html`${timelineSection(locale, model)}
${periodSection(locale, { ...model, measured: lanes.map(({ monitor: one, figures, outages }) => ({ name: textIn(one.name, locale.language), figures, outages })) })}
${responses === null ? null : responseSection(locale, { responses, monitorId: monitor.id, path, library: assetUrl('uplot.js') })}
${heatMap(locale, heatDays(lanes.map(({ year }) => year)), lanes.length)}`
}

/** One drawing under another, a monitor each. */
export function timelineSection(locale: Locale, model: ChartsModel): Html {
  const { lanes, path } = model
  const announced = lanes.some(({ timeline }) => timeline.announced.length > 0)
  return html`<section aria-labelledby="h-tl"><h2 id="h-tl">${chartWords[locale.language].timeline.head}</h2>
${zoomLinks(locale, model)}
${timelineLegend(locale, announced)}
${lanes.map(({ monitor, timeline, figures }) => {
  const name = textIn(monitor.name, locale.language)
  const view = { timeline, name, coverage: figures.availability === null ? null : coverage(locale.t, figures), path }
  const heading =
    lanes.length === 1 ? null : html`<h3 class="lane"><a href="/monitors/${encodeURIComponent(monitor.id)}"><bdi>${name}</bdi></a></h3>`
  return html`${heading}${timelineDrawing(locale, view)}
${timelineTable(locale, timeline)}`
})}</section>`
}
