import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveOutages } from '../../src/core/derive.ts'
import { roundBook } from '../../src/core/effective.ts'
import type { Entry, LogItem, LogRecord } from '../../src/core/log.ts'
import type { OutageRules } from '../../src/core/monitor.ts'
import type { ControlRound, Recorded } from '../../src/core/observation.ts'
import type { Outage } from '../../src/core/outage.ts'
import { createReplay } from '../../src/core/replay.ts'
import type { Changes, Replay } from '../../src/core/replay.ts'
import { lookOf, roundOf } from '../support/looks.ts'
import { anyRules, anySeries, everything } from './random-series.ts'
import type { RandomSeries } from './random-series.ts'
import { at, origin, series } from './series.ts'

const rules = { confirmDown: 2, confirmUp: 1 }

describe('a replay', () => {
  it('says what deriving each monitor says, whatever the commits and restarts in between', () => {
    const watched = fc.array(anySeries(everything, 12), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(watched, anyRules, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 5, maxLength: 20 }), (all, rules, sizes) => {
        const ids = all.map((_, index) => `m${index}`)
        const log = logOf(all, ids, rules)
        const asOf = log.reduce((latest, record) => Math.max(latest, timeOf(record)), origin)
        const told = new Map<string, Outage>()
        const tell = (changes: Changes): void => changes.outages.forEach((outage) => told.set(outage.id, outage))
        const replay = followed(log, sizes, tell)
        const last = replay.step([], asOf)
        replay.accept(last)
        tell(last)
        const book = roundBook(roundsOf(log))
        const derived = all.map(({ looks }, index) => deriveOutages(ids[index] ?? '', looks, book, rules, { asOf }))
        const expected = derived.flatMap(({ outages, unconfirmed }) => [...outages, ...unconfirmed])
        expect(told).toEqual(new Map(expected.map((outage) => [outage.id, outage])))
        const seen = derived.filter((_, index) => (all[index]?.looks.length ?? 0) > 0)
        expect(new Set(replay.monitorIds())).toEqual(new Set(seen.map(({ state }) => state.monitorId)))
        for (const { state } of seen) expect(replay.state(state.monitorId)).toEqual(state)
      }),
      { numRuns: 150, seed: 27_05_2025 },
    )
  })

  it('says in one step what it says in many', () => {
    fc.assert(
      fc.property(anySeries(everything, 20), anySeries(everything, 20), (one, other) => {
        const log = logOf([one, other], ['m0', 'm1'], rules)
        const whole = createReplay()
        const atOnce = whole.step(log, null)
        const many = new Map<string, Outage>()
        const minted: string[] = []
        followed(log, [1], (changes) => {
          for (const outage of changes.outages) many.set(outage.id, outage)
          minted.push(...changes.confirmed.map(({ id }) => id))
        })
        expect(new Set(atOnce.outages.map((outage) => JSON.stringify(outage)))).toEqual(
          new Set([...many.values()].map((x) => JSON.stringify(x))),
        )
        expect(atOnce.confirmed.map(({ id }) => id).toSorted()).toEqual(minted.toSorted())
      }),
      { numRuns: 100, seed: 27_05_2025 },
    )
  })
})

