import type { Entry, EntryKind, LogItem, LogRecord } from '../core/log.ts'
import type { ControlRound, Observation, Recorded } from '../core/observation.ts'
import type { Gap, HourTotals, Outage } from '../core/outage.ts'

/** Derived rows that change together with the log; all or nothing. */
export interface Derived {
  /** Upserted by id. */
  readonly outages: readonly Outage[]
  readonly gaps: readonly (Gap & { readonly monitorId: string })[]
  readonly hours: readonly HourTotals[]
}
export const nothingDerived: Derived = { outages: [], gaps: [], hours: [] }

/** State of one monitor's derivation after every record up to and including `throughSeq` (opaque JSON of core/advance.ts). */
export interface Snapshot {
  readonly monitorId: string
  readonly throughSeq: number
  readonly state: unknown
}

export interface Period {
  /** Inclusive, UTC ms. */
  readonly from: number
  /** Exclusive. */
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
  observation(seq: number): Recorded<Observation> | null
  /** By seq (arrival), ascending: `afterSeq` exclusive, within a period of `at`. */
  observations(monitorId: string, period: Period, afterSeq: number, limit: number): readonly Recorded<Observation>[]
  /** Looks of one monitor with `at` in the period, ascending by (at, seq), streamed with constant memory, plus the last known look before and the first known after when `around` (known: its effective outcome, R15, is up or down). */
  looks(monitorId: string, period: Period, options?: { readonly around: boolean }): Iterable<Recorded<Observation>>
  /** Control rounds with `at` in the period, ascending. */
  rounds(period: Period): readonly Recorded<ControlRound>[]
  /** All records from `fromSeq` on, ascending, at most `limit`. */
  log(fromSeq: number, limit: number): readonly LogRecord[]
  entries(kind: EntryKind): readonly (Entry & { readonly seq: number })[]
  snapshots(): readonly Snapshot[]
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
  hours(monitorIds: readonly string[], period: Period): readonly HourTotals[]
}

/** `moved`: a later derivation moved it (308 there). `withdrawn`: no longer derived, with the reason. */
export type OutageLookup =
  | { readonly found: 'outage'; readonly outage: Outage }
  | { readonly found: 'moved'; readonly to: string; readonly reason: string }
  | { readonly found: 'withdrawn'; readonly reason: string }
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
  saveSnapshots(snapshots: readonly Snapshot[]): void
  /** Replaces every derived row (rebuild). */
  replaceDerived(
    derived: Derived,
    snapshots: readonly Snapshot[],
    moved: readonly { readonly id: string; readonly to: string | null; readonly reason: string }[],
  ): void
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
