import { advance, initialState } from './advance.ts'
import type { MonitorState, Step } from './advance.ts'
import { effective, roundBook } from './effective.ts'
import type { RoundBook } from './effective.ts'
import type { LogRecord } from './log.ts'
import type { ControlRound, Look } from './observation.ts'
import type { Gap, QuarterTotals, Outage } from './outage.ts'
import { currentId, emptyRuleBook, rulesOf, withConfig } from './rule-book.ts'
import type { RuleBook } from './rule-book.ts'

/** One monitor as replay follows it. */
export interface Tracked {
  readonly state: MonitorState
  /** seq of its newest observation; null before the first. */
  readonly lastSeq: number | null
  /** Its state holds every record up to this one; -1: none. Records up to there are not folded in again. */
  readonly throughSeq: number
}

/** What has been accepted. Only `mergeDraft` changes it. */
export interface ReplayBase {
  revision: number
  readonly tracked: Map<string, Tracked>
  /** Monitors with looks held back. */
  readonly pending: Set<string>
  /** Quarters found final since they were last stored, by monitor, in the order in which they were found. */
  readonly quarters: Map<string, FoundQuarter[]>
  rounds: RoundBook
  book: RuleBook
  throughSeq: number
}

/** A quarter hour that can no longer change. */
export interface FoundQuarter extends QuarterTotals {
  /** Its derivation had gone through this record when it was found; later is allowed, earlier is not. */
  readonly foundBy: number
}

/** A step in the making: what differs from the base. */
export interface Draft {
  readonly base: ReplayBase
  readonly revision: number
  /** null: moved to its new id. */
  readonly touched: Map<string, Tracked | null>
  readonly pending: Set<string>
  rounds: RoundBook
  book: RuleBook
  throughSeq: number
  /** Own time of the newest record. */
  newestAt: number | null
  readonly outages: Map<string, Outage>
  readonly confirmed: Set<string>
  readonly gaps: (Gap & { readonly monitorId: string })[]
  readonly quarters: QuarterTotals[]
}

/** A look is decided by the first round after it, and rounds begin at most every 5 s: these are more than 20 minutes. */
const KEPT_ROUNDS = 256

export function emptyBase(): ReplayBase {
  return {
    revision: 0,
    tracked: new Map(),
    pending: new Set(),
    quarters: new Map(),
    rounds: roundBook(),
    book: emptyRuleBook,
    throughSeq: -1,
  }
}

export function draftOf(base: ReplayBase): Draft {
  return {
    base,
    revision: base.revision,
    touched: new Map(),
    pending: new Set(base.pending),
    rounds: base.rounds,
    book: base.book,
    throughSeq: base.throughSeq,
    newestAt: null,
    outages: new Map(),
    confirmed: new Set(),
    gaps: [],
    quarters: [],
  }
}

/** Folds one record in, as of the record's own time: later records are not known yet. */
export function followRecord(draft: Draft, record: LogRecord): void {
  draft.throughSeq = record.seq
  if (record.type === 'control') {
    followRound(draft, record.round)
  } else if (record.type === 'observation') {
    const { observation } = record
    draft.newestAt = observation.at + observation.durationMs
    followLook(draft, currentId(draft.book, observation.monitorId), observation, record.seq)
  } else {
    draft.newestAt = record.entry.at
    if (record.entry.kind === 'config') followConfig(draft, record.entry.body)
  }
}

/** Lets time pass for what is still held back. */
export function endDraft(draft: Draft, asOf: number | null): void {
  const at = asOf ?? draft.newestAt
  if (at !== null) settleHeldBack(draft, at)
}

