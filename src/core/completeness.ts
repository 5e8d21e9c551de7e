import type { Schedule } from './monitor.ts'
import { currentId, isRecord, objectsIn, type RuleBook } from './rule-book.ts'
import { cronProblem, dueBetween, type Scheduled } from './schedule.ts'

/** A stretch of time in which a monitor had one schedule: from `from` to before `to`, UTC ms. */
export interface Scheduling {
  readonly from: number
  readonly to: number
  readonly monitor: Scheduled
}

/** Slots in a row without a recorded look. */
export interface Hole {
  /** The first of them and the last, UTC ms. */
  readonly from: number
  readonly to: number
  readonly slots: number
  /** Looks of that time were made and could not be stored (a `gap` record); otherwise nobody looked, or the look never ended. */
  readonly lost: boolean
}

export interface Completeness {
  /** Slots in force. */
  readonly scheduled: number
  /** Those of them that a look was recorded for. */
  readonly recorded: number
  /** Ascending. */
  readonly holes: readonly Hole[]
}

/**
 * Compares the slots that were in force with those that looks were recorded for; rechecks are for no slot. Whoever removes looks leaves
 * holes, since `seq` proves that none were taken out of the log and the slots that none were left out of it unseen.
 */
export function completeness(
  stretches: readonly Scheduling[],
  lookedFor: ReadonlySet<number>,
  lost: readonly { readonly from: number; readonly to: number }[],
): Completeness {
  let [scheduled, recorded] = [0, 0]
  const holes: Hole[] = []
  let joins = false
  for (const { from, to, monitor } of stretches) {
    for (const slot of dueBetween(monitor, from - 1, to - 1)) {
      scheduled += 1
      const looked = lookedFor.has(slot)
      if (looked) recorded += 1
      else {
        const isLost = lost.some((gap) => slot >= gap.from && slot <= gap.to)
        const before = joins ? holes.at(-1) : undefined
        if (before?.lost === isLost) holes[holes.length - 1] = { ...before, to: slot, slots: before.slots + 1 }
        else holes.push({ from: slot, to: slot, slots: 1, lost: isLost })
      }
      joins = !looked
    }
  }
  return { scheduled, recorded, holes }
}

/** What `config` records say of one monitor's schedules within a period, ids that it had before included. */
export function schedulings(
  configs: readonly { readonly at: number; readonly body: Readonly<Record<string, unknown>> }[],
  book: RuleBook,
  monitorId: string,
  period: { readonly from: number; readonly to: number },
): readonly Scheduling[] {
  return configs.flatMap(({ at, body }, index) => {
    const from = Math.max(at, period.from)
    const to = Math.min(configs[index + 1]?.at ?? period.to, period.to)
    const monitor = monitorsIn(body).find(({ id }) => currentId(book, id) === monitorId)
    return monitor === undefined || to <= from ? [] : [{ from, to, monitor }]
  })
}

/** How many slots that are at most, without counting them. */
export function slotsAtMost(stretches: readonly Scheduling[]): number {
  return stretches.reduce((sum, { from, to, monitor: { schedule } }) => {
    // Cron has no slots closer than a second.
    return sum + Math.ceil((to - from) / (schedule.kind === 'every' ? schedule.everyMs : 1_000))
  }, 0)
}

/** Old records are never rewritten, so the body is read with care: what is not understood is left out. */
function monitorsIn(body: Readonly<Record<string, unknown>>): readonly Scheduled[] {
  return objectsIn(body['services'])
    .flatMap((service) => objectsIn(service['monitors']))
    .flatMap(({ id, schedule }) => {
      const read = scheduleIn(schedule)
      return typeof id === 'string' && read !== null ? [{ id, schedule: read }] : []
    })
}

function scheduleIn(value: unknown): Schedule | null {
  if (!isRecord(value)) return null
  const { everyMs, cron, timeZone } = value
  if (typeof everyMs === 'number' && everyMs > 0) return { kind: 'every', everyMs }
  if (typeof cron !== 'string' || typeof timeZone !== 'string' || cronProblem(cron) !== null) return null
  return { kind: 'cron', cron, timeZone }
}
