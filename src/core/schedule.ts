import type { Cron } from './cron.ts'
import { nextLocal, parseCron, previousLocal } from './cron.ts'
import type { Monitor, Schedule } from './monitor.ts'
import type { OffsetSpan } from './time-zone.ts'
import { offsetSpanAt } from './time-zone.ts'

export { cronProblem } from './cron.ts'

/** What deciding when to look needs of a monitor. A cron expression must have passed `cronProblem`; a bad one throws a RangeError. */
export type Scheduled = Pick<Monitor, 'id' | 'schedule'>

/**
 * The slots of a monitor in (from, to], ascending, UTC ms. A plain interval has a slot at every t with t ≡ phase (mod interval), whatever the zone.
 *
 * Cron slots are local times of the schedule's zone, and follow Vixie cron through clock changes:
 * - a schedule of every hour keeps to real time: it runs whenever the clocks show a matching time, in both showings of a repeated hour;
 * - so does one of some hours whose minute (or second) field begins with `*`;
 * - any other is of fixed times: in a repeated hour it runs in the first showing only;
 * - slots of a skipped hour are made up by one, at the moment of the jump, unless the schedule is of every hour.
 */
export function dueBetween(monitor: Scheduled, from: number, to: number): readonly number[] {
  const slots: number[] = []
  for (let slot = nextSlot(monitor, from); slot <= to; slot = nextSlot(monitor, slot)) slots.push(slot)
  return slots
}

/** The first slot after `at`. */
export function nextSlot({ id, schedule }: Scheduled, at: number): number {
  if (schedule.kind === 'cron') return nextCronSlot(schedule, at)
  const phase = phaseOf(id, schedule.everyMs)
  return (Math.floor((at - phase) / schedule.everyMs) + 1) * schedule.everyMs + phase
}

/** The last slot at or before `at`. */
export function previousSlot({ id, schedule }: Scheduled, at: number): number {
  if (schedule.kind === 'cron') return previousCronSlot(schedule, at)
  const phase = phaseOf(id, schedule.everyMs)
  return Math.floor((at - phase) / schedule.everyMs) * schedule.everyMs + phase
}

/**
 * A monitor's fixed place within its interval, 0 ≤ phase < everyMs: the same on every machine and after every start, and spread evenly over
 * monitors. FNV-1a over the id, then MurmurHash3's finalizer, since FNV alone leaves ids that differ in their last letter close together.
 */
export function phaseOf(monitorId: string, everyMs: number): number {
  let hash = 0x811c9dc5
  for (const character of monitorId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return Math.floor((((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * everyMs)
}

/**
 * The interval I of a look made at `at` (method.md, Words): the plain interval, or for cron the shorter of the distances from its slot to the
 * one before and the one after. A recheck between two slots belongs to the earlier one.
 */
export function intervalAt(schedule: Schedule, at: number): number {
  if (schedule.kind === 'every') return schedule.everyMs
  const slot = previousCronSlot(schedule, at)
  return Math.min(slot - previousCronSlot(schedule, slot - 1), nextCronSlot(schedule, slot) - slot)
}

/** The shortest distance of two consecutive slots in the year after `from`; that of the next two where a year holds fewer. */
export function shortestDistanceMs(cron: string, timeZone: string, from: number): number {
  const schedule: CronSchedule = { kind: 'cron', cron, timeZone }
  const end = from + 366 * dayMs
  const usual = shortestOnUsualDays(cronOf(schedule))
  let slot = nextCronSlot(schedule, from)
  let shortest = Infinity
  // Clock changes aside no distance is below the usual one, so the walk ends where that is met: within a day or two for dense schedules.
  while (shortest > usual && (slot <= end || shortest === Infinity)) {
    const next = nextCronSlot(schedule, slot)
    shortest = Math.min(shortest, next - slot)
    slot = next
  }
  for (let span = offsetSpanAt(from, timeZone); span.to <= end; span = offsetSpanAt(span.to, timeZone)) {
    const before = previousCronSlot(schedule, span.to - 1)
    const after = nextCronSlot(schedule, before)
    shortest = Math.min(shortest, after - before, nextCronSlot(schedule, after) - after)
  }
  return shortest
}

type CronSchedule = Extract<Schedule, { kind: 'cron' }>

const dayMs = 86_400_000
const cronBySchedule = new WeakMap<CronSchedule, Cron>()

/** Read once for each schedule object: the scheduler asks again at every slot. */
function cronOf(schedule: CronSchedule): Cron {
  const known = cronBySchedule.get(schedule)
  if (known !== undefined) return known
  const cron = parseCron(schedule.cron)
  if ('problems' in cron) throw new RangeError(`cron "${schedule.cron}": ${cron.problems.join('; ')}`)
  cronBySchedule.set(schedule, cron)
  return cron
}

function nextCronSlot(schedule: CronSchedule, at: number): number {
  const cron = cronOf(schedule)
  let from = at + 1
  for (;;) {
    const span = offsetSpanAt(from, schedule.timeZone)
    if (from === span.from && makesUp(cron, span, schedule.timeZone)) return from
    const local = nextLocal(cron, Math.max(from + span.offsetMs, firstLocal(cron, span, schedule.timeZone)))
    if (local === null) throw new RangeError(`cron "${schedule.cron}" has no slot after ${at}`)
    if (local - span.offsetMs < span.to) return local - span.offsetMs
    from = span.to
  }
}

function previousCronSlot(schedule: CronSchedule, at: number): number {
  const cron = cronOf(schedule)
  let to = at
  for (;;) {
    const span = offsetSpanAt(to, schedule.timeZone)
    const local = previousLocal(cron, to + span.offsetMs)
    if (local === null) throw new RangeError(`cron "${schedule.cron}" has no slot before ${at}`)
    if (local >= firstLocal(cron, span, schedule.timeZone)) return local - span.offsetMs
    if (makesUp(cron, span, schedule.timeZone)) return span.from
    to = span.from - 1
  }
}

/** The local time from which a span's slots count: its own first, or where clocks went back, for fixed times, the first that is new. */
function firstLocal(cron: Cron, span: OffsetSpan, timeZone: string): number {
  if (span.from === -Infinity) return -Infinity
  const own = span.from + span.offsetMs
  return isEveryHour(cron) || cron.withinTheHour ? own : Math.max(own, span.from + offsetSpanAt(span.from - 1, timeZone).offsetMs)
}

/** Whether slots were skipped by the jump that begins the span, so that one is made up at its first moment. */
function makesUp(cron: Cron, span: OffsetSpan, timeZone: string): boolean {
  if (span.from === -Infinity || isEveryHour(cron)) return false
  const skippedFrom = span.from + offsetSpanAt(span.from - 1, timeZone).offsetMs
  const skipped = nextLocal(cron, skippedFrom)
  return skipped !== null && skipped < span.from + span.offsetMs
}

function isEveryHour(cron: Cron): boolean {
  return cron.hour.length === 24
}

/** The shortest distance of two slots within a day, or over a midnight, when the clocks do not change. */
function shortestOnUsualDays(cron: Cron): number {
  const times = cron.hour.flatMap((hour) =>
    cron.minute.flatMap((minute) => cron.second.map((second) => ((hour * 60 + minute) * 60 + second) * 1000)),
  )
  const overMidnight = dayMs + (times[0] ?? 0) - (times.at(-1) ?? 0)
  return times.reduce((shortest, time, index) => Math.min(shortest, time - (times[index - 1] ?? -Infinity)), overMidnight)
}
