import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import type { Outage } from '../../src/core/outage.ts'
import { quarterRuns } from '../../src/core/rollup.ts'
import { phaseOf } from '../../src/core/schedule.ts'
import type { Happening, ObserverEvent } from '../../src/demo/happening.ts'
import { drawHappenings } from '../../src/demo/year.ts'
import { day, derivedFrom, firstId, from, historyOf, hour, looksIn, minute, type Scene, second } from './scene.ts'

/** Something of everything. */
const busyWeek = (seed: string): Scene => ({
  seed,
  monitors: 4,
  happenings: drawHappenings(seed, monitor, { from, to: from + 7 * day }, { outages: 400, blips: 400 }),
  observer: [
    { kind: 'offline', from: from + day, to: from + day + 3 * hour },
    { kind: 'off', from: from + 2 * day, to: from + 2 * day + 4 * minute },
  ],
})
const byOnset = (a: Outage, b: Outage) => a.onset.by - b.onset.by || a.id.localeCompare(b.id)
const monitor = { id: 'service-001', expect: { certificateDays: 14 } }

describe('a simulated past', () => {
  it('is decided by its seed', () => {
    const once = dayOf('a')
    expect(once.length).toBeGreaterThan(4 * 1_400)
    expect(dayOf('a')).toEqual(once)
    expect(dayOf('b')).not.toEqual(once)
  })

  it('goes on where it ended: in pieces it is the same', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 4 * hour }), { maxLength: 6 })
    const scene = busyWeek('c')
    const whole = [...historyOf(scene).until(from + 4 * hour)]
    fc.assert(
      fc.property(cuts, (offsets) => {
        const history = historyOf(scene)
        const items: LogItem[] = []
        for (const offset of [...offsets.toSorted((a, b) => a - b), 4 * hour]) items.push(...history.until(from + offset))
        expect(items).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })

  it('is the same to whoever keeps nothing: one object for all looks of a monitor', () => {
    const happenings = drawHappenings('d', monitor, { from, to: from + day }, { outages: 4_000, blips: 4_000 })
    const scene = { ...busyWeek('d'), happenings }
    const objects = new Set<unknown>()
    const copies: LogItem[] = []
    for (const item of historyOf(scene).passing(from + 4 * hour)) {
      if (item.type === 'observation') objects.add(item.observation)
      copies.push(structuredClone(item))
    }
    expect(copies).toEqual([...historyOf(scene).until(from + 4 * hour)])
    expect(objects.size).toBe(4)
  })

  it('knows what the method finds in it: what replaying it record by record gives', () => {
    const happenings = drawHappenings('f', monitor, { from, to: from + 2 * day }, { outages: 4_000, blips: 4_000 })
    const history = historyOf({ ...busyWeek('f'), happenings })
    const replayed = derivedFrom(history.until(from + 2 * day))
    const found = history.found()
    expect(replayed.outages.length).toBeGreaterThan(4)
    expect(found.flatMap(({ outages }) => outages).toSorted(byOnset)).toEqual(replayed.outages.toSorted(byOnset))
    for (const { state, gaps, quarters } of found) {
      const own = <T extends { readonly monitorId: string }>(all: readonly T[]) => all.filter((one) => one.monitorId === state.monitorId)
      expect(gaps).toEqual(own(replayed.gaps).map(({ from: begins, to }) => ({ from: begins, to })))
      expect(quarters).toEqual(quarterRuns(own(replayed.quarters)))
      expect(quarters.length).toBeGreaterThan(3)
    }
  })

  it('comes in order of arrival, with identities of their own, no look over another of its monitor', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), (seed) => {
        const freeAt = new Map<string, number>()
        const counters = new Map<string, number>()
        let arrived = 0
        for (const item of historyOf(busyWeek(seed)).until(from + 3 * day)) {
          const { at, durationMs, boot, counter } = identified(item)
          if (at + durationMs < arrived) throw new Error(`arrived at ${at + durationMs}, after ${arrived}`)
          arrived = at + durationMs
          if (counter !== (counters.get(boot) ?? 0)) throw new Error(`${boot}: ${counter} after ${counters.get(boot)}`)
          counters.set(boot, counter + 1)
          if (item.type !== 'observation') continue
          const { monitorId, scheduledAt, timings } = item.observation
          if (at < (freeAt.get(monitorId) ?? 0) || at < scheduledAt) throw new Error(`${monitorId} began too early, at ${at}`)
          freeAt.set(monitorId, at + durationMs)
          const { resolveMs, connectMs, handshakeMs, firstByteMs, totalMs } = timings
          const phases = (resolveMs ?? 0) + (connectMs ?? 0) + (handshakeMs ?? 0) + (firstByteMs ?? 0)
          if (phases > totalMs || totalMs > durationMs || totalMs > 30_000) throw new Error(`${phases} of ${totalMs} of ${durationMs} ms`)
        }
        expect([...counters.keys()].length).toBe(2)
      }),
      { numRuns: 10 },
    )
  })

  it('looks at every slot once, some ms after a point of the grid, when nothing befalls anybody', () => {
    const looks = looksIn(historyOf({ monitors: 20 }).until(from + 5 * day))
    const regular = looks.filter(({ scheduledAt, monitorId }) => (scheduledAt - phaseOf(monitorId, minute)) % minute === 0)
    expect(new Set(regular.map(({ scheduledAt, monitorId }) => `${monitorId} ${scheduledAt}`)).size).toBe(regular.length)
    expect(regular.length).toBeGreaterThanOrEqual(20 * (5 * 1_440 - 1))
    // The first looks come early, and none is repeated.
    expect(looks.length - regular.length).toBeLessThanOrEqual(20)
    const lags = regular.map(({ at, scheduledAt }) => at - Math.ceil(scheduledAt / 100) * 100)
    expect(lags.filter((ms) => ms >= 1 && ms <= 5).length / lags.length).toBeGreaterThan(0.98)
    expect(lags.filter((ms) => ms < 1 || ms > 40)).toEqual([])
  })

  it('holds a control round at least every five minutes, and one after every failed look', () => {
    const items = [...historyOf({ ...busyWeek('d'), observer: [] }).until(from + 7 * day)]
    const rounds = items.flatMap((item) => (item.type === 'control' ? [item.round] : []))
    const pauses = rounds.slice(1).map((round, index) => round.at - (rounds[index]?.at ?? 0))
    expect(Math.max(...pauses)).toBe(300_000)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5_000)
    expect(rounds.every(({ fine }) => fine)).toBe(true)
    const failed = looksIn(items).filter(({ outcome, at }) => outcome === 'down' && at < from + 7 * day - minute)
    expect(failed.length).toBeGreaterThan(50)
    for (const { at, durationMs } of failed) {
      const next = rounds.find((round) => round.at > at + durationMs)
      expect((next?.at ?? Number.POSITIVE_INFINITY) - (at + durationMs)).toBeLessThanOrEqual(10_000)
    }
  })

  it('is busier by day than by night, and never twice the same', () => {
    const looks = looksIn(historyOf({ monitors: 8 }).until(from + 5 * day))
    const meanAt = (hours: readonly number[]) => {
      const times = looks.filter(({ at }) => hours.includes(new Date(at).getUTCHours())).map(({ timings }) => timings.firstByteMs ?? 0)
      return times.reduce((sum, ms) => sum + ms, 0) / times.length
    }
    expect(meanAt([11, 12, 13]) / meanAt([0, 1, 2])).toBeGreaterThan(1.2)
    expect(new Set(looks.map(({ timings }) => JSON.stringify(timings))).size / looks.length).toBeGreaterThan(0.8)
    const faces = looks
      .filter(({ monitorId }) => monitorId === 'service-001')
      .map(({ address, certificate }) => `${address} ${certificate}`)
    expect(new Set(faces).size).toBeLessThan(4)
  })

  it('passes over the slots that come while a look goes on', () => {
    const crash: Happening = { kind: 'crash', code: 'http_timeout', from: from + minute, to: from + hour }
    const looks = looksIn(historyOf({ everyMs: 10 * second, happenings: [crash] }).until(from + hour)).filter(({ recheck }) => !recheck)
    const lags = looks.map(({ at, scheduledAt }) => at - Math.ceil(scheduledAt / 100) * 100)
    expect(lags.filter((ms) => ms < 1 || ms > 40)).toEqual([])
    // Each takes 10 s and some ms: every other slot is lost.
    expect(looks.length).toBeLessThan(200)
  })

  it('holds no more after months than after a day', () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const history = historyOf({ ...busyWeek('e'), everyMs: 5 * minute })
    const heapAfter = (to: number): number => {
      let count = 0
      for (const _ of history.until(to)) count += 1
      expect(count).toBeGreaterThan(4 * 280)
      collect()
      return process.memoryUsage().heapUsed
    }
    const afterDay = heapAfter(from + day)
    // 46,000 rounds and 184,000 looks.
    expect(heapAfter(from + 160 * day) - afterDay).toBeLessThan(1_500_000)
  })
})