/** Makes a draft part of its base. */
export function mergeDraft(draft: Draft): void {
  const { base } = draft
  // Once for each look: an iterator over pairs would leave garbage behind.
  draft.touched.forEach((tracked, monitorId) => {
    if (tracked === null) moveQuarters(base, monitorId, currentId(draft.book, monitorId))
    if (tracked === null) base.tracked.delete(monitorId)
    else base.tracked.set(monitorId, tracked)
    if (draft.pending.has(monitorId)) base.pending.add(monitorId)
    else base.pending.delete(monitorId)
  })
  for (const quarter of draft.quarters) keepQuarter(base, { ...quarter, foundBy: draft.throughSeq })
  const rounds = draft.rounds.all()
  base.rounds = rounds.length > 2 * KEPT_ROUNDS ? roundBook(rounds.slice(-KEPT_ROUNDS)) : draft.rounds
  base.book = draft.book
  base.throughSeq = draft.throughSeq
  base.revision += 1
}

function keepQuarter({ quarters }: ReplayBase, quarter: FoundQuarter): void {
  const known = quarters.get(quarter.monitorId)
  if (known === undefined) quarters.set(quarter.monitorId, [quarter])
  else known.push(quarter)
}

function moveQuarters(base: ReplayBase, former: string, monitorId: string): void {
  for (const quarter of base.quarters.get(former) ?? []) keepQuarter(base, { ...quarter, monitorId })
  base.quarters.delete(former)
}

/** Takes over a configuration; what was followed under a former id goes on under the new one. */
export function followConfig(draft: Draft, body: Readonly<Record<string, unknown>>): void {
  draft.book = withConfig(draft.book, body)
  for (const former of draft.book.successors.keys()) {
    const monitorId = currentId(draft.book, former)
    const tracked = trackedIn(draft, former)
    if (tracked === null || trackedIn(draft, monitorId) !== null) continue
    draft.touched.set(former, null)
    draft.pending.delete(former)
    keep(draft, { ...tracked, state: { ...tracked.state, monitorId } })
  }
}

function followLook(draft: Draft, monitorId: string, look: Look, seq: number): void {
  const tracked = trackedIn(draft, monitorId) ?? { state: initialState(monitorId), lastSeq: null, throughSeq: -1 }
  if (seq <= tracked.throughSeq) return
  const asOf = look.at + look.durationMs
  const step = advance(tracked.state, look, draft.rounds, asOf, rulesOf(draft.book, monitorId))
  note(draft, step)
  keep(draft, { ...tracked, state: step.state, lastSeq: seq })
}

function followRound(draft: Draft, round: ControlRound): void {
  draft.newestAt = round.at + round.durationMs
  if (draft.rounds === draft.base.rounds) draft.rounds = roundBook(draft.base.rounds.all())
  draft.rounds.append(round)
  settleHeldBack(draft, draft.newestAt)
}

function settleHeldBack(draft: Draft, asOf: number): void {
  for (const monitorId of draft.pending) {
    const tracked = trackedIn(draft, monitorId)
    const first = tracked?.state.pending[0]
    if (tracked === null || first === undefined || effective(first, draft.rounds, asOf).provisional) continue
    const step = advance(tracked.state, null, draft.rounds, asOf, rulesOf(draft.book, monitorId))
    note(draft, step)
    keep(draft, { ...tracked, state: step.state })
  }
}

function trackedIn(draft: Draft, monitorId: string): Tracked | null {
  const touched = draft.touched.get(monitorId)
  return touched === undefined ? (draft.base.tracked.get(monitorId) ?? null) : touched
}

function keep(draft: Draft, tracked: Tracked): void {
  const { monitorId, pending } = tracked.state
  draft.touched.set(monitorId, tracked)
  if (pending.length > 0) draft.pending.add(monitorId)
  else draft.pending.delete(monitorId)
}

/** Several looks in one step: the last word on each outage is enough. */
function note(draft: Draft, step: Step): void {
  // Nearly every look finds nothing, and iterators over empty lists are garbage all the same.
  if (step.outages.length + step.gaps.length + step.quarters.length === 0) return
  for (const outage of step.outages) draft.outages.set(outage.id, outage)
  for (const { id } of step.confirmed) draft.confirmed.add(id)
  for (const gap of step.gaps) draft.gaps.push({ ...gap, monitorId: step.state.monitorId })
  for (const quarter of step.quarters) draft.quarters.push(quarter)
}