describe('a step of a replay', () => {
  it('changes nothing until it is accepted', () => {
    const replay = createReplay()
    const records = recordsOf([config(rules), ...looksOf('www', 'udd')])
    const first = replay.step(records, null)
    replay.step(recordsOf([control(1)]), null)
    expect(replay.rounds().firstFineAfter(0)).toBeNull()
    expect(replay.state('www')).toBeNull()
    expect(replay.throughSeq()).toBe(-1)
    expect(replay.step(records, null).outages).toEqual(first.outages)
    replay.accept(first)
    expect(replay.throughSeq()).toBe(3)
    expect(replay.lastObservationSeq('www')).toBe(3)
    expect(replay.state('www')).toBe(first.states.get('www'))
  })

  it('is refused when another was accepted since', () => {
    const replay = createReplay()
    const step = replay.step(recordsOf(looksOf('www', 'u')), null)
    replay.accept(step)
    expect(() => replay.accept(step)).toThrow('older base')
    expect(() => replay.accept(createReplay().step([], 0))).toThrow('older base')
  })

  it('tells each outage once, gaps and quarter hours with their monitor, and who changed', () => {
    const replay = createReplay()
    replay.accept(replay.step(recordsOf([config(rules), ...looksOf('www', 'u')]), null))
    const changes = replay.step(recordsOf([...looksOf('www', '.ddu....u', 60 * 60), ...looksOf('api', 'd')], 2), null)
    expect(changes.outages.map(({ monitorId, ongoing }) => [monitorId, ongoing])).toEqual([
      ['www', false],
      ['api', true],
    ])
    expect(changes.confirmed.map(({ monitorId }) => monitorId)).toEqual(['www'])
    expect(changes.gaps.map(({ monitorId }) => monitorId)).toEqual(['www'])
    expect(changes.quarters.map(({ monitorId, looks }) => `${monitorId} ${looks}`)).toEqual(
      Array.from({ length: 13 }, (_, quarter) => `www ${quarter % 4 === 0 ? 1 : 0}`),
    )
    expect(changes.settled).toEqual([])
    expect([...changes.states.keys()]).toEqual(['www', 'api'])
    expect(replay.step(recordsOf(looksOf('www', '.dd'), 2), null).settled).toEqual([{ monitorId: 'www', from: 'up', to: 'down' }])
  })

  it('touches only monitors that are concerned: a round settles those that wait for it', () => {
    const replay = createReplay()
    replay.accept(replay.step(recordsOf([...looksOf('a', 'u'), ...looksOf('b', 'D'), ...looksOf('c', '?')]), null))
    expect(replay.waiting()).toBe(true)
    const changes = replay.step(recordsOf([control(1)], 3), null)
    expect([...changes.states.keys()]).toEqual(['b'])
    expect(changes.outages).toMatchObject([{ monitorId: 'b', confirmed: false }])
    replay.accept(changes)
    expect(replay.waiting()).toBe(false)
    expect(replay.rounds().firstFineAfter(origin)).toBe(at(1))
  })

  it('gives a round up only when it cannot come any more', () => {
    const replay = createReplay()
    replay.accept(replay.step(recordsOf(looksOf('www', 'D')), at(160)))
    expect(replay.state('www')?.pending.length).toBe(1)
    replay.accept(replay.step([], at(160.001)))
    expect(replay.state('www')?.unknown?.reason).toBe('observer_offline')
  })

  it('judges a stored log as of its own time: the round that decides comes later in it', () => {
    const replay = createReplay()
    const late = [...looksOf('www', 'D'), control(1), ...looksOf('www', '.D'), control(61)]
    expect(replay.step(recordsOf(late), at(86_400)).confirmed.map(({ id }) => id)).toEqual(['www-20250527T080000Z'])
  })

  it('keeps a bounded number of control rounds', () => {
    const replay = createReplay()
    const rounds = Array.from({ length: 5000 }, (_, index) => control(index * 300))
    replay.accept(replay.step(recordsOf(rounds), null))
    expect(replay.rounds().firstFineAfter(0)).toBe(at(300 * (5000 - 256)))
  })
})

