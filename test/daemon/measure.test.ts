import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/core/observation.ts'
import type { Monitor } from '../../src/core/monitor.ts'
import { publicConfig } from '../../src/core/public-config.ts'
import type { Config, Controls, ControlTarget } from '../../src/core/site.ts'
import { applyConfig } from '../../src/daemon/catalogue.ts'
import { startMeasuring } from '../../src/daemon/measure.ts'
import { resume } from '../../src/daemon/resume.ts'
import { createLog } from '../../src/log.ts'
import { probes } from '../../src/probes/index.ts'
import { createNet } from '../../src/probes/net.ts'
import type { ProbeRegistry } from '../../src/probes/probe.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { handClock } from '../support/hand-clock.ts'
import { httpTarget, monitorOf, tcpTarget } from '../support/monitors.ts'
import { switchablePage } from '../support/switchable.ts'
import { closedPort, startTcpTarget } from '../support/target-server.ts'
import { temporaryDirectory } from '../support/temporary.ts'

interface RigOptions {
  readonly monitors: readonly Monitor[]
  readonly controls?: Controls
  readonly probes?: ProbeRegistry
  readonly captureDataDir?: string
}

function configOf({ monitors, controls }: RigOptions): Config {
  return {
    site: { title: { en: 'T' }, url: null, languages: ['en'], timeZone: 'UTC', publisher: null, licence: null },
    server: { host: '127.0.0.1', port: 0, trustProxy: false },
    dataDir: '/nowhere',
    clock: { ntp: [] },
    evidence: { keyFile: null, authorities: [] },
    vantage: { id: 'v', name: 'V', country: null, asn: null, network: null },
    controls: controls ?? { required: 0, targets: [] },
    services: [{ id: 'service', name: { en: 'S' }, organisation: null, description: null, links: [], monitors }],
    files: [],
    announcements: [],
    secrets: [],
    warnings: [],
  }
}

/** Real probes and a real store, by a clock moved by hand. */
async function rig(options: RigOptions) {
  const stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryDirectory())
  const store = stack.use(openStore(path))
  const clock = handClock()
  const lines: string[] = []
  const config = configOf(options)
  applyConfig(
    store,
    publicConfig(config, (text) => text.length.toString(16).padStart(64, '0')),
    clock.now(),
  )
  const measure = startMeasuring({
    clock,
    sinceBoot: () => clock.sinceBoot(),
    store,
    resumed: resume(store),
    probes: options.probes ?? probes,
    net: createNet(),
    log: createLog({ write: (line) => lines.push(line) }).log,
    boot: 'b',
    userAgent: 'Vigie/test',
    config,
    maxInFlight: 10,
    onCommit: () => undefined,
    captureDataDir: options.captureDataDir ?? null,
  })
  const looks = (): readonly Observation[] =>
    store.log(0, 10_000).flatMap((record) => (record.type === 'observation' ? [record.observation] : []))
  return {
    store,
    clock,
    lines,
    measure,
    looks,
    /** Lets time pass in steps of 100 ms and finishes every look on the way. */
    async live(ms: number) {
      for (let passed = 0; passed < ms; passed += 100) {
        await clock.advance(100)
        await measure.tick()
      }
    },
    async [Symbol.asyncDispose]() {
      await measure[Symbol.asyncDispose]()
      await stack.disposeAsync()
    },
  }
}

const every = (id: string, target: Monitor['target'], everyMs = 1_000): Monitor =>
  monitorOf(id, { target, schedule: { kind: 'every', everyMs }, timeoutMs: 1_000, recheckMs: 300 })

const controlOn = (port: number): ControlTarget => ({ url: `tcp://127.0.0.1:${port}`, kind: 'tcp', host: '127.0.0.1', port })

