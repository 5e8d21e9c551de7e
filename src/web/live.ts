import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { LogRecord } from '../core/log.ts'
import type { ControlRound, Observation, Recorded } from '../core/observation.ts'
import type { MonitorStatus, Outage } from '../core/outage.ts'
import type { Rounds } from '../core/effective.ts'
import { createReplay } from '../core/replay.ts'
import type { QuarterRun } from '../core/rollup.ts'
import type { MonitorState } from '../core/state.ts'
import { openOutage, type StatusContext, statusNow } from '../core/status.ts'
import type { Reader } from '../store/store.ts'
import { createSuspects, type Suspect } from './suspects.ts'

/** What one stretch of the committed log changed. */
export interface LiveChange {
  readonly records: readonly LogRecord[]
  readonly outages: readonly Outage[]
  /** Monitors that were touched. */
  readonly touched: readonly string[]
}

/** The state of every monitor as of the newest committed record that was read: the same derivation as the daemon's, over the same log. */
export interface Live {
  /** Reads the log up to `size` (the number of committed records), in chunks that let requests through. Concurrent calls join. */
  follow(size: number): Promise<void>
  /** Number of records taken in. */
  size(): number
  /** Why the log could not be read any more, or null. */
  trouble(): string | null
  /** The method's state; null before the first record. The same object as long as nothing changed. */
  state(monitorId: string): MonitorState | null
  status(monitorId: string, context: StatusContext): MonitorStatus
  /** Sums of the quarter hours that may not be in the store yet, the running ones included; ascending. */
  quarters(monitorId: string): readonly QuarterRun[]
  /** Sums that were found by this record are in the store: they are not kept here any longer. */
  stored(throughSeq: number): void
  /** The open outage or unconfirmed failure. */
  open(monitorId: string): Outage | null
  lastLook(monitorId: string): Recorded<Observation> | null
  /** Since when its looks have been suspect; null when the newest known one is not. */
  suspect(monitorId: string): Suspect | null
  /** The same for a list of many monitors (`Suspects.followed`). */
  suspectFollowed(monitorId: string): Suspect | null
  rounds(): Rounds
  /** The newest control round in the log. */
  lastRound(): ControlRound | null
  /** Grows with each change that people wait for: of a monitor's state, of what is confirmed, an entry (an announcement, a configuration). */
  changes(): number
  /** Called after each stretch; returns how to stop. */
  subscribe(listener: (change: LiveChange) => void): () => void
}

/** Records read at a time: a few milliseconds of work. */
const chunk = 500
const hourMs = 3_600_000

/** Starts from the stored snapshots; nothing is read before `follow`. */
export function createLive(reader: Reader, clock: Clock): Live {
  const replay = createReplay()
  const lastLooks = new Map<string, Recorded<Observation>>()
  const listeners = new Set<(change: LiveChange) => void>()
  let next: number | null = null
  let wanted = 0
  let trouble: string | null = null
  let lastRound: ControlRound | null = null
  let changed = 0
  let running: Promise<void> = Promise.resolve()

  const restore = (): number => {
    const snapshots = reader.snapshots()
    const through = Math.min(...snapshots.map(({ throughSeq }) => throughSeq))
    const newest = Number.isFinite(through) ? reader.log(through, 1)[0] : undefined
    const rounds = newest === undefined ? [] : reader.rounds({ from: instantOf(newest) - hourMs, to: Number.MAX_SAFE_INTEGER })
    lastRound = rounds.at(-1) ?? null
    return replay.restore({ snapshots, configs: reader.entries('config'), rounds })
  }
  const takeIn = (records: readonly LogRecord[]): void => {
    const changes = replay.step(records, null)
    replay.accept(changes)
    for (const record of records) if (record.type === 'control') lastRound = record.round
    suspects.takeIn(records)
    if (changes.settled.length > 0 || changes.confirmed.length > 0 || records.some(({ type }) => type === 'entry')) changed += 1
    const change = { records, outages: changes.outages, touched: [...changes.states.keys()] }
    for (const listener of listeners) listener(change)
  }
  const run = async (): Promise<void> => {
    try {
      next ??= restore()
      while (next < wanted) {
        const records = reader.log(next, Math.min(chunk, wanted - next))
        if (records.length === 0) break
        takeIn(records)
        next += records.length
        await setImmediate()
      }
      trouble = null
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error)
    }
  }
  const state = (monitorId: string) => replay.state(monitorId)
  const lastLook = (monitorId: string) => {
    const seq = replay.lastObservationSeq(monitorId)
    if (seq === null) return null
    const known = lastLooks.get(monitorId)
    if (known?.seq === seq) return known
    const look = reader.observation(seq, monitorId)
    if (look !== null) lastLooks.set(monitorId, look)
    return look
  }
  const suspects = createSuspects(reader, lastLook)
  return {
    async follow(size) {
      wanted = Math.max(wanted, size)
      running = running.then(run)
      await running
    },
    size: () => next ?? 0,
    trouble: () => trouble,
    state,
    status: (monitorId, context) => {
      const known = state(monitorId)
      if (known !== null) return statusNow(known, clock.now(), context)
      const reason = context.retired === true ? 'retired' : null
      return { state: reason === null ? 'pending' : 'unknown', since: null, reason, degraded: false, outageId: null }
    },
    quarters: (monitorId) => [...replay.quarters(monitorId), ...(state(monitorId)?.quarters ?? []).map(runOf)],
    stored: (throughSeq) => replay.stored(throughSeq),
    open: (monitorId) => {
      const known = state(monitorId)
      return known === null ? null : openOutage(known)
    },
    lastLook,
    suspect: (monitorId) => suspects.since(monitorId),
    suspectFollowed: (monitorId) => suspects.followed(monitorId),
    rounds: () => replay.rounds(),
    lastRound: () => lastRound,
    changes: () => changed,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function runOf({ from, upMs, downMs, ambiguousMs, degradedMs, looks }: MonitorState['quarters'][number]): QuarterRun {
  return { from, count: 1, upMs, downMs, ambiguousMs, degradedMs, looks }
}

function instantOf(record: LogRecord): number {
  if (record.type === 'observation') return record.observation.at
  return record.type === 'control' ? record.round.at : record.entry.at
}
