import type { MonitorState } from './advance.ts'
import { roundBook } from './effective.ts'
import type { Entry } from './log.ts'
import type { ControlRound, Recorded } from './observation.ts'
import { draftOf, emptyBase, followConfig, mergeDraft } from './replay-draft.ts'
import type { ReplayBase } from './replay-draft.ts'

/** The state of one monitor's derivation, to be stored; `state` is plain JSON that only core reads. */
export interface StateSnapshot {
  readonly monitorId: string
  readonly throughSeq: number
  readonly state: unknown
}

/** What a replay starts again from. */
export interface ReplayStart {
  readonly snapshots: readonly StateSnapshot[]
  /** All `config` records; those after the snapshots are left to the replayed log. */
  readonly configs: readonly (Entry & { readonly seq: number })[]
  /** Control rounds of the last hour before the snapshots, at least; later ones are left to the replayed log. */
  readonly rounds: readonly Recorded<ControlRound>[]
}

interface StoredState {
  readonly version: 2
  readonly lastSeq: number | null
  readonly monitor: MonitorState
}

export function snapshotsOf(base: ReplayBase, monitorIds: Iterable<string>): readonly StateSnapshot[] {
  return [...monitorIds].flatMap((monitorId) => {
    const tracked = base.tracked.get(monitorId)
    if (tracked === undefined) return []
    const { state, lastSeq, throughSeq } = tracked
    return [snapshotOf(state, lastSeq, Math.max(throughSeq, base.throughSeq))]
  })
}

/** A state as it is stored: after every record up to `throughSeq`, of which the monitor's newest look is `lastSeq`. */
export function snapshotOf(state: MonitorState, lastSeq: number | null, throughSeq: number): StateSnapshot {
  const stored: StoredState = { version: storedVersion, lastSeq, monitor: state }
  return { monitorId: state.monitorId, throughSeq, state: stored }
}

/** Quarters of a monitor before this instant were final when the snapshot was taken, and so were stored with it; 0 when it cannot be told. */
export function finalBefore(snapshot: StateSnapshot): number {
  return isStoredState(snapshot.state) ? (snapshot.state.monitor.quarters[0]?.from ?? 0) : 0
}

/** 2: sums in quarter hours. Of another version nothing is taken: the log is replayed instead. */
const storedVersion = 2

/** The base that snapshots were taken of; an empty one when any of them cannot be used. */
export function restoredBase(start: ReplayStart): ReplayBase {
  const base = emptyBase()
  if (start.snapshots.length === 0) return base
  base.throughSeq = Math.min(...start.snapshots.map((snapshot) => snapshot.throughSeq))
  base.rounds = roundBook(start.rounds.filter((round) => round.seq <= base.throughSeq))
  for (const { monitorId, throughSeq, state } of start.snapshots) {
    if (!isStoredState(state)) return emptyBase()
    base.tracked.set(monitorId, { state: state.monitor, lastSeq: state.lastSeq, throughSeq })
    if (state.monitor.pending.length > 0) base.pending.add(monitorId)
  }
  const draft = draftOf(base)
  for (const config of start.configs.filter(({ seq }) => seq <= base.throughSeq)) followConfig(draft, config.body)
  mergeDraft(draft)
  return base
}

/** We wrote it ourselves, so its version tells its shape. */
function isStoredState(value: unknown): value is StoredState {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === storedVersion && 'monitor' in value
}
