import { createReplay, type Replay } from '../core/replay.ts'
import type { Reader } from '../store/store.ts'

/** Where the log stood when this run began. */
export interface Resumed {
  readonly replay: Replay
  /** Records that had to be replayed because no snapshot held them. */
  readonly replayed: number
  /** seq of the newest `clock` record, 0 without one: no look of ours is adjacent to one before it (R16). */
  readonly lastBreakSeq: number
  /** Start of the newest look, whatever it was found to mean, UTC ms; 0 without one: a clock before it is wrong (R16). */
  readonly newestLookAt: number
}

const pageRecords = 5_000
const roundsBeforeMs = 3_600_000

/** Rebuilds every monitor's state (R11): from the snapshots of the last orderly moment and the log since, or from the whole log. */
export function resume(store: Reader): Resumed {
  const replay = createReplay()
  const snapshots = store.snapshots()
  const through = Math.min(...snapshots.map(({ throughSeq }) => throughSeq))
  const first = replay.restore({ snapshots, configs: store.entries('config'), rounds: roundsBefore(store, through) })
  let replayed = 0
  for (let from = first; ; from = replay.throughSeq() + 1) {
    const page = store.log(from, pageRecords)
    if (page.length === 0) break
    replay.accept(replay.step(page, null))
    replayed += page.length
  }
  return {
    replay,
    replayed,
    lastBreakSeq: store.entries('clock').at(-1)?.seq ?? 0,
    newestLookAt: store.newestLookAt(),
  }
}

function roundsBefore(store: Reader, seq: number): ReturnType<Reader['rounds']> {
  const record = Number.isFinite(seq) ? store.log(seq, 1)[0] : undefined
  if (record === undefined) return []
  const at = record.type === 'entry' ? record.entry.at : record.type === 'control' ? record.round.at : record.observation.at
  return store.rounds({ from: at - roundsBeforeMs, to: Number.MAX_SAFE_INTEGER })
}
