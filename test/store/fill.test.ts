import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { packLog } from '../../src/store/sqlite/fill.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { createHistory } from '../../src/demo/history.ts'
import type { Happening } from '../../src/demo/happening.ts'
import { rederive } from '../../src/store/rederive.ts'
import { simulatedConfig, simulatedControls } from '../support/simulated.ts'
import { always, observation, temporaryDir } from './make.ts'

const day = 86_400_000
const from = Date.UTC(2026, 2, 2)
const catalogue = ['service-001', 'service-002'].map((monitorId) => ({
  monitorId,
  formerly: [],
  serviceId: monitorId,
  definition: {},
  configHash: 'x',
  breaks: true,
  retired: false,
}))

/** Some weeks of two monitors: outages, a night without network, an update of the daemon. */
function items(): readonly LogItem[] {
  const crash = (at: number): Happening => ({ kind: 'crash', code: 'http_status', from: from + at, to: from + at + day / 4 })
  const observer = [
    { kind: 'offline', from: from + 5 * day, to: from + 5.3 * day },
    { kind: 'off', from: from + 17 * day, to: from + 17.01 * day },
  ] as const
  const monitors = simulatedConfig(2, 900_000).services.flatMap((service) =>
    service.monitors.map((monitor, index) => ({
      monitor,
      intervals: [],
      happenings: [crash(10 * day), crash((14 + index) * day)],
      terms: { span: 0, configHash: monitor.configHash },
    })),
  )
  const controls = { controls: simulatedControls, controlEveryMs: day / 4 }
  return [...createHistory({ seed: 'fill', from, vantageId: 'v', ...controls, monitors, observer }).until(from + 20 * day)]
}

describe('filling a new store', () => {
  it('leaves what recording the same items one after another and sealing them leaves', async () => {
    const log = [...items(), { type: 'entry', entry: { kind: 'gap', at: from + 20 * day, body: { from: 1, text: '\ud800' } } } as const]
    using recordedDir = temporaryDir()
    using filledDir = temporaryDir()
    await using recorded = openStore(recordedDir.path)
    await using filled = openStore(filledDir.path)
    for (const store of [recorded, filled]) store.configure(from, {}, catalogue)
    for (let first = 0; first < log.length; first += 5_000) recorded.record(log.slice(first, first + 5_000), nothingDerived)
    await recorded.seal()
    expect(await filled.recordPast(log)).toBe(log.length)

    await using reader = openReader(filledDir.path)
    for (const store of [filled, reader]) {
      expect(store.size()).toBe(recorded.size())
      expect(store.log(0, log.length + 1)).toEqual(recorded.log(0, log.length + 1))
      expect(store.rounds(always)).toEqual(recorded.rounds(always))
      expect([...store.looks('service-002', always)]).toEqual([...recorded.looks('service-002', always)])
      expect(store.damaged()).toEqual([])
    }
    const derived = [...rederive(reader)]
    expect(derived).toEqual([...rederive(recorded)])
    expect(derived.flatMap(({ outages }) => outages).length).toBeGreaterThanOrEqual(4)
  })

  it('has all that the other thread packed, also when that one ended while this one was busy', async () => {
    const log = items()
    const filling = packLog(log, 0)
    // Both its last words and its end wait to be heard.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500)
    const { chunks } = await filling
    expect(chunks.reduce((sum, { looks }) => sum + looks, 0)).toBe(log.filter(({ type }) => type === 'observation').length)
  })

  it('goes on as any other store: it records, refuses repeats, seals', async () => {
    const log = items()
    using directory = temporaryDir()
    await using store = openStore(directory.path)
    await store.recordPast(log)
    const newest = log.findLast((item) => item.type === 'observation')
    if (newest?.type !== 'observation') throw new Error('no look')
    expect(store.record([newest], nothingDerived)).toEqual([null])
    const next = { ...newest.observation, counter: newest.observation.counter + 10_000, at: newest.observation.at + 60_000 }
    expect(store.record([{ type: 'observation', observation: next }], nothingDerived)).toEqual([log.length])
    await store.seal()
    expect(store.observation(log.length)).toMatchObject({ at: next.at, counter: next.counter })
    expect([...store.looks(newest.observation.monitorId, always)].at(-1)).toMatchObject({ seq: log.length })
  })

  it('refuses a store that holds looks, and items that repeat an identity, and leaves nothing', async () => {
    using directory = temporaryDir()
    await using store = openStore(directory.path)
    const look: LogItem = { type: 'observation', observation: observation() }
    await expect(store.recordPast([look, look])).rejects.toThrow(/counters of run .* must ascend/)
    expect(store.size()).toBe(0)
    store.record([look], nothingDerived)
    await expect(store.recordPast([{ type: 'observation', observation: observation({ counter: 7 }) }])).rejects.toThrow(
      /holds looks already/,
    )
    expect(store.size()).toBe(1)
  })
})
