import { type ResponseBucket, type ResponsePhase, responsePhases, type ResponseTimes } from '../../core/response-times.ts'
import { chartWords } from '../../i18n/chart-words.ts'
import { duration } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { periodQuery } from '../zoom.ts'
import { legend, marks } from './legend.ts'
import { drawingWidth } from './timeline.ts'
import { axis, rounded, ticks, type TimeScale, timeScale } from './time-axis.ts'
import { instant } from './words.ts'

/** Points of the drawing that comes with the page: a pixel or two each. */
export const drawnPoints = 500
const start = 56
const top = 12
const base = 222
const rowsAtMost = 60

export interface ResponseView {
  readonly responses: ResponseTimes
  readonly monitorId: string
  readonly path: string
  /** Address of what the script needs that lets it be looked at closer. */
  readonly library: string
}

/** Phases stacked by their means, and the least and the most of the total; holes stay holes. */
export function responseSection(locale: Locale, view: ResponseView): Html {
  const { responses, monitorId, path } = view
  const w = chartWords[locale.language].response
  if (responses.looks === 0) return html`<section aria-labelledby="h-rt"><h2 id="h-rt">${w.head}</h2><p>${w.none}</p></section>`
  const api = `/api/v1/monitors/${encodeURIComponent(monitorId)}/response-times`
  const shown = responsePhases.filter((phase) => responses.buckets.some(({ phases }) => phases[phase] !== null))
  return html`<section aria-labelledby="h-rt"><h2 id="h-rt">${w.head}</h2>
<p class="note">${w.caption(responses.looks, duration(locale.t, responses.bucketMs, 'upper', 'short'))}</p>
${signs(locale, shown)}
<div class="plot" data-plot="${facts(locale, view, api)}">
<div class="scroll" role="region" aria-label="${locale.t.page.scrolls(w.head)}" tabindex="0"><div class="draw">${drawing(locale, responses, path)}</div></div></div>
${table(locale, responses)}
<p class="link"><a href="${api}?${periodQuery(responses)}&amp;points=${drawnPoints}">${w.data}</a></p></section>`
}

/** What the script must know, as JSON. */
function facts(locale: Locale, { responses: { from, to }, library }: ResponseView, address: string): string {
  const w = chartWords[locale.language].response
  const { colon, comma } = locale.t.sentence
  const { first } = chartWords[locale.language].timeline
  const said = { head: w.head, least: w.least, mean: w.mean, most: w.most, hint: w.hint, failed: w.failed, ...w.units, colon, comma, first }
  const place = { zone: locale.timeZone, locale: locale.tag === 'en' ? 'en-GB' : locale.tag, rtl: locale.dir === 'rtl' }
  return JSON.stringify({ address, library, from, to, ...place, ...said, closer: w.zoomIn, farther: w.zoomOut, whole: w.reset })
}

function signs(locale: Locale, shown: readonly ResponsePhase[]): Html {
  const w = chartWords[locale.language].response
  return legend([
    ...shown.map((phase) => [html`<rect class="${layers[phase]}" x="2" y="2" width="20" height="13"/>`, w.phase[phase]] as const),
    [html`<path class="f-none s-ink2 w1" d="M0 4H24M0 13H24"/>`, w.band],
    [marks.unseen, w.hole],
  ])
}

const layers: Readonly<Record<ResponsePhase, string>> = { resolve: 'p1', connect: 'p2', handshake: 'p3', firstByte: 'p4', transfer: 'p5' }

