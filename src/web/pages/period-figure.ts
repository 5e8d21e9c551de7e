import { claimOfPeriod } from '../../core/claim.ts'
import type { FigureOfPeriod } from '../../core/figure.ts'
import type { MonitorInPeriod } from '../../core/period.ts'
import { announcementWords } from '../../i18n/announcement-words.ts'
import { figureWords } from '../../i18n/figure-page.ts'
import { availabilityRange, coverage, duration, wholePeriodRange } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { id, type Parts, plain } from '../../i18n/parts.ts'
import { periodSentence, periodSpan } from '../../i18n/period-sentence.ts'
import { periodWords } from '../../i18n/period-words.ts'
import { copying } from '../cite/block.ts'
import { type Html, html } from '../html.ts'
import { vantages } from '../outage-facts.ts'
import { instant, words } from '../parts/words.ts'
import { textIn } from '../text.ts'
import { periodQuery } from '../zoom.ts'
import type { FigureSaid } from './figure.ts'

/** What a figure says of a monitor, or of each monitor of a service, over a period (R9). */
export function periodSaid(locale: Locale, figure: FigureOfPeriod): FigureSaid {
  const { language, dir } = locale
  const { question, result } = figure
  const w = periodWords[language]
  const period = { from: Date.parse(result.from), to: Date.parse(result.to) }
  const named = result.monitors.map((measured) => ({ measured, name: nameOf(figure, measured.monitorId, language) }))
  const claims = named.map(({ measured }) => claimOfPeriod(measured, vantages))
  const sentence = (one: (typeof named)[number], index: number): Html =>
    html`<p class="sentence"${copying(locale)}>${words(periodSentence(locale, { name: one.name, ...period, figures: one.measured, verb: claims[index]?.verb ?? 'noConclusion' }))}</p>`
  return {
    crumb: subjectLink(figure, language),
    title: plain(w.title(subjectPart(locale, figure), periodSpan(locale, period)), dir),
    sentences: html`${named.map(sentence)}${result.to === question.to ? null : html`<p class="note">${w.asked(locale.instant(Date.parse(question.to), 'second'))}</p>`}`,
    // Of several monitors the weakest.
    claim: claims.find(({ verb }) => verb === 'noConclusion') ?? claims.find(({ verb }) => verb === 'indicate') ?? claims[0] ?? nothing,
    result: html`${resultSection(locale, figure, named)}${announcedSection(locale, named)}`,
    evidence: html`<li>${w.noBundle}<ul>${named.map(({ measured, name }) => html`<li><a href="/api/v1/monitors/${encodeURIComponent(measured.monitorId)}/observations?format=csv&amp;${periodQuery(period)}">${w.looks}</a>${locale.t.sentence.colon}<bdi>${name}</bdi></li>`)}</ul></li>`,
    line: w,
  }
}

interface Named {
  readonly measured: MonitorInPeriod
  readonly name: string
}

const nothing = { verb: 'noConclusion', reason: 'notMeasured' } as const

/** As in a sentence: the service, and the monitor where its name is another. */
function nameOf({ subject }: FigureOfPeriod, monitorId: string, language: Locale['language']): string {
  const monitor = subject?.monitors.find((one) => one.monitorId === monitorId)
  if (subject === null || monitor === undefined) return monitorId
  const [service, name] = [textIn(subject.service, language), textIn(monitor.monitor, language)]
  return service === name ? service : `${service} — ${name}`
}

function subjectPart({ language }: Locale, figure: FigureOfPeriod): Parts {
  const { question, subject } = figure
  const [monitorId = ''] = question.monitorIds
  if (question.serviceId === null) return [id(nameOf(figure, monitorId, language))]
  return [id(subject === null ? question.serviceId : textIn(subject.service, language))]
}

function subjectLink(figure: FigureOfPeriod, language: Locale['language']): Html {
  const { question, subject } = figure
  const [monitorId = ''] = question.monitorIds
  if (question.serviceId === null)
    return html`<a href="/monitors/${encodeURIComponent(monitorId)}"><bdi>${nameOf(figure, monitorId, language)}</bdi></a>`
  const name = subject === null ? question.serviceId : textIn(subject.service, language)
  return html`<a href="/services/${encodeURIComponent(question.serviceId)}"><bdi>${name}</bdi></a>`
}

