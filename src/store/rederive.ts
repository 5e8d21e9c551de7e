import { initialState } from '../core/advance.ts'
import { deriveColumns } from '../core/derive.ts'
import { endOf, type LogRecord } from '../core/log.ts'
import type { OutageRules } from '../core/monitor.ts'
import type { ControlRound, Recorded } from '../core/observation.ts'
import type { Gap, Outage, QuarterTotals } from '../core/outage.ts'
import { createReplay } from '../core/replay.ts'
import { snapshotOf } from '../core/replay-snapshot.ts'
import { quarterRuns } from '../core/rollup.ts'
import { emptyRuleBook, type RuleBook, rulesOf, withConfig } from '../core/rule-book.ts'
import { storedRounds } from '../core/stored-rounds.ts'
import type { Progress, Reader } from './store.ts'

/** What the log says of one monitor when it is derived from its first record on. */
export interface Rederived {
  readonly monitorId: string
  readonly outages: readonly Outage[]
  readonly gaps: readonly (Gap & { readonly monitorId: string })[]
  readonly progress: Progress
}

type Source = Pick<
  Reader,
  'size' | 'log' | 'entries' | 'rounds' | 'roundTimes' | 'roundStarts' | 'monitorIds' | 'columns' | 'catalogue' | 'observations'
>

/**
 * Derives every monitor from the beginning, one after another, in memory that depends on one monitor's outages and the control rounds. The
 * result is what replaying the whole log in order gives.
 */
export function* rederive(reader: Source, said: (done: number, total: number) => void = () => {}): Generator<Rederived> {
  const size = reader.size()
  if (size === 0) return
  const [newest] = reader.log(size - 1, 1)
  const asOf = newest === undefined ? 0 : endOf(newest)
  const clockWentBack = reader.entries('clock').some(({ body }) => Number(body['deltaMs']) < 0)
  const history: History = { reader, throughSeq: size - 1, asOf, clockWentBack, configs: reader.entries('config') }
  const monitorIds = reader.monitorIds()
  for (const [done, monitorId] of monitorIds.entries()) {
    const rules = onlyRules(history, monitorId)
    yield rules === null || history.clockWentBack ? replayed(history, monitorId) : derived(history, monitorId, rules)
    said(done + 1, monitorIds.length)
  }
}

interface History {
  readonly reader: Source
  readonly throughSeq: number
  readonly asOf: number
  /** The newest record is not the latest: what was held back then was judged as of an instant that is yet to come. */
  readonly clockWentBack: boolean
  readonly configs: ReturnType<Reader['entries']>
}

function derived({ reader, throughSeq, asOf }: History, monitorId: string, rules: OutageRules): Rederived {
  let lastSeq: number | null = null
  const stretches = function* () {
    for (const columns of reader.columns(monitorId)) {
      lastSeq = columns.lastSeq
      yield columns
    }
  }
  const { outages, unconfirmed, gaps, quarters, state } = deriveColumns(monitorId, stretches(), storedRounds(reader), rules, asOf)
  return {
    monitorId,
    outages: [...outages, ...unconfirmed],
    gaps: gaps.map(({ from, to }) => ({ monitorId, from, to })),
    progress: { ...snapshotOf(state, lastSeq, throughSeq), quarters },
  }
}

/** The slow way, record by record as they came: for a monitor that was renamed or had several rules, and for clocks that went back. */
function replayed(history: History, monitorId: string): Rederived {
  const replay = createReplay()
  const outages = new Map<string, Outage>()
  const gaps: (Gap & { readonly monitorId: string })[] = []
  const quarters: QuarterTotals[] = []
  for (const records of pages(merged(history, monitorId))) {
    const changes = replay.step(records, null)
    replay.accept(changes)
    for (const outage of changes.outages) outages.set(outage.id, outage)
    gaps.push(...changes.gaps)
    quarters.push(...changes.quarters)
  }
  const ended = replay.step([], history.asOf)
  replay.accept(ended)
  for (const outage of ended.outages) outages.set(outage.id, outage)
  gaps.push(...ended.gaps)
  quarters.push(...ended.quarters)
  const [snapshot] = replay.snapshot([monitorId])
  const progress = {
    ...(snapshot ?? snapshotOf(initialState(monitorId), null, -1)),
    throughSeq: history.throughSeq,
    quarters: quarterRuns(quarters),
  }
  return { monitorId, outages: [...outages.values()], gaps, progress }
}

/** The monitor's looks, all control rounds and all configurations, by seq. */
function* merged(history: History, monitorId: string): Generator<LogRecord> {
  const others = [
    ...slimRounds(history).map(({ seq, ...round }): LogRecord => ({ seq, type: 'control', round })),
    ...history.configs.map(({ seq, ...entry }): LogRecord => ({ seq, type: 'entry', entry })),
  ].sort((a, b) => a.seq - b.seq)
  let next = 0
  for (const look of looksBySeq(history.reader, monitorId)) {
    for (; (others[next]?.seq ?? Number.POSITIVE_INFINITY) < look.seq; next += 1) yield others[next] ?? never()
    yield look
  }
  yield* others.slice(next)
}

const pageLooks = 5_000

function* looksBySeq(reader: Source, monitorId: string): Generator<LogRecord> {
  let after = -1
  for (;;) {
    const page = reader.observations(monitorId, { from: 0, to: Number.MAX_SAFE_INTEGER }, after, pageLooks)
    for (const { seq, ...observation } of page) yield { seq, type: 'observation', observation }
    const last = page.at(-1)
    if (last === undefined || page.length < pageLooks) return
    after = last.seq
  }
}

function* pages(records: Iterable<LogRecord>): Generator<readonly LogRecord[]> {
  let page: LogRecord[] = []
  for (const record of records) {
    page.push(record)
    if (page.length < pageLooks) continue
    yield page
    page = []
  }
  yield page
}

/** The rules of a monitor that always had the same ones and no other name; null otherwise. */
function onlyRules({ configs, reader }: History, monitorId: string): OutageRules | null {
  const row = reader.catalogue().find((known) => known.monitorId === monitorId)
  if (row !== undefined && row.formerly.length > 0) return null
  let book: RuleBook = emptyRuleBook
  const seen = new Set([JSON.stringify(rulesOf(book, monitorId))])
  for (const [index, { seq, body }] of configs.entries()) {
    book = withConfig(book, body)
    if (index === 0 && seq === 0) seen.clear()
    seen.add(JSON.stringify(rulesOf(book, monitorId)))
  }
  return seen.size === 1 ? rulesOf(book, monitorId) : null
}

/** A month of rounds at a time; of each, only what the method reads: a year of them takes 10 MB. */
function slimRounds({ reader, asOf }: History): readonly Recorded<ControlRound>[] {
  const all: Recorded<ControlRound>[] = []
  const [oldest] = reader.log(0, 1)
  const edges = [0]
  for (let at = oldest === undefined ? asOf : endOf(oldest); at < asOf; at += monthMs) edges.push(at)
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1] ?? Number.MAX_SAFE_INTEGER
    for (const round of reader.rounds({ from, to })) all.push({ ...round, results: [] })
  }
  return all
}

const monthMs = 31 * 86_400_000

function never(): never {
  throw new Error('a record that was counted is not there')
}