describe('the configuration in a replay', () => {
  it('brings the rules: the defaults before it, the newest after it, the last ones for a retired monitor', () => {
    const replay = createReplay()
    const strict = { confirmDown: 3, confirmUp: 2 }
    expect(replay.rules('www')).toEqual(rules)
    replay.accept(replay.step(recordsOf([config(strict), ...looksOf('www', 'udd')]), null))
    expect(replay.rules('www')).toEqual(strict)
    expect(replay.state('www')?.open?.confirmed).toBe(false)
    replay.accept(replay.step(recordsOf([{ type: 'entry', entry: entry({ services: [] }) }], 4), null))
    expect(replay.rules('www')).toEqual(strict)
    replay.accept(replay.step(recordsOf([config(rules), ...looksOf('www', '...d')], 5), null))
    expect(replay.state('www')?.open?.confirmed).toBe(true)
  })

  it('renames: what was known under the former id goes on, an open outage keeps its id', () => {
    const replay = createReplay()
    replay.accept(replay.step(recordsOf([config(rules), ...looksOf('www', 'udd'), rename('new', 'www')]), null))
    const changes = replay.step(recordsOf([...looksOf('www', '...d'), ...looksOf('new', '....u.dd')], 5), null)
    expect(changes.outages.map(({ id, monitorId }) => [id, monitorId])).toEqual([
      ['www-20250527T080100Z', 'new'],
      ['new-20250527T080600Z', 'new'],
    ])
    expect(changes.outages[0]).toMatchObject({ looks: 3, ongoing: false })
    replay.accept(changes)
    expect(replay.monitorIds()).toEqual(['new'])
    expect(replay.state('www')).toBe(replay.state('new'))
  })

  it('renames again, and looks that wait for a round move along', () => {
    const replay = createReplay()
    replay.accept(replay.step(recordsOf([...looksOf('a', 'D'), rename('b', 'a'), rename('c', 'b'), control(1)]), null))
    expect(replay.state('a')).toMatchObject({ monitorId: 'c', pending: [], open: { looks: 1 } })
    expect(replay.waiting()).toBe(false)
  })

  it('lets a new monitor take an id that was given up', () => {
    const replay = createReplay()
    const both = entry({
      services: [
        {
          monitors: [
            { id: 'b', formerly: ['a'], rules },
            { id: 'a', formerly: [], rules },
          ],
        },
      ],
    })
    replay.accept(replay.step(recordsOf([...looksOf('a', 'u'), { type: 'entry', entry: both }, ...looksOf('a', '..d')]), null))
    expect([replay.state('a')?.run?.outcome, replay.state('b')]).toEqual(['down', null])
  })

  it.each([
    [{}],
    [{ services: 'none' }],
    [{ services: [null, { monitors: [{ id: 7 }, { id: 'www' }, 'www', { id: 'api', rules: {} }] }] }],
  ])('is read with care: %j', (body) => {
    const replay = createReplay()
    replay.accept(replay.step(recordsOf([{ type: 'entry', entry: entry(body) }, ...looksOf('www', 'u')]), null))
    expect([replay.rules('www'), replay.rules('api')]).toEqual([rules, rules])
  })
})

describe('a restored replay', () => {
  const log = recordsOf([config({ confirmDown: 3, confirmUp: 1 }), ...looksOf('www', 'uD'), control(61), ...looksOf('api', 'u?u')])

  it('goes on where the snapshots were taken', () => {
    const replay = followed(log, [log.length], () => undefined)
    const restored = restart(replay, log)
    expect(restored.throughSeq()).toBe(log.length - 1)
    expect(restored.snapshot()).toEqual(replay.snapshot())
    expect([restored.rules('www'), restored.lastObservationSeq('www')]).toEqual([{ confirmDown: 3, confirmUp: 1 }, 2])
    expect(restored.rounds().firstFineAfter(0)).toBe(at(61))
  })

  it('skips records that a snapshot holds already, when another is older', () => {
    const half = followed(log.slice(0, 3), [3], () => undefined)
    const whole = followed(log, [log.length], () => undefined)
    const mixed = [...half.snapshot(), ...whole.snapshot().filter(({ monitorId }) => monitorId === 'api')]
    const restored = createReplay()
    const from = restored.restore({ snapshots: mixed, configs: configsOf(log), rounds: roundsOf(log) })
    expect(from).toBe(3)
    expect(restored.snapshot()).toEqual(mixed)
    restored.accept(restored.step(log.slice(from), null))
    expect(restored.snapshot()).toEqual(whole.snapshot())
  })

  it('knows neither the rounds nor the configuration that came later', () => {
    const later = [...log, ...recordsOf([config(rules), control(300)], log.length)]
    const restored = restart(
      followed(log, [log.length], () => undefined),
      later,
    )
    expect(restored.rules('www').confirmDown).toBe(3)
    expect(restored.rounds().firstFineAfter(at(61))).toBeNull()
    restored.accept(restored.step(later.slice(log.length), null))
    expect(restored.rules('www').confirmDown).toBe(2)
    expect(restored.rounds().firstFineAfter(at(61))).toBe(at(300))
  })

  it('starts from the beginning without snapshots, or with one of another version', () => {
    const replay = followed(log, [log.length], () => undefined)
    expect(replay.restore({ snapshots: [], configs: configsOf(log), rounds: roundsOf(log) })).toBe(0)
    expect(replay.monitorIds()).toEqual([])
    const [first, ...others] = followed(log, [log.length], () => undefined).snapshot()
    for (const state of [null, 'x', {}, { version: 1, monitor: {} }]) {
      const snapshots = [{ monitorId: first?.monitorId ?? '', throughSeq: 9, state }, ...others]
      expect(replay.restore({ snapshots, configs: configsOf(log), rounds: roundsOf(log) })).toBe(0)
      expect([replay.monitorIds(), replay.rules('www')]).toEqual([[], rules])
    }
  })
})

