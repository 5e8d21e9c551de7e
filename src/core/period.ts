import { addTotals, availability, type Span, totals } from './availability.ts'
import { deriveOutages } from './derive.ts'
import type { Rounds } from './effective.ts'
import { isoInstant } from './instant.ts'
import type { OutageRules } from './monitor.ts'
import type { Observation, Recorded } from './observation.ts'
import { type TotalsJson, totalsJson } from './outage-json.ts'
import type { Outage, Segment, Totals } from './outage.ts'

/** What a figure over a period says (R9), instants in ISO 8601. */
export interface PeriodResult {
  readonly from: string
  /** What lies after the end of the tree is not measured: a period that reaches past it ends there. */
  readonly to: string
  /** In the order of the question. A service has no figure of its own: no weights are hidden (R12). */
  readonly monitors: readonly MonitorInPeriod[]
}
export interface MonitorInPeriod extends TotalsJson {
  readonly monitorId: string
  /** Confirmed outages that meet the period, whole or in part. */
  readonly outages: number
  /** The same of unconfirmed failures. */
  readonly unconfirmed: number
  /** What was announced, beside what was measured (R13); null when nothing was. */
  readonly announced: AnnouncedInPeriod | null
}
export interface AnnouncedInPeriod {
  /** Announced times within the period, none twice. */
  readonly windows: readonly { readonly from: string; readonly to: string }[]
  readonly inside: Totals
  readonly outside: Totals
}

/** What one monitor's part of a figure is made from. */
export interface MonitorRecords {
  readonly monitorId: string
  /** By `at`. They begin with a known look that was over before the period, and before every outage that meets it. */
  readonly looks: Iterable<Recorded<Observation>>
  readonly rounds: Rounds
  /** The rules in force when a look was recorded. */
  readonly rulesAt: (look: Recorded<Observation>) => OutageRules
  /** Times that were announced, in any order; they may overlap and reach out of the period. */
  readonly announced: readonly Span[]
}

/** R9 and R13 for one monitor; `asOf` decides whether a control round may still come (R15). The period must not reach past it. */
export function monitorInPeriod(
  { monitorId, looks, rounds, rulesAt, announced }: MonitorRecords,
  period: Span,
  asOf: number,
): MonitorInPeriod {
  const { segments, outages, unconfirmed } = deriveOutages(monitorId, looks, rounds, rulesAt, { asOf, sorted: true })
  const sums = totals(segments, period)
  return {
    monitorId,
    ...totalsJson(availability(sums)),
    outages: outages.filter((outage) => meets(outage, period)).length,
    unconfirmed: unconfirmed.filter((outage) => meets(outage, period)).length,
    announced: announcedIn(segments, sums, windowsIn(announced, period)),
  }
}

/** Announced times clipped to a period and joined where they touch, ascending. */
export function windowsIn(announced: readonly Span[], period: Span): readonly Span[] {
  const clipped = announced.map(({ from, to }) => ({ from: Math.max(from, period.from), to: Math.min(to, period.to) }))
  const windows: Span[] = []
  for (const one of clipped.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = windows.at(-1)
    if (last !== undefined && one.from <= last.to) windows[windows.length - 1] = { from: last.from, to: Math.max(last.to, one.to) }
    else windows.push(one)
  }
  return windows
}

export function windowsJson(windows: readonly Span[]): AnnouncedInPeriod['windows'] {
  return windows.map(({ from, to }) => ({ from: isoInstant(from), to: isoInstant(to) }))
}

function announcedIn(segments: readonly Segment[], all: Totals, windows: readonly Span[]): AnnouncedInPeriod | null {
  if (windows.length === 0) return null
  const inside = addTotals(windows.map((window) => totals(segments, window)))
  const outside = {
    periodMs: all.periodMs - inside.periodMs,
    upMs: all.upMs - inside.upMs,
    downMs: all.downMs - inside.downMs,
    ambiguousMs: all.ambiguousMs - inside.ambiguousMs,
    unobservedMs: all.unobservedMs - inside.unobservedMs,
  }
  return { windows: windowsJson(windows), inside, outside }
}

function meets({ onset, recovery }: Outage, { from, to }: Span): boolean {
  return onset.by < to && (recovery === null || recovery.by >= from)
}
