import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Failure } from '../../src/core/failure.ts'
import type { LogItem } from '../../src/core/log.ts'
import type { ControlRound, Observation } from '../../src/core/observation.ts'
import type { PublicConfig, PublicMonitor, PublicService } from '../../src/core/public-config.ts'
import { createReplay, type Replay } from '../../src/core/replay.ts'
import { applyConfig } from '../../src/daemon/catalogue.ts'
import { dueOf } from '../../src/evidence/bundle/due-figure.ts'
import { figureIndex } from '../../src/evidence/bundle/figure-index.ts'
import { figureEntry } from '../../src/core/figure.ts'
import { logFiles } from '../../src/evidence/log-files.ts'
import { fillOrder } from '../../src/evidence/bundle/order.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import type { Reader, Store } from '../../src/store/store.ts'
import { createApp, type WebApp } from '../../src/web/app.ts'
import type { Web } from '../../src/web/context.ts'
import { createLive } from '../../src/web/live.ts'
import type { Health } from '../../src/web/messages.ts'
import { captureDir, readCaptures } from '../../src/evidence/capture-files.ts'
import { createLog } from '../../src/log.ts'
import { type HandClock, handClock } from '../support/hand-clock.ts'
import { anything } from '../support/monitors.ts'

export const minute = 60_000
export const hour = 60 * minute
/** 2026-11-23T10:00:00Z */
export const now = Date.UTC(2026, 10, 23, 10)

/** A site that has recorded something, and the web side over it, without a socket. */
export interface TestSite extends AsyncDisposable {
  readonly dir: string
  readonly store: Store
  readonly reader: Reader
  readonly web: Web
  readonly app: WebApp['app']
  readonly clock: HandClock
  readonly log: readonly string[]
  setHealth(changes: Partial<Health>): void
  setConfig(config: PublicConfig): void
  /** Appends, derives and follows, as the daemon would. */
  /** Stores the sums found so far, as the daemon does every hour. */
  keep(): void
  record(items: readonly LogItem[]): Promise<void>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** A JSON answer, whose shape the test itself states. */
  json(path: string, headers?: Readonly<Record<string, string>>): Promise<any>
}

