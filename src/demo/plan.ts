import { nextSlot, phaseOf } from '../core/schedule.ts'

/** From `from` on the monitor's interval is `everyMs`. */
export interface Interval {
  readonly from: number
  readonly everyMs: number
}

/** When one monitor is looked at, as the daemon's scheduler decides it. Instants are UTC ms; those asked for must ascend. */
export interface Plan {
  /** The daemon began, or the target changed: an early look, spread over some seconds, unless a slot comes first. */
  hurry(now: number): void
  /** Plans the next look, not before `freeAt`: at the recheck's time, or at the next slot, which serves as the recheck as well. */
  next(freeAt: number, recheckAt: number | null): void
  /** Takes the look that was planned: it begins, and its slot is used up. */
  take(): void
  /** The planned look: what it is due for, and the point of the scheduler's grid at which it starts. */
  dueAt: number
  startAt: number
  recheck: boolean
  everyMs: number
}

// src/daemon/scheduler.ts groups starts on this grid, and spreads first looks over this window.
const gridMs = 100
const soonWindowMs = 8_000

export function createPlan(id: string, everyMs: number, changes: readonly Interval[]): Plan {
  // The interval by which slots are planned; at a change it is ahead of the one in force.
  let slotEveryMs = everyMs
  let phase = phaseOf(id, everyMs)
  let changed = 0
  // While that interval is in force: from the last change to the next.
  let steadyFrom = Number.NEGATIVE_INFINITY
  let steadyTo = startOf(changes, 0)
  // A slot of that interval.
  let steadySlot = Number.NaN
  let slotAt = 0

  const slotAfter = (at: number): number => {
    // The usual case without the hash of the id, which would cost more than the look.
    if ((at - phase) % slotEveryMs === 0) return at + slotEveryMs
    return nextSlot({ id, schedule: { kind: 'every', everyMs: slotEveryMs } }, at)
  }
  const adopt = (change: number): void => {
    if (change === changed) return
    changed = change
    slotEveryMs = changes[change - 1]?.everyMs ?? everyMs
    phase = phaseOf(id, slotEveryMs)
    steadyFrom = changes[change - 1]?.from ?? Number.NEGATIVE_INFINITY
    steadyTo = startOf(changes, change)
  }
  // Walked on from where it was asked last: instants nearly always ascend.
  let passed = 0
  const passedBy = (at: number): number => {
    while (passed < changes.length && (changes[passed]?.from ?? at) <= at) passed += 1
    while (passed > 0 && (changes[passed - 1]?.from ?? at) > at) passed -= 1
    return passed
  }
  const following = (at: number): number => {
    // Nearly always the next slot of the same interval, far from any change.
    if (at !== steadySlot || at < steadyFrom || at + slotEveryMs >= steadyTo) return followingChanges(at)
    steadySlot = at + slotEveryMs
    return steadySlot
  }
  const followingChanges = (at: number): number => {
    // Back, too: a look planned beyond a change may have been dropped.
    if (changes.length > 0) adopt(passedBy(at))
    let slot = slotAfter(at)
    for (let change = changes[changed]; change !== undefined && change.from <= slot; change = changes[changed]) {
      adopt(changed + 1)
      slot = Math.min(slot, slotAfter(Math.max(at, change.from)))
    }
    steadySlot = (slot - phase) % slotEveryMs === 0 ? slot : Number.NaN
    return slot
  }

  const everyMsAt = (at: number): number => changes[passedBy(at) - 1]?.everyMs ?? everyMs

  const plan: Plan = {
    dueAt: 0,
    startAt: 0,
    recheck: false,
    everyMs,
    hurry(now) {
      slotAt = Math.min(following(now), now + phaseOf(id, soonWindowMs))
    },
    next(freeAt, recheckAt) {
      while (onGrid(slotAt) < freeAt) slotAt = following(slotAt)
      plan.recheck = recheckAt !== null && onGrid(recheckAt) < onGrid(slotAt)
      plan.dueAt = plan.recheck ? (recheckAt ?? slotAt) : slotAt
      plan.startAt = onGrid(plan.dueAt)
      plan.everyMs = plan.dueAt >= steadyFrom && plan.dueAt < steadyTo ? slotEveryMs : everyMsAt(plan.dueAt)
    },
    take() {
      if (!plan.recheck) slotAt = following(slotAt)
    },
  }
  return plan
}

function startOf(changes: readonly Interval[], change: number): number {
  return changes[change]?.from ?? Number.POSITIVE_INFINITY
}

function onGrid(at: number): number {
  return Math.ceil(at / gridMs) * gridMs
}
