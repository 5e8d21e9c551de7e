import type { CaptureNote } from '../core/capture.ts'
import type { RoundTime } from '../core/effective.ts'
import type { Entry, EntryKind, LogItem, LogRecord } from '../core/log.ts'
import type { ControlRound, Observation, Outcome, Recorded } from '../core/observation.ts'
import type { LookColumns } from '../core/look-columns.ts'
import type { Gap, Outage } from '../core/outage.ts'
import type { QuarterRun } from '../core/rollup.ts'
import type { LookNumbers } from './format/look-numbers.ts'

export type { LookNumbers } from './format/look-numbers.ts'

/** Derived rows that change together with the log; all or nothing. */
export interface Derived {
  /** Upserted by id. */
  readonly outages: readonly Outage[]
  readonly gaps: readonly (Gap & { readonly monitorId: string })[]
}
export const nothingDerived: Derived = { outages: [], gaps: [] }

/** State of one monitor's derivation after every record up to and including `throughSeq` (opaque JSON of core/advance.ts). */
export interface Snapshot {
  readonly monitorId: string
  readonly throughSeq: number
  readonly state: unknown
}

/** One monitor's snapshot with the quarter hours that its derivation found final and that are not stored yet. */
export interface Progress extends Snapshot {
  readonly quarters: readonly QuarterRun[]
}

/** Looks that were recorded and can no longer be read: their bytes are not what was written. */
export interface Damage {
  /** As it was called when they were made. */
  readonly monitorId: string
  /** Between these instants (UTC ms, inclusive). */
  readonly from: number
  readonly to: number
  readonly problem: string
}

/** What sealing did. */
export interface Sealed {
  readonly looks: number
  /** Rows of chunks that were written. */
  readonly chunks: number
}

/** What was learned of one monitor's healthy page so far (opaque JSON of core/notice/learning.ts), under one target and expectation. */
export interface Learned {
  readonly monitorId: string
  readonly configHash: string
  readonly span: number
  readonly state: unknown
}

