import type { Expectation, Monitor } from '../src/core/monitor.ts'

const expectOk: Expectation = {
  status: [[200, 299]],
  host: null,
  contains: [],
  excludes: [],
  matches: [],
  json: [],
  header: [],
  answers: [],
  rcode: 'NOERROR',
  tlsVersion: null,
  slowerThanMs: null,
  certificateDays: null,
}

/** An HTTP monitor with default expectations. */
export function monitorFor(id: string, url: string, ca: string | null): Monitor {
  return {
    id,
    formerly: [],
    serviceId: 'bench',
    name: { en: id },
    target: {
      kind: 'http',
      url,
      method: 'GET',
      headers: [],
      body: null,
      follow: 10,
      ipVersion: 'any',
      proxy: null,
      auth: null,
      tls: { verify: true, ca, cert: null, key: null },
    },
    expect: expectOk,
    schedule: { kind: 'every', everyMs: 60_000 },
    timeoutMs: 10_000,
    recheckMs: 10_000,
    rules: { confirmDown: 2, confirmUp: 1 },
  }
}
