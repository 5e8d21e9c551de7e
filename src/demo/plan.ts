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
  let slotAt = 0

  const slotAfter = (at: number): number => {
    // The usual case without the hash of the id, which would cost more than the look.
    if ((at - phase) % slotEveryMs === 0) return at + slotEveryMs
    return nextSlot({ id, schedule: { kind: 'every', everyMs: slotEveryMs } }, at)
  }
  const adopt = (next: number, ms: number): void => {
    changed = next
    slotEveryMs = ms
    phase = phaseOf(id, ms)
  }
  const following = (at: number): number => {
    let slot = slotAfter(at)
    for (let change = changes[changed]; change !== undefined && change.from <= slot; change = changes[changed]) {
      adopt(changed + 1, change.everyMs)
      slot = Math.min(slot, slotAfter(Math.max(at, change.from)))
    }
    return slot
  }

  const plan: Plan = {
    dueAt: 0,
    startAt: 0,
    recheck: false,
    everyMs,
    hurry(now) {
      adopt(changes.filter(({ from }) => from <= now).length, everyMsAt(everyMs, changes, now))
      slotAt = Math.min(following(now), now + phaseOf(id, soonWindowMs))
    },
    next(freeAt, recheckAt) {
      while (onGrid(slotAt) < freeAt) slotAt = following(slotAt)
      plan.recheck = recheckAt !== null && onGrid(recheckAt) < onGrid(slotAt)
      plan.dueAt = plan.recheck ? (recheckAt ?? slotAt) : slotAt
      plan.startAt = onGrid(plan.dueAt)
      plan.everyMs = changes.length === 0 ? everyMs : everyMsAt(everyMs, changes, plan.dueAt)
    },
    take() {
      if (!plan.recheck) slotAt = following(slotAt)
    },
  }
  return plan
}

function onGrid(at: number): number {
  return Math.ceil(at / gridMs) * gridMs
}

function everyMsAt(everyMs: number, changes: readonly Interval[], at: number): number {
  return changes.findLast(({ from }) => from <= at)?.everyMs ?? everyMs
}