export interface Period {
  /** Inclusive, UTC ms. */
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

/** Places in the log: `from` inclusive, `to` exclusive. */
export interface SeqRange {
  readonly from: number
  readonly to: number
}

/** A monitor as the catalogue knows it, retired ones included. `definition` is the public JSON of the last configuration that had it. */
export interface CatalogueRow {
  readonly monitorId: string
  readonly formerly: readonly string[]
  readonly serviceId: string
  readonly definition: Readonly<Record<string, unknown>>
  readonly configHash: string
  /** seq of the newest record that broke this monitor's continuity (`Look.span`). */
  readonly span: number
  readonly retiredAt: number | null
}

/** What to read in columns beside what the method reads. */
export interface ColumnOptions {
  readonly withSeq?: boolean
  readonly withPhases?: boolean
  /** All looks unless told. Looks outside may come along, at most a chunk on each side. */
  readonly period?: Period
}

/** Looks as they are stored, for whoever reads more of them than can be made into objects. */
export interface StoredLooks {
  /** Ascending by (at, seq), some at a time, streamed with constant memory. */
  readonly batches: Iterable<readonly LookNumbers[]>
  /** What the numbers of one stand for. */
  readonly whole: (look: LookNumbers) => Recorded<Observation>
}

/**
 * Reading side: every method is one consistent read. Monitor ids are current ids; rows recorded under a former id are
 * found under the current one (their bytes keep the id of their time).
 */
export interface Reader extends AsyncDisposable {
  /** Next seq to be given = number of records. */
  size(): number
  catalogue(): readonly CatalogueRow[]
  /** The current id behind any id ever used; null when never seen. */
  currentId(monitorId: string): string | null
  /** `monitorId`: whose look it is, where that is known: it is then found without opening what others recorded around it. */
  observation(seq: number, monitorId?: string): Recorded<Observation> | null
  /** The latest start of a look among those that were committed last and all that are sealed, UTC ms; 0 without one. */
  newestLookAt(): number
  /** By seq (arrival), ascending: `afterSeq` exclusive, within a period of `at`. */
  observations(monitorId: string, period: Period, afterSeq: number, limit: number): readonly Recorded<Observation>[]
  /** Looks of one monitor with `at` in the period, ascending by (at, seq), streamed with constant memory, plus the last known look before and the first known after when `around` (known: its effective outcome, R15, is up or down). */
  looks(monitorId: string, period: Period, options?: { readonly around: boolean }): Iterable<Recorded<Observation>>
  /** The same looks, without those around the period, in numbers. */
  storedLooks(monitorId: string, period: Period): StoredLooks
  /** Current ids of all monitors that were ever looked at. */
  monitorIds(): readonly string[]
  /** Looks of a monitor by seq, in columns, streamed with constant memory: what deriving from the beginning reads. */
  columns(monitorId: string, options?: ColumnOptions): Iterable<LookColumns>
  /** What was met so far that could not be read; the rest is served. */
  damaged(): readonly Damage[]
  /** Control rounds with `at` in the period, ascending. */
  rounds(period: Period): readonly Recorded<ControlRound>[]
  /** The same, but only what decides about looks. */
  roundTimes(period: Period): readonly RoundTime[]
  /** Only when they began, of those that were fine or of those that were not. */
  roundStarts(period: Period, fine: boolean): readonly number[]
  /** All records from `fromSeq` on, ascending, at most `limit`. */
  log(fromSeq: number, limit: number): readonly LogRecord[]
  /** By seq, ascending; all of them, or those with seq in a range. */
  entries(kind: EntryKind, range?: SeqRange): readonly (Entry & { readonly seq: number })[]
  /** By the start of their look, ascending. */
  captures(filter: CaptureFilter): readonly CaptureRow[]
  snapshots(): readonly Snapshot[]
  /** By the id that the monitor had when it was saved. */
  learned(monitorId: string): Learned | null
  /** `template` records of monitors by their ids of the time, by seq. */
  templates(monitorIds: readonly string[]): readonly (Entry & { readonly seq: number })[]
  /** Outages whose [onset.by, recovery.by or now] meets the period; by onset, ascending. */
  outages(filter: {
    readonly monitorId?: string
    readonly period?: Period
    readonly confirmed?: boolean
    readonly ongoing?: boolean
    readonly afterId?: string
    readonly limit?: number
  }): readonly Outage[]
  outage(id: string): OutageLookup
  gaps(monitorId: string, period: Period): readonly Gap[]
  /** Stored sums of the quarter hours of UTC in (at least) the period, by current id, ascending. */
  quarters(monitorIds: readonly string[], period: Period): ReadonlyMap<string, readonly QuarterRun[]>
}

export interface CaptureFilter {
  readonly monitorId: string
  readonly period?: Period
  readonly outcome?: Outcome
  /** The last so many. */
  readonly newest?: number
}

/** A capture as the log notes it. */
export type CaptureRow = CaptureNote & { readonly seq: number; readonly at: number }

/** `moved`: a later derivation moved it (308 there). `withdrawn`: no longer derived, with the reason. `at`: since when, where it is known. */
export type OutageLookup =
  | { readonly found: 'outage'; readonly outage: Outage }
  | { readonly found: 'moved'; readonly to: string; readonly reason: string; readonly at: number | null }
  | { readonly found: 'withdrawn'; readonly reason: string; readonly at: number | null }
  | { readonly found: 'nothing' }

/** Writing side; one writer per data directory. Every method is one transaction: all or nothing, durable when it returns. */
export interface Store extends Reader {
  /**
   * Appends in order and writes what was derived from it. Items get seqs from `size()` on; an observation or round whose identity
   * (vantageId, boot, counter) is already there is not recorded again. Returns the given seq, or null for a duplicate, per item.
   * Throws StoreError when nothing could be written.
   */
  record(items: readonly LogItem[], derived: Derived): readonly (number | null)[]
  /** Appends a `config` entry and brings the catalogue up to it. Returns its seq. */
  configure(at: number, body: Readonly<Record<string, unknown>>, catalogue: readonly CatalogueChange[]): number
  /**
   * Appends the whole past of a new data directory, which may hold configurations but no look yet. What is read afterwards is what
   * recording and sealing the items in this order would have left, but for derived rows: nothing is derived (`replaceDerived`). Counters of a
   * run must ascend. An item is not held when the next is taken. Resolves with the number of records; nothing else may be written meanwhile.
   */
  recordPast(items: Iterable<LogItem>): Promise<number>
  /** Quarter hours and the snapshots that no longer hold them, together. */
  saveProgress(progress: readonly Progress[]): void
  /** Replaces every derived row (rebuild). Ids that lead elsewhere or nowhere from now on do so since `at`, UTC ms. */
  replaceDerived(
    derived: Derived,
    progress: readonly Progress[],
    moved: readonly { readonly id: string; readonly to: string | null; readonly reason: string }[],
    at?: number,
  ): void
  /** In place of what was saved of the same monitors before. */
  saveLearned(learned: readonly Learned[]): void
  /**
   * Moves looks from the log into chunks and merges chunks of days that are over, in a thread of its own and in short transactions, while
   * everything else goes on. One at a time: a second call waits for the first. Rejects with StoreError; what was done by then stays.
   */
  seal(): Promise<Sealed>
  /** A write that proves the store can be written (`/readyz`). */
  probeWrite(): void
  /** A consistent, checked copy in a new file, made in a thread of its own while this store goes on. */
  backup(file: string, progress?: (done: number, total: number) => void): Promise<{ readonly records: number }>
}

/** A monitor of a new configuration. `breaks`: target or expectation changed (or new, or back): its span becomes this record's seq. */
export interface CatalogueChange {
  readonly monitorId: string
  readonly formerly: readonly string[]
  readonly serviceId: string
  readonly definition: Readonly<Record<string, unknown>>
  readonly configHash: string
  readonly breaks: boolean
  readonly retired: boolean
}

/** Storage failed: the message says what to do. `missing`: the directory holds no database yet. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: 'disk_full' | 'read_only' | 'corrupt' | 'locked' | 'newer_schema' | 'missing' | 'other'
  constructor(code: StoreError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
