import { setImmediate } from 'node:timers/promises'
import type { Period } from '../core/calendar.ts'
import { deriveColumns } from '../core/derive.ts'
import { effective, type Rounds } from '../core/effective.ts'
import { reachMs } from '../core/interval.ts'
import type { LookColumns } from '../core/look-columns.ts'
import type { Look, Outcome } from '../core/observation.ts'
import type { Gap, Outage, Segment } from '../core/outage.ts'
import type { PublicMonitor } from '../core/public-config.ts'
import { QUARTER_MS } from '../core/quarters.ts'
import type { ResponseGatherer } from '../core/response-times.ts'
import { storedRounds } from '../core/stored-rounds.ts'
import { runsOf } from './availability.ts'
import type { Reader } from '../store/store.ts'
import type { Web } from './context.ts'
import { gatherStored } from './response-times.ts'

/** A stretch that is not simply up. `down` is certain and confirmed; `failing` is certain, but of no confirmed outage. */
export interface TimelineSpan {
  readonly kind: 'down' | 'failing' | 'ambiguous' | 'unobserved' | 'degraded'
  readonly from: number
  readonly to: number
  /** Why nobody knows, or what threshold was passed, as a failure code; null where nobody looked at all. */
  readonly reason: string | null
  /** The outage that it belongs to. */
  readonly outageId: string | null
  /** Of an ambiguous edge: whether it leads into a failure, not out of it. */
  readonly rising: boolean
}
/** A look and its effective outcome. */
export interface SeenLook {
  readonly at: number
  readonly outcome: Outcome
}
/** What an operator said of a stretch of time; `to` null: no end given. Drawn above what was measured, never over it. */
export interface AnnouncedSpan {
  readonly from: number
  readonly to: number | null
  /** How far it surely reaches: to its end, or as far as an announcement without one is taken to speak. */
  readonly surelyTo: number
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
  readonly looks: readonly SeenLook[]
  readonly announced: readonly AnnouncedSpan[]
}

/** Longer periods are drawn from stored outages, gaps and sums: there an ambiguous edge is far below a pixel. */
const exactUpToMs = 35 * 86_400_000
const looksShown = 400
/** Gaps of a long period whose reason is looked up: the longest. */
const reasonsRead = 20
/** Looks of one gap that are judged to find its reason. */
const looksJudged = 20

/** What a monitor's drawing of a period shows. The response times of the same looks are gathered on the way, where somebody wants them. */
export async function timelineOf(web: Web, monitor: PublicMonitor, period: Period, gatherer: ResponseGatherer | null): Promise<Timeline> {
  await setImmediate()
  if (period.to - period.from <= exactUpToMs) return exactTimeline(web, monitor, period, gatherer)
  const timeline = longTimeline(web, monitor, period)
  if (gatherer !== null) await gatherStored(web.reader, monitor.id, period, gatherer)
  return timeline
}

/** Whether a monitor was looked at before an instant. */
export function seenBefore(reader: Reader, monitorId: string, before: number): boolean {
  for (const { at } of reader.columns(monitorId, { period: { from: 0, to: before } })) if (at.some((one) => one < before)) return true
  return false
}

/** From the looks themselves, with what lies within R2's reach on both sides. */
function exactTimeline(web: Web, monitor: PublicMonitor, period: Period, gatherer: ResponseGatherer | null): Timeline {
  const now = web.clock.now()
  const around = reachMs(Math.max(monitor.everyMs, web.live.state(monitor.id)?.run?.everyMs ?? 0)) + monitor.timeoutMs
  const rounds = storedRounds(web.reader)
  const odd: Look[] = []
  const looks: SeenLook[] = []
  function* read(): Generator<LookColumns> {
    const wish = { from: period.from - around, to: period.to + around }
    for (const columns of web.reader.columns(monitor.id, { withPhases: gatherer !== null, period: wish })) {
      gatherer?.take(columns)
      for (let i = 0; i < columns.length; i += 1) {
        const at = columns.at[i] ?? 0
        const look = columns.outcome[i] === 0 ? null : columns.look(i)
        if (look !== null) odd.push(look)
        if (looks.length <= looksShown && at >= period.from && at < period.to)
          looks.push({ at, outcome: look === null ? 'up' : effective(look, rounds, now).outcome })
      }
      yield columns
    }
  }
  // Rounds are read in order of time, by each reader for itself.
  const { segments, degraded } = deriveColumns(monitor.id, read(), storedRounds(web.reader), monitor.rules, now)
  const outages = web.reader.outages({ monitorId: monitor.id, period })
  const slow = degraded.map(({ from, to, cause }) => simple('degraded', from, to, cause.code))
  const reasonOf = reasons(odd, storedRounds(web.reader), now)
  const knownTo = segments.at(-1)?.to ?? period.from
  return {
    period,
    spans: within([...partition(segments, outages, { period, now, around, reasonOf }), ...slow], period),
    knownTo: Math.min(Math.max(knownTo, period.from), period.to),
    outages,
    looks: looks.length > looksShown ? [] : looks,
    announced: [],
  }
}

