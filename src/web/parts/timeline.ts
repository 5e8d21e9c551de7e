import type { Period } from '../../core/calendar.ts'
import { type ChartWords, chartWords } from '../../i18n/chart-words.ts'
import { failureMeaning, isFailureCode } from '../../i18n/failures.ts'
import { duration } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import type { AnnouncedSpan, Timeline, TimelineSpan } from '../timeline.ts'
import { besides, periodQuery, type Zoom, zoomNames } from '../zoom.ts'
import { legend, marks } from './legend.ts'
import { identifier, instant } from './words.ts'
import { axis, rounded, ticks, type TimeScale, timeScale } from './time-axis.ts'

/** Units of a drawing: text in it is never smaller than 12 of them; on a narrow screen it scrolls instead. */
export const drawingWidth = 1120
export const laneNames = 84
const rowsAtMost = 200

export interface ZoomView {
  readonly zoom: Zoom
  readonly path: string
  readonly asOf: number
  /** Whether anything was measured before. */
  readonly older: boolean
}

/** The links that choose what is drawn: fixed lengths up to now, and the stretches beside this one. */
export function zoomLinks(locale: Locale, { zoom, path, asOf, older }: ZoomView): Html {
  const w = chartWords[locale.language].timeline
  const { earlier, later } = besides(zoom.period, asOf)
  const beside = (period: Period | null, text: string, rel: string) =>
    period === null ? null : html`<li><a href="${path}?${periodQuery(period)}" rel="${rel} nofollow">${text}</a></li>`
  return html`<nav aria-label="${w.zoomHead}"><ul class="zoom">${zoomNames.map(
    (name) =>
      html`<li><a href="${path}?zoom=${name}" rel="nofollow"${name === zoom.name ? html` aria-current="true"` : null}>${w.zoom[name]}</a></li>`,
  )}${beside(older ? earlier : null, w.earlier, 'prev')}${beside(later, w.later, 'next')}</ul></nav>
<p class="note">${periodText(locale, zoom.period)} ${w.closer}</p>`
}

/** `from 24 October 2026, 10:00 (UTC+00:00) to …` */
export function periodText(locale: Locale, { from, to }: Period): string {
  return `${chartWords[locale.language].timeline.from(locale.instant(from), locale.instant(to))}.`
}

export interface TimelineView {
  readonly timeline: Timeline
  /** What it is of, for those who do not see it. */
  readonly name: string
  /** Coverage as text; null without a measurement. */
  readonly coverage: string | null
  readonly path: string
}

/** One monitor's time: what was announced above, what was measured below it, slowness under that. What is up is the bare line. */
export function timelineDrawing(locale: Locale, { timeline, name, coverage, path }: TimelineView): Html {
  const w = chartWords[locale.language].timeline
  const scale = timeScale(timeline.period, drawingWidth, laneNames, locale.dir === 'rtl')
  const announcedHeight = timeline.announced.length === 0 ? 0 : 36
  const top = announcedHeight + 4
  const base = top + 38
  const slow = timeline.spans.some(({ kind }) => kind === 'degraded')
  const lanes = base + (timeline.looks.length > 0 ? 12 : 4)
  const bottom = lanes + (slow ? 22 : 0)
  const label = `${name}${locale.t.sentence.colon}${w.summary(timeline.outages.filter(({ confirmed }) => confirmed).length, coverage)}`
  const laneName = (text: string, y: number, css: string) =>
    html`<text class="${css}" x="${locale.dir === 'rtl' ? drawingWidth : 0}" y="${y}">${text}</text>`
  return html`<div class="scroll" role="region" aria-label="${locale.t.page.scrolls(name)}" tabindex="0"><div class="draw"><svg viewBox="0 0 ${drawingWidth} ${bottom + 22}" role="group" aria-label="${label}">
${axis(scale, ticks(timeline.period, locale), 0, bottom, path)}
<g aria-hidden="true">${announcedHeight === 0 ? null : laneName(w.announced, 22, 'a')}${laneName(w.measured, base - 14, 'b')}${slow ? laneName(w.slow, lanes + 16, 'q') : null}
<path class="s-hatch w1" d="${baseline(scale, timeline, base)}"/>
${timeline.spans.map((span) => spanMark(scale, span, top, base))}${failureMarks(scale, timeline, base)}${timeline.looks.map(({ at, outcome }) => lookMark(scale, at, outcome, base))}${timeline.spans.map((span) => (span.kind === 'degraded' ? slowMark(scale, span, lanes + 12) : html``))}</g>
${timeline.announced.map((span) => announcedMark(scale, span, timeline.period))}</svg></div></div>`
}

