import type { Clock } from '../clock.ts'
import type { Exchanged } from '../core/capture.ts'
import type { Target, TargetKind } from '../core/monitor.ts'
import type { Reading } from '../core/reading.ts'
import type { Net } from './net.ts'

/** What a probe may use. It opens a fresh connection: no keep-alive, no TLS resumption, no cached DNS. */
export interface ProbeContext {
  readonly clock: Clock
  /** Resolving, connecting, TLS; shared by all probes (one TLS context per trust setting). */
  readonly net: Net
  /** Whole budget of the look, ms. The probe ends by itself within it. */
  readonly timeoutMs: number
  /** The daemon is stopping: end now. */
  readonly signal: AbortSignal
  readonly userAgent: string
  /** Bytes of body to read at most. */
  readonly bodyCapBytes: number
  /** Whether the expectation needs a reply (tcp). */
  readonly wantsReply: boolean
  /** Told once, before the probe ends, how to put together what went over the wire; absent: nobody will ask, and nothing is kept for it. */
  readonly offer?: (exchanged: () => Exchanged) => void
}

/** One look at a target. Never rejects for a target's fault; a rejection is a bug of ours. */
export type Probe<T extends Target = Target> = (target: T, context: ProbeContext) => Promise<Reading>

/** Forgetting a kind is a type error. */
export type ProbeRegistry = { readonly [K in TargetKind]: Probe<Extract<Target, { kind: K }>> }
