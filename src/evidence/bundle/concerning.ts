import { endOf, type Entry, type EntryKind, type LogRecord } from '../../core/log.ts'
import type { Observation, Recorded } from '../../core/observation.ts'
import type { Bounds, Outage } from '../../core/outage.ts'
import { currentId, emptyRuleBook, type RuleBook, rulesOf, withConfig } from '../../core/rule-book.ts'
import type { Reader } from '../../store/store.ts'
import { capturesOf, type OutageCaptures, outageCaptures } from '../outage-captures.ts'

export type BundleReader = Pick<Reader, 'log' | 'entries' | 'size' | 'observations' | 'rounds' | 'outage' | 'captures'>

/** The records that an outage follows from, out of the first `size` of the log. */
export interface Concerning {
  /** In order of the log, streamed: looks from the last known one before the onset to the last of the closing run, control rounds, entries. */
  readonly records: () => Iterable<LogRecord>
  /** The looks alone. */
  readonly looks: () => Iterable<Recorded<Observation>>
  /** The last record of the tree; one of `records`. */
  readonly last: LogRecord
  /** The configurations among `records`: from the first look on, and the one that it was made under. */
  readonly configs: readonly Recorded<Entry>[]
  readonly software: Recorded<Entry> | null
  /** Captures that belong to the outage; their records are among `records`. */
  readonly captures: OutageCaptures
}

/** R15 asks for rounds that began up to ten minutes before a look, R2 for those within its reach after it: half an hour at most. */
const aroundMs = 1_800_000
const pageLooks = 2_000
const dayMs = 86_400_000

export function concerning(reader: BundleReader, outage: Outage, size: number): Concerning {
  const [last] = reader.log(size - 1, 1)
  if (last === undefined) throw new RangeError(`no record ${size - 1}`)
  const until = last
  const entries = (kind: EntryKind) => reader.entries(kind).filter(({ seq }) => seq < size)
  const configs = entries('config')
  const book = configs.reduce((known, { body }) => withConfig(known, body), emptyRuleBook)
  const extra = extraLooks(book, outage)
  const isOwnLast = until.type === 'observation' && currentId(book, until.observation.monitorId) === outage.monitorId
  const looks = function* (): Generator<Recorded<Observation>> {
    let newest = -1
    for (const look of looksOf(reader, outage, size, extra)) {
      newest = look.seq
      yield look
    }
    // The last record of the tree is there in any case.
    if (isOwnLast && until.seq > newest) yield { ...until.observation, seq: until.seq }
  }
  const [first] = looks()
  const fromSeq = first?.seq ?? size
  const fromAt = (first?.at ?? endOf(until)) - aroundMs
  const toAt = (outage.recovery?.by ?? endOf(until)) + aroundMs
  const software = entries('software').at(-1) ?? null
  const inForce = since(configs, fromSeq)
  const captures = capturesIn(outageCaptures(reader, outage, endOf(until)), size)
  const captured = new Set(capturesOf(captures).map(({ seq }) => seq))
  const kept = [
    ...inForce,
    ...since(entries('key'), fromSeq),
    ...sinceToken(entries('token'), fromSeq),
    ...(['clock', 'gap', 'restore'] as const).flatMap((kind) => entries(kind).filter(({ seq }) => seq >= fromSeq)),
    ...entries('outage').filter(({ body }) => body['id'] === outage.id),
    ...(software === null ? [] : [software]),
    ...(captured.size === 0 ? [] : [...entries('capture').filter(({ seq }) => captured.has(seq)), ...entries('erasure')]),
  ]
  return {
    looks,
    last: until,
    configs: inForce,
    software,
    captures,
    records: () =>
      inOrder([
        map(looks(), ({ seq, ...observation }): LogRecord => ({ seq, type: 'observation', observation })),
        rounds(reader, fromAt, toAt, size),
        kept.map(({ seq, ...entry }): LogRecord => ({ seq, type: 'entry', entry })).toSorted((a, b) => a.seq - b.seq),
        [until],
      ]),
  }
}