function drawing(locale: Locale, responses: ResponseTimes, path: string): Html {
  const scale = timeScale(responses, drawingWidth, start, locale.dir === 'rtl')
  const most = niceTop(Math.max(1, ...responses.buckets.map(({ total }) => total?.max ?? 0)))
  const y = (ms: number) => rounded(base - ((base - top) * ms) / most)
  const runs = runsOf(responses)
  const edge = locale.dir === 'rtl' ? drawingWidth : 0
  const gridLine = (ms: number) =>
    html`<path class="s-rule w1" d="M${scale.left} ${y(ms)}h${scale.width}"/><text class="q" x="${edge}" y="${y(ms) + 4}">${scaleText(locale, ms)}</text>`
  return html`<svg viewBox="0 0 ${drawingWidth} ${base + 22}" role="group" aria-label="${summary(locale, responses)}"><g aria-hidden="true">${[0.25, 0.5, 0.75, 1].map((share) => gridLine(most * share))}</g>
${axis(scale, ticks(responses, locale), top, base, path)}
<g aria-hidden="true">${holes(responses).map(({ from, to }) => hole(scale, from, to))}${runs.map((run) => stack(scale, y, run, responses.bucketMs))}<path class="s-hatch w1" d="M${scale.left} ${base + 0.5}h${scale.width}"/></g></svg>`
}

function summary(locale: Locale, { buckets, looks }: ResponseTimes): string {
  const w = chartWords[locale.language].response
  const totals = buckets.flatMap(({ total, looks: count }) => (total === null ? [] : [{ ...total, count }]))
  const least = Math.min(...totals.map(({ min }) => min))
  const mean = totals.reduce((sum, { mean: one, count }) => sum + one * count, 0) / looks
  const most = Math.max(...totals.map(({ max }) => max))
  const text = (ms: number, bound: 'lower' | 'upper') => duration(locale.t, Math.round(ms), bound, 'short')
  return w.summary(text(least, 'lower'), text(mean, 'upper'), text(most, 'upper'))
}

/** Stretches of buckets that no hole parts. */
function runsOf({ buckets }: ResponseTimes): readonly (readonly ResponseBucket[])[] {
  const runs: ResponseBucket[][] = [[]]
  for (const bucket of buckets) {
    if (bucket.looks === 0) runs.push([])
    else runs.at(-1)?.push(bucket)
  }
  return runs.filter((run) => run.length > 0)
}

function holes({ buckets, bucketMs }: ResponseTimes): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = []
  for (const { from, looks } of buckets) {
    if (looks > 0) continue
    const last = found.at(-1)
    if (last !== undefined && last.to === from) last.to = from + bucketMs
    else found.push({ from, to: from + bucketMs })
  }
  return found
}

function hole(scale: TimeScale, from: number, to: number): Html {
  const { x, width } = scale.bar(from, Math.min(to, scale.period.to), 1)
  return html`<rect x="${x}" y="${top}" width="${width}" height="${base - top}" fill="url(#hatch-fine)"/>`
}

function stack(scale: TimeScale, y: (ms: number) => number, run: readonly ResponseBucket[], bucketMs: number): Html {
  // A single bucket is as wide as it lasted, so that it is seen.
  const points = run.length === 1 ? run.flatMap((one) => [one, { ...one, from: one.from + bucketMs }]) : run
  const x = (one: ResponseBucket) => scale.x(Math.min(one.from + (run.length === 1 ? 0 : bucketMs / 2), scale.period.to))
  let floor = points.map(() => 0)
  const areas = responsePhases.map((phase) => {
    const ceiling = points.map(({ phases }, index) => (floor[index] ?? 0) + (phases[phase]?.mean ?? 0))
    const path = area(points.map((one, index) => [x(one), y(ceiling[index] ?? 0), y(floor[index] ?? 0)] as const))
    const drawn = ceiling.some((ms, index) => ms > (floor[index] ?? 0))
    floor = ceiling
    return drawn ? html`<path class="${layers[phase]}" d="${path}"/>` : html``
  })
  const line = (of: 'min' | 'max') => points.map((one, index) => `${index === 0 ? 'M' : 'L'}${x(one)} ${y(one.total?.[of] ?? 0)}`).join('')
  return html`${areas}<path class="f-none s-ink2 w1" d="${line('max')}${line('min')}"/>`
}