function looksOf(monitorId: string, script: string, everySeconds = 60): readonly LogItem[] {
  return series(script).map((seen) => {
    const moved = origin + ((seen.at - origin) * everySeconds) / 60
    const everyMs = everySeconds * 1000
    return { type: 'observation', observation: lookOf({ ...seen, at: moved, everyMs, monitorId }) }
  })
}

function control(seconds: number): LogItem {
  return { type: 'control', round: roundOf({ at: at(seconds) }) }
}

function config(rules: OutageRules, ids: readonly string[] = ['www', 'api']): LogItem {
  return { type: 'entry', entry: entry({ services: [{ monitors: ids.map((id) => ({ id, formerly: [], rules })) }] }) }
}

function rename(id: string, former: string): LogItem {
  return { type: 'entry', entry: entry({ services: [{ monitors: [{ id, formerly: [former], rules }] }] }) }
}

function entry(body: Readonly<Record<string, unknown>>): Entry {
  return { kind: 'config', at: origin, body }
}

function recordsOf(items: readonly LogItem[], first = 0): readonly LogRecord[] {
  return items.map((item, index) => ({ ...item, seq: first + index }))
}

/** The log of all series together. The observer has one round in flight at a time, so a round that began during another is left out. */
function logOf(all: readonly RandomSeries[], ids: readonly string[], rules: OutageRules): readonly LogRecord[] {
  const looks = all.flatMap((one, index) =>
    one.looks.map((seen): LogItem => ({ type: 'observation', observation: lookOf({ ...seen, monitorId: ids[index] ?? '' }) })),
  )
  const rounds: LogItem[] = []
  let freeAt = 0
  for (const round of all.flatMap((one) => one.rounds).toSorted((x, y) => x.at - y.at)) {
    if (round.at <= freeAt) continue
    rounds.push({ type: 'control', round })
    freeAt = round.at + round.durationMs
  }
  return recordsOf([config(rules, ids), ...[...looks, ...rounds].toSorted((x, y) => timeOf(x) - timeOf(y))])
}

function timeOf(item: LogItem): number {
  if (item.type === 'entry') return item.entry.at
  return item.type === 'control' ? item.round.at + item.round.durationMs : item.observation.at + item.observation.durationMs
}

/** Feeds a log in commits of the given sizes; each is computed twice, as a recorder may, and every third is followed by a restart. */
function followed(log: readonly LogRecord[], sizes: readonly number[], heed: (changes: Changes) => void): Replay {
  let replay = createReplay()
  let from = 0
  for (let turn = 0; from < log.length; turn += 1) {
    const records = log.slice(from, from + (sizes[turn % sizes.length] ?? 1))
    from += records.length
    replay.step(records, null)
    const changes = replay.step(records, null)
    replay.accept(changes)
    heed(changes)
    if (turn % 3 === 2) replay = restart(replay, log)
  }
  return replay
}

function restart(replay: Replay, log: readonly LogRecord[]): Replay {
  const snapshots = JSON.parse(JSON.stringify(replay.snapshot()))
  const restored = createReplay()
  const through = replay.throughSeq()
  const next = restored.restore({ snapshots, configs: configsOf(log), rounds: roundsOf(log) })
  if (next <= through) restored.accept(restored.step(log.slice(next, through + 1), null))
  return restored
}

function configsOf(log: readonly LogRecord[]): readonly (Entry & { readonly seq: number })[] {
  return log.flatMap((record) => (record.type === 'entry' ? [{ ...record.entry, seq: record.seq }] : []))
}

function roundsOf(log: readonly LogRecord[]): readonly Recorded<ControlRound>[] {
  return log.flatMap((record) => (record.type === 'control' ? [{ ...record.round, seq: record.seq }] : []))
}