interface Known {
  readonly period: Period
  readonly now: number
  /** Within so much of now the next look may still join what was seen last. */
  readonly around: number
  readonly reasonOf: (from: number, to: number) => string | null
}

/** The partition of R4 without what is up, and what lies unseen before and after it. */
function partition(
  segments: readonly Segment[],
  outages: readonly Outage[],
  { period, now, around, reasonOf }: Known,
): readonly TimelineSpan[] {
  const end = Math.min(period.to, now)
  const knownFrom = segments[0]?.from ?? period.to
  const knownTo = segments.at(-1)?.to ?? period.from
  const unseen = (from: number, to: number) => simple('unobserved', from, to, reasonOf(from, to))
  return [
    unseen(period.from, Math.min(knownFrom, end)),
    ...segments.flatMap(({ kind, from, to }, index): readonly TimelineSpan[] => {
      if (kind === 'up') return []
      if (kind === 'unobserved') return [unseen(from, to)]
      const its = outages.filter(
        ({ onset, recovery }) => (onset.after ?? onset.by) < to && from < (recovery?.by ?? Number.POSITIVE_INFINITY),
      )
      if (kind === 'down') return [ofOutage(its[0] ?? null, { kind, from, to, rising: false })]
      // A failure of a single look is two edges and nothing between them.
      const edges = its.flatMap((outage) => edgesOf(outage).filter((edge) => edge.from >= from && edge.to <= to))
      return edges.length > 0 ? edges : [ofOutage(its[0] ?? null, { kind, from, to, rising: segments[index + 1]?.kind === 'down' })]
    }),
    ...(end - knownTo > around ? [unseen(Math.max(knownTo, period.from), end)] : []),
  ]
}

function simple(kind: TimelineSpan['kind'], from: number, to: number, reason: string | null = null): TimelineSpan {
  return { kind, from, to, reason, outageId: null, rising: false }
}

/** Why a stretch is unknown: what most of its first looks say; null where there were none. */
function reasons(odd: readonly Look[], rounds: Rounds, now: number): (from: number, to: number) => string | null {
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
    ...unseen.map((gap) => simple('unobserved', gap.from, gap.to, reasonOf(gap))),
    ...runs.filter(({ degradedMs }) => degradedMs > 0).map(({ from, count }) => simple('degraded', from, from + count * QUARTER_MS)),
  ]
  return { period, spans: within(spans, period), knownTo, outages, looks: [], announced: [] }
}

/** An outage without what nobody saw of it. */
function outageSpans(outage: Outage, gaps: readonly Gap[]): readonly TimelineSpan[] {
  const { onset, recovery, lastSeenDownAt } = outage
  const certain = ofOutage(outage, { kind: 'down', from: onset.by, to: recovery?.after ?? lastSeenDownAt, rising: false })
  const inside = gaps.filter(({ from, to }) => from < (recovery?.by ?? certain.to) && to > (onset.after ?? onset.by))
  return [certain, ...edgesOf(outage)].flatMap((span) => without(span, inside).map((part) => Object.assign({}, span, part)))
}

/** Where an outage began and ended somewhere. */
function edgesOf(outage: Outage): readonly TimelineSpan[] {
  const { onset, recovery } = outage
  const edge = (from: number, to: number, rising: boolean) => ofOutage(outage, { kind: 'ambiguous', from, to, rising })
  return [
    ...(onset.after === null ? [] : [edge(onset.after, onset.by, true)]),
    ...(recovery === null ? [] : [edge(recovery.after ?? recovery.by, recovery.by, false)]),
  ]
}

function ofOutage(outage: Outage | null, { kind, from, to, rising }: Pick<TimelineSpan, 'kind' | 'from' | 'to' | 'rising'>): TimelineSpan {
  const confirmed = outage?.confirmed === true
  return {
    kind: kind === 'down' && !confirmed ? 'failing' : kind,
    from,
    to,
    reason: outage?.cause?.code ?? null,
    outageId: confirmed ? outage.id : null,
    rising,
  }
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
    if (last !== undefined && alike(last, span) && last.to >= span.from)
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, span.to) }
    else joined.push(span)
  }
  return joined
}

function alike(a: TimelineSpan, b: TimelineSpan): boolean {
  return a.kind === b.kind && a.reason === b.reason && a.outageId === b.outageId && a.rising === b.rising
}
