import { systemClock } from '../../src/clock.ts'
import type { HttpTarget, TcpTarget, TlsSettings, TlsTarget } from '../../src/core/monitor.ts'
import { createNet, type NetOptions } from '../../src/probes/net.ts'
import type { ProbeContext } from '../../src/probes/probe.ts'
import { testCertificates } from './certificates.ts'

export const cap = 1024 * 1024

/** The context of one look, on the system's clock, with room for a slow machine. */
export function probeContext(options: Partial<ProbeContext> & { readonly netOptions?: NetOptions } = {}): ProbeContext {
  const { netOptions, ...rest } = options
  return {
    clock: systemClock(),
    net: createNet(netOptions),
    timeoutMs: 5000,
    signal: new AbortController().signal,
    userAgent: 'Vigie/test',
    bodyCapBytes: cap,
    wantsReply: false,
    ...rest,
  }
}

/** Trusts the tests' root, besides the public ones. */
export function trusting(changes: Partial<TlsSettings> = {}): TlsSettings {
  return { verify: true, ca: testCertificates().ca, cert: null, key: null, ...changes }
}

export function httpTarget(url: string, changes: Partial<HttpTarget> = {}): HttpTarget {
  const defaults = { method: 'GET', headers: [], body: null, follow: 10, proxy: null, auth: null } as const
  return { kind: 'http', url, ipVersion: 'any', tls: trusting(), ...defaults, ...changes }
}

export function tcpTarget(host: string, port: number, changes: Partial<TcpTarget> = {}): TcpTarget {
  return { kind: 'tcp', url: `tcp://${host}:${port}`, host, port, ipVersion: 'any', send: null, ...changes }
}

export function tlsTarget(host: string, port: number, changes: Partial<TlsTarget> = {}): TlsTarget {
  return { kind: 'tls', url: `tls://${host}:${port}`, host, port, ipVersion: 'any', serverName: host, tls: trusting(), ...changes }
}
