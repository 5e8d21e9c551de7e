import type { Clock, ClockQuality } from '../../src/clock.ts'

/** A clock moved by hand. Sleepers wake in order of their time, as monotonic time passes. */
export interface HandClock extends Clock {
  /** Lets time pass on both clocks; whoever sleeps wakes at its moment and gets to run before time goes on. */
  advance(ms: number): Promise<void>
  /** Moves the wall clock alone: a step. */
  step(ms: number): void
  /** The machine sleeps: the wall clock and `sinceBoot` go on, the monotonic clock and its timers stand still. */
  suspend(ms: number): void
  /** The process stands still (a stopped or starved process): both clocks go on, nobody wakes until it is over. */
  freeze(ms: number): Promise<void>
  /** Time since the machine started, suspends included, ms. */
  readonly sinceBoot: () => number
  setQuality(quality: ClockQuality): void
  /** How many sleep. */
  sleepers(): number
}

interface Sleeper {
  readonly until: number
  wake(): void
}

/** Starts at `startAt` (UTC ms). */
export function handClock(startAt: number = Date.UTC(2026, 10, 23, 10)): HandClock {
  let wall = startAt
  let elapsed = 0
  let asleep = 0
  let quality: ClockQuality = { source: 'system', offsetMs: 0, uncertaintyMs: 0 }
  let sleepers: readonly Sleeper[] = []

  const pass = (ms: number): void => {
    wall += ms
    elapsed += ms
  }
  const wakeDue = async (): Promise<boolean> => {
    const due = sleepers.filter(({ until }) => until <= elapsed).toSorted((a, b) => a.until - b.until)[0]
    if (due === undefined) return false
    sleepers = sleepers.filter((sleeper) => sleeper !== due)
    due.wake()
    await settle()
    return true
  }

  return {
    now: () => Math.floor(wall),
    elapsed: () => elapsed,
    sinceBoot: () => elapsed + asleep,
    quality: () => quality,
    setQuality(next) {
      quality = next
    },
    sleepers: () => sleepers.length,
    sleep(ms, signal) {
      if (signal?.aborted === true) return Promise.resolve()
      return new Promise((resolve) => {
        const sleeper: Sleeper = { until: elapsed + Math.max(0, ms), wake: resolve }
        sleepers = [...sleepers, sleeper]
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          resolve()
        })
      })
    },
    async advance(ms) {
      const end = elapsed + ms
      await settle()
      for (;;) {
        const next = Math.min(end, ...sleepers.map(({ until }) => until))
        if (next > elapsed) pass(next - elapsed)
        while (await wakeDue());
        if (elapsed >= end) return
      }
    },
    step(ms) {
      wall += ms
    },
    suspend(ms) {
      wall += ms
      asleep += ms
    },
    async freeze(ms) {
      pass(ms)
      while (await wakeDue());
    },
  }
}

/** Lets promises that are ready run to their end. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
