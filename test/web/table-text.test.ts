import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import type { Observation } from '../../src/core/observation.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived, type Reader } from '../../src/store/store.ts'
import { type Asked, observations, type Table } from '../../src/web/data/tables.ts'
import { csvLine, tableText } from '../../src/web/data/table-text.ts'
import { instantWriter, putWhole } from '../../src/web/data/put.ts'
import { isoInstant } from '../../src/core/instant.ts'
import { anyObservation, anyRound } from '../store/arbitrary.ts'
import { always, catalogueChange, look, minute, round, t0, temporaryDir } from '../store/make.ts'

/** A piece may be written over once more is asked for. */
function textOf<T>(table: Table<T>, reader: Reader, asked: Asked): string {
  const pieces: string[] = []
  for (const piece of tableText(table, reader, asked, 'csv', () => {})) pieces.push(Buffer.from(piece).toString('utf8'))
  return pieces.join('')
}

/** What the same looks say column by column, as objects. */
function byColumns<T>(table: Table<T>, reader: Reader, asked: Asked): string {
  const head = `${table.columns.map(({ name }) => name).join(',')}\r\n`
  return head + [...table.rows(reader, asked)].map((row) => csvLine(table, row)).join('')
}

const known = ['up', 'down', 'unknown'] as const

/** Looks that repeat most of what the one before said, as those of a year do. */
const anyLooks: fc.Arbitrary<readonly Observation[]> = fc
  .tuple(
    fc.array(anyObservation, { minLength: 1, maxLength: 4 }),
    fc.array(fc.record({ like: fc.nat(3), at: fc.nat(4e9), take: fc.nat(2_000), again: anyObservation, what: fc.nat(9) }), {
      maxLength: 40,
    }),
  )
  .map(([models, steps]) =>
    steps.map(({ like, at, take, again, what }, counter): Observation => {
      const model = models[like % models.length] ?? again
      const changed: Partial<Observation>[] = [
        {},
        {},
        { uncertaintyMs: again.uncertaintyMs },
        { clockOffsetMs: again.clockOffsetMs },
        { fingerprint: again.fingerprint },
        { outcome: known[take % 3] ?? 'up' },
        { degraded: again.degraded, recheck: again.recheck },
        { failure: again.failure, outcome: 'down' },
        { timings: again.timings, bodyLength: again.bodyLength },
        again,
      ]
      return Object.assign({}, model, { durationMs: take }, changed[what], {
        monitorId: 'm',
        counter,
        at: t0 + at,
        scheduledAt: t0 + at - like,
      })
    }),
  )

