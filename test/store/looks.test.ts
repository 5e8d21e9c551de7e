import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import type { Observation, Outcome, Recorded } from '../../src/core/observation.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { always, catalogueChange, look, minute, round, t0, temporaryDir } from './make.ts'

const seqs = (looks: Iterable<Recorded<Observation>>): readonly number[] => [...looks].map((one) => one.seq)

describe('looks of one monitor', () => {
  it('come by time, from `from` to before `to`, over pages and across vantages', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const items = Array.from({ length: 5_000 }, (_, n) =>
      look({
        counter: n,
        at: t0 + ((n * 7) % 2_500) * 1_000,
        monitorId: n % 5 === 0 ? 'other' : 'cnops-www',
        vantageId: n % 3 === 0 ? 'paris-1' : 'rabat-1',
      }),
    )
    store.record(items, nothingDerived)
    const period = { from: t0 + 100_000, to: t0 + 2_400_000 }
    const expected = items
      .map((item, seq) => ({ item, seq }))
      .flatMap(({ item, seq }) =>
        item.type === 'observation' && item.observation.monitorId === 'cnops-www' ? [{ at: item.observation.at, seq }] : [],
      )
      .filter(({ at }) => at >= period.from && at < period.to)
      .toSorted((a, b) => a.at - b.at || a.seq - b.seq)
    expect(seqs(store.looks('cnops-www', period))).toEqual(expected.map(({ seq }) => seq))
    expect(expected.length).toBeGreaterThan(3_000)
  })

  it('may be left before their end, and do not hold the writer up', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.record(
      [0, 1, 2].map((counter) => look({ counter })),
      nothingDerived,
    )
    const looks = store.looks('cnops-www', always)[Symbol.iterator]()
    expect(looks.next().value?.seq).toBe(0)
    store.record([look({ counter: 3 })], nothingDerived)
    expect(looks.next().value?.seq).toBe(1)
    expect(looks.next().value?.seq).toBe(2)
    // What came after the read began is not in it.
    expect(looks.next().done).toBe(true)
  })

  it('carry with `around` the nearest known look on each side', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const outcomes: readonly Outcome[] = ['up', 'down', 'unknown', 'up', 'up', 'unknown', 'up', 'down']
    store.record(
      outcomes.map((outcome, counter) => look({ counter, at: t0 + counter * minute, outcome, controlled: false })),
      nothingDerived,
    )
    const period = { from: t0 + 3 * minute, to: t0 + 5 * minute }
    expect(seqs(store.looks('cnops-www', period, { around: true }))).toEqual([1, 3, 4, 6])
    expect(seqs(store.looks('cnops-www', period))).toEqual([3, 4])
    expect(seqs(store.looks('cnops-www', always, { around: true }))).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('carry with `around` no failed look whose control round was not fine, or never came', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const items = [
      look({ counter: 0, at: t0 }),
      down(1),
      control(0, t0 + minute + 200, true),
      down(2),
      control(1, t0 + 2 * minute + 200, false),
      down(3),
      control(2, t0 + 9 * minute, true),
      look({ counter: 10, at: t0 + 10 * minute }),
    ]
    store.record(items, nothingDerived)
    const around = (from: number, to: number) =>
      seqs(store.looks('cnops-www', { from: t0 + from * minute, to: t0 + to * minute }, { around: true }))
    // Only the first failure had a fine round: the second's was not, the third's came too late.
    expect(around(4, 5)).toEqual([1, 7])
    expect(around(1, 1)).toEqual([0, 1])
    expect(around(2, 2)).toEqual([1, 7])
  })

  it('page by place in the log', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), async (ats, limit) => {
        using dir = temporaryDir()
        await using store = openStore(dir.path)
        store.record(
          ats.map((at, counter) => look({ counter, at })),
          nothingDerived,
        )
        const period = { from: 3, to: 17 }
        const got: number[] = []
        for (;;) {
          const page = seqs(store.observations('cnops-www', period, got.at(-1) ?? -1, limit))
          expect(page.length).toBeLessThanOrEqual(limit)
          if (page.length === 0) break
          got.push(...page)
        }
        expect(got).toEqual(ats.flatMap((at, seq) => (at >= 3 && at < 17 ? [seq] : [])))
      }),
      { numRuns: 15 },
    ))

  it('are found under the current id when the monitor was renamed, and keep the id of their time', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.configure(t0, {}, [catalogueChange({ monitorId: 'old' })])
    store.record([look({ counter: 0, monitorId: 'old' })], nothingDerived)
    store.configure(t0, {}, [catalogueChange({ monitorId: 'newer', formerly: ['old'], breaks: false })])
    store.record([look({ counter: 1, monitorId: 'newer' })], nothingDerived)
    store.configure(t0, {}, [catalogueChange({ monitorId: 'newest', formerly: ['newer'], breaks: false })])
    store.record([look({ counter: 2, monitorId: 'newest' })], nothingDerived)
    for (const id of ['old', 'newer', 'newest']) {
      expect(store.currentId(id)).toBe('newest')
      expect([...store.looks(id, always)].map((one) => one.monitorId)).toEqual(['old', 'newer', 'newest'])
      expect(store.observations(id, always, -1, 10).map((one) => one.monitorId)).toEqual(['old', 'newer', 'newest'])
    }
    expect(store.currentId('never')).toBeNull()
    expect(seqs(store.looks('never', always))).toEqual([])
  })
})

function down(counter: number): LogItem {
  return look({ counter, at: t0 + counter * minute, outcome: 'down', durationMs: 100, uncertaintyMs: 0 })
}

function control(counter: number, at: number, fine: boolean): LogItem {
  return { type: 'control', round: round({ counter, at, fine }) }
}

describe('phase times in columns', () => {
  it('are those of the whole looks, from the log and from chunks, and NaN where a phase was not reached', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.record(
      Array.from({ length: 3_000 }, (_, n) => look({ counter: n, timings: timings(n) })),
      nothingDerived,
    )
    const phasesOf = () =>
      [...store.columns('cnops-www', { withPhases: true })].flatMap(({ length, phases }) =>
        Array.from({ length }, (_, i) =>
          (['resolveMs', 'connectMs', 'handshakeMs', 'firstByteMs', 'totalMs'] as const).map((name) => phases?.[name][i]),
        ),
      )
    const expected = [...store.looks('cnops-www', always)].map(({ timings: { resolveMs, connectMs, handshakeMs, firstByteMs, totalMs } }) =>
      [resolveMs, connectMs, handshakeMs, firstByteMs, totalMs].map((ms) => ms ?? Number.NaN),
    )
    expect(phasesOf()).toEqual(expected)
    expect((await store.seal()).looks).toBe(3_000)
    expect(phasesOf()).toEqual(expected)
    expect([...store.columns('cnops-www')].every(({ seq }) => seq === null)).toBe(true)
  })
})

function timings(n: number): Observation['timings'] {
  return n % 7 === 0
    ? { resolveMs: null, connectMs: 20 + (n % 3), handshakeMs: null, firstByteMs: null, totalMs: 25 + n }
    : { resolveMs: n % 5 === 0 ? null : 3, connectMs: 20, handshakeMs: 30, firstByteMs: 100 + n, totalMs: 160 + 2 * n }
}
