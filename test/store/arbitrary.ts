import * as fc from 'fast-check'
import type { Failure, Phase } from '../../src/core/failure.ts'
import type { Entry } from '../../src/core/log.ts'
import type { ControlRound, Observation } from '../../src/core/observation.ts'

const text = fc.string({ unit: 'binary', maxLength: 12 })
const texts = fc.array(text, { maxLength: 3 })
const ms = fc.integer({ min: 0, max: 2 ** 40 })
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const codes = ['dns_nxdomain', 'tcp_reset', 'tls_expired', 'http_status', 'slow', 'blocked_waf', 'observer_offline'] as const
const anyFailure: fc.Arbitrary<Failure> = fc.record({
  phase: fc.constantFrom<Phase>('resolve', 'connect', 'handshake', 'exchange', 'expect', 'observer'),
  code: fc.constantFrom(...codes),
  message: text,
})

/** Any observation that the types allow, with integers where they are promised. */
export const anyObservation: fc.Arbitrary<Observation> = fc.record({
  monitorId: text,
  vantageId: text,
  boot: text,
  counter: fc.integer({ min: 0, max: 1_000 }),
  at: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  scheduledAt: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  durationMs: ms,
  uncertaintyMs: ms,
  everyMs: ms,
  outcome: fc.constantFrom('up', 'down', 'unknown'),
  failure: orNull(anyFailure),
  degraded: fc.array(anyFailure, { maxLength: 2 }),
  controlled: fc.boolean(),
  span: ms,
  recheck: fc.boolean(),
  clockSource: text,
  // JSON has one zero: −0 is written as 0.
  clockOffsetMs: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  configHash: text,
  timings: fc.record({ resolveMs: orNull(ms), connectMs: orNull(ms), handshakeMs: orNull(ms), firstByteMs: orNull(ms), totalMs: ms }),
  status: orNull(fc.integer({ min: 100, max: 999 })),
  finalHost: orNull(text),
  redirects: fc.integer({ min: 0, max: 20 }),
  bodyLength: orNull(ms),
  bodyTruncated: fc.boolean(),
  rules: texts,
  address: orNull(text),
  family: fc.constantFrom(4, 6, null),
  tlsVersion: orNull(text),
  certificate: orNull(text),
  fingerprint: orNull(text),
  flags: texts,
  reasons: texts,
})

export const anyRound: fc.Arbitrary<ControlRound> = fc.record({
  vantageId: text,
  boot: text,
  counter: fc.integer({ min: 0, max: 1_000 }),
  at: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  durationMs: ms,
  fine: fc.boolean(),
  required: fc.integer({ min: 0, max: 9 }),
  results: fc.array(fc.record({ target: text, reachable: fc.boolean(), durationMs: ms, failure: orNull(anyFailure) }), { maxLength: 3 }),
})

/** Any plain JSON object; −0 does not survive JSON. */
export const anyBody: fc.Arbitrary<Entry['body']> = fc.dictionary(
  text,
  fc.jsonValue({ stringUnit: 'binary' }).map((value): unknown => JSON.parse(JSON.stringify(value))),
  { maxKeys: 4 },
)
