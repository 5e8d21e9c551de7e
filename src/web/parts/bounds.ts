import type { Period } from '../../core/calendar.ts'
import { chartWords } from '../../i18n/chart-words.ts'
import { duration, headline } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import type { BoundsModel, Edge } from '../bounds.ts'
import { type Html, html } from '../html.ts'
import type { SeenLook } from '../timeline.ts'
import { legend, marks } from './legend.ts'
import { axis, rounded, ticks, type TimeScale, timeScale } from './time-axis.ts'
import { announcedBar, spanMark } from './timeline.ts'

/** Units of the enlarged edges and of the whole; their text is 13 of them, and they are never drawn smaller than that. */
const edgeWidth = 280
/** The whole is drawn twice, for wide and for narrow screens; a style shows one of them. */
const wholes = [
  { css: 'only-wide', width: 520, labels: 10 },
  { css: 'only-narrow', width: 288, labels: 4 },
] as const
const tall = 46

/** Three drawings at one height: the beginning and the end enlarged, since minutes vanish in days, and the whole between them. */
export function boundsDrawing(locale: Locale, model: BoundsModel): Html {
  const w = chartWords[locale.language].bounds
  const { outage, start, end } = model
  const { onset, recovery, lastSeenDownAt } = outage
  const beginning = edge(locale, model, start, {
    head: w.start,
    before: onset.after === null ? null : { at: onset.after, text: w.lastGood },
    after: { at: onset.by, text: w.firstBad },
    note: onset.after === null ? w.already : null,
  })
  const ending =
    end === null || recovery === null
      ? html`<figure><figcaption><b>${w.end}${locale.t.sentence.stop}</b> ${w.ongoing} ${locale.instant(lastSeenDownAt, 'second')}</figcaption></figure>`
      : edge(locale, model, end, {
          head: w.end,
          before: { at: recovery.after ?? recovery.by, text: w.lastBad },
          after: { at: recovery.by, text: w.firstGood },
          note: null,
        })
  return html`<div class="bounds" role="group" aria-label="${w.summary}">${beginning}${wholes.map((one) => whole(locale, model, one))}${ending}</div>${signs(locale, model.timeline.announced.length > 0)}`
}

interface EdgeWords {
  readonly head: string
  readonly before: { readonly at: number; readonly text: string } | null
  readonly after: { readonly at: number; readonly text: string }
  /** Instead of a look before. */
  readonly note: string | null
}

function edge(locale: Locale, { timeline }: BoundsModel, { period, looks }: Edge, { head, before, after, note }: EdgeWords): Html {
  const { t } = locale
  const scale = timeScale(period, edgeWidth, 0, locale.dir === 'rtl')
  const top = timeline.announced.length === 0 ? 6 : 40
  const base = top + tall
  const { rtl } = scale
  const sameDay = locale.sameDay(period.from, period.to)
  const when = (at: number) => [...(sameDay ? [] : [locale.date(at)]), locale.clock(at, 'second')]
  const rows = [...(before === null ? [] : [before]), after]
  const said = [...rows.map(({ at, text }) => `${text}${t.sentence.colon}${when(at).join(' ')}`), ...(note === null ? [] : [note])]
  const height = base + (sameDay ? 68 : 86)
  return html`<figure><figcaption><b>${head}${t.sentence.stop}</b> ${dayOf(locale, period)}</figcaption><svg viewBox="0 0 ${edgeWidth} ${height}" role="img" aria-label="${said.join(t.sentence.comma)}">
${lanes(scale, timeline, period, top, base)}${looks.map((look) => lookSign(scale, look, base + 14))}
${rows.map(({ at, text }) => {
  // Names begin and end in the middle, so that they never meet and have half of the drawing each.
  const [place, side] = at === after.at ? ['', 4] : [' end', -4]
  const x = edgeWidth / 2 + (rtl ? -side : side)
  const line = (css: string, words: string, index: number) =>
    html`<text class="${css}${place}" x="${x}" y="${base + 42 + 18 * index}">${words}</text>`
  return html`<path class="f-none s-ink2 w1" d="M${scale.x(at)} ${base + 20}V${base + 28}"/>${line('b', text, 0)}${when(at).map((words, index) => line('q', words, index + 1))}`
})}</svg>${note === null ? null : html`<p class="note">${note}</p>`}</figure>`
}

