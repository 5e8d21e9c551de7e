import type { Clock } from '../clock.ts'
import type { Entry, LogItem, LogRecord } from '../core/log.ts'
import type { ControlRound, Observation } from '../core/observation.ts'
import type { Outage } from '../core/outage.ts'
import type { Changes, Replay } from '../core/replay.ts'
import type { Log } from '../log.ts'
import { goesOn } from '../core/status.ts'
import type { Store } from '../store/store.ts'
import type { ClockBreak } from './clock-watch.ts'

/** What a commit made durable; told only afterwards. */
export interface Committed {
  /** Records with seq < size are committed. */
  readonly size: number
  readonly records: readonly LogRecord[]
  readonly changes: Changes
}

export interface RecorderOptions {
  readonly clock: Clock
  readonly store: Pick<Store, 'size' | 'record' | 'log'>
  readonly replay: Replay
  readonly log: Log
  readonly onCommit: (committed: Committed) => void
  /** seq of the newest record of a broken clock of earlier runs; 0 when there is none. */
  readonly lastBreakSeq: number
  /** Start of the newest look that is in the store already; 0 when there is none. */
  readonly newestLookAt: number
  /** Looks and rounds kept while the store cannot be written; beyond it the oldest are lost, and a `gap` record says so. */
  readonly keptItems: number
}

export interface RecorderStats {
  /** Looks since start. */
  readonly recorded: number
  readonly lost: number
  readonly waiting: number
  /** Why the last commit failed, or null. */
  readonly error: string | null
}

/** Collects what happens and commits it in groups; folds it into the replay only once it is committed. */
export interface Recorder extends AsyncDisposable {
  /** `epoch` is what `epoch()` said when the look began. */
  addLook(observation: Observation, epoch: number): void
  addRound(round: ControlRound): void
  /** The clock broke: looks that begin from now on are never adjacent to those that began before (R16). */
  addBreak(broken: ClockBreak): void
  addEntry(entry: Entry): void
  /** Breaks of the clock so far in this run. */
  epoch(): number
  /** Commits what waits, now; true when nothing is left waiting. */
  commit(): boolean
  /** Folds in what was appended to the store by other means (`configure`). */
  catchUp(): void
  /** Start of the newest look that was committed, UTC ms. */
  newestLookAt(): number
  stats(): RecorderStats
}

// Group commit: one transaction costs the same for one look as for a hundred. What changes nothing waits longest: with 2,000 monitors a commit
// every 100 ms was a tenth of what the measuring thread did, and all it told was that everything goes on.
const groupMs = 100
const steadyMs = 1_000
// Of the interval: a monitor that is looked at every second is not to seem unseen meanwhile.
const steadyShare = 0.1
const retryMs = 1_000
const pageRecords = 1_000

interface Waiting {
  readonly item: LogItem
  readonly epoch: number
}

interface Lost {
  readonly from: number
  readonly to: number
  readonly looks: number
  readonly rounds: number
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { clock, store, replay, log } = options
  const stop = new AbortController()
  let waiting: Waiting[] = []
  // How many of them the last failed commit held.
  let attempted = 0
  // When the next commit is due, on the monotonic clock.
  let armedFor = Number.POSITIVE_INFINITY
  let epoch = 0
  // seq of the record of each break of this run, by epoch; the first stands for earlier runs.
  let breakSeqs: readonly number[] = [options.lastBreakSeq]
  let newestLookAt = options.newestLookAt
  let recorded = 0
  let lostLooks = 0
  let lost: Lost | null = null
  let error: string | null = null

  /** Commits in so many ms, unless that is to be earlier anyway. */
  const arm = (ms: number): void => {
    const at = clock.elapsed() + ms
    if (armedFor <= at) return
    armedFor = at
    void commitAt(at, ms)
  }
  const commitAt = async (at: number, ms: number): Promise<void> => {
    await clock.sleep(ms, stop.signal)
    // An earlier one has taken its place.
    if (armedFor !== at) return
    armedFor = Number.POSITIVE_INFINITY
    if (!stop.signal.aborted) commit()
  }

  const add = (item: LogItem, itemEpoch: number): void => {
    waiting.push({ item, epoch: itemEpoch })
    if (waiting.length > options.keptItems) dropOldest()
    arm(error === null ? mayWaitMs(item) : retryMs)
  }

  const mayWaitMs = (item: LogItem): number => {
    if (item.type !== 'observation' || !goesOn(replay.state(item.observation.monitorId), item.observation)) return groupMs
    return Math.max(groupMs, Math.min(steadyMs, item.observation.everyMs * steadyShare))
  }

  const dropOldest = (): void => {
    const index = waiting.findIndex(({ item }) => item.type !== 'entry')
    const dropped = waiting[index]?.item
    if (dropped === undefined || dropped.type === 'entry') return
    waiting.splice(index, 1)
    if (index < attempted) attempted -= 1
    lost = withLost(lost, dropped)
    if (dropped.type === 'observation') lostLooks += 1
  }

