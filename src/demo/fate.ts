import type { PublicMonitor } from '../core/public-config.ts'
import { calm, type Effect, effectAt, effectsOf, offlineEffect, slownessAt } from './effect.ts'
import { type Happening, leadMs, type Stretch } from './happening.ts'

/** What looks at one monitor meet. */
export interface Fate {
  effectAt(at: number): Effect
  /** How many times slower than usual the service answers at the instant that `effectAt` was asked for last. */
  slowness(): number
}

/** Throws a RangeError when happenings, with their leads, do not ascend, each over before the next begins. */
export function createFate(monitor: PublicMonitor, happenings: readonly Happening[], offline: readonly Stretch[]): Fate {
  const offlineMeets = offlineEffect(monitor)
  const fates = happenings.map((happening) => ({
    happening,
    effects: effectsOf(happening, monitor),
    from: happening.from - leadMs(happening, monitor.expect.certificateDays),
    to: happening.to ?? Number.POSITIVE_INFINITY,
  }))
  const passFate = passing(checked(fates, monitor.id))
  const passOffline = passing(offline)
  let slowness = 1
  // Nothing goes on from the one to the other.
  let calmFrom = 0
  let calmTo = 0

  const meets = (at: number): Effect => {
    if (passOffline(at) !== null) return offlineMeets
    const current = passFate(at)
    if (current === null) {
      calmFrom = at
      calmTo = Math.min(nextFrom(fates, at), nextFrom(offline, at))
      return calm
    }
    slowness = slownessAt(current.happening, at)
    return effectAt(current.happening, current.effects, at)
  }
  return {
    effectAt(at) {
      slowness = 1
      return at >= calmFrom && at < calmTo ? calm : meets(at)
    },
    slowness: () => slowness,
  }
}

function nextFrom(stretches: readonly Stretch[], at: number): number {
  return stretches.find(({ from }) => from > at)?.from ?? Number.POSITIVE_INFINITY
}

/** The stretch that an instant lies in, or null; quick while nothing goes on. An instant may lie before the last one: a planned look was dropped. */
export function passing<T extends Stretch>(stretches: readonly T[]): (at: number) => T | null {
  let index = 0
  let current = stretches[0]
  let passedTo = Number.NEGATIVE_INFINITY
  return (at) => {
    while (at < passedTo) {
      index -= 1
      current = stretches[index]
      passedTo = stretches[index - 1]?.to ?? Number.NEGATIVE_INFINITY
    }
    while (current !== undefined && current.to <= at) {
      passedTo = current.to
      index += 1
      current = stretches[index]
    }
    return current === undefined || at < current.from ? null : current
  }
}

/** The same stretches. Throws a RangeError when they do not ascend, each over before the next begins. */
export function checked<T extends Stretch>(stretches: readonly T[], what: string): readonly T[] {
  const wrong = stretches.findIndex(({ from, to }, index) => to <= from || from < (stretches[index - 1]?.to ?? Number.NEGATIVE_INFINITY))
  if (wrong >= 0) throw new RangeError(`${what}: event ${wrong} begins before the one before it is over, or ends before it begins`)
  return stretches
}
