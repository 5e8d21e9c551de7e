import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { anyBody, anyObservation, anyRound } from './arbitrary.ts'
import { always, entry, look, minute, observation, round, t0, temporaryDir } from './make.ts'

describe('the log', () => {
  it('numbers looks, control rounds and entries together, from 0, in order of arrival', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    expect(store.size()).toBe(0)
    expect(store.record([entry(), look({ counter: 0 }), { type: 'control', round: round() }], nothingDerived)).toEqual([0, 1, 2])
    expect(store.configure(t0, { site: {} }, [])).toBe(3)
    expect(store.record([look({ counter: 1 })], nothingDerived)).toEqual([4])
    expect(store.size()).toBe(5)
    expect(store.log(0, 100).map((record) => [record.seq, record.type])).toEqual([
      [0, 'entry'],
      [1, 'observation'],
      [2, 'control'],
      [3, 'entry'],
      [4, 'observation'],
    ])
    expect(store.log(2, 2).map((record) => record.seq)).toEqual([2, 3])
    expect(store.log(5, 10)).toEqual([])
  })

  it('gives back exactly what was written, whatever it was', async () => {
    const item: fc.Arbitrary<LogItem> = fc.oneof(
      anyObservation.map((observation): LogItem => ({ type: 'observation', observation })),
      anyRound.map((round): LogItem => ({ type: 'control', round })),
      anyBody.map((body) => entry({ body })),
    )
    using dir = temporaryDir()
    let boot = 0
    {
      await using store = openStore(dir.path)
      fc.assert(
        fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (drawn) => {
          // Every draw is a run of its own, so that none is a duplicate of an earlier one.
          boot++
          const items = drawn.map((one, index) => numbered(one, `${boot}`, index))
          const first = store.size()
          expect(store.record(items, nothingDerived)).toEqual(items.map((_, index) => first + index))
          expect(store.log(first, items.length)).toEqual(items.map((one, index) => Object.assign({ seq: first + index }, one)))
        }),
        { numRuns: 150 },
      )
    }
    await using store = openStore(dir.path)
    await using reader = openReader(dir.path)
    expect(reader.log(0, store.size())).toEqual(store.log(0, store.size()))
    for (const record of reader.log(0, 200)) {
      const expected = record.type === 'observation' ? { seq: record.seq, ...record.observation } : null
      expect(reader.observation(record.seq)).toEqual(expected)
    }
  })

  it('keeps a text that no UTF-8 can hold as U+FFFD rather than refusing the look', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const broken = { phase: 'expect', code: 'content_missing', message: 'half \ud83d' } as const
    store.record([look({ failure: broken, rules: ['\udc00'], fingerprint: '\ud800x' })], nothingDerived)
    const back = store.observation(0)
    expect(back?.failure?.message).toBe('half �')
    expect(back?.rules).toEqual(['�'])
    expect(back?.fingerprint).toBe('�x')
  })

  it('records an identity once, across batches, restarts, and counters out of order', async () => {
    using dir = temporaryDir()
    {
      await using store = openStore(dir.path)
      expect(store.record([look({ counter: 2 }), look({ counter: 0 }), look({ counter: 2 })], nothingDerived)).toEqual([0, 1, null])
      expect(store.record([look({ counter: 0 }), look({ counter: 1 }), look({ counter: 5 })], nothingDerived)).toEqual([null, 2, 3])
      // Rounds have counters of their own.
      expect(store.record([{ type: 'control', round: round({ counter: 2 }) }], nothingDerived)).toEqual([4])
    }
    await using store = openStore(dir.path)
    const again = [0, 1, 2, 3, 4, 5].map((counter) => look({ counter }))
    expect(store.record(again, nothingDerived)).toEqual([null, null, null, 5, 6, null])
    expect(store.record([look({ counter: 0, boot: 'another' }), look({ counter: 0, vantageId: 'paris-1' })], nothingDerived)).toEqual([
      7, 8,
    ])
    expect(store.record([{ type: 'control', round: round({ counter: 2 }) }], nothingDerived)).toEqual([null])
    expect(store.size()).toBe(9)
  })

  it('writes a batch whole or not at all, and goes on afterwards', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.record([look({ counter: 0 })], nothingDerived)
    // A fractional duration is a bug of ours; it cannot be written, and with it the batch.
    const bad = [look({ counter: 1, boot: 'new', address: '198.51.100.7' }), look({ counter: 2, durationMs: 0.5 })]
    expect(() => store.record(bad, nothingDerived)).toThrow('look 2 cannot be written: 0.5 is not a whole number')
    expect(store.size()).toBe(1)
    expect(store.record([look({ counter: 1, boot: 'new', address: '198.51.100.7' }), look({ counter: 1 })], nothingDerived)).toEqual([1, 2])
    expect(store.observation(1)).toMatchObject({ boot: 'new', address: '198.51.100.7' })
  })

  it('shows a reader what is committed, on a connection of its own', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    await using reader = openReader(dir.path)
    expect(reader.size()).toBe(0)
    store.record([look({ counter: 0 })], nothingDerived)
    expect(reader.size()).toBe(1)
    expect(reader.observation(0)).toEqual({ seq: 0, ...observation() })
  })

  it('stands still for a frozen reader', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.record([look({ counter: 0 })], nothingDerived)
    await using reader = openReader(dir.path, { frozen: true })
    store.record([look({ counter: 1 })], nothingDerived)
    expect(reader.size()).toBe(1)
    expect(reader.log(0, 10)).toHaveLength(1)
  })

  it('finds control rounds by time and entries by kind', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const rounds = [3, 1, 2].map((n) => round({ counter: n, at: t0 + n * minute, fine: n !== 2 }))
    store.record(
      [...rounds.map((r): LogItem => ({ type: 'control', round: r })), entry(), entry({ kind: 'clock', body: { step: 5 } })],
      nothingDerived,
    )
    expect(store.rounds({ from: t0 + minute, to: t0 + 3 * minute }).map((r) => r.counter)).toEqual([1, 2])
    expect(store.rounds(always)).toHaveLength(3)
    expect(store.roundTimes({ from: t0 + 2 * minute, to: t0 + 3 * minute })).toEqual([{ at: t0 + 2 * minute, durationMs: 31, fine: false }])
    expect(store.roundStarts(always, true)).toEqual([t0 + minute, t0 + 3 * minute])
    expect(store.roundStarts(always, false)).toEqual([t0 + 2 * minute])
    expect(store.roundStarts({ from: t0 + minute, to: t0 + 3 * minute }, true)).toEqual([t0 + minute])
    expect(store.entries('clock')).toEqual([{ seq: 4, kind: 'clock', at: t0, body: { step: 5 } }])
    expect(store.entries('gap')).toEqual([])
  })
})

function numbered(item: LogItem, boot: string, counter: number): LogItem {
  if (item.type === 'observation') return { type: 'observation', observation: { ...item.observation, boot, counter } }
  if (item.type === 'control') return { type: 'control', round: { ...item.round, boot, counter } }
  return item
}
