import type { FigureOfPeriod } from '../../core/figure.ts'
import type { Availability, Outage } from '../../core/outage.ts'
import { figureWords } from '../../i18n/figure-page.ts'
import { availabilityRange, coverage, duration, wholePeriodRange } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { periodSpan } from '../../i18n/period-sentence.ts'
import { periodWords } from '../../i18n/period-words.ts'
import { type Html, html } from '../html.ts'
import { periodQuery, type Zoom } from '../zoom.ts'
import { identifier, instant, words } from './words.ts'

/** What a page says of the period that it shows, and of the figures that were given out. */
export interface PeriodShown {
  readonly zoom: Zoom
  /** Of the page, with the id: `/monitors/cnops-www`. */
  readonly path: string
  /** Of each monitor. */
  readonly measured: readonly {
    readonly name: string
    readonly figures: Availability
    /** Outages and unconfirmed failures that meet the period. */
    readonly outages: readonly Outage[]
  }[]
  /** Newest first. */
  readonly given: readonly FigureOfPeriod[]
}

const minuteMs = 60_000

/** R9 over the period of the page, the button that makes it a figure to cite (a form, so that it works without scripts), and earlier ones. */
export function periodSection(locale: Locale, { zoom, path, measured, given }: PeriodShown): Html {
  const { t, language } = locale
  const m = t.monitor
  const w = periodWords[language]
  const high = (ms: number) => (ms === 0 ? '0' : duration(t, ms, 'upper', 'short'))
  const rows = measured.map(({ name, figures, outages }) => {
    const confirmed = outages.filter((outage) => outage.confirmed).length
    const whole = figures.coverage < 0.95 && figures.availability !== null ? wholePeriodRange(t, figures) : null
    const down = figures.downMs === 0 ? '0' : duration(t, figures.downMs, 'lower', 'short')
    return html`<tr><th scope="row"><bdi>${name}</bdi></th><td class="n k" data-l="${m.availability}">${availabilityRange(t, figures) ?? m.noMeasurement}${whole === null ? null : html`<small class="sub">${m.wholePeriod(whole)}</small>`}</td><td class="n" data-l="${m.coverage}">${coverage(t, figures)}</td><td class="n" data-l="${m.downAtLeast}">${down}</td><td class="n" data-l="${m.unobserved}">${high(figures.unobservedMs)}</td><td data-l="${m.outages}">${w.outages(confirmed, outages.length - confirmed)}</td></tr>
`
  })
  return html`<section class="given period" aria-labelledby="h-pf"><h2 id="h-pf">${w.sectionHead}</h2>
<div class="scroll" role="region" aria-label="${t.page.scrolls(w.sectionHead)}" tabindex="0"><table class="rec pack"><caption>${words(periodSpan(locale, zoom.period))}</caption><thead><tr><th scope="col">${t.service.monitor}</th><th scope="col" class="n">${m.availability}</th><th scope="col" class="n">${m.coverage}</th><th scope="col" class="n">${m.downAtLeast}</th><th scope="col" class="n">${m.unobserved}</th><th scope="col">${m.outages}</th></tr></thead><tbody>${rows}</tbody></table></div>
<form method="post" action="${path}/figures?${periodQuery(wholeMinutes(zoom.period))}"><button>${w.cite}</button> <span class="note">${w.citeNote}</span></form>
${given.length === 0 ? null : givenList(locale, given)}</section>`
}

/** Nobody cites milliseconds. What is shorter than two minutes stays as it is. */
function wholeMinutes({ from, to }: Zoom['period']): Zoom['period'] {
  const whole = { from: Math.floor(from / minuteMs) * minuteMs, to: Math.floor(to / minuteMs) * minuteMs }
  return whole.to - whole.from < minuteMs ? { from, to } : whole
}

function givenList(locale: Locale, given: readonly FigureOfPeriod[]): Html {
  const w = periodWords[locale.language]
  const f = figureWords[locale.language]
  return html`<details><summary>${w.listHead}</summary><ul>${given.map(
    ({ id, result, asOf }) =>
      html`<li><a href="/figures/${id}">${identifier(id)}</a>${locale.t.sentence.colon}${words(periodSpan(locale, { from: Date.parse(result.from), to: Date.parse(result.to) }))}${locale.t.sentence.semicolon}${f.at.toLocaleLowerCase(locale.tag)} ${instant(locale, Date.parse(asOf), 'second')}</li>`,
  )}</ul></details>`
}
