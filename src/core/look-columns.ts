import type { Look } from './observation.ts'

/** Phase times in whole ms, one number per look; NaN where the phase was not reached or does not exist. */
export interface PhaseColumns {
  readonly resolveMs: Float64Array
  readonly connectMs: Float64Array
  readonly handshakeMs: Float64Array
  readonly firstByteMs: Float64Array
  /** What is left of the total after those before. */
  readonly transferMs: Float64Array
  readonly totalMs: Float64Array
}

/**
 * Looks of one monitor in the order in which they count, column by column: what a stored history is read as. Never changed once they are
 * handed over, neither by a reader nor by whoever made them: a column that holds one number all over is remembered.
 */
export interface LookColumns {
  readonly length: number
  /** Places in the log; null where nobody asked for them. */
  readonly seq: Float64Array | null
  /** The highest of them. */
  readonly lastSeq: number
  readonly at: Float64Array
  readonly uncertaintyMs: Float64Array
  /** How long those took that are not up, at the least; what it says of the others is nothing. Read when it is first asked for. */
  readonly durationMs: () => Float64Array
  /** 0 where the raw outcome is up, 1 where it is down. */
  readonly outcome: Float64Array
  /** 0 where no threshold was passed. */
  readonly degraded: Float64Array
  /** Looks with the same number were made on the same terms. */
  readonly terms: Float64Array
  readonly termsOf: (terms: number) => Pick<Look, 'everyMs' | 'controlled' | 'span'>
  /** null where nobody asked for them. */
  readonly phases: PhaseColumns | null
  /** One of them as a whole. */
  readonly look: (index: number) => Look
}
