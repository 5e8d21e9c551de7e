import type { Failure } from './failure.ts'
import type { Look } from './observation.ts'
import type { Bounds } from './outage.ts'

/**
 * Everything the method has to remember of one monitor between two looks. Plain JSON: it is stored as a snapshot and a round trip
 * is exact. Only core reads inside; the shell uses status.ts.
 */
export interface MonitorState {
  readonly version: 1
  readonly monitorId: string
  /** The run that the newest known look belongs to; null before the first known look. */
  readonly run: Run | null
  /** The open outage or unconfirmed failure. */
  readonly open: OpenOutage | null
  /** onset.by of the newest outage or unconfirmed failure, open or closed. */
  readonly lastOnsetBy: number | null
  readonly settled: 'up' | 'down' | null
  /** When the settled state began. */
  readonly since: Bounds | null
  /** Unknown looks since the newest known one; null when the newest look is known. */
  readonly unknown: UnknownSpell | null
  /** The run of degraded looks that the newest known look belongs to. */
  readonly degraded: DegradedRun | null
  /** Sums of the quarter hours of UTC that may still change, ascending. */
  readonly quarters: readonly QuarterSums[]
  /** Looks from the first provisional one on, in order of arrival (R15). */
  readonly pending: readonly Look[]
}

/** A run of R3, so far. `lo` and `hi` never step back, whatever the clock uncertainty does. */
export interface Run {
  readonly outcome: 'up' | 'down'
  /** a of the last known look before the run; null when nothing was known before. */
  readonly after: number | null
  readonly lo: number
  readonly hi: number
  readonly looks: number
  /** Unobserved time between the run before and this one; 0 when they are adjacent. */
  readonly gapMs: number
  /** Start, a, interval and span of its newest look. */
  readonly at: number
  readonly a: number
  readonly everyMs: number
  readonly span: number
}

export interface OpenOutage {
  readonly id: string
  readonly onsetAfter: number | null
  readonly onsetBy: number
  readonly minMs: number
  readonly unobservedMs: number
  readonly gaps: number
  readonly flaps: number
  readonly looks: number
  readonly lastSeenDownAt: number
  /** a of the last down look. */
  readonly lastDownA: number
  readonly confirmed: boolean
  readonly cause: Failure | null
}

export interface UnknownSpell {
  /** Start of the first and of the newest unknown look. */
  readonly from: number
  readonly at: number
  readonly everyMs: number
  /** Failure code of the newest one. */
  readonly reason: string | null
}

export interface DegradedRun {
  readonly lo: number
  readonly hi: number
  readonly looks: number
  /** First reason of its first look. */
  readonly cause: Failure
}

/** Sums of one quarter hour of UTC so far; what is missing to a whole one is unobserved. */
export interface QuarterSums {
  readonly from: number
  readonly upMs: number
  readonly downMs: number
  readonly ambiguousMs: number
  readonly degradedMs: number
  readonly looks: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** The same state while a fold works on it. */
export interface WorkingState extends Mutable<Omit<MonitorState, 'run' | 'open' | 'degraded' | 'quarters' | 'pending'>> {
  run: Mutable<Run> | null
  open: Mutable<OpenOutage> | null
  degraded: Mutable<DegradedRun> | null
  quarters: Mutable<QuarterSums>[]
  pending: Look[]
}

/** A monitor that nobody has looked at. */
export function initialState(monitorId: string): MonitorState {
  return workingState(monitorId)
}

export function workingState(monitorId: string): WorkingState {
  return {
    version: 1,
    monitorId,
    run: null,
    open: null,
    lastOnsetBy: null,
    settled: null,
    since: null,
    unknown: null,
    degraded: null,
    quarters: [],
    pending: [],
  }
}

/** A copy that may be worked on without the given state noticing. */
export function thaw(state: MonitorState): WorkingState {
  return {
    version: state.version,
    monitorId: state.monitorId,
    run: state.run === null ? null : { ...state.run },
    open: state.open === null ? null : { ...state.open },
    lastOnsetBy: state.lastOnsetBy,
    settled: state.settled,
    since: state.since,
    unknown: state.unknown,
    degraded: state.degraded === null ? null : { ...state.degraded },
    quarters: copiesOf(state.quarters),
    pending: state.pending.length === 0 ? [] : state.pending.slice(),
  }
}

/** Nearly always one or two, and copied with each look. */
function copiesOf(quarters: readonly QuarterSums[]): Mutable<QuarterSums>[] {
  const first = quarters[0]
  const second = quarters[1]
  if (first === undefined) return []
  if (second === undefined) return [{ ...first }]
  return quarters.length === 2 ? [{ ...first }, { ...second }] : quarters.map((sums) => ({ ...sums }))
}
