import type { Clock } from '../clock.ts'

/** The wall clock moved against the monotonic one (method.md R16). */
export interface ClockBreak {
  readonly kind: 'step' | 'suspend'
  /** When it was noticed, UTC ms, by the clock as it is now. */
  readonly at: number
  /** How far the wall clock moved beyond the time that passed, ms; negative: back. */
  readonly deltaMs: number
}

/** Tells a break once, at the first look at the clocks after it. */
export interface ClockWatch {
  check(): ClockBreak | null
}

// R16. Less is disciplining, a busy machine or rounding.
const toleratedMs = 1_000

/**
 * `sinceBoot`: ms since the machine started, suspends included (the monotonic clock of Linux stands still while the machine
 * sleeps, so that a suspend looks like a step forward: only this tells them apart). It is asked only when something broke.
 */
export function createClockWatch(clock: Pick<Clock, 'now' | 'elapsed'>, sinceBoot: () => number): ClockWatch {
  let wall = clock.now()
  let elapsed = clock.elapsed()
  let asleep = sinceBoot() - elapsed

  return {
    check() {
      const nextWall = clock.now()
      const nextElapsed = clock.elapsed()
      const deltaMs = Math.round(nextWall - wall - (nextElapsed - elapsed))
      wall = nextWall
      elapsed = nextElapsed
      if (Math.abs(deltaMs) <= toleratedMs) return null
      const sleptMs = sinceBoot() - nextElapsed - asleep
      asleep += sleptMs
      return { kind: sleptMs > toleratedMs ? 'suspend' : 'step', at: nextWall, deltaMs }
    },
  }
}
