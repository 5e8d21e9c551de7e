import { completeness, type Completeness, type Scheduling, schedulings, slotsAtMost } from '../core/completeness.ts'
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
