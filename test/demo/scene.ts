import type { LogItem } from '../../src/core/log.ts'
import type { Observation } from '../../src/core/observation.ts'
import type { Gap, QuarterTotals, Outage } from '../../src/core/outage.ts'
import { createReplay } from '../../src/core/replay.ts'
import { createHistory, type History, type HistoryOptions } from '../../src/demo/history.ts'
import type { Happening, Stretch } from '../../src/demo/happening.ts'
import type { Interval } from '../../src/demo/plan.ts'
import { simulatedConfig, simulatedControls } from '../support/simulated.ts'

/** 2026-03-02T00:00:00Z, a Monday. */
export const from = Date.UTC(2026, 2, 2)
export const second = 1_000
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export interface Scene extends Partial<Omit<HistoryOptions, 'monitors'>> {
  readonly monitors?: number
  readonly everyMs?: number
  /** What befalls the first monitor; nothing befalls the others. */
  readonly happenings?: readonly Happening[]
  readonly intervals?: readonly Interval[]
}

/** The monitor that things befall. */
export const firstId = 'service-001'

/** A history that nothing befalls but what is given. */
export function historyOf({ monitors = 1, everyMs = minute, happenings = [], intervals = [], ...options }: Scene = {}): History {
  const simulated = simulatedConfig(monitors, everyMs).services.flatMap((service) =>
    service.monitors.map((monitor) => ({
      monitor,
      happenings: monitor.id === firstId ? happenings : [],
      intervals,
      terms: { span: 0, configHash: monitor.configHash },
    })),
  )
  return createHistory({ seed: 'a', from, vantageId: 'v', controls: simulatedControls, monitors: simulated, ...options })
}

export function looksIn(items: Iterable<LogItem>): readonly Observation[] {
  return [...items].flatMap((item) => (item.type === 'observation' ? [item.observation] : []))
}

export interface Found {
  readonly outages: readonly Outage[]
  readonly gaps: readonly (Gap & { readonly monitorId: string })[]
  readonly quarters: readonly QuarterTotals[]
}

/** What the method says of a log, record by record as the daemon would have it. */
export function derivedFrom(items: Iterable<LogItem>): Found {
  const replay = createReplay()
  const outages = new Map<string, Outage>()
  const gaps: (Gap & { readonly monitorId: string })[] = []
  const quarters: QuarterTotals[] = []
  let seq = 0
  for (const item of items) {
    const changes = replay.step([Object.assign({ seq: seq++ }, item)], null)
    replay.accept(changes)
    for (const outage of changes.outages) outages.set(outage.id, outage)
    gaps.push(...changes.gaps)
    quarters.push(...changes.quarters)
  }
  return { outages: [...outages.values()], gaps, quarters }
}

/** Whether an outage is one of these failures, seen between its bounds. */
export function holds(truth: readonly Stretch[]): (outage: Outage) => boolean {
  return ({ onset, recovery, minMs, maxMs }) =>
    truth.some(
      (stretch) =>
        (onset.after ?? Number.NEGATIVE_INFINITY) <= stretch.from &&
        stretch.from <= onset.by &&
        (recovery === null || ((recovery.after ?? 0) <= Math.max(stretch.to, onset.by) && stretch.to <= recovery.by)) &&
        minMs <= stretch.to - stretch.from &&
        stretch.to - stretch.from <= (maxMs ?? Number.POSITIVE_INFINITY),
    )
}
