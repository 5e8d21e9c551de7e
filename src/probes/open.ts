import type { Socket } from 'node:net'
import type { PeerCertificate } from 'node:tls'
import type { CapturedLookup } from '../core/capture.ts'
import { type Failure, failure } from '../core/failure.ts'
import type { IpVersion } from '../core/monitor.ts'
import type { Reading, TlsReading } from '../core/reading.ts'
import type { Budget } from './budget.ts'
import type { HandshakeRequest } from './handshake.ts'
import type { Address, Net } from './net.ts'
import { isPrivate } from './private-network.ts'

/** What to open: a TCP connection, and TLS over it when `tls` is given. */
export interface Destination {
  readonly host: string
  readonly port: number
  readonly ipVersion: IpVersion
  readonly tls: HandshakeRequest | null
  /** A public page sent us here: go to no private address. */
  readonly publicOnly?: boolean
}

/** A connection opened layer by layer, as far as it came; times in whole ms, floored so that phases never add up to more than the total. */
export interface Opened {
  readonly socket: Socket | null
  readonly failure: Failure | null
  readonly at: Address | null
  readonly tls: TlsReading | null
  /** As it was presented, its issuers behind it. */
  readonly peer: PeerCertificate | null
  readonly lookups: readonly CapturedLookup[]
  readonly resolveMs: number | null
  readonly connectMs: number | null
  readonly handshakeMs: number | null
  readonly remarks: readonly string[]
}

/** Resolve, connect and, where asked, shake hands. The caller destroys the socket. */
export async function open(net: Net, to: Destination, budget: Budget): Promise<Opened> {
  const resolved = await net.resolve(to.host, to.ipVersion, budget)
  const resolveMs = wholeMs(resolved.tookMs)
  const { lookups } = resolved
  if (!resolved.ok) return { ...unopened, lookups, resolveMs, remarks: resolved.remarks, failure: resolved.failure }
  if (to.publicOnly && resolved.value.some(isPrivate)) {
    const inside = failure('http_redirect_invalid', `a public address redirected to ${to.host}, in a private network`)
    return { ...unopened, lookups, resolveMs, remarks: resolved.remarks, failure: inside }
  }
  const connected = await net.connect(resolved.value, to.port, budget)
  const connectMs = wholeMs(connected.tookMs)
  const remarks = connected.remarks.length === 0 ? resolved.remarks : [...resolved.remarks, ...connected.remarks]
  if (!connected.ok) {
    return { ...unopened, lookups, resolveMs, connectMs, remarks, at: resolved.value[0] ?? null, failure: connected.failure }
  }
  const { socket, at } = connected.value
  if (!to.tls) return { socket, failure: null, at, tls: null, peer: null, lookups, resolveMs, connectMs, handshakeMs: null, remarks }
  const secured = await net.handshake(socket, to.tls, budget)
  const { tls, peer } = secured
  const afterHandshake = { ...unopened, at, lookups, resolveMs, connectMs, remarks, tls, peer, handshakeMs: wholeMs(secured.tookMs) }
  return secured.ok ? { ...afterHandshake, socket: secured.value } : { ...afterHandshake, failure: secured.failure }
}

/** The reading of a look that did nothing but open a connection. */
export function readingOf(opened: Opened, totalMs: number): Reading {
  const { resolveMs, connectMs, handshakeMs, at } = opened
  return {
    failure: opened.failure,
    timings: { resolveMs, connectMs, handshakeMs, firstByteMs: null, totalMs: Math.floor(totalMs) },
    address: at?.address ?? null,
    family: at?.family ?? null,
    hops: [],
    tls: opened.tls,
    http: null,
    dns: null,
    reply: null,
    remarks: opened.remarks,
  }
}

export function wholeMs(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms)
}

export const unopened: Opened = {
  socket: null,
  failure: null,
  at: null,
  tls: null,
  peer: null,
  lookups: [],
  resolveMs: null,
  connectMs: null,
  handshakeMs: null,
  remarks: [],
}