  const commit = (): boolean => {
    const committed = attempt()
    if (committed === null) {
      arm(retryMs)
      return false
    }
    if (committed.records.length > 0) tell(committed)
    return true
  }

  /** What was committed; null when the store failed, and everything waits on. */
  const attempt = (): Committed | null => {
    try {
      settleUncertain()
      attempted = waiting.length
      const committed = write(lost === null ? waiting : [...waiting, { item: gapItem(lost, clock.now()), epoch }])
      waiting = []
      lost = null
      attempted = 0
      if (error !== null) log.info({ records: committed.records.length }, 'the store can be written again')
      error = null
      return committed
    } catch (cause) {
      if (error === null) log.error({ err: cause, waiting: waiting.length }, 'the store cannot be written; looks are kept and tried again')
      error = cause instanceof Error ? cause.message : String(cause)
      return null
    }
  }

  /** A commit that failed may have been durable after all; it is whole or it is not there. */
  const settleUncertain = (): void => {
    if (attempted > 0 && store.size() > replay.throughSeq() + 1) {
      waiting.splice(0, attempted)
      lost = null
      catchUp()
    }
    attempted = 0
  }

  const write = (batch: readonly Waiting[]): Committed => {
    const first = store.size()
    const breaks = [...breakSeqs]
    const looked = batch.map(({ item, epoch: itemEpoch }, i): LogRecord => {
      const seq = first + i
      if (item.type === 'entry' && item.entry.kind === 'clock') breaks.push(seq)
      if (item.type !== 'observation') return { ...item, seq }
      const span = Math.max(item.observation.span, breaks[itemEpoch] ?? 0)
      return { type: 'observation', observation: { ...item.observation, span }, seq }
    })
    const now = clock.now()
    const seen = replay.step(looked, now)
    const minted = seen.confirmed.map((outage, i): LogRecord => ({ ...mintedItem(outage, now), seq: first + looked.length + i }))
    const records = [...looked, ...minted]
    if (records.length === 0) return { size: first, records, changes: seen }
    const changes = minted.length === 0 ? seen : replay.step(records, now)
    store.record(records.map(withoutSeq), changes)
    replay.accept(changes)
    breakSeqs = breaks
    return { size: first + records.length, records, changes }
  }

  const tell = (committed: Committed): void => {
    for (const record of committed.records) {
      if (record.type !== 'observation') continue
      recorded += 1
      // A look made while the clock stood too early says nothing about how late it is.
      if (record.observation.failure?.code !== 'observer_clock') newestLookAt = Math.max(newestLookAt, record.observation.at)
    }
    options.onCommit(committed)
  }

  const catchUp = (): void => {
    for (;;) {
      const page = store.log(replay.throughSeq() + 1, pageRecords)
      if (page.length === 0) return
      replay.accept(replay.step(page, null))
    }
  }

  return {
    addLook: (observation, itemEpoch) => add({ type: 'observation', observation }, itemEpoch),
    addRound: (round) => add({ type: 'control', round }, epoch),
    addEntry: (entry) => add({ type: 'entry', entry }, epoch),
    addBreak({ kind, at, deltaMs }) {
      epoch += 1
      add({ type: 'entry', entry: { kind: 'clock', at, body: { kind, deltaMs } } }, epoch)
    },
    epoch: () => epoch,
    commit,
    catchUp,
    newestLookAt: () => newestLookAt,
    stats: () => ({ recorded, lost: lostLooks, waiting: waiting.length, error }),
    async [Symbol.asyncDispose]() {
      stop.abort()
      commit()
    },
  }
}

function withLost(lost: Lost | null, item: Exclude<LogItem, { type: 'entry' }>): Lost {
  const at = item.type === 'observation' ? item.observation.at : item.round.at
  const { from, to, looks, rounds } = lost ?? { from: at, to: at, looks: 0, rounds: 0 }
  return {
    from: Math.min(from, at),
    to: Math.max(to, at),
    looks: looks + (item.type === 'observation' ? 1 : 0),
    rounds: rounds + (item.type === 'control' ? 1 : 0),
  }
}

function gapItem({ from, to, looks, rounds }: Lost, at: number): LogItem {
  return { type: 'entry', entry: { kind: 'gap', at, body: { from, to, looks, rounds } } }
}

function mintedItem({ id, monitorId, onset }: Outage, at: number): LogItem {
  return { type: 'entry', entry: { kind: 'outage', at, body: { id, monitorId, onset } } }
}

function withoutSeq(record: LogRecord): LogItem {
  if (record.type === 'observation') return { type: 'observation', observation: record.observation }
  return record.type === 'control' ? { type: 'control', round: record.round } : { type: 'entry', entry: record.entry }
}
