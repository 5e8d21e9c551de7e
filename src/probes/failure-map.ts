import { errorCode } from '../core/error-code.ts'
import { type Failure, type FailureCode, failure } from '../core/failure.ts'

export { errorCode }

/** An error the system reported; Node raises `ECONNRESET` by itself too, without an errno, when a peer merely closed. */
export function fromSystem(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errno' in error && typeof error.errno === 'number'
}

/** A failed connection attempt. `noRoute`: this machine has no route to the address at all, so nothing was asked of the service. */
export function connectFailure(code: string, where: string, noRoute: boolean): Failure {
  if (noRoute) return failure('observer_offline', `this observer has no route to ${where} (${code})`)
  const known = connectCodes.get(code)
  if (known) return failure(known, `${where}: ${code}`)
  return failure('internal', `connect to ${where}: ${code}`)
}

/** Codes after which it is worth asking whether the observer has a route. */
export function mayLackRoute(code: string): boolean {
  return code === 'ENETUNREACH' || code === 'EHOSTUNREACH' || code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'ENETDOWN'
}

/** A handshake that ended before a session stood. */
export function handshakeFailure(error: unknown, serverName: string): Failure {
  const code = errorCode(error)
  if (code === 'ECONNRESET' && !fromSystem(error)) {
    return failure('tls_protocol', `${serverName}: closed the connection during the handshake`)
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') return failure('tcp_reset', `${serverName}: reset during the handshake`, 'handshake')
  if (code === 'ETIMEDOUT') return failure('tls_timeout', `${serverName}: ${code}`)
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return failure('tls_protocol', `${serverName}: ${code}`)
  if (connectCodes.has(code)) return failure('tcp_unreachable', `${serverName}: ${code}`, 'handshake')
  return failure('internal', `handshake with ${serverName}: ${code}`)
}

/** A session that stands on a certificate we must not trust; codes of OpenSSL's X509_V_ERR_*, and of Node for the name. */
export function verifyFailure(code: string, serverName: string): Failure {
  return failure(verifyCodes.get(code) ?? 'tls_untrusted', `${serverName}: ${code}`)
}

/** An exchange that broke. `answered`: the head of the final answer had come. */
export function exchangeFailure(error: unknown, answered: boolean): Failure {
  const code = errorCode(error)
  if (code === 'HPE_INVALID_EOF_STATE') return truncated(answered)
  if (code === 'ECONNRESET' && !fromSystem(error)) return truncated(answered)
  if (code === 'ECONNRESET' || code === 'EPIPE') return failure('tcp_reset', 'reset during the exchange', 'exchange')
  if (code === 'ETIMEDOUT') return failure('http_timeout', 'the connection died (ETIMEDOUT)')
  // TLS 1.3 servers refuse a client certificate only after the client believes the handshake done.
  if (code.startsWith('ERR_SSL_')) return failure('tls_protocol', code)
  if (connectCodes.has(code)) return failure('tcp_unreachable', code, 'exchange')
  return failure('internal', `exchange: ${code}`)
}

/** The peer closed before the answer was whole. `answered`: the head of the final answer had come. */
export function truncated(answered: boolean): Failure {
  return failure('http_truncated', answered ? 'the answer ended before its announced length' : 'the connection was closed before an answer')
}

/** What a resolver's error means: an answer that there is nothing, or a resolver that failed. */
export function resolverVerdict(code: string): 'nothing' | FailureCode {
  return resolverCodes.get(code) ?? 'dns_servfail'
}

/** The response code that a resolver's error stands for; null when no answer came, or none that can be read. */
export function resolverRcode(code: string): string | null {
  return rcodes.get(code) ?? null
}

const rcodes: ReadonlyMap<string, string> = new Map([
  ['ENODATA', 'NOERROR'],
  ['ENOTFOUND', 'NXDOMAIN'],
  ['ESERVFAIL', 'SERVFAIL'],
  ['EREFUSED', 'REFUSED'],
  ['EFORMERR', 'FORMERR'],
  ['ENOTIMP', 'NOTIMP'],
])

const connectCodes: ReadonlyMap<string, FailureCode> = new Map([
  ['ECONNREFUSED', 'tcp_refused'],
  ['ECONNRESET', 'tcp_reset'],
  ['ECONNABORTED', 'tcp_reset'],
  ['EPIPE', 'tcp_reset'],
  ['ETIMEDOUT', 'tcp_timeout'],
  ['EHOSTUNREACH', 'tcp_unreachable'],
  ['ENETUNREACH', 'tcp_unreachable'],
  ['EHOSTDOWN', 'tcp_unreachable'],
  ['ENETDOWN', 'tcp_unreachable'],
  ['EADDRNOTAVAIL', 'tcp_unreachable'],
  ['EAFNOSUPPORT', 'tcp_unreachable'],
  ['ENOPROTOOPT', 'tcp_unreachable'],
  ['EINVAL', 'tcp_unreachable'],
  // Our own packet filter forbids the way out.
  ['EACCES', 'observer_offline'],
  ['EPERM', 'observer_offline'],
])

const verifyCodes: ReadonlyMap<string, FailureCode> = new Map([
  ['CERT_HAS_EXPIRED', 'tls_expired'],
  ['CERT_NOT_YET_VALID', 'tls_not_yet_valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_hostname'],
  ['ERR_TLS_CERT_ALTNAME_FORMAT', 'tls_hostname'],
  ['HOSTNAME_MISMATCH', 'tls_hostname'],
])

const resolverCodes: ReadonlyMap<string, 'nothing' | FailureCode> = new Map<string, 'nothing' | FailureCode>([
  ['ENODATA', 'nothing'],
  ['ENOTFOUND', 'dns_nxdomain'],
  ['EBADNAME', 'dns_nxdomain'],
  ['ESERVFAIL', 'dns_servfail'],
  ['EREFUSED', 'dns_refused'],
  ['ETIMEOUT', 'dns_timeout'],
  // c-ares says so when a resolver cannot be reached at all: that is ours, whatever the name.
  ['ECONNREFUSED', 'observer_offline'],
])
