import { type Committed, createRecorder, type Recorder } from '../../src/daemon/recorder.ts'
import { resume } from '../../src/daemon/resume.ts'
import { saveProgress, seal } from '../../src/daemon/sealing.ts'
import type { Log, LogLine } from '../../src/log.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import { catalogueChange, t0 } from '../store/make.ts'
import { type HandClock, handClock } from '../support/hand-clock.ts'
import { itemAt, monitorIds, type Run, stepMs } from './history.ts'

/** A daemon without a network: the parts that store, derive and seal, driven step by step over a data directory. */
export interface Life extends AsyncDisposable {
  readonly run: Run
  readonly store: Store
  readonly recorder: Recorder
  readonly clock: HandClock
  /** Gives the next items of its run to the recorder. */
  look(count: number): void
  /** A group commit; throws why it failed. */
  commit(): void
  /** Progress, then chunks, as the daemon does every hour; throws why it failed. */
  seal(): Promise<void>
}

/** Opens the store and goes on where it ended. `told`: a commit is durable, with what it added in order. */
export async function beginLife(dir: string, boot: string, told: (records: Committed['records']) => void): Promise<Life> {
  await using stack = new AsyncDisposableStack()
  const store = stack.use(openStore(dir))
  let failed: unknown = null
  const log = failing((error) => (failed = error))
  if (store.size() === 0) {
    store.configure(
      t0,
      {},
      monitorIds.map((monitorId) => catalogueChange({ monitorId })),
    )
  }
  const { replay, lastBreakSeq, newestLookAt } = resume(store)
  const clock = handClock(Math.max(t0, newestLookAt) + 2 * stepMs)
  const run = { boot, from: clock.now() }
  const recorder = createRecorder({
    clock,
    store,
    replay,
    log,
    lastBreakSeq,
    newestLookAt,
    keptItems: 10_000,
    onCommit: ({ records }) => told(records),
  })
  const parts = { store, recorder, replay, log, saveLearned: () => false }
  stack.defer(() => saveProgress(parts))
  stack.use(recorder)
  const held = stack.move()
  let next = 0
  const orThrow = (): void => {
    const error = failed
    failed = null
    if (error !== null) throw error
  }
  return {
    run,
    store,
    recorder,
    clock,
    look(count) {
      for (const end = next + count; next < end; next += 1) {
        const item = itemAt(run, next)
        if (item.type === 'observation') recorder.addLook(item.observation, 0)
        if (item.type === 'control') recorder.addRound(item.round)
        clock.step(stepMs)
      }
    },
    commit() {
      if (recorder.commit()) return
      // The recorder logs the first failure of a row of them only.
      failed ??= new StoreError('other', recorder.stats().error ?? 'not committed')
      orThrow()
    },
    async seal() {
      await seal({ ...parts, onStored: () => undefined })
      orThrow()
    },
    async [Symbol.asyncDispose]() {
      await held.disposeAsync()
      orThrow()
    },
  }
}

const nothing: LogLine = () => undefined

/** A log that hands over errors and says nothing. */
function failing(take: (error: unknown) => void): Log {
  const error: LogLine = (...[fields]) => take(typeof fields === 'object' && 'err' in fields ? fields.err : fields)
  return { trace: nothing, debug: nothing, info: nothing, warn: nothing, error, fatal: error }
}