describe('another configuration', () => {
  it('is carried by all looks that begin later, the first of them within seconds', () => {
    const history = historyOf({ monitors: 3 })
    const changedAt = from + hour + 17 * second
    const before = looksIn(history.until(changedAt))
    history.rebase('service-002', { span: 77, configHash: 'ff' }, changedAt)
    const after = looksIn(history.until(from + 2 * hour))
    expect(before.filter(({ span }) => span !== 0)).toEqual([])
    const changed = after.filter(({ monitorId, at }) => monitorId === 'service-002' && at >= changedAt)
    expect(changed.every(({ span, configHash }) => span === 77 && configHash === 'ff')).toBe(true)
    expect((changed[0]?.at ?? 0) - changedAt).toBeLessThan(8_200)
    expect(after.filter(({ monitorId, span }) => monitorId !== 'service-002' && span !== 0)).toEqual([])
    expect(() => history.rebase('nobody', { span: 1, configHash: '' }, changedAt)).toThrow('no monitor nobody')
  })

  it('does not touch a look that is under way', () => {
    const crash: Happening = { kind: 'crash', code: 'http_timeout', from: from + hour, to: from + 2 * hour }
    const history = historyOf({ happenings: [crash] })
    const last = looksIn(history.until(from + hour + 10 * minute)).at(-1)
    // The next one begins within the minute, and takes half of one.
    const changedAt = (last?.at ?? 0) + minute + 15 * second
    expect(looksIn(history.until(changedAt))).toEqual([])
    history.rebase(firstId, { span: 77, configHash: 'ff' }, changedAt)
    const [underWay, next] = looksIn(history.until(changedAt + 2 * minute))
    expect(underWay).toMatchObject({ span: 0, outcome: 'down' })
    expect(underWay?.at).toBeLessThan(changedAt)
    expect(next).toMatchObject({ span: 77, outcome: 'down' })
  })

  it('drops a look that was planned after an event, and makes one during it', () => {
    const everyMs = 15 * minute
    const slot = from + everyMs + phaseOf(firstId, everyMs)
    const crash: Happening = { kind: 'crash', code: 'http_status', from: slot + 2 * minute, to: slot + 8 * minute }
    const history = historyOf({ everyMs, happenings: [crash] })
    const before = looksIn(history.until(slot + 4 * minute))
    expect(before.every(({ outcome }) => outcome === 'up')).toBe(true)
    history.rebase(firstId, { span: 77, configHash: 'ff' }, slot + 4 * minute)
    expect(looksIn(history.until(slot + 5 * minute))[0]).toMatchObject({ outcome: 'down', span: 77, recheck: false })
  })

  it('does not bring a later change of the interval forward', () => {
    const everyMs = 15 * minute
    const slot = from + everyMs + phaseOf(firstId, everyMs)
    const denseAt = slot + 3 * minute
    const history = historyOf({ everyMs, intervals: [{ from: denseAt, everyMs: 10 * second }] })
    // An early one, and two at their slots.
    expect(looksIn(history.until(slot + minute)).length).toBe(3)
    history.rebase(firstId, { span: 77, configHash: 'ff' }, slot + minute)
    const looks = looksIn(history.until(denseAt + minute))
    expect(looks.filter(({ at }) => at < denseAt).map(({ everyMs: inForce }) => inForce)).toEqual([everyMs])
    expect(looks.filter(({ everyMs: inForce }) => inForce === 10 * second).length).toBeGreaterThan(4)
  })

  it('may look more often for a while, without a break', () => {
    const intervals = [
      { from: from + 6 * hour, everyMs: minute },
      { from: from + 8 * hour, everyMs: 15 * minute },
    ]
    const looks = looksIn(historyOf({ everyMs: 15 * minute, intervals }).until(from + 12 * hour))
    const dense = looks.filter(({ everyMs }) => everyMs === minute)
    expect(dense.length).toBeGreaterThan(118)
    expect(dense.length).toBeLessThanOrEqual(121)
    expect(dense.every(({ scheduledAt }) => scheduledAt >= from + 6 * hour && scheduledAt < from + 8 * hour)).toBe(true)
    const pauses = looks.slice(1).map(({ at }, index) => at - (looks[index]?.at ?? 0))
    expect(Math.max(...pauses)).toBeLessThan(15 * minute + second)
  })
})

describe('what cannot be simulated is refused', () => {
  const crash = { kind: 'crash', code: 'http_status' } as const
  const late: ObserverEvent = { kind: 'offline', from: from + hour, to: from + 2 * hour }
  it.each([
    [
      'events that overlap',
      {
        happenings: [
          { ...crash, from: from + hour, to: null },
          { ...crash, from: from + 2 * hour, to: null },
        ],
      },
    ],
    ['an event that ends before it begins', { happenings: [{ ...crash, from: from + hour, to: from }] }],
    ['an observer whose events go back', { observer: [late, { kind: 'off', from, to: from + minute }] as const }],
  ])('%s', (_, scene) => {
    expect(() => historyOf(scene)).toThrow(RangeError)
  })
})

/** The same events and another seed for all that is not scripted. */
function dayOf(seed: string): readonly LogItem[] {
  return [...historyOf({ ...busyWeek('a'), seed }).until(from + day)]
}

function identified(item: LogItem) {
  if (item.type === 'entry') throw new Error('an entry')
  return item.type === 'observation' ? item.observation : item.round
}