/** Those whose record is among the first `size`. */
function capturesIn({ reference, own }: OutageCaptures, size: number): OutageCaptures {
  return { reference: reference !== null && reference.seq < size ? reference : null, own: own.filter(({ seq }) => seq < size) }
}

/** The record of the look that ended an outage for good, the last of its closing run. */
export function closingSeq(reader: BundleReader, outage: Outage, recovery: Bounds): number {
  const book = reader.entries('config').reduce((known, { body }) => withConfig(known, body), emptyRuleBook)
  const ended = { ...outage, onset: { after: recovery.after, by: outage.onset.by } }
  const size = reader.size()
  let seq = size
  for (const look of looksOf(reader, ended, size, extraLooks(book, outage))) seq = look.seq
  return seq
}

function extraLooks(book: RuleBook, outage: Outage): number {
  return outage.recovery === null ? 0 : rulesOf(book, outage.monitorId).confirmUp - 1
}

/** `extra`: looks of a closing run after its first one; so many of them are up. */
function* looksOf(reader: BundleReader, outage: Outage, size: number, extra: number): Generator<Recorded<Observation>> {
  const to = outage.recovery?.by ?? Number.MAX_SAFE_INTEGER - 1
  for (const look of paged(reader, outage.monitorId, outage.onset.after ?? 0, to + 1)) if (look.seq < size) yield look
  let left = extra
  for (const look of left > 0 ? paged(reader, outage.monitorId, to + 1, Number.MAX_SAFE_INTEGER) : []) {
    if (look.seq >= size) return
    yield look
    if (look.outcome === 'up') left -= 1
    if (left === 0) return
  }
}

function* paged(reader: BundleReader, monitorId: string, from: number, to: number): Generator<Recorded<Observation>> {
  let after = -1
  for (;;) {
    const page = reader.observations(monitorId, { from, to }, after, pageLooks)
    yield* page
    const end = page.at(-1)
    if (end === undefined || page.length < pageLooks) return
    after = end.seq
  }
}

function* rounds(reader: BundleReader, fromAt: number, toAt: number, size: number): Generator<LogRecord> {
  for (let from = fromAt; from < toAt; from += dayMs) {
    const day = reader.rounds({ from, to: Math.min(from + dayMs, toAt) }).filter(({ seq }) => seq < size)
    for (const { seq, ...round } of day.toSorted((a, b) => a.seq - b.seq)) yield { seq, type: 'control', round }
  }
}

/** Those from a record on, and the newest one before it. */
function since(entries: readonly Recorded<Entry>[], seq: number): readonly Recorded<Entry>[] {
  const before = entries.findLast((entry) => entry.seq < seq)
  return [...(before === undefined ? [] : [before]), ...entries.filter((entry) => entry.seq >= seq)]
}

/** The same for time stamps: a failure is not the newest one. */
function sinceToken(tokens: readonly Recorded<Entry>[], seq: number): readonly Recorded<Entry>[] {
  return since(
    tokens.filter((token) => token.seq >= seq || typeof token.body['sha256'] === 'string'),
    seq,
  )
}

function* map<A, B>(items: Iterable<A>, to: (item: A) => B): Generator<B> {
  for (const item of items) yield to(item)
}

/** Merges what is ascending by seq; what stands in several is taken once. */
function* inOrder(sources: readonly Iterable<LogRecord>[]): Generator<LogRecord> {
  const heads = sources.map((source) => {
    const left = source[Symbol.iterator]()
    return { left, next: left.next() }
  })
  let newest = -1
  for (;;) {
    const open = heads.filter(({ next }) => next.done !== true)
    const [first] = open
    if (first === undefined) return
    const head = open.reduce((lowest, one) => (one.next.value.seq < lowest.next.value.seq ? one : lowest), first)
    if (head.next.value.seq > newest) {
      newest = head.next.value.seq
      yield head.next.value
    }
    head.next = head.left.next()
  }
}
