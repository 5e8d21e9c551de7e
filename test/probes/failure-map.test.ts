import { describe, expect, it } from 'vitest'
import { connectFailure, exchangeFailure, handshakeFailure, resolverVerdict, verifyFailure } from '../../src/probes/failure-map.ts'

/** As the system raises it (with an errno), or as Node does by itself. */
const raised = (code: string, errno?: number): Error =>
  Object.assign(new Error('prose that nobody reads'), { code, ...(errno ? { errno } : {}) })

describe('codes that loopback cannot raise', () => {
  it.each([
    ['EHOSTUNREACH', false, 'tcp_unreachable'],
    ['ENETUNREACH', false, 'tcp_unreachable'],
    ['ENETUNREACH', true, 'observer_offline'],
    ['ETIMEDOUT', false, 'tcp_timeout'],
    ['EPERM', false, 'observer_offline'],
    ['EMFILE', false, 'internal'],
  ])('connect: %s, no route %s → %s', (code, noRoute, expected) => {
    expect(connectFailure(code, '192.0.2.1:443', noRoute).code).toBe(expected)
  })
  it.each([
    [raised('ECONNRESET', -104), 'tcp_reset'],
    [raised('ECONNRESET'), 'tls_protocol'],
    [raised('ETIMEDOUT', -110), 'tls_timeout'],
    [raised('EHOSTUNREACH', -113), 'tcp_unreachable'],
    [raised('ERR_SSL_TLSV1_UNRECOGNIZED_NAME'), 'tls_protocol'],
    [raised('EPROTO', -71), 'tls_protocol'],
    [new Error('no code'), 'internal'],
  ])('handshake: case %# → %s', (error, expected) => {
    expect(handshakeFailure(error, 'site.test')).toMatchObject({
      code: expected,
      phase: expected === 'internal' ? 'observer' : 'handshake',
    })
  })
  it.each([
    [raised('ECONNRESET', -104), 'tcp_reset', 'exchange'],
    [raised('EPIPE', -32), 'tcp_reset', 'exchange'],
    [raised('ETIMEDOUT', -110), 'http_timeout', 'exchange'],
    [raised('EHOSTUNREACH', -113), 'tcp_unreachable', 'exchange'],
    [raised('HPE_INVALID_EOF_STATE'), 'http_truncated', 'exchange'],
    [raised('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'tls_protocol', 'handshake'],
    [raised('ERR_OUT_OF_RANGE'), 'internal', 'observer'],
  ])('exchange: case %# → %s in %s', (error, code, phase) => {
    expect(exchangeFailure(error, true)).toMatchObject({ code, phase })
  })
  it.each([
    ['CERT_REVOKED', 'tls_untrusted'],
    ['CERT_SIGNATURE_FAILURE', 'tls_untrusted'],
    ['HOSTNAME_MISMATCH', 'tls_hostname'],
  ])('certificate: %s → %s', (code, expected) => {
    expect(verifyFailure(code, 'site.test').code).toBe(expected)
  })
  it.each([
    ['EBADNAME', 'dns_nxdomain'],
    ['EBADRESP', 'dns_servfail'],
    ['ENODATA', 'nothing'],
  ])('resolver: %s → %s', (code, expected) => {
    expect(resolverVerdict(code)).toBe(expected)
  })
})