describe('measuring', () => {
  it('records one look as it was made', async () => {
    await using page = await switchablePage()
    await using it = await rig({ monitors: [every('www', httpTarget(page.url), 60_000)] })
    const startedAt = it.clock.now()
    await it.live(8_100)
    const [look] = it.looks()
    expect(page.asked()).toBe(1)
    expect(look).toMatchObject({
      monitorId: 'www',
      vantageId: 'v',
      boot: 'b',
      everyMs: 60_000,
      outcome: 'up',
      failure: null,
      status: 200,
      controlled: false,
      recheck: false,
      span: 0,
      clockSource: 'system',
      clockOffsetMs: 0,
      uncertaintyMs: 0,
      finalHost: '127.0.0.1',
      redirects: 0,
      bodyLength: 11,
      address: '127.0.0.1',
      family: 4,
    })
    expect(look?.scheduledAt).toBeGreaterThanOrEqual(startedAt)
    expect(look?.at).toBeGreaterThanOrEqual(look?.scheduledAt ?? Infinity)
    expect(it.measure.stats()).toMatchObject({ recorded: 1, lost: 0, storeError: null, looksByKind: { 'http/up': 1 } })
  })

  it('looks again soon after a look that contradicts, and says what became of it', async () => {
    await using page = await switchablePage()
    await using it = await rig({ monitors: [every('www', httpTarget(page.url), 10_000)] })
    await it.live(9_000)
    page.answer(503)
    await it.live(11_000)
    page.answer(200)
    await it.live(11_000)
    const looks = it.looks()
    const firstDown = looks.findIndex(({ outcome }) => outcome === 'down')
    expect(looks[firstDown]).toMatchObject({ recheck: false, failure: { code: 'http_status' } })
    expect(looks[firstDown + 1]).toMatchObject({ recheck: true, outcome: 'down', everyMs: 10_000 })
    expect((looks[firstDown + 1]?.scheduledAt ?? 0) - (looks[firstDown]?.at ?? 0)).toBeGreaterThanOrEqual(300)
    expect((looks[firstDown + 1]?.scheduledAt ?? 0) - (looks[firstDown]?.at ?? 0)).toBeLessThanOrEqual(500)
    expect(it.store.outages({ confirmed: true })).toMatchObject([{ ongoing: false, monitorId: 'www' }])
    const said = it.lines.map((line) => String(JSON.parse(line).msg))
    expect(said.filter((message) => /failure|outage/.test(message))).toEqual(['failure opened', 'outage confirmed', 'outage closed'])
  })

  it('calls a probe that throws a bug of ours: unknown, and loudly', async () => {
    const broken: ProbeRegistry = { ...probes, tcp: () => Promise.reject(new Error('a bug')) }
    await using it = await rig({ monitors: [every('t', tcpTarget('127.0.0.1', 1))], probes: broken })
    await it.live(2_000)
    expect(it.looks()[0]).toMatchObject({ outcome: 'unknown', failure: { phase: 'observer', code: 'internal' } })
    expect(it.lines.find((line) => line.includes('bug of ours'))).toContain('"level":"error"')
  })

  it('does not look while the clock stands before the newest look, and says why', async () => {
    await using page = await switchablePage()
    await using it = await rig({ monitors: [every('www', httpTarget(page.url))] })
    await it.live(2_000)
    const asked = page.asked()
    it.clock.step(-3_600_000)
    await it.live(9_000)
    expect(page.asked()).toBe(asked)
    expect(it.looks().at(-1)).toMatchObject({ outcome: 'unknown', failure: { code: 'observer_clock' } })
    it.clock.step(3_600_000)
    await it.live(9_000)
    expect(page.asked()).toBeGreaterThan(asked)
    expect(it.looks().at(-1)?.outcome).toBe('up')
  })

  it('records a suspend and parts the looks on its two sides', async () => {
    await using page = await switchablePage()
    await using it = await rig({ monitors: [every('www', httpTarget(page.url), 10_000)] })
    await it.live(9_000)
    it.clock.suspend(5_000)
    await it.live(20_000)
    const [entry] = it.store.entries('clock')
    expect(entry).toMatchObject({ body: { kind: 'suspend', deltaMs: 5_000 } })
    const spans = new Set(it.looks().map(({ span }) => span))
    expect([...spans]).toEqual([0, entry?.seq])
  })

  it('charges the service with nothing while no control can be reached', async () => {
    const port = await closedPort()
    await using control = await startTcpTarget((socket) => socket.end())
    const www = every('www', tcpTarget('127.0.0.1', port))

    await using offline = await rig({ monitors: [www], controls: { required: 1, targets: [controlOn(port)] } })
    await offline.live(12_000)
    expect(offline.looks().every(({ outcome, controlled }) => outcome === 'down' && controlled)).toBe(true)
    expect(offline.store.outages({})).toEqual([])
    expect(offline.measure.controls.last()).toMatchObject({ fine: false, results: [{ failure: { code: 'tcp_refused' } }] })

    await using online = await rig({ monitors: [www], controls: { required: 1, targets: [controlOn(control.port)] } })
    await online.live(12_000)
    expect(online.measure.controls.last()?.fine).toBe(true)
    expect(online.store.outages({ confirmed: true })).toMatchObject([{ monitorId: 'www', ongoing: true }])
  })

  it('ends within its time although a target never answers, and keeps no half look', async () => {
    const stack = new AsyncDisposableStack()
    const silent = stack.use(await startTcpTarget(() => undefined))
    const it = await rig({ monitors: [monitorOf('www', { target: httpTarget(`http://127.0.0.1:${silent.port}/`), timeoutMs: 60_000 })] })
    await it.clock.advance(8_100)
    expect(it.measure.stats().inFlight).toBe(1)
    const ended = it[Symbol.asyncDispose]()
    await it.clock.advance(2_500)
    await ended
    await stack.disposeAsync()
    expect(it.measure.stats()).toMatchObject({ inFlight: 0, recorded: 0 })
  })
})

describe('what looks exchanged', () => {
  it('is kept and recorded while measuring goes on', async () => {
    await using page = await switchablePage()
    await using dir = await temporaryDirectory()
    await using daemon = await rig({ monitors: [every('portal', httpTarget(page.url))], captureDataDir: dir.path })
    await daemon.live(1_000)
    page.answer(503)
    await daemon.live(2_000)
    await expect
      .poll(
        async () => {
          await daemon.live(100)
          return daemon.store.captures({ monitorId: 'portal' }).map(({ outcome, reason }) => `${outcome} ${reason}`)
        },
        { timeout: 15_000 },
      )
      .toEqual(['up change', 'down change'])
    expect(daemon.store.entries('body').length).toBeGreaterThan(0)
  })
})