/** What the marks of a timeline mean. */
export function timelineLegend(locale: Locale, withAnnounced: boolean): Html {
  const { kind } = chartWords[locale.language].timeline
  return legend([
    [html`<path class="s-hatch w1" d="M0 12.5H24"/>`, kind.up],
    [marks.down, kind.down],
    [marks.wedge, kind.ambiguous],
    [marks.unseen, kind.unobserved],
    [html`<path class="f-none s-ink w15" d="M12 3L18 9L12 15L6 9Z"/>`, kind.failing],
    [html`<path class="f-none s-ink w15" d="M7 13L12 4L17 13Z"/>`, kind.degraded],
    ...(withAnnounced ? [[marks.announced, kind.announced] as const] : []),
  ])
}

/** The same for who reads a table rather than a drawing. */
export function timelineTable(locale: Locale, { spans }: Timeline): Html {
  const w = chartWords[locale.language].timeline
  if (spans.length === 0) return html`<p class="note">${w.tableNone}</p>`
  const shown = spans.slice(0, rowsAtMost)
  return html`<details><summary>${w.table}</summary><table class="rec pack"><caption>${w.tableCaption(spans.length)}${shown.length < spans.length ? ` ${w.tableCut(shown.length, spans.length)}` : ''}</caption>
<thead><tr><th scope="col">${w.start}</th><th scope="col">${w.end}</th><th scope="col">${w.what}</th><th scope="col" class="n">${w.lasted}</th><th scope="col">${w.why}</th></tr></thead>
<tbody>${shown.map((span) => spanRow(locale, w, span))}</tbody></table></details>`
}

function spanRow(locale: Locale, w: ChartWords['timeline'], { kind, from, to, reason, outageId }: TimelineSpan): Html {
  const what = w.kind[kind]
  // Only what is certain is a lower bound.
  const bound = kind === 'down' || kind === 'failing' ? 'lower' : 'upper'
  const why =
    reason !== null && isFailureCode(reason)
      ? html`${failureMeaning(locale.language, reason)} ${identifier(reason)}`
      : kind === 'unobserved'
        ? html`${w.nobodyLooked}`
        : html``
  return html`<tr><th scope="row">${instant(locale, from, 'second')}</th><td data-l="${w.end}">${instant(locale, to, 'second')}</td><td data-l="${w.what}">${outageId === null ? what : html`<a href="/outages/${encodeURIComponent(outageId)}">${what}</a>`}</td><td class="n" data-l="${w.lasted}">${to === from ? '–' : duration(locale.t, to - from, bound, 'short')}</td><td data-l="${w.why}">${why}</td></tr>
`
}

/** The bare line runs as far as anything is known. */
function baseline(scale: TimeScale, { period, knownTo }: Timeline, base: number): string {
  return `M${scale.x(period.from)} ${base + 0.5}H${scale.x(Math.max(period.from, knownTo))}`
}

export function spanMark(scale: TimeScale, span: TimelineSpan, top: number, base: number): Html {
  const { kind, from, to } = span
  const { x, width } = scale.bar(from, to, 2)
  const height = base - top
  if (kind === 'unobserved') return html`<rect x="${x}" y="${top}" width="${width}" height="${height}" fill="url(#hatch-fine)"/>`
  if (kind === 'down') return html`<rect class="f-down" x="${x}" y="${top}" width="${width}" height="${height}"/>`
  if (kind === 'failing')
    return html`<rect class="f-none s-ink w15" x="${x}" y="${rounded(base - height / 2)}" width="${width}" height="${rounded(height / 2)}"/>`
  // Too narrow to be told from the edge itself, a wedge would only widen what is certain.
  if (kind === 'ambiguous' && Math.abs(scale.x(to) - scale.x(from)) >= 2) return wedge(scale, span, top, base)
  return html``
}

