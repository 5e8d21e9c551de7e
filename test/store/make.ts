import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entry, LogItem } from '../../src/core/log.ts'
import type { ControlRound, Observation } from '../../src/core/observation.ts'
import type { Outage } from '../../src/core/outage.ts'
import type { QuarterRun } from '../../src/core/rollup.ts'
import type { CatalogueChange, Progress } from '../../src/store/store.ts'

/** 2026-01-01T00:00:00.000Z */
export const t0 = 1_767_225_600_000
export const minute = 60_000
export const always = { from: 0, to: 8_640_000_000_000_000 }

/** An own, empty data directory, removed when the test ends (`using`). */
export function temporaryDir(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'vigie-store-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** A typical good look at an https page; the counter orders time as well. */
export function observation(changes: Partial<Observation> = {}): Observation {
  const counter = changes.counter ?? 0
  const at = changes.at ?? t0 + counter * minute + 37
  return {
    monitorId: 'cnops-www',
    vantageId: 'rabat-1',
    boot: '01KDX2V9Q3Y8ZK4M',
    counter,
    at,
    scheduledAt: at - 37,
    durationMs: 842,
    uncertaintyMs: 12,
    everyMs: minute,
    outcome: 'up',
    failure: null,
    degraded: [],
    controlled: true,
    span: 3,
    recheck: false,
    clockSource: 'ntp.example.org',
    clockOffsetMs: -3.25,
    configHash: 'f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2',
    timings: { resolveMs: 12, connectMs: 40, handshakeMs: 85, firstByteMs: 690, totalMs: 842 },
    status: 200,
    finalHost: 'www.cnops.org.ma',
    redirects: 1,
    bodyLength: 48_211,
    bodyTruncated: false,
    rules: [],
    address: '196.200.160.10',
    family: 4,
    tlsVersion: 'TLSv1.3',
    certificate: '9b3c1f0d5e7a28c46f9e0b1d2a3c4e5f60718293a4b5c6d7e8f9012345678abc',
    fingerprint: null,
    flags: [],
    reasons: [],
    ...changes,
  }
}

export function look(changes: Partial<Observation> = {}): LogItem {
  return { type: 'observation', observation: observation(changes) }
}

export function round(changes: Partial<ControlRound> = {}): ControlRound {
  return {
    vantageId: 'rabat-1',
    boot: '01KDX2V9Q3Y8ZK4M',
    counter: 0,
    at: t0,
    durationMs: 31,
    fine: true,
    required: 2,
    results: [
      { target: 'https://a.example/', reachable: true, durationMs: 31, failure: null },
      {
        target: 'tcp://192.0.2.1:53',
        reachable: false,
        durationMs: 5,
        failure: { phase: 'connect', code: 'tcp_refused', message: 'refused by 192.0.2.1:53' },
      },
    ],
    ...changes,
  }
}

export function entry(changes: Partial<Entry> = {}): LogItem {
  return { type: 'entry', entry: { kind: 'software', at: t0, body: { node: '26.10.0', tz: '2026c' }, ...changes } }
}

export function outage(changes: Partial<Outage> = {}): Outage {
  return {
    id: 'cnops-www-20260101T000000Z',
    monitorId: 'cnops-www',
    onset: { after: t0 - minute, by: t0 },
    recovery: { after: t0 + 4 * minute, by: t0 + 5 * minute },
    ongoing: false,
    minMs: 4 * minute,
    maxMs: 6 * minute,
    unobservedMs: 0,
    flaps: 0,
    incidentsMax: 1,
    looks: 5,
    lastSeenDownAt: t0 + 4 * minute,
    confirmed: true,
    cause: { phase: 'exchange', code: 'http_status', message: 'answered 503' },
    ...changes,
  }
}

export function quarterRun(changes: Partial<QuarterRun> = {}): QuarterRun {
  return { from: t0, count: 1, upMs: 600_000, downMs: 200_000, ambiguousMs: 100_000, degradedMs: 1_000, looks: 15, ...changes }
}

/** What sealing keeps beside a snapshot. */
export function progress(changes: Partial<Progress> = {}): Progress {
  return { monitorId: 'cnops-www', throughSeq: 0, state: null, quarters: [], ...changes }
}

export function catalogueChange(changes: Partial<CatalogueChange> = {}): CatalogueChange {
  return {
    monitorId: 'cnops-www',
    formerly: [],
    serviceId: 'cnops',
    definition: { id: 'cnops-www', url: 'https://www.cnops.org.ma/' },
    configHash: 'aa',
    breaks: true,
    retired: false,
    ...changes,
  }
}
