import type { Outage } from '../../core/outage.ts'
import type { Day } from '../history.ts'
import { type Html, html } from '../html.ts'

/** One day of a strip: shares of the local day, and whether a failure was seen that nobody confirmed. */
export interface StripDay {
  /** Share of the day surely down in confirmed outages; 0 draws nothing, anything more at least a visible mark. */
  readonly down: number
  readonly confirmed: boolean
  readonly unconfirmed: boolean
  readonly unobserved: number
}

const unit = 4
const height = 25
const base = 24
const barHeight = 18

/** The days of one or several monitors: of each day the worst monitor, since there are no weights (R12). */
export function stripDays(series: readonly { readonly days: readonly Day[]; readonly outages: readonly Outage[] }[]): readonly StripDay[] {
  const each = series.map(({ days, outages }) => monitorDays(days, outages))
  const longest = Math.max(0, ...each.map(({ length }) => length))
  return Array.from({ length: longest }, (_, index) => worstOf(each, index))
}

function worstOf(each: readonly (readonly StripDay[])[], index: number): StripDay {
  let [down, confirmed, unconfirmed, unobserved] = [0, false, false, 0]
  for (const days of each) {
    const day = days[index]
    if (day === undefined) continue
    down = Math.max(down, day.down)
    confirmed ||= day.confirmed
    unconfirmed ||= day.unconfirmed
    unobserved = Math.max(unobserved, day.unobserved)
  }
  return { down, confirmed, unconfirmed, unobserved }
}

/** One bar of days, in which only what is not up is drawn: down from the baseline, unobserved from the top. */
export function strip(days: readonly StripDay[], label: string): Html {
  const width = days.length * unit
  return html`<svg class="strip" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><path class="s-hatch w1" d="M0 ${base + 0.5}H${width}"/>${hatching(days)}${days.map((day, index) => dayMark(day, index * unit))}</svg>`
}

/** Neighbouring days that were missed alike are one rectangle: a service that is new is mostly that. */
function hatching(days: readonly StripDay[]): readonly Html[] {
  const heights = days.map(({ unobserved }) => (unobserved >= 0.01 ? rounded(barHeight * unobserved) : 0))
  const starts = heights.flatMap((tall, index) => (tall === 0 || heights[index - 1] === tall ? [] : [index]))
  return starts.map((start) => {
    const tall = heights[start] ?? 0
    const after = heights.findIndex((other, index) => index > start && other !== tall)
    const end = after < 0 ? heights.length : after
    return html`<rect x="${start * unit}" y="6" width="${(end - start) * unit}" height="${tall}" fill="url(#hatch-fine)"/>`
  })
}

/** Red is for confirmed outages alone; a failure that nobody confirmed is a diamond in ink. */
function dayMark(day: StripDay, x: number): Html {
  if (day.confirmed) {
    const tall = rounded(Math.max(5, barHeight * day.down))
    return html`<rect class="f-down" x="${x + 0.3}" y="${rounded(base - tall)}" width="${unit - 0.6}" height="${tall}"/>`
  }
  return day.unconfirmed ? html`<path class="f-none s-ink w1" d="M${x + 0.5} 21L${x + 2} 19L${x + 3.5} 21L${x + 2} 23Z"/>` : html``
}

function monitorDays(days: readonly Day[], outages: readonly Outage[]): readonly StripDay[] {
  const confirmed = new Set<number>()
  const unconfirmed = new Set<number>()
  // Both lists ascend, so each is walked once.
  let first = 0
  for (const outage of outages) {
    while ((days[first]?.to ?? Number.POSITIVE_INFINITY) <= outage.onset.by) first += 1
    const met = outage.confirmed ? confirmed : unconfirmed
    for (let index = first; (days[index]?.from ?? Number.POSITIVE_INFINITY) <= outage.lastSeenDownAt; index += 1) met.add(index)
  }
  return days.map(({ sums: { periodMs, downMs, unobservedMs } }, index) => ({
    down: periodMs === 0 ? 0 : downMs / periodMs,
    confirmed: confirmed.has(index),
    unconfirmed: unconfirmed.has(index),
    unobserved: periodMs === 0 ? 0 : unobservedMs / periodMs,
  }))
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
