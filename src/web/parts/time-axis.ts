import { buckets, type CalendarUnit, type Period } from '../../core/calendar.ts'
import { chartWords } from '../../i18n/chart-words.ts'
import { type Locale, monthNames } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { emsOf } from '../share/text-width.ts'
import { periodQuery } from '../zoom.ts'

/** A drawing's time from its start to its end: from the right to the left where the page is read so. */
export interface TimeScale {
  readonly period: Period
  readonly width: number
  readonly left: number
  readonly rtl: boolean
  /** Place of an instant, in units of the drawing. */
  x(at: number): number
  /** Left edge and width of a stretch, at least `least` wide. */
  bar(from: number, to: number, least: number): { readonly x: number; readonly width: number }
}

/** `start` units are left free before the beginning, for the lane's names. */
export function timeScale(period: Period, width: number, start: number, rtl: boolean): TimeScale {
  const room = width - start
  const left = rtl ? 0 : start
  const share = (at: number) => (at - period.from) / Math.max(1, period.to - period.from)
  const x = (at: number) => rounded(rtl ? room * (1 - share(at)) : start + room * share(at))
  return {
    period,
    width: room,
    left,
    rtl,
    x,
    bar(from, to, least) {
      const [a, b] = [x(from), x(to)]
      const wide = Math.max(least, Math.abs(b - a))
      const at = Math.min(Math.min(a, b), left + room - wide)
      return { x: rounded(Math.max(left, at)), width: rounded(wide) }
    },
  }
}

export interface Tick {
  readonly at: number
  readonly text: string
  /** The stretch that begins there, to look closer; null where there is nothing closer. */
  readonly zoom: Period | null
}

/** Of the names under a drawing, in its units, as the style sheet has it. */
const nameSize = 12
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Where local years, months, days, hours or minutes begin, so many that their names do not touch. */
export function ticks(period: Period, locale: Locale, labelsAtMost = 12): readonly Tick[] {
  const length = period.to - period.from
  if (length <= labelsAtMost * 30 * minuteMs) return minuteTicks(period, locale, labelsAtMost)
  const unit: CalendarUnit = length <= 2 * dayMs ? 'hour' : length <= 62 * dayMs ? 'day' : length <= 2 * 366 * dayMs ? 'month' : 'year'
  const all = buckets(period, unit, locale.timeZone).filter(({ from }, index) => index > 0 || from > period.from)
  const step = Math.ceil(all.length / labelsAtMost)
  return all
    .filter((bucket, index) => (unit === 'hour' ? Number(bucket.label.slice(11, 13)) % hourStep(step) === 0 : index % step === 0))
    .map(({ from, to, label }, index, shown) => {
      const previous = shown[index - 1]?.label ?? ''
      return { at: from, text: tickText(locale, unit, from, label, previous), zoom: { from, to } }
    })
}

/** The ticks under a drawing: lines through it, and names that lead to what they name; `path` null: they lead nowhere. */
export function axis(scale: TimeScale, marks: readonly Tick[], top: number, bottom: number, path: string | null): Html {
  return html`${marks.map(({ at }) => html`<path class="s-rule w1" d="M${scale.x(at)} ${top}V${bottom + 6}"/>`)}${named(scale, marks).map(
    ({ at, text, zoom }) => {
      const x = scale.x(at)
      const name = html`<text class="q" x="${scale.rtl ? x - 4 : x + 4}" y="${bottom + 16}">${text}</text>`
      return zoom === null || path === null ? name : html`<a href="${path}?${periodQuery(zoom)}" rel="nofollow">${name}</a>`
    },
  )}`
}

/** Those with room for their name: one that would run into the name before it, or out of the drawing, is left to its line. */
function named(scale: TimeScale, marks: readonly Tick[]): readonly Tick[] {
  const end = scale.rtl ? scale.left : scale.left + scale.width
  let free = Number.POSITIVE_INFINITY
  return marks.filter(({ at, text }) => {
    const left = Math.abs(end - scale.x(at))
    if (left > free || left < 5.5 * text.length + 4) return false
    free = left - nameSize * emsOf(text) - 4
    return true
  })
}

function minuteTicks({ from, to }: Period, locale: Locale, labelsAtMost: number): readonly Tick[] {
  const steps = [minuteMs, 2 * minuteMs, 5 * minuteMs, 10 * minuteMs, 15 * minuteMs, 30 * minuteMs]
  const stepMs = steps.find((step) => (to - from) / step <= labelsAtMost) ?? hourMs
  const first = Math.ceil((from + 1) / stepMs) * stepMs
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / stepMs)) }, (_, index) => {
    const at = first + index * stepMs
    return { at, text: locale.clock(at), zoom: stepMs > 5 * minuteMs ? { from: at, to: at + stepMs } : null }
  })
}

function hourStep(step: number): number {
  return [1, 2, 3, 6, 12].find((hours) => hours >= step) ?? 24
}

/** Days and years are named in full where they change, else by what changed. */
function tickText(locale: Locale, unit: CalendarUnit, at: number, label: string, previous: string): string {
  const [year = '', month = '', day = ''] = label.split(/[-T]/)
  const monthName = monthNames(locale.language)[Number(month) - 1] ?? ''
  if (unit === 'year') return year
  if (unit === 'month') return previous.slice(0, 4) === year ? monthName : locale.month(at)
  if (unit === 'hour') return locale.clock(at)
  const number = day === '01' ? chartWords[locale.language].timeline.first : String(Number(day))
  return previous.slice(5, 7) === month ? number : `${number} ${monthName}`
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
