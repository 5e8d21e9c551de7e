import type { PeerCertificate } from 'node:tls'
import { bodyCapBytes, type CapturedHop, type CapturedResponse, type Exchanged } from '../core/capture.ts'
import type { Failure } from '../core/failure.ts'
import { createBodyReader, framingOf } from './http-framing.ts'
import { createHeadReader, type FinalHead } from './http-head.ts'
import type { Opened } from './open.ts'

/** Both directions of one exchange, put together only when a look is worth keeping. */
export interface Wire {
  readonly request: () => Uint8Array | null
  readonly response: () => CapturedResponse | null
}

/** How reading an answer ended. */
export interface Ended {
  readonly failure: Failure | null
  /** We read no further, though more may have come. */
  readonly cut: boolean
}

/** An answer to `method` as it came: informational answers before it are left out; what is no HTTP has no head. Null when nothing came. */
export function capturedAnswer(method: string, received: readonly Buffer[], ended: Ended): CapturedResponse | null {
  if (received.length === 0) return null
  const all = Buffer.concat(received)
  const found = createHeadReader().read(all, 0)
  const isHttp = found !== null && !('code' in found)
  const bodyAt = isHttp ? all.length - found.rest.length : 0
  const head = isHttp ? all.subarray(bodyAt - found.length, bodyAt) : all.subarray(0, 0)
  const truncated = isHttp && isWhole(method, found, ended) ? null : whyCut(ended)
  return capped(head, all.subarray(bodyAt), truncated)
}

/** Bytes of another protocol. */
export function capturedBytes(received: readonly Buffer[], ended: Ended): CapturedResponse | null {
  if (received.length === 0) return null
  return capped(new Uint8Array(0), Buffer.concat(received), ended.failure === null && !ended.cut ? null : whyCut(ended))
}

/** One connection of a look, with what went over it. */
export function capturedHop(url: string, at: number, opened: Opened, wire: Wire, failure: Failure | null): CapturedHop {
  const { tls, peer } = opened
  return {
    url,
    at,
    address: opened.at?.address ?? null,
    tls: tls === null ? null : { version: tls.version, cipher: tls.cipher },
    chain: presented(peer),
    request: wire.request(),
    response: wire.response(),
    failure,
  }
}

/** Of a look that did nothing but open one connection, or not even that. */
export function connectionOnly(url: string, at: number, opened: Opened, failure: Failure | null): Exchanged {
  return { lookups: opened.lookups, hops: [capturedHop(url, at, opened, nothing, failure)] }
}

export const nothing: Wire = { request: () => null, response: () => null }

function capped(head: Uint8Array, body: Uint8Array, truncated: CapturedResponse['truncated']): CapturedResponse {
  if (body.length <= bodyCapBytes) return { head, body, truncated }
  return { head, body: body.subarray(0, bodyCapBytes), truncated: 'length' }
}

function isWhole(method: string, { head, rest }: FinalHead, { failure, cut }: Ended): boolean {
  const framed = framingOf(method, head)
  if ('code' in framed) return false
  if (framed.framing.kind === 'none') return true
  const reader = createBodyReader(framed.framing, () => {})
  return reader.endsWithConnection ? failure === null && !cut : reader.read(rest) === 'end'
}

function whyCut({ failure }: Ended): 'length' | 'time' | 'disconnect' {
  if (failure?.code === 'http_timeout') return 'time'
  return failure?.code === 'http_truncated' || failure?.code === 'tcp_reset' ? 'disconnect' : 'length'
}

/**
 * The chain as Node linked it, leaf first, DER. Node looks up issuers that were not presented in the trust store, which holds roots: a root
 * at the end is left out, since nobody can tell whether it came over the wire.
 */
function presented(peer: PeerCertificate | null): readonly Uint8Array[] {
  const chain: Uint8Array[] = []
  const seen = new Set<string>()
  let at: Linked | undefined = peer ?? undefined
  while (at?.raw !== undefined && !seen.has(at.fingerprint256)) {
    const isRoot = at.issuerCertificate === undefined || at.issuerCertificate.fingerprint256 === at.fingerprint256
    if (!isRoot || chain.length === 0 || !isSelfSigned(at)) chain.push(at.raw)
    seen.add(at.fingerprint256)
    at = at.issuerCertificate
  }
  return chain
}

type Linked = PeerCertificate & { readonly issuerCertificate?: Linked }

function isSelfSigned({ subject, issuer }: PeerCertificate): boolean {
  return JSON.stringify(subject) === JSON.stringify(issuer)
}
