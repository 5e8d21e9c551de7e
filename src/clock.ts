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