export async function testSite(config: PublicConfig, items: readonly LogItem[] = [], startAt: number = now): Promise<TestSite> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-web-'))
  const clock = handClock(startAt)
  const store = openStore(dir)
  const replay = createReplay()
  applyConfig(store, config, startAt - 400 * 24 * hour)
  follow(store, replay)
  recordAll(store, replay, items)
  const reader = openReader(dir)
  let shown = config
  let health = healthAt(startAt)
  const lines: string[] = []
  const { log } = createLog({ write: (line) => lines.push(line) })
  const live = createLive(reader, clock)
  const figures = figureIndex(reader)
  const web: Web = {
    reader,
    captures: readCaptures(captureDir(dir)),
    dataDir: dir,
    makeBundle: (order) => fillOrder(reader, order),
    figures,
    cite(wish) {
      const figure = dueOf(logFiles(dir), reader, wish, figures)
      if (figure !== null) recordAll(store, replay, [{ type: 'entry', entry: figureEntry(figure, clock.now()) }])
    },
    live,
    clock,
    log,
    trustProxy: false,
    config: () => shown,
    health: () => health,
    listening: () => 'http://127.0.0.1:8080',
    caughtUp: live.follow(reader.size()),
  }
  await web.caughtUp
  const { app, events } = createApp(web)
  return {
    dir,
    store,
    reader,
    web,
    app,
    clock,
    log: lines,
    setHealth(changes) {
      health = { ...health, ...changes }
    },
    setConfig(next) {
      applyConfig(store, next, clock.now())
      follow(store, replay)
      shown = next
    },
    async record(more) {
      recordAll(store, replay, more)
      await live.follow(reader.size())
    },
    keep() {
      store.saveProgress(replay.progress())
      replay.stored(replay.throughSeq())
      live.stored(replay.throughSeq())
    },
    get: async (path, headers = {}) => app.request(path, { headers }),
    json: async (path, headers = {}) => (await app.request(path, { headers })).json(),
    async [Symbol.asyncDispose]() {
      events.close()
      await reader[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export function healthAt(at: number): Health {
  return {
    at,
    startedAt: at - hour,
    storeError: null,
    logError: null,
    startLagP99Ms: 12,
    timerLagMs: 3,
    looksInFlight: 1,
    looksRecorded: 120,
    looksLost: 0,
    looksByKind: { 'http/up': 100, 'http/down': 20 },
    controls: null,
    clock: { source: 'system', offsetMs: 0, uncertaintyMs: 0 },
    configError: null,
    warnings: [],
  }
}

export function monitorOf(id: string, changes: Partial<PublicMonitor> = {}): PublicMonitor {
  return {
    id,
    formerly: [],
    serviceId: id,
    name: { en: `Site ${id}`, fr: `Site ${id}` },
    kind: 'http',
    url: `https://${id}.example/`,
    method: 'GET',
    schedule: { kind: 'every', everyMs: minute },
    everyMs: minute,
    timeoutMs: 30_000,
    recheckMs: 10_000,
    rules: { confirmDown: 2, confirmUp: 1 },
    expect: anything,
    configHash: 'aa',
    ...changes,
  }
}

export function serviceOf(id: string, monitors: readonly PublicMonitor[], changes: Partial<PublicService> = {}): PublicService {
  return {
    id,
    name: { en: `Service ${id}`, fr: `Le service ${id}`, ar: `خدمة ${id}` },
    organisation: { fr: 'Caisse Exemple' },
    description: null,
    links: [],
    monitors: monitors.map((monitor) => ({ ...monitor, serviceId: id })),
    ...changes,
  }
}

/** No controls unless told: then down looks stand as they are. */
export function configOf(services: readonly PublicService[], changes: Partial<PublicConfig> = {}): PublicConfig {
  return {
    site: {
      title: { en: 'Public online services', fr: 'Services publics en ligne', ar: 'الخدمات العمومية على الإنترنت' },
      url: 'https://vigie.example.org',
      languages: ['fr', 'ar', 'en'],
      timeZone: 'Africa/Casablanca',
      publisher: null,
      licence: 'CC-BY-4.0',
    },
    vantage: { id: 'rabat-1', name: 'Rabat', country: 'MA', asn: 36_903, network: 'Maroc Telecom' },
    controls: { required: 0, targets: [] },
    clock: { ntp: [] },
    services,
    ...changes,
  }
}

export const controls: PublicConfig['controls'] = {
  required: 2,
  targets: ['a', 'b', 'c'].map((name) => ({ url: `https://${name}.example/`, kind: 'https', host: `${name}.example`, port: 443 })),
}

const failure503: Failure = { phase: 'exchange', code: 'http_status', message: 'answered 503' }

/** A look a minute: `u` up, `d` down, `?` unknown, `.` nobody looks; the last one at `endAt`. */
export function looksOf(monitorId: string, script: string, endAt: number, changes: Partial<Observation> = {}): readonly LogItem[] {
  const everyMs = changes.everyMs ?? minute
  return script.split('').flatMap((letter, index): readonly LogItem[] => {
    const at = endAt - (script.length - 1 - index) * everyMs
    return letter === '.' ? [] : [{ type: 'observation', observation: lookAt(monitorId, at, letter, changes) }]
  })
}

export function round(at: number, fine: boolean): ControlRound {
  const results = controls.targets.map(({ url }) => ({ target: url, reachable: fine, durationMs: 30, failure: null }))
  return { vantageId: 'rabat-1', boot: 'b1', counter: at % 2 ** 31, at, durationMs: 40, fine, required: 2, results }
}

function lookAt(monitorId: string, at: number, letter: string, changes: Partial<Observation>): Observation {
  const down = letter === 'd'
  return {
    monitorId,
    vantageId: 'rabat-1',
    boot: `boot-${monitorId}`,
    counter: Math.round(at / 100),
    at,
    scheduledAt: at,
    durationMs: 0,
    uncertaintyMs: 0,
    everyMs: minute,
    outcome: down ? 'down' : letter === '?' ? 'unknown' : 'up',
    failure: down
      ? failure503
      : letter === '?'
        ? { phase: 'observer', code: 'observer_resolver', message: 'our resolver answered SERVFAIL' }
        : null,
    degraded: [],
    controlled: false,
    span: 0,
    recheck: false,
    clockSource: 'system',
    clockOffsetMs: 0,
    configHash: 'aa',
    timings: { resolveMs: 12, connectMs: 40, handshakeMs: 85, firstByteMs: 690, totalMs: 842 },
    status: down ? 503 : 200,
    finalHost: `${monitorId}.example`,
    redirects: 0,
    bodyLength: 4_182,
    bodyTruncated: false,
    rules: [],
    address: '192.0.2.44',
    family: 4,
    tlsVersion: 'TLSv1.3',
    certificate: '9b3c1f0d5e7a28c46f9e0b1d2a3c4e5f60718293a4b5c6d7e8f9012345678abc',
    fingerprint: null,
    flags: [],
    reasons: [],
    ...changes,
  }
}

function recordAll(store: Store, replay: Replay, items: readonly LogItem[]): void {
  for (let from = 0; from < items.length; from += 2_000) {
    const part = items.slice(from, from + 2_000)
    const size = store.size()
    const changes = replay.step(
      part.map((item, index) => ({ ...item, seq: size + index })),
      null,
    )
    store.record(part, { outages: changes.outages, gaps: changes.gaps })
    replay.accept(changes)
  }
}

function follow(store: Store, replay: Replay): void {
  const records = store.log(replay.throughSeq() + 1, 10_000)
  if (records.length > 0) replay.accept(replay.step(records, null))
}
