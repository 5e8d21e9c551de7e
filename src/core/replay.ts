import type { Rounds } from './effective.ts'
import type { LogRecord } from './log.ts'
import type { OutageRules } from './monitor.ts'
import type { Gap, QuarterTotals, Outage } from './outage.ts'
import { draftOf, emptyBase, endDraft, followRecord, mergeDraft } from './replay-draft.ts'
import type { Draft, ReplayBase, Tracked } from './replay-draft.ts'
import { type QuarterRun, quarterRuns } from './rollup.ts'
import { restoredBase, snapshotsOf } from './replay-snapshot.ts'
import type { ReplayStart, StateSnapshot } from './replay-snapshot.ts'
import { currentId, rulesOf } from './rule-book.ts'
import type { MonitorState } from './state.ts'

export type { ReplayStart, StateSnapshot } from './replay-snapshot.ts'

/** What a stretch of the log changes, for all monitors. */
export interface Changes {
  /** As they stand after the step, one per id: opened, changed or closed. */
  readonly outages: readonly Outage[]
  readonly gaps: readonly (Gap & { readonly monitorId: string })[]
  /** Quarters that were found final; the replay keeps them until they are `stored`. */
  readonly quarters: readonly QuarterTotals[]
  /** Confirmed for the first time in this step: their ids are minted now. Also among `outages`. */
  readonly confirmed: readonly Outage[]
  /** Monitors whose settled state is another than before the step. */
  readonly settled: readonly SettledChange[]
  /** The new state of every monitor that was touched, by current id. */
  readonly states: ReadonlyMap<string, MonitorState>
  /** For `accept`. */
  readonly draft: Draft
}
export interface StoredProgress extends StateSnapshot {
  readonly quarters: readonly QuarterRun[]
}
export interface SettledChange {
  readonly monitorId: string
  readonly from: MonitorState['settled']
  readonly to: MonitorState['settled']
}

/** Ids of outages that were confirmed, and of confirmed ones that are over: what others may want to cite. */
export function changedOutages({ confirmed, outages }: Pick<Changes, 'confirmed' | 'outages'>): readonly string[] {
  const over = outages.filter((outage) => outage.confirmed && !outage.ongoing)
  return [...new Set([...confirmed, ...over].map(({ id }) => id))]
}

/** Folds the log for all monitors. It holds states and recent control rounds, never looks, so its memory is bounded by the monitors. */
export interface Replay {
  /**
   * What these records would change, accepting nothing: call it before committing, with the seqs they are about to get. Each record is
   * judged as of its own time; at the end, looks whose control round can no longer come by `asOf` are given up. null takes the newest
   * record's own time: pass it while a stored log is replayed. Without records, time passes.
   */
  step(records: readonly LogRecord[], asOf: number | null): Changes
  /** Makes a step the new base, once it is committed. Throws when another step was accepted since it was computed. */
  accept(changes: Changes): void
  /** By any id that the monitor ever had; null before its first look. */
  state(monitorId: string): MonitorState | null
  /** Current ids of all monitors that were ever looked at. */
  monitorIds(): readonly string[]
  /** seq of the monitor's newest observation; null before the first. */
  lastObservationSeq(monitorId: string): number | null
  /** The monitor's rules by the newest configuration that named it. */
  rules(monitorId: string): OutageRules
  /** Recent control rounds. */
  rounds(): Rounds
  /** Looks are held back, so time that passes may change something. */
  waiting(): boolean
  /** seq of the newest accepted record; -1 before the first. */
  throughSeq(): number
  /** Every monitor's state after `throughSeq`, or those of some. */
  snapshot(monitorIds?: Iterable<string>): readonly StateSnapshot[]
  /** The same with the quarters that were found final since they were last `stored`: what a store keeps together. */
  progress(monitorIds?: Iterable<string>): readonly StoredProgress[]
  /** Quarters of one monitor that were found final since they were last `stored`. */
  quarters(monitorId: string): readonly QuarterRun[]
  /** Quarters that were found by this record are in the store now: they are not kept any longer. All monitors, or some. */
  stored(throughSeq: number, monitorIds?: Iterable<string>): void
  /** Starts again from snapshots. Returns the seq from which the log must be replayed; 0 when a snapshot cannot be used. */
  restore(start: ReplayStart): number
}

/** A replay of nothing: feed it the log from seq 0, or `restore` it first. */
export function createReplay(): Replay {
  let base = emptyBase()
  const tracked = (monitorId: string): Tracked | undefined => base.tracked.get(currentId(base.book, monitorId))
  return {
    step: (records, asOf) => {
      const draft = draftOf(base)
      for (const record of records) followRecord(draft, record)
      endDraft(draft, asOf)
      return changesOf(draft)
    },
    accept: ({ draft }) => {
      if (draft.base !== base || draft.revision !== base.revision) throw new Error('replay: this step was computed on an older base')
      mergeDraft(draft)
    },
    state: (monitorId) => tracked(monitorId)?.state ?? null,
    monitorIds: () => [...base.tracked.keys()],
    lastObservationSeq: (monitorId) => tracked(monitorId)?.lastSeq ?? null,
    rules: (monitorId) => rulesOf(base.book, currentId(base.book, monitorId)),
    rounds: () => base.rounds,
    waiting: () => base.pending.size > 0,
    throughSeq: () => base.throughSeq,
    snapshot: (monitorIds) => snapshotsOf(base, monitorIds ?? base.tracked.keys()),
    progress: (monitorIds) =>
      snapshotsOf(base, monitorIds ?? base.tracked.keys()).map(({ monitorId, throughSeq, state }) => {
        return { monitorId, throughSeq, state, quarters: quarterRuns(base.quarters.get(monitorId) ?? []) }
      }),
    quarters: (monitorId) => quarterRuns(base.quarters.get(currentId(base.book, monitorId)) ?? []),
    stored: (throughSeq, monitorIds) => {
      for (const monitorId of monitorIds ?? [...base.quarters.keys()]) {
        const left = (base.quarters.get(monitorId) ?? []).filter(({ foundBy }) => foundBy > throughSeq)
        if (left.length > 0) base.quarters.set(monitorId, left)
        else base.quarters.delete(monitorId)
      }
    },
    restore: (start) => {
      base = restoredBase(start)
      return base.throughSeq + 1
    },
  }
}

function changesOf(draft: Draft): Changes {
  const outages = [...draft.outages.values()]
  const states = new Map<string, MonitorState>()
  const settled: SettledChange[] = []
  // Once for each look: an iterator over pairs would leave garbage behind.
  draft.touched.forEach((tracked, monitorId) => {
    if (tracked === null) return
    states.set(monitorId, tracked.state)
    const change = settledChange(draft.base, monitorId, tracked.state.settled)
    if (change !== null) settled.push(change)
  })
  return {
    outages,
    gaps: draft.gaps,
    quarters: draft.quarters,
    confirmed: outages.filter((outage) => draft.confirmed.has(outage.id)),
    settled,
    states,
    draft,
  }
}

function settledChange(base: ReplayBase, monitorId: string, to: MonitorState['settled']): SettledChange | null {
  const from = base.tracked.get(monitorId)?.state.settled ?? null
  return from === to ? null : { monitorId, from, to }
}
