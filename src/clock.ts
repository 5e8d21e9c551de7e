import { setTimeout as delay } from 'node:timers/promises'

/** How good the time is, at this moment (method.md R16). */
export interface ClockQuality {
  /** `system`, or the name of the time source in use. */
  readonly source: string
  /** Correction that `now()` already applies, ms. */
  readonly offsetMs: number
  /** u: half-width of what the corrected time may be wrong by, ms, rounded up. */
  readonly uncertaintyMs: number
}

/** Time as the whole program sees it; tests move one by hand (test/support/hand-clock.ts). */
export interface Clock {
  /** UTC, integer ms, corrected. */
  now(): number
  /** Monotonic ms since some start, fractional; unaffected by steps of the wall clock. */
  elapsed(): number
  /** Resolves after `ms`, or at once when `signal` is aborted (it never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  quality(): ClockQuality
}

/** What a time source measured: true time is between `wall + offsetMs − errorMs` and `wall + offsetMs + errorMs` at the moment `elapsedMs`. */
export interface TimeSample {
  readonly source: string
  readonly offsetMs: number
  readonly errorMs: number
  /** The wall clock and the monotonic clock at the moment of the answer. */
  readonly wallMs: number
  readonly elapsedMs: number
}

/** A clock that a time source may correct. */
export interface CorrectedClock extends Clock {
  correct(sample: TimeSample): void
}

/** The two clocks of the machine; tests hand in their own. */
export interface RawClock {
  wall(): number
  elapsed(): number
}

/** RFC 5905's PHI: how fast an undisciplined oscillator is taken to drift. */
export const driftPerMs = 15e-6

// A correction up to this is worked in little by little, so that now() never goes back by itself; a larger one is applied at once and
// shows as a step to whoever watches for steps.
const largestSlewMs = 1_000
const slewRate = 0.1

/** This machine's clocks. */
export const machine: RawClock = { wall: () => Date.now(), elapsed: () => performance.now() }

/**
 * The machine's clock. Until something calls `correct` it is the system's time as it is: source `system`, correction and
 * uncertainty 0. Afterwards u covers the sample's error, drift since then, what of the correction is still to be worked in, and
 * whatever the wall clock was moved by against the monotonic one meanwhile (somebody else may be disciplining it).
 */
export function systemClock(raw: RawClock = machine): CorrectedClock {
  let sample: TimeSample | null = null
  let applied = 0
  let appliedAt = 0

  const offset = (): number => {
    if (sample === null) return 0
    const elapsed = raw.elapsed()
    const room = (elapsed - appliedAt) * slewRate
    const missing = sample.offsetMs - applied
    applied += Math.sign(missing) * Math.min(Math.abs(missing), room)
    appliedAt = elapsed
    return applied
  }

  return {
    now: () => Math.floor(raw.wall() + offset()),
    elapsed: () => raw.elapsed(),
    sleep,
    quality() {
      if (sample === null) return { source: 'system', offsetMs: 0, uncertaintyMs: 0 }
      const offsetMs = offset()
      const age = raw.elapsed() - sample.elapsedMs
      const moved = Math.abs(raw.wall() - sample.wallMs - age)
      const uncertaintyMs = Math.ceil(sample.errorMs + age * driftPerMs + Math.abs(sample.offsetMs - offsetMs) + moved)
      return { source: sample.source, offsetMs, uncertaintyMs }
    },
    correct(next) {
      offset()
      if (sample === null) appliedAt = raw.elapsed()
      sample = next
      if (Math.abs(next.offsetMs - applied) > largestSlewMs) applied = next.offsetMs
    },
  }
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  // Rejects only when aborted, and then the sleeper is to wake up.
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
}