function resultSection(locale: Locale, { question }: FigureOfPeriod, named: readonly Named[]): Html {
  const { t, language } = locale
  const m = t.monitor
  const w = periodWords[language]
  const low = (ms: number) => (ms === 0 ? '0' : duration(t, ms, 'lower', 'short'))
  const high = (ms: number) => (ms === 0 ? '0' : duration(t, ms, 'upper', 'short'))
  const rows = named.map(({ name, measured }) => {
    const whole = measured.coverage < 0.95 && measured.availability !== null ? wholePeriodRange(t, measured) : null
    return html`<tr><th scope="row"><bdi>${name}</bdi></th><td class="n k" data-l="${m.availability}">${availabilityRange(t, measured) ?? m.noMeasurement}${whole === null ? null : html`<small class="sub">${m.wholePeriod(whole)}</small>`}</td><td class="n" data-l="${m.coverage}">${coverage(t, measured)}</td><td class="n" data-l="${m.downAtLeast}">${low(measured.downMs)}</td><td class="n" data-l="${m.ambiguous}">${high(measured.ambiguousMs)}</td><td class="n" data-l="${m.unobserved}">${high(measured.unobservedMs)}</td><td class="n" data-l="${m.upAtLeast}">${low(measured.upMs)}</td><td data-l="${m.outages}">${w.outages(measured.outages, measured.unconfirmed)}</td></tr>
`
  })
  const head = figureWords[language].resultHead
  return html`<section aria-labelledby="h-re"><h2 id="h-re">${head}</h2>${question.serviceId === null ? null : html`<p>${w.noServiceFigure}</p>`}
<div class="scroll" role="region" aria-label="${t.page.scrolls(head)}" tabindex="0"><table class="rec pack broad"><caption class="vh">${head}</caption><thead><tr><th scope="col">${t.service.monitor}</th><th scope="col" class="n">${m.availability}</th><th scope="col" class="n">${m.coverage}</th><th scope="col" class="n">${m.downAtLeast}</th><th scope="col" class="n">${m.ambiguous}</th><th scope="col" class="n">${m.unobserved}</th><th scope="col" class="n">${m.upAtLeast}</th><th scope="col">${w.outagesHead}</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`
}

/** R13: beside the measurement, never taken from it. */
function announcedSection(locale: Locale, named: readonly Named[]): Html | null {
  const { t, language } = locale
  const w = periodWords[language]
  const b = announcementWords[language].beside
  const low = (ms: number) => (ms === 0 ? '0' : duration(t, ms, 'lower', 'short'))
  const tables = named.flatMap(({ name, measured }) => {
    const { announced } = measured
    if (announced === null) return []
    const rows = [
      [b.whole, measured],
      [b.inside, announced.inside],
      [b.outside, announced.outside],
    ] as const
    return [
      html`<table class="rec pack"><caption><bdi>${name}</bdi></caption><thead><tr><th scope="col">${w.period}</th><th scope="col" class="n">${w.length}</th><th scope="col" class="n">${t.monitor.downAtLeast}</th><th scope="col" class="n">${t.monitor.ambiguous}</th></tr></thead><tbody>${rows.map(
        ([term, sums]) =>
          html`<tr><th scope="row">${term}</th><td class="n" data-l="${w.length}">${low(sums.periodMs)}</td><td class="n" data-l="${t.monitor.downAtLeast}">${low(sums.downMs)}</td><td class="n" data-l="${t.monitor.ambiguous}">${sums.ambiguousMs === 0 ? '0' : duration(t, sums.ambiguousMs, 'upper', 'short')}</td></tr>`,
      )}</tbody></table>
<ul class="note">${announced.windows.map(({ from, to }) => html`<li>${instant(locale, Date.parse(from))} – ${instant(locale, Date.parse(to))}</li>`)}</ul>`,
    ]
  })
  if (tables.length === 0) return null
  return html`<section aria-labelledby="h-an"><h2 id="h-an">${w.announcedHead}</h2><p>${w.announcedNote}</p>${tables}</section>`
}