describe('looks as CSV', () => {
  it('say what their columns say, whatever they hold, sealed and not', async () => {
    await fc.assert(
      fc.asyncProperty(anyLooks, fc.array(anyRound), fc.integer({ min: 0, max: 9e9 }), fc.nat(40), async (looks, rounds, later, sealed) => {
        using dir = temporaryDir()
        await using store = openStore(dir.path)
        store.configure(t0, {}, [catalogueChange({ monitorId: 'm' })])
        const items = looks.map((one): LogItem => ({ type: 'observation', observation: one }))
        store.record(items.slice(0, sealed), nothingDerived)
        await store.seal()
        store.record(items.slice(sealed), nothingDerived)
        store.record(
          rounds.map((one, counter): LogItem => ({ type: 'control', round: { ...one, counter, at: t0 + (one.at % 4e9) } })),
          nothingDerived,
        )
        const asked = { period: always, monitorId: 'm', asOf: t0 + later }
        expect(textOf(observations, store, asked)).toBe(byColumns(observations, store, asked))
      }),
      { numRuns: 60 },
    )
  })

  it('say what is different from the look before, and no more than that', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.configure(t0, {}, [catalogueChange()])
    const failure = { phase: 'exchange', code: 'http_status', message: 'answered 503' } as const
    const slow = { phase: 'expect', code: 'slow', message: 'took 4 s' } as const
    const changes: readonly Partial<Observation>[] = [
      { vantageId: 'paris-1' },
      { boot: 'another' },
      { scheduledAt: t0 },
      { durationMs: 12_345 },
      { uncertaintyMs: 3 },
      { everyMs: 2 * minute },
      { controlled: false },
      { span: 4 },
      { recheck: true },
      { clockSource: 'system' },
      { clockOffsetMs: 0.5 },
      { configHash: 'other' },
      { degraded: [slow] },
      { outcome: 'unknown', failure },
      { outcome: 'unknown', failure: slow },
      { outcome: 'unknown' },
      { outcome: 'down' },
      { outcome: 'down', failure },
      { outcome: 'down', failure, controlled: false },
      { timings: { resolveMs: null, connectMs: null, handshakeMs: null, firstByteMs: null, totalMs: 0 } },
      { status: null },
      { finalHost: null },
      { redirects: 0 },
      { bodyLength: null },
      { bodyTruncated: true },
      { rules: ['contains[0]', 'status'] },
      { address: '2001:db8::1', family: 6 },
      { tlsVersion: null, certificate: null },
      { fingerprint: 'f' },
      { flags: ['suspect'] },
      { reasons: ['=one', 'two, three'] },
    ]
    const offline = { phase: 'observer', code: 'observer_offline', message: 'no control target answered' } as const
    // Of three failed looks in a row the first has a fine round behind it, the second one that was not, and the last none.
    const rows = [
      ...changes.flatMap((change) => [{}, change, change, change]),
      {},
      {},
      { outcome: 'unknown', failure: offline } as const,
      { outcome: 'down', failure: offline, controlled: true } as const,
    ]
    const looks = rows.map((change, counter) => look(Object.assign({ counter, everyMs: 10_000, at: t0 + counter * minute }, change)))
    const rounds = rows.flatMap((_, counter): LogItem[] =>
      counter % 4 === 3 ? [] : [{ type: 'control', round: round({ counter, at: t0 + counter * minute + 20_000, fine: counter % 4 < 2 }) }],
    )
    store.record([...looks, ...rounds], nothingDerived)
    const asked = { period: always, monitorId: 'cnops-www', asOf: t0 + rows.length * minute }
    const text = textOf(observations, store, asked)
    expect(text.split('\r\n')).toEqual(byColumns(observations, store, asked).split('\r\n'))
    expect(text).toMatch(/,down,down,false,,exchange,http_status,answered 503,,false,true,/)
    expect(text).toMatch(/,unknown,down,false,observer_offline,/)
  })

  it('fill piece after piece, and are those of the period', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.configure(t0, {}, [catalogueChange()])
    const long = '=é"\n'.repeat(90_000)
    const looks = Array.from({ length: 3_000 }, (_, counter) => {
      const failure = counter % 1_000 === 7 ? ({ phase: 'exchange', code: 'http_status', message: `${counter} ${long}` } as const) : null
      return look({ counter, outcome: failure === null ? 'up' : 'down', failure, status: 200 + (counter % 3) })
    })
    store.record([...looks, { type: 'control', round: round({ at: t0 + 8 * minute }) }], nothingDerived)
    const asked = { period: { from: t0 + 2 * minute, to: t0 + 2_900 * minute }, monitorId: null, asOf: t0 + 9_000 * minute }
    const text = textOf(observations, store, asked)
    expect(text).toBe(byColumns(observations, store, asked))
    expect(text.length).toBeGreaterThan(1_000_000)
    expect(text.split('\r\n')).toHaveLength(2 + 2_898)
  })
})

describe('numbers and instants as bytes', () => {
  const out = new Uint8Array(64)
  const written = (end: number): string => Buffer.from(out.subarray(0, end)).toString('latin1')

  it('are what they are as text', () => {
    const edges = [0, 9, 10, 99, 100, 999, 1_000, 9_999, 10_000, 999_999_999, 1_000_000_000, 2 ** 31, 2 ** 53 - 1, -1, -(2 ** 53) + 1]
    for (const value of edges) expect(written(putWhole(out, 0, value))).toBe(String(value))
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => written(putWhole(out, 0, value)) === String(value)))
    fc.assert(fc.property(fc.nat(2e9), (value) => written(putWhole(out, 0, value)) === String(value)))
  })

  it('keep to the day, month and year whose turn it is', () => {
    const put = instantWriter()
    const edges = [0, 1, 86_399_999, 86_400_000, t0, t0 - 1, 253_402_300_799_999, 253_402_300_800_000, -1, 8_640_000_000_000_000, t0]
    for (const instant of edges) expect(written(put(out, 0, instant))).toBe(isoInstant(instant))
    fc.assert(fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (one) => written(put(out, 0, one)) === isoInstant(one)))
    fc.assert(fc.property(fc.nat(4e9), (one) => written(put(out, 0, t0 + one)) === isoInstant(t0 + one)))
  })
})
