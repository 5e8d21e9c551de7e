import { setImmediate } from 'node:timers/promises'
import type { Period } from '../core/calendar.ts'
import { deriveColumns } from '../core/derive.ts'
import { effective } from '../core/effective.ts'
import { reachMs } from '../core/interval.ts'
import type { LookColumns } from '../core/look-columns.ts'
import type { Look } from '../core/observation.ts'
import type { Gap, Outage, SegmentKind } from '../core/outage.ts'
import type { PublicMonitor } from '../core/public-config.ts'
import { QUARTER_MS } from '../core/quarters.ts'
import { gatherResponses, type ResponseTimes } from '../core/response-times.ts'
import { storedRounds } from '../core/stored-rounds.ts'
import { runsOf } from './availability.ts'
import type { Web } from './context.ts'
import { responseTimes } from './response-times.ts'

/** A stretch that is not simply up. `down` is certain and confirmed; `failing` is certain, but of no confirmed outage. */
export interface TimelineSpan {
  readonly kind: 'down' | 'failing' | 'ambiguous' | 'unobserved' | 'degraded'
  readonly from: number
  readonly to: number
  /** Why nobody knows, or what threshold was passed, as a failure code; null where nobody looked at all. */
  readonly reason: string | null
  /** The outage that it belongs to. */
  readonly outageId: string | null
}
/** What an operator said of a stretch of time; `to` null: no end given. Drawn above what was measured, never over it. */
export interface AnnouncedSpan {
  readonly from: number
  readonly to: number | null
  readonly text: string
  readonly href: string
}
export interface Timeline {
  readonly period: Period
  /** By time, cut to the period. What no span covers was up, from `knownFrom` to `knownTo`. */
  readonly spans: readonly TimelineSpan[]
  readonly knownTo: number
  /** Confirmed outages and unconfirmed failures that meet the period. */
  readonly outages: readonly Outage[]
  /** Single looks, where there are few enough to be told apart; else empty. */
  readonly looks: readonly { readonly at: number; readonly outcome: 'up' | 'down' | 'unknown' }[]
  readonly announced: readonly AnnouncedSpan[]
}

/** Longer periods are drawn from stored outages, gaps and sums: there an ambiguous edge is far below a pixel. */
const exactUpToMs = 35 * 86_400_000
const looksShown = 400
/** Gaps of a long period whose reason is looked up: the longest. */
const reasonsRead = 20
/** Looks of one gap that are judged to find its reason. */
const looksJudged = 20

/** What a monitor's drawings of a period show, and its response times at so many points, in one reading. */
export async function timelineOf(
  web: Web,
  monitor: PublicMonitor,
  period: Period,
  points: number,
): Promise<{ readonly timeline: Timeline; readonly responses: ResponseTimes }> {
  if (period.to - period.from <= exactUpToMs) return exactTimeline(web, monitor, period, points)
  await setImmediate()
  const timeline = longTimeline(web, monitor, period)
  return { timeline, responses: await responseTimes(web.reader, monitor.id, period, points) }
}

/** From the looks themselves, with what lies within R2's reach on both sides. */
function exactTimeline(web: Web, monitor: PublicMonitor, period: Period, points: number): { timeline: Timeline; responses: ResponseTimes } {
  const now = web.clock.now()
  const around = reachMs(Math.max(monitor.everyMs, web.live.state(monitor.id)?.run?.everyMs ?? 0)) + monitor.timeoutMs
  const gatherer = gatherResponses(period, points)
  const odd: Look[] = []
  const looks: { at: number; outcome: 'up' | 'down' | 'unknown' }[] = []
  function* read(): Generator<LookColumns> {
    const wish = { from: period.from - around, to: period.to + around }
    for (const columns of web.reader.columns(monitor.id, { withPhases: true, period: wish })) {
      gatherer.take(columns)
      for (let i = 0; i < columns.length; i += 1) {
        const at = columns.at[i] ?? 0
        const raw = columns.outcome[i] ?? 0
        if (raw !== 0) odd.push(columns.look(i))
        if (looks.length <= looksShown && at >= period.from && at < period.to) looks.push({ at, outcome: outcomes[raw] ?? 'unknown' })
      }
      yield columns
    }
  }
  const derived = deriveColumns(monitor.id, read(), storedRounds(web.reader), monitor.rules, now)
  const outages = web.reader.outages({ monitorId: monitor.id, period })
  const reasonOf = reasons(odd, web, monitor, now)
  const { segments } = derived
  const knownFrom = segments[0]?.from ?? period.to
  const knownTo = segments.at(-1)?.to ?? period.from
  const end = Math.min(period.to, now)
  const unknownEdges = [
    { kind: 'unobserved' as const, from: period.from, to: Math.min(knownFrom, end) },
    // The next look may still join what was seen last.
    ...(end - knownTo > around ? [{ kind: 'unobserved' as const, from: Math.max(knownTo, period.from), to: end }] : []),
  ]
  const spans = [...unknownEdges, ...segments].flatMap(({ kind, from, to }): readonly TimelineSpan[] => {
    if (kind === 'up') return []
    if (kind === 'unobserved') return [{ kind, from, to, reason: reasonOf(from, to), outageId: null }]
    const outage = outages.find(
      ({ onset, recovery }) => (onset.after ?? onset.by) <= from && to <= (recovery?.by ?? Number.POSITIVE_INFINITY),
    )
    const outageId = outage?.confirmed === true ? outage.id : null
    return [{ kind: kind === 'down' && outageId === null ? 'failing' : kind, from, to, reason: outage?.cause?.code ?? null, outageId }]
  })
  const slow = derived.degraded.map(
    ({ from, to, cause }): TimelineSpan => ({ kind: 'degraded', from, to, reason: cause.code, outageId: null }),
  )
  const timeline = {
    period,
    spans: within([...spans, ...slow], period),
    knownTo: Math.min(Math.max(knownTo, period.from), period.to),
    outages,
    looks: looks.length > looksShown ? [] : looks,
    announced: [],
  }
  return { timeline, responses: gatherer.result() }
}