/** A change that happened somewhere between two instants: from nothing to the height of what is certain, or back. */
function wedge(scale: TimeScale, { from, to, rising }: TimelineSpan, top: number, base: number): Html {
  const [foot, head] = rising ? [from, to] : [to, from]
  return html`<path class="f-wash s-ink2 w15" d="M${scale.x(foot)} ${base}L${scale.x(head)} ${top}V${base}Z"/>`
}

/** A failure that nobody confirmed may have lasted no measurable time: a diamond says that it was seen. */
function failureMarks(scale: TimeScale, { outages, period }: Timeline, base: number): readonly Html[] {
  return outages
    .filter(({ onset }) => onset.by >= period.from && onset.by < period.to)
    .map(({ onset, confirmed }) => {
      const x = scale.x(onset.by)
      if (!confirmed)
        return html`<path class="f-paper s-ink w15" d="M${rounded(x - 5)} ${base - 5}L${x} ${base - 10}L${rounded(x + 5)} ${base - 5}L${x} ${base}Z"/>`
      const { x: left, width } = scale.bar(onset.by, onset.by, 2)
      return html`<rect class="f-down" x="${left}" y="${base - 38}" width="${width}" height="38"/>`
    })
}

function lookMark(scale: TimeScale, at: number, outcome: 'up' | 'down' | 'unknown', base: number): Html {
  const x = scale.x(at)
  if (outcome === 'up') return html`<path class="s-ink2 w1" d="M${x} ${base + 4}V${base + 10}"/>`
  if (outcome === 'down') return html`<rect class="f-ink" x="${rounded(x - 1.5)}" y="${base + 4}" width="3" height="6"/>`
  return html`<path class="f-none s-ink2 w1" d="M${rounded(x - 2)} ${base + 4}H${rounded(x + 2)}M${rounded(x - 2)} ${base + 10}H${rounded(x + 2)}"/>`
}

function slowMark(scale: TimeScale, { from, to }: TimelineSpan, y: number): Html {
  const { x, width } = scale.bar(from, to, 1)
  const start = scale.rtl ? rounded(x + width) : x
  return html`<path class="f-none s-ink w2" d="M${x} ${y}h${width}"/><path class="f-paper s-ink w15" d="M${rounded(start - 5)} ${y + 5}L${start} ${y - 5}L${rounded(start + 5)} ${y + 5}Z"/>`
}

/** An announced stretch that leads to its page; nothing outside of the period. */
export function announcedMark(scale: TimeScale, span: AnnouncedSpan, period: Period): Html {
  return meets(span, period) ? html`<a href="${span.href}" aria-label="${span.text}">${announcedBar(scale, span, period)}</a>` : html``
}

/** The same in a drawing that is one picture, which may hold no links; without an end it is only outlined beyond its first days, and open. */
export function announcedBar(scale: TimeScale, span: AnnouncedSpan, period: Period): Html {
  if (!meets(span, period)) return html``
  const { from, to, surelyTo, text } = span
  const start = Math.max(from, period.from)
  const end = Math.min(to ?? surelyTo, period.to)
  const open = to === null && end < period.to ? openEnd(scale, Math.max(start, end), period.to) : null
  if (end <= start) return html`<g><title>${text}</title>${open}</g>`
  const { x, width } = scale.bar(start, end, 3)
  return html`<g><title>${text}</title><rect class="f-accent-wash s-accent w15" x="${x}" y="6" width="${width}" height="22"/>${open}</g>`
}

function openEnd(scale: TimeScale, from: number, to: number): Html {
  const [a, b] = [scale.x(from), scale.x(to)]
  return html`<path class="f-none s-accent w15 dash" d="M${a} 6H${b}M${a} 28H${b}"/>`
}

function meets({ from, to }: AnnouncedSpan, period: Period): boolean {
  return from < period.to && (to ?? period.to) > period.from
}