function area(points: readonly (readonly [x: number, high: number, low: number])[]): string {
  const there = points.map(([x, high]) => `${x} ${high}`).join('L')
  const back = points
    .toReversed()
    .map(([x, , low]) => `${x} ${low}`)
    .join('L')
  return `M${there}L${back}Z`
}

/** The next of 1, 2, 4, 8 times a power of ten: quarters of it read well. */
function niceTop(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms))
  return Math.max(4, [1, 2, 4, 8, 10].map((step) => step * power).find((step) => step >= ms) ?? 10 * power)
}

/** A mark of the scale is exact, not a bound: `1.5 s`, not `2 s`. */
function scaleText({ tag, language }: Locale, ms: number): string {
  const { millisecond, second } = chartWords[language].response.units
  const exact = (value: number) => new Intl.NumberFormat(tag, { maximumFractionDigits: 3 }).format(value)
  return ms < 1_000 ? `${exact(ms)}\u00a0${millisecond}` : `${exact(ms / 1_000)}\u00a0${second}`
}

/** Some sixty rows at most: neighbours are put together, never left out. */
function table(locale: Locale, { buckets, bucketMs }: ResponseTimes): Html {
  const w = chartWords[locale.language].response
  const { t } = locale
  const together = Math.ceil(buckets.length / rowsAtMost)
  const rows = Array.from({ length: Math.ceil(buckets.length / together) }, (_, index) =>
    buckets.slice(index * together, (index + 1) * together),
  )
  const cell = (ms: number | null, bound: 'lower' | 'upper') => (ms === null ? '–' : duration(t, Math.round(ms), bound, 'short'))
  return html`<details><summary>${w.table}</summary><div class="scroll" role="region" aria-label="${t.page.scrolls(w.head)}" tabindex="0"><table class="rec pack broad"><caption>${w.tableCaption}</caption>
<thead><tr><th scope="col">${chartWords[locale.language].timeline.start}</th><th scope="col">${chartWords[locale.language].timeline.end}</th><th scope="col" class="n">${w.looks}</th>${responsePhases.map((phase) => html`<th scope="col" class="n">${w.phase[phase]}</th>`)}<th scope="col" class="n">${w.total}${t.sentence.comma}${w.least}</th><th scope="col" class="n">${w.total}${t.sentence.comma}${w.most}</th></tr></thead>
<tbody>${rows.map((row) => {
    const from = row[0]?.from ?? 0
    const to = (row.at(-1)?.from ?? 0) + bucketMs
    const totals = row.flatMap(({ total }) => total ?? [])
    return html`<tr><th scope="row">${instant(locale, from)}</th><td data-l="${chartWords[locale.language].timeline.end}">${instant(locale, to)}</td><td class="n" data-l="${w.looks}">${t.number.count(row.reduce((sum, { looks }) => sum + looks, 0))}</td>${responsePhases.map((phase) => html`<td class="n" data-l="${w.phase[phase]}">${cell(meanOf(row, phase), 'upper')}</td>`)}<td class="n" data-l="${w.least}">${cell(totals.length === 0 ? null : Math.min(...totals.map(({ min }) => min)), 'lower')}</td><td class="n" data-l="${w.most}">${cell(totals.length === 0 ? null : Math.max(...totals.map(({ max }) => max)), 'upper')}</td></tr>
`
  })}</tbody></table></div></details>`
}

/** Weighted by the looks of each bucket. */
function meanOf(row: readonly ResponseBucket[], phase: ResponsePhase): number | null {
  const some = row.flatMap(({ phases, looks }) => (phases[phase] === null ? [] : [{ mean: phases[phase].mean, looks }]))
  const looks = some.reduce((sum, one) => sum + one.looks, 0)
  return looks === 0 ? null : some.reduce((sum, one) => sum + one.mean * one.looks, 0) / looks
}
