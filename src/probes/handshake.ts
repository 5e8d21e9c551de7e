import { createHash } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  getCACertificates,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { type Failure, failure } from '../core/failure.ts'
import type { TlsSettings } from '../core/monitor.ts'
import type { Certificate, TlsReading } from '../core/reading.ts'
import type { Budget } from './budget.ts'
import { forgetWhenClosed } from './connect.ts'
import { errorCode, handshakeFailure, verifyFailure } from './failure-map.ts'
import type { Layer } from './net.ts'

export interface HandshakeRequest {
  /** For SNI and for the check of the certificate; an address is checked but not sent. */
  readonly serverName: string
  readonly settings: TlsSettings
  /** Application protocols to offer; empty offers none. */
  readonly alpn: readonly string[]
}
/** `tls` is filled even when the certificate fails verification. */
export type Handshake = Layer<TLSSocket> & {
  readonly tls: TlsReading | null
  /** The leaf, its issuers behind it; null when none was presented. */
  readonly peer: PeerCertificate | null
}

/** X25519 and the NIST curves; a post-quantum share makes every look 16–18 % dearer, so it is an option. */
const classicalGroups = 'X25519:P-256:P-384:P-521'
const postQuantumGroups = `X25519MLKEM768:${classicalGroups}`

/** A handshake over a connected socket. It takes the socket over: on failure the socket is destroyed. */
export async function shakeHands(socket: Socket, request: HandshakeRequest, context: SecureContext, budget: Budget): Promise<Handshake> {
  const startedAt = budget.clock.elapsed()
  const result = await runHandshake(socket, request, context, budget)
  const tookMs = budget.clock.elapsed() - startedAt
  const { tls, peer } = result
  if ('failure' in result) return { ok: false, failure: result.failure, tookMs, remarks: [], tls, peer }
  return { ok: true, value: result.secure, tookMs, remarks: [], tls, peer }
}

/** One context per trust setting, made when first needed: a new one per look costs half a look more. */
export function shareSecureContexts(postQuantum: boolean): (settings: TlsSettings) => SecureContext {
  const made = new Map<string, SecureContext>()
  // A monitor brings the same settings to each of its looks; the digest is for those that monitors share.
  const bySettings = new WeakMap<TlsSettings, SecureContext>()
  const contextFor = ({ ca, cert, key }: TlsSettings): SecureContext => {
    const id = createHash('sha256')
      .update(JSON.stringify([ca, cert, key]))
      .digest('base64')
    const known = made.get(id)
    if (known) return known
    const context = createSecureContext({
      ecdhCurve: postQuantum ? postQuantumGroups : classicalGroups,
      ...(ca === null ? {} : { ca: [...getCACertificates('default'), ca] }),
      ...(cert === null ? {} : { cert }),
      ...(key === null ? {} : { key }),
    })
    made.set(id, context)
    return context
  }
  return (settings) => {
    const context = bySettings.get(settings) ?? contextFor(settings)
    bySettings.set(settings, context)
    return context
  }
}

type Result = { readonly peer: PeerCertificate | null } & (
  | { readonly secure: TLSSocket; readonly tls: TlsReading }
  | { readonly failure: Failure; readonly tls: TlsReading | null }
)

function runHandshake(socket: Socket, request: HandshakeRequest, secureContext: SecureContext, budget: Budget): Promise<Result> {
  const { serverName, settings, alpn } = request
  return new Promise((resolve) => {
    let seen: PeerCertificate | null = null
    const secure = connect({
      socket,
      secureContext,
      host: serverName,
      ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
      ...(alpn.length > 0 ? { ALPNProtocols: [...alpn] } : {}),
      // The verdict is read from `authorizationError` below, so that the certificate is seen even when it is a bad one.
      rejectUnauthorized: false,
      checkServerIdentity: (name, certificate) => {
        seen = certificate
        return checkServerIdentity(name, certificate)
      },
    })
    forgetWhenClosed(secure)
    let done = false
    const finish = (result: Result): void => {
      if (done) return
      done = true
      cancel()
      if ('failure' in result) {
        secure.destroy()
        socket.destroy()
      }
      resolve(result)
    }
    // Stays on for the socket's life: a late alert must not kill the process.
    secure.on('error', (error) => finish({ failure: handshakeFailure(error, serverName), tls: null, peer: null }))
    secure.once('secureConnect', () => {
      // Node has read the issuers for its own check, unless OpenSSL had refused the certificate before.
      const peer = seen ?? secure.getPeerCertificate(true)
      const tls = readSession(secure, peer)
      if (secure.authorized || !settings.verify) return finish({ secure, tls, peer })
      finish({ failure: verifyFailure(verifyCode(secure.authorizationError), serverName), tls, peer })
    })
    const cancel = budget.onSpent(() =>
      queueMicrotask(() =>
        finish({ failure: budget.failure('tls_timeout', `${serverName} did not end the handshake`), tls: null, peer: null }),
      ),
    )
  })
}

/** Node hands over OpenSSL's code as a string, whatever the types say. */
function verifyCode(error: Error | string | null): string {
  return typeof error === 'string' ? error : errorCode(error)
}

function readSession(secure: TLSSocket, certificate: PeerCertificate): TlsReading {
  return {
    version: secure.getProtocol() ?? 'unknown',
    cipher: secure.getCipher()?.standardName ?? null,
    alpn: secure.alpnProtocol || null,
    leaf: certificate.fingerprint256 ? readCertificate(certificate) : null,
  }
}

function readCertificate(certificate: PeerCertificate): Certificate {
  return {
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    notBefore: Date.parse(certificate.valid_from),
    notAfter: Date.parse(certificate.valid_to),
    names: alternativeNames(certificate.subjectaltname ?? ''),
  }
}

function distinguishedName(name: PeerCertificate['subject'] | undefined): string {
  return Object.entries(name ?? {})
    .flatMap(([key, value]) => [value].flat().map((one) => `${key}=${one}`))
    .join(', ')
}

/** `DNS:example.org, IP Address:192.0.2.1`; a quoted part holds characters that would split it. */
function alternativeNames(text: string): readonly string[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? []
  return parts.map((part) => part.trim().replace(/^[^:]*:/, ''))
}

/** A trust setting that OpenSSL cannot read is ours to mend. */
export function badTrustSetting(error: unknown): Failure {
  return failure('internal', `the configured CA, certificate or key cannot be used (${errorCode(error)})`)
}
