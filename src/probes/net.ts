import type { TLSSocket } from 'node:tls'
import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import type { Failure } from '../core/failure.ts'
import type { IpVersion, TlsSettings } from '../core/monitor.ts'
import type { TlsReading } from '../core/reading.ts'

/** What is left of one look: every layer ends by itself when `signal` is aborted. */
export interface Budget {
  readonly clock: Clock
  /** Aborted when the budget is spent or the daemon stops. */
  readonly signal: AbortSignal
  /** ms left, never negative. */
  readonly leftMs: () => number
  /** True when the daemon stops, not the time ran out. */
  readonly stopping: () => boolean
}

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** The answer of one layer: a value, or the failure that ended the look; the time it took either way (null: the phase did not exist). */
export type Layer<T> =
  | { readonly ok: true; readonly value: T; readonly tookMs: number | null; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly failure: Failure; readonly tookMs: number | null; readonly remarks: readonly string[] }

/** The layers under every probe over connections, each timed (fractional ms) and each classifying its own errors. */
export interface Net {
  /** Addresses of a host in the order to try; never cached. An IP literal is itself, and the phase does not exist. */
  resolve(host: string, ipVersion: IpVersion, budget: Budget): Promise<Layer<readonly Address[]>>
  /** A TCP connection to the first of the addresses that accepts. The caller owns the socket; it has an `error` listener. */
  connect(addresses: readonly Address[], port: number, budget: Budget): Promise<Layer<{ socket: Socket; at: Address }>>
  /** TLS over a connected socket. `tls` of the answer is filled even when verification fails. */
  handshake(
    socket: Socket,
    serverName: string,
    settings: TlsSettings,
    budget: Budget,
  ): Promise<Layer<TLSSocket> & { readonly tls: TlsReading | null }>
}
