import type { Failure } from './failure.ts'
import type { DnsType } from './monitor.ts'
import type { Outcome, Timings } from './observation.ts'

/** One hop of a redirect chain, or the only exchange. */
export interface Hop {
  readonly url: string
  readonly status: number | null
  readonly address: string | null
  readonly resolveMs: number | null
  readonly connectMs: number | null
  readonly handshakeMs: number | null
  readonly firstByteMs: number | null
  readonly transferMs: number | null
}
export interface Certificate {
  /** SHA-256 of the DER, lower-case hex. */
  readonly sha256: string
  readonly subject: string
  readonly issuer: string
  /** UTC ms. */
  readonly notBefore: number
  readonly notAfter: number
  readonly names: readonly string[]
}
export interface TlsReading {
  /** `TLSv1.3` */
  readonly version: string
  readonly cipher: string | null
  readonly alpn: string | null
  readonly leaf: Certificate | null
}
export interface HttpReading {
  readonly status: number
  /** In the order they came, names as they came. */
  readonly headers: readonly (readonly [string, string])[]
  readonly finalUrl: string
  /** Decoded body, at most the cap. */
  readonly body: Uint8Array
  readonly bodyTruncated: boolean
}
export interface DnsReading {
  /** What was asked. */
  readonly type: DnsType
  readonly rcode: string
  /** Data in presentation format, lower case, with TTL in s. */
  readonly answers: readonly { readonly type: string; readonly data: string; readonly ttl: number }[]
  readonly resolver: string
}

/** The raw result of one probe: what was seen, before any expectation. A failing target is data, never an exception. */
export interface Reading {
  /** What ended the look early, or null. */
  readonly failure: Failure | null
  readonly timings: Timings
  readonly address: string | null
  readonly family: 4 | 6 | null
  readonly hops: readonly Hop[]
  readonly tls: TlsReading | null
  readonly http: HttpReading | null
  readonly dns: DnsReading | null
  /** Bytes a TCP service sent, as text. */
  readonly reply: string | null
  /** For people, never judged: "IPv6 skipped: the observer has none". */
  readonly remarks: readonly string[]
}

/** A reading of which nothing is known: of a saved page, all but its body. */
export const unseenReading: Reading = {
  failure: null,
  timings: { resolveMs: null, connectMs: null, handshakeMs: null, firstByteMs: null, totalMs: 0 },
  address: null,
  family: null,
  hops: [],
  tls: null,
  http: null,
  dns: null,
  reply: null,
  remarks: [],
}

/** The judgement of one look (`classify`). */
export interface Judgement {
  readonly outcome: Outcome
  readonly failure: Failure | null
  readonly degraded: readonly Failure[]
  /** Rules that decided, `contains[0]`. */
  readonly rules: readonly string[]
  readonly reasons: readonly string[]
}
