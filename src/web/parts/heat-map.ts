import { chartWords } from '../../i18n/chart-words.ts'
import { duration } from '../../i18n/figures.ts'
import { type Locale, monthNames } from '../../i18n/index.ts'
import type { PastDays } from '../history.ts'
import { type Html, html } from '../html.ts'
import { legend } from './legend.ts'
import { type StripDay, stripDays } from './strip.ts'
import { rounded } from './time-axis.ts'

/** One local day, of several monitors the worst (R12). */
export interface HeatDay extends StripDay {
  /** `2026-11-23` */
  readonly label: string
  readonly from: number
  readonly to: number
}

const cell = 18
const inner = 15
const left = 96
const top = 20
const weekMs = 7 * 86_400_000

/** Every local day of one or several monitors that were measured over the same days. */
export function heatDays(series: readonly PastDays[]): readonly HeatDay[] {
  const [first] = series
  if (first === undefined) return []
  return stripDays(series).flatMap((day, index) => {
    const its = first.days[index]
    return its === undefined ? [] : [{ ...day, label: its.label, from: its.from, to: its.to }]
  })
}

/** A year of days, a column each week: how long it was down by size, what was not observed by hatching, up by a small dot. */
export function heatMap(locale: Locale, days: readonly HeatDay[], monitors: number): Html {
  const w = chartWords[locale.language].heat
  const [first] = days
  if (first === undefined) return html``
  const places = days.map((day) => ({ day, ...placeOf(day.label, first.label) }))
  const weeks = (places.at(-1)?.week ?? 0) + 1
  const width = left + weeks * cell
  const rtl = locale.dir === 'rtl'
  const x = (week: number) => (rtl ? width - left - (week + 1) * cell : left + week * cell)
  const edge = rtl ? width : 0
  const counts = {
    days: days.length,
    bad: days.filter(({ confirmed }) => confirmed).length,
    partly: days.filter(({ unobserved }) => unobserved > 0).length,
  }
  return html`<section aria-labelledby="h-he"><h2 id="h-he">${w.head}</h2>
<p class="note">${w.caption}${monitors > 1 ? ` ${w.worst(monitors)}` : ''}</p>
<div class="scroll" role="region" aria-label="${locale.t.page.scrolls(w.head)}" tabindex="0"><div class="draw"><svg class="heat" viewBox="0 0 ${width} ${top + 7 * cell}" role="img" aria-label="${w.summary(counts)}">
${monthMarks(locale, places).map(({ week, text }) => html`<text class="q" x="${rtl ? x(week) + cell : x(week)}" y="12">${text}</text>`)}${w.weekdays.map((name, row) => (row % 2 === 0 ? html`<text class="q" x="${edge}" y="${top + row * cell + 13}">${name}</text>` : html``))}
${places.map(({ day, week, row }) => dayCell(locale, day, x(week), top + row * cell))}</svg></div></div>
${signs(locale)}
${table(locale, days)}</section>`
}

function placeOf(label: string, first: string): { readonly week: number; readonly row: number } {
  const [day, begin] = [utc(label), utc(first)]
  return { week: Math.round((mondayOf(day) - mondayOf(begin)) / weekMs), row: weekdayOf(day) }
}

/** Monday is 0. */
function weekdayOf(at: number): number {
  return (new Date(at).getUTCDay() + 6) % 7
}

function mondayOf(at: number): number {
  return at - weekdayOf(at) * 86_400_000
}

/** A local date as if it were UTC: only for counting days. */
function utc(label: string): number {
  return Date.parse(`${label}T00:00:00Z`)
}

/** The months' names over the week that holds their first day, where there is room. */
function monthMarks(
  locale: Locale,
  places: readonly { readonly day: HeatDay; readonly week: number }[],
): readonly { readonly week: number; readonly text: string }[] {
  const names = monthNames(locale.language)
  return places
    .filter(({ day }) => day.label.endsWith('-01'))
    .map(({ day, week }) => ({ week, text: names[Number(day.label.slice(5, 7)) - 1] ?? '' }))
}

/** Sizes by how long it was surely down: under a quarter hour, two hours, eight hours, more. */
function sizeOf({ down, from, to }: HeatDay): number {
  const ms = down * (to - from)
  return ms < 900_000 ? 5 : ms < 7_200_000 ? 8 : ms < 28_800_000 ? 11 : inner
}

