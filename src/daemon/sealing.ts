import { setImmediate } from 'node:timers/promises'
import type { Replay } from '../core/replay.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import type { Recorder } from './recorder.ts'

export interface SealingParts {
  readonly store: Pick<Store, 'saveProgress' | 'seal'>
  readonly recorder: Pick<Recorder, 'commit'>
  readonly replay: Replay
  /** What was learned of healthy pages: saves so many monitors' at once, and tells whether there may be more. */
  readonly saveLearned: (most: number) => boolean
  readonly log: Log
  /** Sums that were found by this record are stored. */
  readonly onStored: (throughSeq: number) => void
}

/** Saved in one transaction: a few milliseconds of the measuring loop. */
const monitorsAtOnce = 100
/** So that looks have their turn in between. */
const learnedAtOnce = 10

/**
 * Saves what the next start would otherwise have to derive again, some monitors at a time, then moves looks from the log into chunks. A failure
 * is logged; the next time does what this one left.
 */
export async function seal(parts: SealingParts): Promise<void> {
  const { store, log } = parts
  try {
    let least = Number.POSITIVE_INFINITY
    for (const throughSeq of saveInSlices(parts)) {
      least = Math.min(least, throughSeq)
      await setImmediate()
    }
    if (Number.isFinite(least)) parts.onStored(least)
    while (parts.saveLearned(learnedAtOnce)) await setImmediate()
    const { looks, chunks } = await store.seal()
    log.info({ looks, chunks }, 'sealed')
  } catch (error) {
    log.error({ err: error }, 'sealing failed; looks stay in the log until the next time')
  }
}

/** The same without sealing and in one go, for the end. */
export function saveProgress(parts: Omit<SealingParts, 'onStored'>): void {
  try {
    Array.from(saveInSlices(parts))
    while (parts.saveLearned(monitorsAtOnce));
  } catch (error) {
    parts.log.error({ err: error }, 'progress could not be saved; the next start takes longer')
  }
}

/** Yields what each slice is saved through. What is not committed is not saved. */
function* saveInSlices({ store, recorder, replay }: Omit<SealingParts, 'onStored'>): Generator<number> {
  const monitorIds = replay.monitorIds()
  for (let from = 0; from < monitorIds.length; from += monitorsAtOnce) {
    if (!recorder.commit()) return
    const slice = monitorIds.slice(from, from + monitorsAtOnce)
    store.saveProgress(replay.progress(slice))
    replay.stored(replay.throughSeq(), slice)
    yield replay.throughSeq()
  }
}
