import type { Outcome } from './observation.ts'

/**
 * Where in the life of one look it ended. The first five are the target's; `observer` is ours
 * (offline, clock, a bug), so that a reader never has to guess whose fault a failure was.
 */
export type Phase = 'resolve' | 'connect' | 'handshake' | 'exchange' | 'expect' | 'observer'

/** What one failure code means: its phase, the raw outcome it leads to, and one sentence for people. */
export interface CodeMeaning {
  readonly phase: Phase
  /** `up` marks a degraded reason: the service answered, past a threshold that was set. */
  readonly outcome: Outcome
  readonly meaning: string
}

const down = (phase: Phase, meaning: string): CodeMeaning => ({ phase, outcome: 'down', meaning })
const unknown = (phase: Phase, meaning: string): CodeMeaning => ({ phase, outcome: 'unknown', meaning })
const degraded = (phase: Phase, meaning: string): CodeMeaning => ({ phase, outcome: 'up', meaning })

/** The closed vocabulary of failures, after OONI df-007. docs/failure-codes.md is generated from it. */
export const failureCodes = {
  dns_nxdomain: down('resolve', 'The name does not exist (NXDOMAIN).'),
  dns_servfail: down('resolve', 'Every configured resolver answered SERVFAIL.'),
  dns_refused: down('resolve', 'The resolver refused to answer (REFUSED).'),
  dns_timeout: down('resolve', 'No configured resolver answered in time.'),
  dns_no_address: down('resolve', 'The name exists but has no address of a family we may use.'),
  dns_unexpected: down('expect', 'The DNS answer is not the expected one.'),
  tcp_refused: down('connect', 'The host refused the connection.'),
  tcp_reset: down('connect', 'The connection was reset.'),
  tcp_unreachable: down('connect', 'The network or the host cannot be reached.'),
  tcp_timeout: down('connect', 'The connection was not accepted in time.'),
  tls_expired: down('handshake', 'The certificate has expired.'),
  tls_not_yet_valid: down('handshake', 'The certificate is not valid yet.'),
  tls_untrusted: down('handshake', 'The certificate chain does not lead to a trusted root.'),
  tls_hostname: down('handshake', 'The certificate is not for this host name.'),
  tls_protocol: down('handshake', 'The TLS handshake failed (no common version or cipher, or not TLS).'),
  tls_timeout: down('handshake', 'The TLS handshake did not end in time.'),
  http_status: down('exchange', 'The HTTP status is not an accepted one.'),
  http_timeout: down('exchange', 'The HTTP answer did not end in time.'),
  http_truncated: down('exchange', 'The HTTP answer ended before its announced length.'),
  http_protocol: down('exchange', 'The answer is not valid HTTP.'),
  http_too_large: down('exchange', 'Headers over the limit, or required text not found in the first MiB.'),
  http_decode: down('exchange', 'The body cannot be decoded as its Content-Encoding says.'),
  http_redirect_loop: down('exchange', 'More redirects than allowed.'),
  http_redirect_invalid: down('exchange', 'A redirect without a usable Location.'),
  http_redirect_host: down('exchange', 'The redirects ended on another host than the expected one.'),
  icmp_unreachable: down('exchange', 'The network answered that the host cannot be reached.'),
  icmp_timeout: down('exchange', 'No echo reply in time.'),
  content_missing: down('expect', 'A text that must be there is not.'),
  content_forbidden: down('expect', 'A text that must not be there is.'),
  content_mismatch: down('expect', 'A pattern, a JSON value, a header or a reply is not the expected one.'),
  content_notice: down('expect', 'A suspension or maintenance notice instead of the service.'),
  slow: degraded('expect', 'Slower than the threshold that was set.'),
  certificate_expiring: degraded('expect', 'The certificate expires sooner than the threshold that was set.'),
  blocked_waf: unknown('exchange', 'A firewall or a captcha answered instead of the service.'),
  blocked_rate_limit: unknown('exchange', 'The service limits how often we may ask.'),
  blocked_legal: unknown('exchange', 'Unavailable for legal reasons (HTTP 451).'),
  blocked_geo: unknown('exchange', 'The service refuses our country or network.'),
  blocked_login: unknown('exchange', 'A page that asks to sign in answered where the healthy page does not.'),
  observer_offline: unknown('observer', 'Our own network was offline: too few controls could be reached.'),
  observer_resolver: unknown('observer', 'Our own resolver failed while another one answered.'),
  observer_clock: unknown('observer', 'Our own clock stood before the last recorded look.'),
  observer_proxy: unknown('observer', 'Our own proxy failed.'),
  internal: unknown('observer', 'A bug of ours.'),
} as const satisfies Record<string, CodeMeaning>

export type FailureCode = keyof typeof failureCodes

/** Why a look was not simply up. `message` is short, in English, free of secrets: "answered 503". */
export interface Failure {
  readonly phase: Phase
  readonly code: FailureCode
  readonly message: string
}

/** A failure in the phase that its code belongs to, unless the caller knows better (a reset has no fixed phase). */
export function failure(code: FailureCode, message: string, phase: Phase = failureCodes[code].phase): Failure {
  return { phase, code, message }
}

/** The raw outcome that a failure code leads to. */
export function outcomeOf(code: FailureCode): Outcome {
  return failureCodes[code].outcome
}