function whole(locale: Locale, { outage, timeline, whole: period }: BoundsModel, { css, width, labels }: (typeof wholes)[number]): Html {
  const { t } = locale
  const w = chartWords[locale.language].bounds
  const scale = timeScale(period, width, 0, locale.dir === 'rtl')
  const top = timeline.announced.length === 0 ? 6 : 40
  const base = top + tall
  const least = headline(t, outage.minMs, 'short')
  const most = outage.maxMs === null ? t.duration.noMaximum : t.duration.atMost(duration(t, outage.maxMs, 'upper', 'short'))
  const certain = timeline.spans.filter(
    ({ kind, from, to }) => (kind === 'down' || kind === 'failing') && to > outage.onset.by && from < outage.lastSeenDownAt,
  )
  const from = outage.onset.after ?? outage.onset.by
  const to = outage.recovery?.by ?? outage.lastSeenDownAt
  return html`<figure class="${css}"><figcaption><b>${w.whole}${t.sentence.stop}</b> ${daysOf(locale, { from, to })}</figcaption><svg class="whole" viewBox="0 0 ${width} ${base + 68}" role="img" aria-label="${`${least}${t.sentence.comma}${most}`}">
${axis(scale, ticks(period, locale, labels), 0, base, null)}${lanes(scale, timeline, period, top, base)}
${certain.map((span) => dimension(scale, span, base + 30, 's-ink w2'))}${outage.maxMs === null ? null : dimension(scale, { from, to }, base + 52, 's-ink2 w1')}
${measure(scale, least, base + 30, 'b')}${measure(scale, most, base + 52, 'q')}</svg></figure>`
}

/** What was announced, and what was measured under it. */
function lanes(scale: TimeScale, { spans, announced }: BoundsModel['timeline'], { from, to }: Period, top: number, base: number): Html {
  const inside = spans.flatMap((span) =>
    span.to <= from || span.from >= to || span.kind === 'degraded'
      ? []
      : [{ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }],
  )
  return html`<path class="s-hatch w1" d="M0 ${base + 0.5}H${scale.width}"/>${inside.map((span) => spanMark(scale, span, top, base))}${announced.map((span) => announcedBar(scale, span, { from, to }))}`
}

/** A line with ends over a stretch. */
function dimension(scale: TimeScale, { from, to }: Period, y: number, css: string): Html {
  const { x, width } = scale.bar(Math.max(from, scale.period.from), Math.min(to, scale.period.to), 2)
  return html`<path class="f-none ${css}" d="M${x} ${y - 4}V${y + 4}M${x} ${y}H${rounded(x + width)}M${rounded(x + width)} ${y - 4}V${y + 4}"/>`
}

/** A figure in the middle of its line, on paper so that it is read. */
function measure(scale: TimeScale, text: string, y: number, css: string): Html {
  const wide = Math.min(scale.width, 8 * text.length + 12)
  const middle = scale.width / 2
  return html`<rect class="f-paper" x="${rounded(middle - wide / 2)}" y="${y - 9}" width="${wide}" height="18"/><text class="${css} mid" x="${middle}" y="${y + 4}">${text}</text>`
}

/** A ring for success, a square for failure, a hatched one where we could not tell. */
function lookSign(scale: TimeScale, { at, outcome }: SeenLook, y: number): Html {
  const x = scale.x(at)
  if (outcome === 'up') return html`<circle class="f-paper s-ink w15" cx="${x}" cy="${y}" r="4.5"/>`
  const left = rounded(x - 4.5)
  if (outcome === 'down') return html`<rect class="f-down" x="${left}" y="${y - 4.5}" width="9" height="9"/>`
  return html`<rect class="s-ink2 w1" x="${left}" y="${y - 4.5}" width="9" height="9" fill="url(#hatch-fine)"/>`
}

function dayOf(locale: Locale, { from, to }: Period): string {
  return locale.sameDay(from, to) ? locale.t.time.zoned(locale.date(from), locale.offset(from)) : daysOf(locale, { from, to })
}

function daysOf(locale: Locale, { from, to }: Period): string {
  const { zoned } = locale.t.time
  if (locale.sameDay(from, to)) return zoned(locale.date(from), locale.offset(from))
  return chartWords[locale.language].timeline.from(zoned(locale.date(from), locale.offset(from)), zoned(locale.date(to), locale.offset(to)))
}

function signs({ language }: Locale, withAnnounced: boolean): Html {
  const { kind } = chartWords[language].timeline
  const { legend: l, wedge } = chartWords[language].bounds
  return legend([
    ...(withAnnounced ? [[marks.announced, kind.announced] as const] : []),
    [marks.down, kind.down],
    [marks.wedge, wedge],
    [marks.unseen, l.unseen],
    [html`<circle class="f-paper s-ink w15" cx="12" cy="8" r="5"/>`, l.good],
    [html`<rect class="f-down" x="8" y="3.5" width="9" height="9"/>`, l.bad],
  ])
}