function dayCell(locale: Locale, day: HeatDay, x: number, y: number): Html {
  const size = sizeOf(day)
  const offset = (cell - size) / 2
  const unseen = day.unobserved >= 0.01 ? rounded(inner * day.unobserved) : 0
  const middle = cell / 2
  const mark = day.confirmed
    ? html`<rect class="f-down" x="${x + offset}" y="${y + offset}" width="${size}" height="${size}"/>`
    : day.unconfirmed
      ? html`<path class="f-paper s-ink w15" d="M${x + middle} ${y + 4}L${x + 14} ${y + middle}L${x + middle} ${y + 14}L${x + 4} ${y + middle}Z"/>`
      : day.unobserved < 0.5
        ? html`<circle class="f-ink3" cx="${x + middle}" cy="${y + middle}" r="1.5"/>`
        : html``
  const told = day.confirmed || day.unconfirmed || unseen > 0
  return html`<g><rect class="f-none s-rule w1" x="${x + 1.5}" y="${y + 1.5}" width="${inner}" height="${inner}"/>${unseen === 0 ? null : html`<rect x="${x + 1.5}" y="${y + 1.5}" width="${inner}" height="${unseen}" fill="url(#hatch-fine)"/>`}${mark}${told ? html`<title>${dayText(locale, day)}</title>` : null}</g>`
}

/** `23 November 2026: down, at least 12 min` */
function dayText(locale: Locale, day: HeatDay): string {
  const w = chartWords[locale.language].heat
  const { downText, unseenText } = figures(locale, day)
  const said = [
    ...(day.confirmed ? [`${w.outage}${locale.t.sentence.comma}${w.down}${locale.t.sentence.colon}${downText}`] : []),
    ...(day.unconfirmed && !day.confirmed ? [w.failure] : []),
    ...(day.unobserved > 0 ? [`${w.unobserved}${locale.t.sentence.colon}${unseenText}`] : []),
  ]
  return `${locale.date(day.from)}${locale.t.sentence.colon}${said.join(locale.t.sentence.semicolon)}`
}

function figures(locale: Locale, { down, unobserved, from, to }: HeatDay): { readonly downText: string; readonly unseenText: string } {
  const text = (share: number, bound: 'lower' | 'upper') => (share === 0 ? '0' : duration(locale.t, share * (to - from), bound, 'short'))
  return { downText: text(down, 'lower'), unseenText: text(unobserved, 'upper') }
}

function signs(locale: Locale): Html {
  const { up, down, unobserved, unconfirmed } = chartWords[locale.language].heat.legend
  const day = html`<rect class="f-none s-rule w1" x="4.5" y=".5" width="15" height="15"/>`
  return legend([
    [html`${day}<circle class="f-ink3" cx="12" cy="8" r="1.5"/>`, up],
    [html`<rect class="f-down" x="1" y="6" width="5" height="5"/><rect class="f-down" x="10" y="2" width="13" height="13"/>`, down],
    [html`<rect x="4.5" y=".5" width="15" height="9" fill="url(#hatch-fine)"/>${day}`, unobserved],
    [html`<path class="f-none s-ink w15" d="M12 3L17 8L12 13L7 8Z"/>`, unconfirmed],
  ])
}

/** Only the days that have something to tell; how many others there were is said. */
function table(locale: Locale, days: readonly HeatDay[]): Html {
  const w = chartWords[locale.language].heat
  const told = days
    .filter(({ confirmed, unconfirmed, down, unobserved }) => confirmed || unconfirmed || down > 0 || unobserved > 0)
    .toReversed()
  if (told.length === 0) return html``
  return html`<details><summary>${w.table}</summary><table class="rec pack"><caption>${w.tableCaption(told.length, days.length - told.length)}</caption>
<thead><tr><th scope="col">${w.day}</th><th scope="col" class="n">${w.down}</th><th scope="col" class="n">${w.unobserved}</th><th scope="col">${w.noted}</th></tr></thead>
<tbody>${told.map((day) => {
    const { downText, unseenText } = figures(locale, day)
    const noted = day.confirmed ? w.outage : day.unconfirmed ? w.failure : ''
    return html`<tr><th scope="row"><time datetime="${day.label}">${locale.date(day.from)}</time></th><td class="n" data-l="${w.down}">${downText}</td><td class="n" data-l="${w.unobserved}">${unseenText}</td><td data-l="${w.noted}">${noted}</td></tr>
`
  })}</tbody></table></details>`
}
