import type { Failure } from './failure.ts'
import type { ControlRound, Observation, Outcome } from './observation.ts'

/** Everything that went over the wire in one look, kept at a change of outcome and once a day. A plain value. */
export interface Capture {
  /** The look's identity, and its monitor. */
  readonly monitorId: string
  readonly vantageId: string
  readonly boot: string
  readonly counter: number
  /** Start of the look, UTC ms. */
  readonly at: number
  readonly lookups: readonly CapturedLookup[]
  /** In the order they were made; redirects make several. */
  readonly hops: readonly CapturedHop[]
  /** The round that says whether we were online; null when none was asked for. */
  readonly controls: ControlRound | null
}

/** One question to a resolver and what came back. */
export interface CapturedLookup {
  readonly at: number
  readonly name: string
  /** `A`, `AAAA`, … */
  readonly type: string
  /** Address of the resolver; `hosts` for the observer's own table of names. */
  readonly resolver: string
  /** `NOERROR`, `NXDOMAIN`, …; null when nothing came back. */
  readonly rcode: string | null
  /** Data in presentation format, TTL in s. */
  readonly answers: readonly { readonly name: string; readonly type: string; readonly ttl: number; readonly data: string }[]
}

/** One connection and the exchange over it. */
export interface CapturedHop {
  readonly url: string
  readonly at: number
  /** Remote address; null when none was reached. */
  readonly address: string | null
  readonly tls: { readonly version: string; readonly cipher: string | null } | null
  /** Certificates as they were presented, leaf first, DER; a root at their end is left out. */
  readonly chain: readonly Uint8Array[]
  /** Head and body as sent, without secrets (`withoutSecrets`); null when nothing was sent. */
  readonly request: Uint8Array | null
  readonly response: CapturedResponse | null
  readonly failure: Failure | null
}

export interface CapturedResponse {
  /** Status line and headers as received, with the empty line that ends them; empty for what is not HTTP. */
  readonly head: Uint8Array
  /** What followed on the wire: chunk sizes and content coding as they came. At most `bodyCapBytes` are kept. */
  readonly body: Uint8Array | ErasedBody
  /**
   * Why the body is not whole, in the words of WARC-Truncated; null when it is. `length`: we read no further; `unspecified`: left out,
   * since it repeated one of our secrets.
   */
  readonly truncated: 'length' | 'time' | 'disconnect' | 'unspecified' | null
}

/** A body that was erased later (law, personal data): what remains is enough to recognise it, and breaks no proof. */
export interface ErasedBody {
  /** Of the bytes that were kept, hex. */
  readonly sha256: string
  readonly length: number
}

/** The part of a capture that a probe knows. */
export type Exchanged = Pick<Capture, 'lookups' | 'hops'>

/** Of a body that are kept at most. */
export const bodyCapBytes = 1024 * 1024

/** Body of a `capture` entry of the log; its `at` is the start of the look. */
export interface CaptureNote extends Pick<Observation, 'monitorId' | 'vantageId' | 'boot' | 'counter'> {
  /** Of its manifest (docs/evidence-format.md), hex; the name of the capture. */
  readonly sha256: string
  /** Of the manifest. */
  readonly length: number
  readonly outcome: Outcome
  /** Code of the failure; null when there was none. */
  readonly code: string | null
  readonly reason: CaptureReason
  /** Bytes that the look exchanged and that are kept, before compression and whether they were new or not. */
  readonly bytes: number
}

/**
 * `change`: the outcome or the code of the failure is another than that of the look before; `daily`: neither is, and a day has passed, or
 * none was kept yet.
 */
export type CaptureReason = 'change' | 'daily'

/** What is known of the look before, as far as keeping goes. */
export interface LastSeen {
  readonly outcome: Outcome
  readonly code: string | null
  /** When a look with this outcome and code was last kept, UTC ms; null when none was. */
  readonly keptAt: number | null
}

/** Why a look is to be kept; null when it is not. Unknown says nothing about the service, so it is not repeated daily. */
export function captureDue(last: LastSeen | null, seen: Pick<Observation, 'at' | 'outcome' | 'failure'>): CaptureReason | null {
  const code = seen.failure?.code ?? null
  if (last === null || last.outcome !== seen.outcome || last.code !== code) return 'change'
  if (seen.outcome === 'unknown') return null
  return last.keptAt === null || seen.at - last.keptAt >= dayMs ? 'daily' : null
}

const dayMs = 86_400_000
