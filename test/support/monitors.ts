import { plainExpectation } from '../../src/core/expectation.ts'
import type { Expectation, HttpTarget, Monitor, TcpTarget } from '../../src/core/monitor.ts'

/** An expectation that asks for nothing beyond 200–299. */
export const anything: Expectation = plainExpectation('http')

export function httpTarget(url: string): HttpTarget {
  return {
    kind: 'http',
    url,
    method: 'GET',
    headers: [],
    body: null,
    follow: 10,
    ipVersion: 'any',
    proxy: null,
    auth: null,
    tls: { verify: true, ca: null, cert: null, key: null },
  }
}

export function tcpTarget(host: string, port: number): TcpTarget {
  return { kind: 'tcp', url: `tcp://${host}:${port}`, host, port, ipVersion: 'any', send: null }
}

/** A monitor of a loopback page every minute, with whatever is given instead. */
export function monitorOf(id: string, fields: Partial<Monitor> = {}): Monitor {
  return {
    id,
    formerly: [],
    serviceId: 'service',
    name: { en: id },
    target: httpTarget('http://127.0.0.1/'),
    expect: anything,
    schedule: { kind: 'every', everyMs: 60_000 },
    timeoutMs: 5_000,
    recheckMs: 10_000,
    rules: { confirmDown: 2, confirmUp: 1 },
    ...fields,
  }
}
