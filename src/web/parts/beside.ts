import type { AllClear, DurationBounds, Overrun, Silence, ThreeFigures } from '../../core/announced.ts'
import { overBetween, surelyTo } from '../../core/announced.ts'
import type { Period } from '../../core/calendar.ts'
import type { Outage } from '../../core/outage.ts'
import { durationRange } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import type { Beside, OutageAnnouncements } from '../announcements.ts'
import { type Html, html } from '../html.ts'
import { given, momentText, promisedEnd, quotation, wordsOf } from './announced.ts'
import { type AnnouncedTime, lanes } from './lanes.ts'

/** The section of an outage's page: what was announced beside what was measured, and never taken off it. */
export function besideSection(locale: Locale, outage: Outage, { silence, items }: OutageAnnouncements): Html {
  const w = wordsOf(locale)
  const b = w.beside
  const all = html`<p class="note"><a href="/announcements">${w.list.all}</a></p>`
  const head = html`<h2 id="h-an">${b.head}</h2>`
  if (items.length === 0) return html`<section aria-labelledby="h-an">${head}<p>${b.none}</p>${all}</section>`
  const clears = items.filter(({ allClear }) => allClear !== null)
  return html`<section aria-labelledby="h-an">${head}
${lanes(locale, { frame: frameOf(outage, items), announced: items.flatMap(announcedTime), clears: clears.map(({ announcement }) => overBetween(announcement).earliest), outages: [outage] })}
<dl class="dl"><dt>${b.silence}</dt><dd>${silenceText(locale, silence)}</dd>${clears.length === 0 ? html`<dt>${b.clear}</dt><dd>${b.clearNone}</dd>` : null}</dl>
<p class="note an-note">${outage.onset.after === null ? `${b.began} ` : null}${b.claims}</p>
<div class="an-all">${items.map((item) => one(locale, outage, item))}</div>${all}</section>`
}

/** Where an announcement is drawn; an all-clear is a moment and no time. */
export function announcedTime({ announcement, window }: Pick<Beside, 'announcement' | 'window'>): readonly AnnouncedTime[] {
  return window === null ? [] : [{ ...window, surely: Number.isFinite(window.to) ? window.to : surelyTo(announcement) }]
}

/** The first word about it, or that there was none. */
export function silenceText(locale: Locale, silence: Silence | null): string {
  const b = wordsOf(locale).beside
  if (silence === null) return b.silenceOnlyClear
  if (silence.maxMs === null && (silence.kind === 'unclear' || silence.minMs === 0)) return b.silenceUnknown
  if (silence.kind === 'unclear') return b.silenceUnclear(range(locale, { minMs: 0, maxMs: silence.maxMs }))
  return silence.kind === 'after' ? b.silenceAfter(range(locale, silence)) : b.silenceBefore(range(locale, silence))
}

/** Whether the promised end held. null: none was promised. */
export function overrunText(locale: Locale, overrun: Overrun | null): string {
  const b = wordsOf(locale).beside
  if (overrun === null) return b.overrunNone
  if (overrun.kind === 'kept') return b.kept
  if (overrun.kind === 'open') return b.overrunOpen
  const text = range(locale, overrun.kind === 'overran' ? overrun : { minMs: 0, maxMs: overrun.maxMs })
  return overrun.kind === 'overran' ? b.overran(text) : b.overrunUnclear(text)
}

/** Whether it was over when that was said. */
export function allClearText(locale: Locale, allClear: AllClear): string {
  const b = wordsOf(locale).beside
  if (allClear.kind === 'held') return b.held
  if (allClear.kind === 'open') return b.clearOpen
  const text = range(locale, allClear.kind === 'premature' ? allClear : { minMs: 0, maxMs: allClear.maxMs })
  return allClear.kind === 'premature' ? b.premature(text) : b.clearUnclear(text)
}

function one(locale: Locale, outage: Outage, { announcement, after, overrun, allClear, figures }: Beside): Html {
  const w = wordsOf(locale)
  const b = w.beside
  const saidBefore = announcement.said.latest <= (outage.onset.after ?? outage.onset.by)
  const rows: readonly (readonly [string, Html | null])[] = [
    [w.facts.until, announcement.over ? null : promisedEnd(locale, announcement)],
    [b.overrun, announcement.over ? null : html`${overrunText(locale, overrun)}`],
    [b.clear, allClear === null ? null : html`${allClearText(locale, allClear)}`],
    [w.facts.reason, given(locale, announcement.reason)],
    [w.facts.alternatives, given(locale, announcement.alternatives)],
  ]
  return html`<article class="an-said"><h3><a href="/announcements/${encodeURIComponent(announcement.id)}">${announcement.over ? w.kind.over : w.kind.interruption}</a>${locale.t.sentence.comma}${momentText(locale, announcement.said)}</h3>
${after && !announcement.over ? html`<p><strong>${saidBefore ? b.foundAfter : b.after}</strong></p>` : null}
${quotation(locale, announcement)}
<dl class="dl">${rows.map(([term, value]) => (value === null ? html`` : html`<dt>${term}</dt><dd>${value}</dd>`))}</dl>
${figures === null ? null : figureTable(locale, figures)}</article>`
}

/** R13. */
function figureTable(locale: Locale, { measured, inside, outside }: ThreeFigures): Html {
  const b = wordsOf(locale).beside
  const rows: readonly (readonly [string, DurationBounds])[] = [
    [b.whole, measured],
    [b.inside, inside],
    [b.outside, outside],
  ]
  return html`<table class="rec"><caption class="vh">${b.figures}</caption><thead><tr><th scope="col">${b.figures}</th><th scope="col">${locale.t.monitor.duration}</th></tr></thead><tbody>${rows.map(
    ([term, bounds]) => html`<tr><th scope="row">${term}</th><td>${range(locale, bounds)}</td></tr>`,
  )}</tbody></table>`
}

/** Both bounds; that something is nothing, or not decided, is said in words. */
function range(locale: Locale, { minMs, maxMs }: DurationBounds): string {
  const { t } = locale
  const b = wordsOf(locale).beside
  if (maxMs === 0) return b.nothing
  if (maxMs === null && minMs === 0) return b.notYet
  return durationRange(t, minMs, maxMs)
}

/** The outage with what was announced around it, but never so much that the outage itself can no longer be seen. */
function frameOf({ onset, recovery, lastSeenDownAt }: Outage, items: readonly Beside[]): Period {
  const from = onset.after ?? onset.by
  const to = recovery?.by ?? lastSeenDownAt
  const most = Math.max(to - from, 3_600_000)
  const starts = items.map(({ window, announcement }) => window?.from ?? announcement.said.earliest)
  const ends = items.map(({ window, announcement }) => window?.to ?? overBetween(announcement).latest)
  const first = Math.max(Math.min(from, ...starts), from - most)
  const last = Math.min(Math.max(to, ...ends), to + most)
  const margin = Math.round((last - first) / 20)
  return { from: first - margin, to: last + margin }
}
