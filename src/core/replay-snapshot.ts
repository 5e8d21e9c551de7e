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
  readonly version: 1
  readonly lastSeq: number | null
  readonly monitor: MonitorState
}

export function snapshotsOf(base: ReplayBase): readonly StateSnapshot[] {
  return [...base.tracked].map(([monitorId, { state, lastSeq, throughSeq }]) => {
    const stored: StoredState = { version: 1, lastSeq, monitor: state }
    return { monitorId, throughSeq: Math.max(throughSeq, base.throughSeq), state: stored }
  })
}

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
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'monitor' in value
}
