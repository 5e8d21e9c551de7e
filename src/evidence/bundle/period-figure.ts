import { timeClaimed } from '../../core/announced.ts'
import { announcementHistories, announcementsIn, speaksOf } from '../../core/announcement.ts'
import type { Span } from '../../core/availability.ts'
import type { Rounds, RoundTime } from '../../core/effective.ts'
import type { FigureBasics, FigureOfPeriod, PeriodQuestion } from '../../core/figure.ts'
import { isoInstant } from '../../core/instant.ts'
import { endOf, type Entry, type LogRecord } from '../../core/log.ts'
import { figureOfPeriod } from '../../core/make-figure.ts'
import type { OutageRules } from '../../core/monitor.ts'
import type { Observation, Recorded } from '../../core/observation.ts'
import { monitorInPeriod, type PeriodResult } from '../../core/period.ts'
import { currentId, emptyRuleBook, newestWith, type RuleBook, rulesOf, withConfig } from '../../core/rule-book.ts'
import { storedRounds } from '../../core/stored-rounds.ts'
import type { Reader } from '../../store/store.ts'
import { toBase64 } from '../base64.ts'
import { parseCheckpoint } from '../checkpoint.ts'
import { EvidenceError } from '../evidence-error.ts'
import { sha256 } from '../hash.ts'
import { parseNote } from '../note.ts'

export type PeriodReader = Pick<Reader, 'log' | 'entries' | 'size' | 'looks' | 'rounds' | 'roundTimes' | 'roundStarts' | 'outages'>

/**
 * How available a monitor or service was by the records of a checkpoint's tree, derived anew from its looks: whoever has those records gets
 * the same. Throws EvidenceError when the tree ends before the period begins.
 */
export function periodFigure(
  reader: PeriodReader,
  question: PeriodQuestion,
  checkpoint: Uint8Array,
  replacing: (result: PeriodResult) => FigureBasics['replaces'],
): FigureOfPeriod {
  const { origin, size, root } = parseCheckpoint(parseNote(checkpoint).text)
  const last = lastRecord(reader, size)
  const asOf = endOf(last)
  const period = { from: Date.parse(question.from), to: Math.min(Date.parse(question.to), asOf) }
  if (period.to <= period.from) throw new EvidenceError(`the first ${size} records end before ${question.from}`)
  const tree = { size, asOf, configs: reader.entries('config', { from: 0, to: size }) }
  const result = {
    from: question.from,
    to: isoInstant(period.to),
    monitors: question.monitorIds.map((monitorId) => monitorInPeriod(recordsOf(reader, monitorId, period, tree), period, asOf)),
  }
  const sources = {
    tree: { origin, size, root: toBase64(root) },
    last,
    configs: tree.configs.map(({ body }) => body),
    software: reader.entries('software', { from: 0, to: size }).at(-1)?.body ?? null,
    replaces: replacing(result),
  }
  return figureOfPeriod(question, result, sources, (text) => sha256(Buffer.from(text)))
}

export function lastRecord(reader: Pick<Reader, 'log'>, size: number): LogRecord {
  const [last] = reader.log(size - 1, 1)
  if (last === undefined) throw new RangeError(`no record ${size - 1}`)
  return last
}

interface Tree {
  readonly size: number
  readonly asOf: number
  readonly configs: readonly Recorded<Entry>[]
}

function recordsOf(reader: PeriodReader, monitorId: string, period: Span, tree: Tree): Parameters<typeof monitorInPeriod>[0] {
  return {
    monitorId,
    looks: looksIn(reader, monitorId, period, tree.size),
    rounds: roundsIn(reader, tree),
    rulesAt: rulesIn(tree.configs),
    announced: announcedIn(reader.entries('announcement', { from: 0, to: tree.size }), monitorId, tree.configs),
  }
}

/** No look takes longer, and no clock is less certain: a look that began so long before an instant was over by then. */
const aroundMs = 3_600_000

/** From before the period, and before every outage that meets it, to where each of these was over. */
function* looksIn(reader: PeriodReader, monitorId: string, { from, to }: Span, size: number): Generator<Recorded<Observation>> {
  const meeting = reader.outages({ monitorId, period: { from, to } })
  const first = Math.min(from - aroundMs, ...meeting.map(({ onset }) => onset.after ?? 0))
  const end = Math.max(to + aroundMs, ...meeting.map(({ recovery }) => recovery?.by ?? Number.MAX_SAFE_INTEGER - 1))
  for (const look of reader.looks(monitorId, { from: Math.max(0, first), to: end + 1 }, { around: true })) if (look.seq < size) yield look
}

/** Control rounds of the tree alone. Those that began long before its end are, and only of later ones the place in the log is asked. */
function roundsIn(reader: PeriodReader, { size, asOf }: Tree): Rounds {
  const isLongBefore = (to: number): boolean => to <= asOf - aroundMs
  const roundTimes = ({ from, to }: Span): readonly RoundTime[] =>
    isLongBefore(to)
      ? reader.roundTimes({ from, to })
      : reader.rounds({ from, to: Math.min(to, asOf + aroundMs) }).filter(({ seq }) => seq < size)
  return storedRounds({
    roundTimes,
    roundStarts: (period, wanted) =>
      isLongBefore(period.to)
        ? reader.roundStarts(period, wanted)
        : roundTimes(period).flatMap(({ at, fine }) => (fine === wanted ? at : [])),
  })
}

/** Rules by the configuration that was the newest when a look was recorded. */
function rulesIn(configs: readonly Recorded<Entry>[]): (look: Recorded<Observation>) => OutageRules {
  let book: RuleBook = emptyRuleBook
  const books = configs.map(({ seq, body }) => ({ seq, book: (book = withConfig(book, body)) }))
  let [low, high, inForce] = [0, 0, emptyRuleBook]
  return ({ seq, monitorId }) => {
    if (seq < low || seq >= high) {
      const place = books.findLastIndex((one) => one.seq < seq)
      low = place < 0 ? 0 : (books[place]?.seq ?? 0)
      high = books[place + 1]?.seq ?? Number.POSITIVE_INFINITY
      inForce = books[place]?.book ?? emptyRuleBook
    }
    return rulesOf(inForce, currentId(inForce, monitorId))
  }
}

/** Times that were announced for a monitor, by what is said of each now. */
export function announcedIn(
  entries: readonly Recorded<Entry>[],
  monitorId: string,
  configs: readonly Pick<Entry, 'body'>[],
): readonly Span[] {
  const monitor = monitorIn(configs, monitorId)
  if (monitor === null) return []
  const about = announcementHistories(announcementsIn(entries)).flatMap(({ current }) => (speaksOf(current, monitor) ? [current] : []))
  return about.flatMap((announcement) => timeClaimed(announcement, about) ?? [])
}

/** A monitor by the newest configuration that has it. */
function monitorIn(configs: readonly Pick<Entry, 'body'>[], id: string): Parameters<typeof speaksOf>[1] | null {
  const bodies = configs.map(({ body }) => body)
  const found = newestWith(bodies, id)
  const serviceId = found?.service['id']
  if (found === null || typeof serviceId !== 'string') return null
  const { formerly } = found.monitor
  return { id, serviceId, formerly: Array.isArray(formerly) ? formerly.filter((one) => typeof one === 'string') : [] }
}
