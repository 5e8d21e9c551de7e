import type { Failure } from './failure.ts'

/** `unknown`: we could not tell. It counts exactly as a missing look (method.md, Words). */
export type Outcome = 'up' | 'down' | 'unknown'

/** Phase times of one look in whole ms; null when the phase was not reached or does not exist. */
export interface Timings {
  readonly resolveMs: number | null
  readonly connectMs: number | null
  readonly handshakeMs: number | null
  /** Request sent → first byte of the final response. */
  readonly firstByteMs: number | null
  /** Start of the look → its end, all hops and phases. */
  readonly totalMs: number
}

/**
 * What the method reads of one look (method.md R1, R2, R15). `Observation` extends it; samples for
 * `vigie derive` are just this. All instants and durations are integer ms, UTC.
 */
export interface Look {
  /** Start instant t. */
  readonly at: number
  /** How long it took, d. */
  readonly durationMs: number
  /** Clock uncertainty u. */
  readonly uncertaintyMs: number
  /** The monitor's interval I then in force (also on recheck looks). */
  readonly everyMs: number
  /** Raw outcome, as recorded; never rewritten. */
  readonly outcome: Outcome
  readonly failure: Failure | null
  /** Reasons of an `up` look that is past a threshold; empty when none. */
  readonly degraded: readonly Failure[]
  /** Controls were configured when it was made: a raw down then needs a fine control round (R15). */
  readonly controlled: boolean
  /**
   * Continuity span: looks of different spans are never adjacent, even within R2's reach. It is the `seq` of the
   * newest record that broke continuity for this monitor (first configuration, changed target or expectation,
   * pause, clock step, suspend); 0 in samples from elsewhere.
   */
  readonly span: number
}

/** One look, judged, as it is recorded. Its identity is (vantageId, boot, counter), never its time. */
export interface Observation extends Look {
  readonly monitorId: string
  readonly vantageId: string
  /** Random id of the daemon's run that made it. */
  readonly boot: string
  /** Counter of looks within that run, from 0. */
  readonly counter: number
  /** The slot it was made for; a recheck's own due time. */
  readonly scheduledAt: number
  /** Made under R14, between the regular slots. */
  readonly recheck: boolean
  /** `system`, or the source that corrected the clock (an NTP server's name). */
  readonly clockSource: string
  /** Correction already applied to `at`, ms, may be fractional; 0 for `system`. */
  readonly clockOffsetMs: number
  /** SHA-256 (hex) of the canonical target and expectation that were in force, without secrets. */
  readonly configHash: string
  readonly timings: Timings
  /** HTTP status of the final answer. */
  readonly status: number | null
  readonly finalHost: string | null
  /** Redirects that were followed. */
  readonly redirects: number
  /** Bytes of body received after decoding, at most the cap; null without a body. */
  readonly bodyLength: number | null
  readonly bodyTruncated: boolean
  /** Rules of the expectation that decided, for example `contains[0]`. */
  readonly rules: readonly string[]
  /** Remote address that was used. */
  readonly address: string | null
  readonly family: 4 | 6 | null
  readonly tlsVersion: string | null
  /** SHA-256 (hex) of the leaf certificate's DER. */
  readonly certificate: string | null
  /** Fingerprint of the visible text; null until judged by pages. */
  readonly fingerprint: string | null
  /** Marks such as `suspect`; shown to operators, never counted. */
  readonly flags: readonly string[]
  /** Reasons of the judgement beyond `failure`. */
  readonly reasons: readonly string[]
}

/** What one control target answered in a round. */
export interface ControlResult {
  readonly target: string
  readonly reachable: boolean
  readonly durationMs: number
  readonly failure: Failure | null
}

/** One control round (R15): all targets at once, 5 s at most. */
export interface ControlRound {
  readonly vantageId: string
  readonly boot: string
  readonly counter: number
  /** When it began, on the same clock as looks. */
  readonly at: number
  readonly durationMs: number
  /** At least `required` targets were reachable. */
  readonly fine: boolean
  readonly required: number
  readonly results: readonly ControlResult[]
}

/** A recorded thing with its place in the log. */
export type Recorded<T> = T & { readonly seq: number }