const outcomes = ['up', 'down', 'unknown'] as const

/** Why a stretch is unknown: what most of its first looks say; null where there were none. */
function reasons(odd: readonly Look[], web: Web, monitor: PublicMonitor, now: number): (from: number, to: number) => string | null {
  const rounds = storedRounds(web.reader)
  return (from, to) => {
    const its = odd.filter(({ at }) => at >= from && at < to).slice(0, looksJudged)
    return commonest(its.flatMap((look) => effective(look, rounds, now).reason ?? []))
  }
}

function commonest(codes: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

/** From stored outages, gaps and quarter hours. */
function longTimeline(web: Web, monitor: PublicMonitor, period: Period): Timeline {
  const now = web.clock.now()
  const outages = web.reader.outages({ monitorId: monitor.id, period })
  const gaps = web.reader.gaps(monitor.id, period)
  const runs = runsOf(web, monitor.id, period)
  const [first, last] = [runs[0], runs.at(-1)]
  const knownFrom = first?.from ?? period.to
  const knownTo = last === undefined ? period.from : Math.min(last.from + last.count * QUARTER_MS, period.to)
  const unseen: readonly Gap[] = [
    { from: period.from, to: knownFrom },
    ...gaps,
    ...(Math.min(period.to, now) - knownTo > QUARTER_MS + reachMs(monitor.everyMs)
      ? [{ from: knownTo, to: Math.min(period.to, now) }]
      : []),
  ]
  const longest = new Set([...gaps].toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, reasonsRead))
  const rounds = storedRounds(web.reader)
  const reasonOf = (gap: Gap): string | null => {
    if (!longest.has(gap)) return null
    let judged = 0
    for (const look of web.reader.looks(monitor.id, gap)) {
      const { reason } = effective(look, rounds, now)
      judged += 1
      if (reason !== null) return reason
      if (judged === looksJudged) break
    }
    return null
  }
  const spans = [
    ...outages.flatMap((outage) => outageSpans(outage, gaps)),
    ...unseen.map((gap): TimelineSpan => ({ kind: 'unobserved', ...gap, reason: reasonOf(gap), outageId: null })),
    ...runs
      .filter(({ degradedMs }) => degradedMs > 0)
      .map(({ from, count }): TimelineSpan => ({ kind: 'degraded', from, to: from + count * QUARTER_MS, reason: null, outageId: null })),
  ]
  return { period, spans: within(spans, period), knownTo, outages, looks: [], announced: [] }
}

/** An outage without what nobody saw of it. */
function outageSpans(outage: Outage, gaps: readonly Gap[]): readonly TimelineSpan[] {
  const { onset, recovery, confirmed, id, cause, lastSeenDownAt } = outage
  const end = recovery?.after ?? lastSeenDownAt
  const inside = gaps.filter(({ from, to }) => from < (recovery?.by ?? end) && to > (onset.after ?? onset.by))
  const span = (kind: Exclude<SegmentKind, 'up' | 'unobserved'>, from: number, to: number): readonly TimelineSpan[] =>
    without({ from, to }, inside).map((piece) => ({
      kind: kind === 'down' && !confirmed ? 'failing' : kind,
      ...piece,
      reason: cause?.code ?? null,
      outageId: confirmed ? id : null,
    }))
  return [
    ...(onset.after === null ? [] : span('ambiguous', onset.after, onset.by)),
    ...span('down', onset.by, end),
    ...(recovery === null ? [] : span('ambiguous', recovery.after ?? recovery.by, recovery.by)),
  ]
}

function without(whole: Period, holes: readonly Gap[]): readonly Period[] {
  return holes.reduce<readonly Period[]>(
    (pieces, hole) =>
      pieces.flatMap(({ from, to }) =>
        hole.to <= from || hole.from >= to
          ? [{ from, to }]
          : [
              { from, to: hole.from },
              { from: hole.to, to },
            ].filter((piece) => piece.to > piece.from),
      ),
    [whole],
  )
}

/** By time, cut to the period; neighbours that say the same are one. */
function within(spans: readonly TimelineSpan[], { from, to }: Period): readonly TimelineSpan[] {
  const cut = spans
    .map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }))
    // A single slow look is an instant.
    .filter((span) => span.to > span.from || (span.kind === 'degraded' && span.to === span.from))
    .toSorted((a, b) => a.from - b.from || a.to - b.to)
  const joined: TimelineSpan[] = []
  for (const span of cut) {
    const last = joined.at(-1)
    const same = last !== undefined && last.kind === span.kind && last.reason === span.reason && last.outageId === span.outageId
    if (last !== undefined && same && last.to >= span.from) joined[joined.length - 1] = { ...last, to: Math.max(last.to, span.to) }
    else joined.push(span)
  }
  return joined
}
