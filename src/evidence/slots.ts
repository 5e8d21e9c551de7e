import { completeness, type Completeness, type Hole, type Scheduling, schedulings, slotsAtMost } from '../core/completeness.ts'
import { endOf } from '../core/log.ts'
import { emptyRuleBook, withConfig } from '../core/rule-book.ts'
import type { Period, Reader } from '../store/store.ts'

/** A look may begin this late after its slot and still be for it, ms. */
const lateAtMostMs = 60_000

/** The slots in force in a period; whoever asks decides whether they are too many to count. */
export interface Slots {
  readonly atMost: number
  count(): Completeness
}

/** Slots and recorded looks of one monitor, out of the log alone. */
export function slotsOf(reader: Pick<Reader, 'entries' | 'looks'>, monitorId: string, period: Period): Slots {
  const configs = reader.entries('config')
  const book = configs.reduce((known, { body }) => withConfig(known, body), emptyRuleBook)
  const stretches: readonly Scheduling[] = schedulings(configs, book, monitorId, period)
  return {
    atMost: slotsAtMost(stretches),
    count() {
      const lookedFor = new Set<number>()
      for (const look of reader.looks(monitorId, { from: period.from, to: period.to + lateAtMostMs }))
        if (!look.recheck) lookedFor.add(look.scheduledAt)
      const lost = reader.entries('gap').flatMap(({ body: { from, to } }) => {
        return typeof from === 'number' && typeof to === 'number' ? [{ from, to }] : []
      })
      return completeness(stretches, lookedFor, lost)
    },
  }
}

/** What the slots of one monitor show over the whole log. */
export interface MonitorSlots extends Completeness {
  readonly monitorId: string
}

/** A look whose slot is younger than that may not be over, ms: it begins late, times out, and waits to be written. */
const underWayMs = 180_000
/** So much is counted at a time, ms: of a monitor every five seconds that is half a million slots in memory. */
const stretchMs = 30 * 86_400_000

/** Slots and recorded looks of every monitor since the log began. A hole that goes on over the end of a stretch of thirty days comes in parts. */
export function* slotsOfAll(
  reader: Pick<Reader, 'entries' | 'looks' | 'log' | 'size' | 'monitorIds'>,
  progress: (done: number, total: number) => void = () => {},
): Generator<MonitorSlots> {
  const [first] = reader.entries('config')
  const [last] = reader.log(reader.size() - 1, 1)
  const from = first?.at ?? 0
  const to = last === undefined || first === undefined ? 0 : endOf(last) - underWayMs
  const monitorIds = reader.monitorIds()
  for (const [place, monitorId] of monitorIds.entries()) {
    const sum = { scheduled: 0, recorded: 0 }
    const holes: Hole[] = []
    for (let at = from; at < to; at += stretchMs) {
      const found = slotsOf(reader, monitorId, { from: at, to: Math.min(at + stretchMs, to) }).count()
      sum.scheduled += found.scheduled
      sum.recorded += found.recorded
      holes.push(...found.holes)
    }
    progress(place + 1, monitorIds.length)
    yield { monitorId, ...sum, holes }
  }
}
