import type { ControlRound, Observation } from '../../src/core/observation.ts'
import { failure } from '../../src/core/failure.ts'

let made = 0

/** A recorded look at `www`, up, every minute, with whatever is given instead. Each has an identity of its own. */
export function lookOf(fields: Partial<Observation> = {}): Observation {
  return {
    monitorId: 'www',
    vantageId: 'v',
    boot: 'b',
    counter: made++,
    at: 0,
    durationMs: 20,
    uncertaintyMs: 0,
    everyMs: 60_000,
    scheduledAt: fields.at ?? 0,
    recheck: false,
    outcome: 'up',
    failure: fields.outcome === 'down' ? failure('http_status', 'answered 503') : null,
    degraded: [],
    controlled: false,
    span: 0,
    clockSource: 'system',
    clockOffsetMs: 0,
    configHash: '00'.repeat(32),
    timings: { resolveMs: null, connectMs: 1, handshakeMs: null, firstByteMs: 5, totalMs: 20 },
    status: fields.outcome === 'down' ? 503 : 200,
    finalHost: 'www.example.org',
    redirects: 0,
    bodyLength: 10,
    bodyTruncated: false,
    rules: [],
    address: '127.0.0.1',
    family: 4,
    tlsVersion: null,
    certificate: null,
    fingerprint: null,
    flags: [],
    reasons: [],
    ...fields,
  }
}

/** A fine round of two targets, with whatever is given instead. */
export function roundOf(fields: Partial<ControlRound> = {}): ControlRound {
  const result = { reachable: true, durationMs: 10, failure: null }
  return {
    vantageId: 'v',
    boot: 'b',
    counter: made++,
    at: 0,
    durationMs: 10,
    fine: true,
    required: 1,
    results: [
      { target: 'tcp://192.0.2.1:53', ...result },
      { target: 'tcp://192.0.2.2:53', ...result },
    ],
    ...fields,
  }
}
