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
  const longest = Math.max(0, ...series.map(({ days }) => days.length))
  return Array.from({ length: longest }, (_, index) => {
    const each = series.flatMap(({ days, outages }) => {
      const day = days[index]
      return day === undefined ? [] : [stripDay(day, outages)]
    })
    return {
      down: Math.max(0, ...each.map(({ down }) => down)),
      confirmed: each.some(({ confirmed }) => confirmed),
      unconfirmed: each.some(({ unconfirmed }) => unconfirmed),
      unobserved: Math.max(0, ...each.map(({ unobserved }) => unobserved)),
    }
  })
}

/** One bar of days, in which only what is not up is drawn: down from the baseline, unobserved from the top. */
export function strip(days: readonly StripDay[], label: string): Html {
  const width = days.length * unit
  return html`<svg class="strip" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><path class="s-hatch w1" d="M0 ${base + 0.5}H${width}"/>${days.map((day, index) => dayMarks(day, index * unit))}</svg>`
}

function dayMarks(day: StripDay, x: number): Html {
  const hatched =
    day.unobserved >= 0.01
      ? html`<rect x="${x}" y="6" width="${unit}" height="${rounded(barHeight * day.unobserved)}" fill="url(#hatch-fine)"/>`
      : null
  if (day.confirmed) {
    const tall = rounded(Math.max(5, barHeight * day.down))
    return html`${hatched}<rect class="f-down" x="${x + 0.3}" y="${rounded(base - tall)}" width="${unit - 0.6}" height="${tall}"/>`
  }
  const diamond = day.unconfirmed ? html`<path class="f-none s-ink w1" d="M${x + 0.5} 21L${x + 2} 19L${x + 3.5} 21L${x + 2} 23Z"/>` : null
  return html`${hatched}${diamond}`
}

function stripDay(day: Day, outages: readonly Outage[]): StripDay {
  const seen = outages.filter(({ onset, lastSeenDownAt }) => onset.by < day.to && lastSeenDownAt >= day.from)
  const { periodMs, downMs, unobservedMs } = day.figures
  const share = (ms: number) => (periodMs === 0 ? 0 : ms / periodMs)
  return {
    down: share(downMs),
    confirmed: seen.some(({ confirmed }) => confirmed),
    unconfirmed: seen.some(({ confirmed }) => !confirmed),
    unobserved: share(unobservedMs),
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
