import { effective } from '../core/effective.ts'
import type { Outage } from '../core/outage.ts'
import type { PublicMonitor } from '../core/public-config.ts'
import { storedRounds } from '../core/stored-rounds.ts'
import type { Period } from '../core/calendar.ts'
import type { Web } from './context.ts'
import { type AnnouncedSpan, type SeenLook, type Timeline, timelineOf } from './timeline.ts'

/** One enlarged edge of an outage: the change happened in the middle third. */
export interface Edge {
  readonly period: Period
  readonly looks: readonly SeenLook[]
}
/** What the drawing of an outage's bounds shows. */
export interface BoundsModel {
  readonly outage: Outage
  readonly start: Edge
  /** null while ongoing. */
  readonly end: Edge | null
  readonly whole: Period
  /** Spans of all three. */
  readonly timeline: Timeline
}

const looksAtMost = 40
/** Free room on each side of the whole, as a share of it. */
const margin = 0.04

/** `announced`: what the operator said about that time, drawn above. */
export async function boundsModel(
  web: Web,
  monitor: PublicMonitor,
  outage: Outage,
  announced: readonly AnnouncedSpan[] = [],
): Promise<BoundsModel> {
  const { onset, recovery, lastSeenDownAt } = outage
  const begun = onset.after ?? onset.by - monitor.everyMs
  const ended = recovery?.by ?? Math.max(lastSeenDownAt, onset.by)
  const room = Math.max(monitor.everyMs, Math.round((ended - begun) * margin))
  const whole = { from: begun - room, to: Math.min(ended + room, Math.max(ended, web.clock.now())) }
  const start = edgePeriod(begun, onset.by)
  const end = recovery === null ? null : edgePeriod(recovery.after ?? recovery.by, recovery.by)
  const hull = { from: Math.min(whole.from, start.from), to: Math.max(whole.to, start.to, end?.to ?? 0) }
  const timeline = await timelineOf(web, monitor, hull, null)
  const edge = (period: Period): Edge => ({ period, looks: looksIn(web, monitor, period) })
  return { outage, start: edge(start), end: end === null ? null : edge(end), whole, timeline: { ...timeline, announced } }
}

function edgePeriod(after: number, by: number): Period {
  const third = Math.max(1_000, by - after)
  return { from: after - third, to: by + third }
}

function looksIn(web: Web, monitor: PublicMonitor, period: Period): readonly SeenLook[] {
  const rounds = storedRounds(web.reader)
  const now = web.clock.now()
  const looks: SeenLook[] = []
  for (const look of web.reader.looks(monitor.id, { from: period.from, to: period.to + 1 })) {
    if (looks.length === looksAtMost) return []
    looks.push({ at: look.at, outcome: effective(look, rounds, now).outcome })
  }
  return looks
}
