import { renameSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import type { Outcome } from '../../src/core/observation.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { verify } from '../../src/store/sqlite/verify.ts'
import { nothingDerived, type Reader, type Store, StoreError } from '../../src/store/store.ts'
import { always, catalogueChange, entry, look, minute, round, t0, temporaryDir } from './make.ts'

const day = 24 * 60 * minute

/** Everything that can be read of a store's looks. */
function readings(reader: Reader) {
  const size = reader.size()
  const period = { from: t0 + day / 2, to: t0 + 2 * day }
  return {
    size,
    log: reader.log(0, size),
    middle: reader.log(Math.floor(size / 3), 40),
    single: Array.from({ length: Math.ceil(size / 7) }, (_, i) => reader.observation(i * 7)),
    monitors: reader.monitorIds().map((id) => ({
      id,
      all: [...reader.looks(id, always)],
      part: [...reader.looks(id, period)],
      around: [...reader.looks(id, { from: t0 + day, to: t0 + day + 30 * minute }, { around: true })],
      paged: [reader.observations(id, always, 10, 25), reader.observations(id, period, -1, 1_000)],
      columns: [...reader.columns(id)].flatMap(({ length, look: one }) => Array.from({ length }, (_, i) => one(i))),
      phases: [...reader.columns(id, { withPhases: true })].flatMap(({ length, phases: some }) =>
        Array.from({ length }, (_, i) => Object.values(some ?? {}).map((column) => column[i])),
      ),
      dayAtLeast: [...reader.columns(id, { period })].reduce(
        (sum, { length, at }) =>
          sum + Array.from({ length }, (_, i) => at[i] ?? 0).filter((one) => one >= period.from && one < period.to).length,
        0,
      ),
      seqs: [...reader.columns(id, { withSeq: true })].flatMap(({ seq }) => Array.from(seq ?? [])),
    })),
  }
}

/** Looks of several monitors from several vantages over three days, in order of arrival but for some, rounds and entries among them. */
const history: fc.Arbitrary<readonly LogItem[]> = fc
  .array(
    fc.record({
      monitor: fc.integer({ min: 0, max: 3 }),
      vantage: fc.constantFrom('rabat-1', 'rabat-1', 'rabat-1', 'paris-1'),
      minutes: fc.integer({ min: 0, max: 3 * 24 * 60 }),
      outcome: fc.constantFrom<Outcome>('up', 'up', 'up', 'down', 'unknown'),
      durationMs: fc.integer({ min: 0, max: 3_000 }),
      other: fc.constantFrom(null, null, null, null, 'round', 'entry'),
    }),
    { minLength: 30, maxLength: 250 },
  )
  .map((drawn) =>
    drawn
      .toSorted((a, b) => a.minutes - b.minutes)
      // Now and then one arrives long after its time.
      .toSorted((a, b) => (a.durationMs > 2_900 ? 1 : 0) - (b.durationMs > 2_900 ? 1 : 0))
      .map(({ monitor, vantage, minutes, outcome, durationMs, other }, counter): LogItem => {
        const at = t0 + minutes * minute + monitor
        if (other === 'round') return { type: 'control', round: round({ counter, at, fine: outcome === 'up' }) }
        if (other === 'entry') return entry({ at })
        const total = { resolveMs: 3, connectMs: 20, handshakeMs: null, firstByteMs: durationMs, totalMs: durationMs + 40 }
        return look({
          counter,
          at,
          scheduledAt: at - 5,
          monitorId: `m-${monitor}`,
          vantageId: vantage,
          outcome,
          durationMs,
          timings: total,
        })
      }),
  )

describe('sealing', () => {
  it('changes nothing of what is read, wherever it falls, and again and again', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 3 }), async (items, cuts) => {
        using plainDir = temporaryDir()
        using sealedDir = temporaryDir()
        await using plain = openStore(plainDir.path)
        await using sealed = openStore(sealedDir.path)
        plain.record(items, nothingDerived)
        const expected = readings(plain)
        const edges = [0, ...new Set(cuts.filter((cut) => cut < items.length).toSorted((a, b) => a - b)), items.length]
        for (const [index, from] of edges.slice(0, -1).entries()) {
          sealed.record(items.slice(from, edges[index + 1]), nothingDerived)
          await sealed.seal()
        }
        expect(readings(sealed)).toEqual(expected)
        await using reader = openReader(sealedDir.path)
        expect(readings(reader)).toEqual(expected)
        expect(edit(sealedDir.path, (db) => verify(db))).toMatchObject({ records: items.length, damage: null })
      }),
      { numRuns: 12 },
    )
  })

  it('changes nothing for who reads all the while, batch by batch', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 5, max: 60 }), fc.integer({ min: 1, max: 4 }), async (items, size, sealEvery) => {
        using dir = temporaryDir()
        await using store = openStore(dir.path)
        await using reader = openReader(dir.path)
        for (let n = 0; n * size < items.length; n += 1) {
          store.record(items.slice(n * size, (n + 1) * size), nothingDerived)
          expect(readings(reader)).toEqual(readings(store))
          if (n % sealEvery === 0) await store.seal()
          expect(readings(reader)).toEqual(readings(store))
        }
      }),
      { numRuns: 12 },
    )
  })

  it('leaves no look in the log, one row a day, and one of several days once there is enough', { timeout: 60_000 }, async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    for (let n = 0; n < 3; n += 1) {
      const looks = dayOf(n)
      for (let hour = 0; hour < 24; hour += 8) {
        store.record(looks.slice(hour * 360, (hour + 8) * 360), nothingDerived)
        await store.seal()
      }
    }
    const levels = (): unknown =>
      edit(dir.path, (db) => db.prepare('SELECT level, count(*) AS n, sum(looks) AS looks FROM chunk GROUP BY level ORDER BY level').all())
    expect(levels()).toEqual([
      { level: 0, n: 3, looks: 8_640 },
      { level: 2, n: 2, looks: 17_280 },
    ])
    expect(edit(dir.path, (db) => db.prepare('SELECT count(*) FROM log').pluck().get())).toBe(0)
    expect(await store.seal()).toEqual({ looks: 0, chunks: 0 })
    expect([...store.looks('cnops-www', always)].map(({ counter }) => counter)).toEqual(Array.from({ length: 25_920 }, (_, i) => i))
  })

  it('goes on while looks are recorded and read', { timeout: 60_000 }, async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    await using reader = openReader(dir.path)
    store.record(many(0, 20_000), nothingDerived)
    const stream = Iterator.from(reader.looks('m-1', always))
    const first = stream.next().value
    const sealing = store.seal()
    let next = 20_000
    const over = new AbortController()
    void sealing.then(() => over.abort())
    while (!over.signal.aborted) {
      store.record(many(next, 10), nothingDerived)
      next += 10
      expect(reader.log(0, next).length).toBe(next)
      await sleep(1)
    }
    expect((await sealing).looks).toBeGreaterThanOrEqual(20_000)
    await store.seal()
    // What was being read goes on where it was, and is what was there when it began.
    const seen = [first, ...stream].flatMap((one) => (one === undefined ? [] : [one.seq]))
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, i) => 10 * i + 1))
    expect(store.log(0, next).map(({ seq }) => seq)).toEqual(Array.from({ length: next }, (_, seq) => seq))
  })

  it('may merge rows away from under who reads their columns, in order or not', { timeout: 60_000 }, async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    await using reader = openReader(dir.path)
    // Two parts of a day each, and some looks that come a day late.
    const some = [...dayOf(0), ...dayOf(1)]
    const late = some.filter((_, i) => i % 1_000 === 500)
    const inTime = some.filter((_, i) => i % 1_000 !== 500)
    for (let from = 0; from < inTime.length; from += 4_000) {
      store.record(inTime.slice(from, from + 4_000), nothingDerived)
      await store.seal()
    }
    store.record(late, nothingDerived)
    await store.seal()
    const starts = (): number[] => [...reader.columns('cnops-www')].flatMap(({ at }) => Array.from(at))
    const before = starts()
    expect(before.toSorted((a, b) => a - b)).toEqual(Array.from({ length: some.length }, (_, i) => t0 + i * 10_000))
    const reading = reader.columns('cnops-www')[Symbol.iterator]()
    const first = [...(reading.next().value?.at ?? [])]
    store.record(dayOf(2), nothingDerived)
    await store.seal()
    expect(edit(dir.path, (db) => db.prepare('SELECT count(*) FROM chunk WHERE level > 0').pluck().get())).not.toBe(0)
    const others: number[] = []
    for (let next = reading.next(); next.done !== true; next = reading.next()) others.push(...next.value.at)
    expect([...first, ...others]).toEqual(before)
  })

  it('knows looks again that were sealed before a restart', async () => {
    using dir = temporaryDir()
    {
      await using store = openStore(dir.path)
      store.record(many(0, 50), nothingDerived)
      await store.seal()
    }
    await using store = openStore(dir.path)
    expect(store.record([...many(49, 1), ...many(50, 1)], nothingDerived)).toEqual([null, 50])
  })

  it('that was given up half-way leaves nothing behind', async () => {
    using dir = temporaryDir()
    {
      await using store = openStore(dir.path)
      store.record(many(0, 60_000), nothingDerived)
      const sealing = store.seal().then(
        () => 'done',
        (error: Error) => error.message,
      )
      await sleep(30)
      await store[Symbol.asyncDispose]()
      expect(await sealing).toMatch(/given up|done/)
    }
    await using store = openStore(dir.path)
    expect(store.size()).toBe(60_000)
    expect((await store.seal()).looks).toBe(60_000)
    expect(edit(dir.path, (db) => verify(db))).toEqual({ records: 60_000, looks: 60_000, chunks: 10, damage: null })
  })

  it('that cannot open the database says so with a remedy, and works once it can', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.record(many(0, 20), nothingDerived)
    const file = join(dir.path, 'vigie.db')
    renameSync(file, `${file}.away`)
    const refused = await store.seal().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(StoreError)
    expect(refused).toMatchObject({ code: 'missing', message: expect.stringContaining('there is no database') })
    renameSync(`${file}.away`, file)
    expect(await store.seal()).toEqual({ looks: 20, chunks: 10 })
  })

  it('keeps the looks of a renamed monitor together', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.configure(t0, {}, [catalogueChange({ monitorId: 'm-1' })])
    store.record(many(0, 20), nothingDerived)
    await store.seal()
    store.configure(t0, {}, [catalogueChange({ monitorId: 'new', formerly: ['m-1'], breaks: false })])
    store.record([look({ monitorId: 'new', counter: 900, at: t0 + day })], nothingDerived)
    await store.seal()
    expect([...store.looks('new', always)].map(({ counter }) => counter)).toEqual([1, 11, 900])
  })
})

describe('a damaged chunk', { timeout: 60_000 }, () => {
  it('is named with its day, and everything else is served', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    await recordFourDays(store)
    const damage = edit(dir.path, (db) => {
      damageSecondDay(db, 'bytes')
      return verify(db).damage
    })
    expect(damage).toBe('looks of cnops-www from 2026-01-01T23:59:30.000Z to 2026-01-03T00:00:00.000Z: a chunk has the wrong checksum')
    await using reader = openReader(dir.path)
    expect(reader.damaged()).toEqual([])
    const days = new Set([...reader.looks('cnops-www', always)].map(({ at }) => Math.floor((at - t0) / day)))
    expect([...days]).toEqual([0, 2, 3])
    expect([...reader.looks('other', always)]).toHaveLength(4)
    expect(reader.damaged()).toEqual([
      { monitorId: 'cnops-www', from: t0 + day - 30_000, to: t0 + 2 * day, problem: 'a chunk has the wrong checksum' },
    ])
    expect([...reader.columns('cnops-www')].reduce((sum, { length }) => sum + length, 0)).toBe(3 * 2_880)
    // A look that can no longer be read is not there; its neighbours are.
    expect(reader.observation(2_881 + 1_000)).toBeNull()
    expect(reader.observation(2_881 * 2 + 1_000)?.at).toBe(t0 + 2 * day + 1_000 * 30_000)
    await expect(store.backup(join(dir.path, 'copy.db'))).rejects.toMatchObject({ code: 'corrupt' })
  })

  it('whose rest is damaged still gives the method all of it, which never reads the rest', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    await recordFourDays(store)
    const damage = edit(dir.path, (db) => {
      damageSecondDay(db, 'rest')
      return verify(db).damage
    })
    expect(damage).toBe('looks of cnops-www from 2026-01-01T23:59:30.000Z to 2026-01-03T00:00:00.000Z: a chunk has the wrong checksum')
    await using reader = openReader(dir.path)
    const columns = [...reader.columns('cnops-www')]
    expect(columns.flatMap(({ length, look: one }) => Array.from({ length }, (_, i) => one(i).at))).toEqual(
      Array.from({ length: 4 * 2_880 }, (_, i) => t0 + i * 30_000),
    )
    expect(reader.damaged()).toEqual([])
    expect([...reader.columns('cnops-www', { withPhases: true })].reduce((sum, { length }) => sum + length, 0)).toBe(3 * 2_880)
    expect(reader.damaged()).toEqual([
      { monitorId: 'cnops-www', from: t0 + day - 30_000, to: t0 + 2 * day, problem: 'a chunk has the wrong checksum' },
    ])
    const days = new Set([...reader.looks('cnops-www', always)].map(({ at }) => Math.floor((at - t0) / day)))
    expect([...days]).toEqual([0, 2, 3])
    await expect(store.backup(join(dir.path, 'copy.db'))).rejects.toMatchObject({ code: 'corrupt' })
  })

  it.each([
    ['that has lost its rest', 'UPDATE chunk SET rest = NULL WHERE level = 2'],
    ['whose rest is cut short', 'UPDATE chunk SET rest = substr(rest, 1, length(rest) - 1) WHERE level = 2'],
    ['whose rest goes on', 'UPDATE chunk SET rest = CAST(rest || zeroblob(1) AS BLOB) WHERE level = 2'],
    [
      'that is said to have none',
      "UPDATE chunk SET rest = NULL, lengths = (SELECT json_group_array(json_extract(value, '$[0]')) FROM json_each(lengths)) WHERE level = 2",
    ],
  ])('%s is found out', async (_, sql) => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    await recordFourDays(store)
    const damage = edit(dir.path, (db) => {
      db.exec(`DROP TRIGGER chunk_is_fixed; ${sql}`)
      return verify(db).damage
    })
    expect(damage).toMatch(/^looks of cnops-www from /)
    await using reader = openReader(dir.path)
    expect([...reader.columns('cnops-www')].reduce((sum, { length }) => sum + length, 0)).toBe(4 * 2_880)
    expect(reader.damaged()).toEqual([])
    const looks = [...reader.looks('cnops-www', always)]
    expect(looks.every(({ at, counter }) => at === t0 + counter * 30_000)).toBe(true)
    expect(reader.damaged()).not.toEqual([])
  })
})

/** A look every thirty seconds of four days, three of which become a pack of one chunk a day; and one a day of another monitor. */
async function recordFourDays(store: Store): Promise<void> {
  for (let n = 0; n < 4; n += 1) {
    const looks = Array.from({ length: 2_880 }, (_, i) => look({ counter: n * 2_880 + i, at: t0 + n * day + i * 30_000 }))
    store.record([...looks, look({ monitorId: 'other', counter: 100_000 + n, at: t0 + n * day })], nothingDerived)
  }
  await store.seal()
}

/** Turns a bit somewhere in what a pack's second day has in a column. */
function damageSecondDay(db: Database.Database, column: 'bytes' | 'rest'): void {
  const { id, lengths, bytes } = db
    .prepare<[], { id: number; lengths: string; bytes: Uint8Array }>(`SELECT id, lengths, ${column} AS bytes FROM chunk WHERE level = 2`)
    .get() ?? { id: 0, lengths: '[]', bytes: new Uint8Array(1) }
  const days: readonly (readonly [number, number])[] = JSON.parse(lengths)
  expect(days).toHaveLength(3)
  const place = (days[0]?.[column === 'bytes' ? 0 : 1] ?? 0) + 40
  bytes[place] = (bytes[place] ?? 0) ^ 8
  db.exec('DROP TRIGGER chunk_is_fixed')
  db.prepare(`UPDATE chunk SET ${column} = ? WHERE id = ?`).run(bytes, id)
}

describe('a damaged batch of the newest looks', () => {
  it('is told to whoever asks for one of its looks, however long they have been reading', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    await using reader = openReader(dir.path)
    store.record(many(0, 100), nothingDerived)
    expect([...reader.looks('m-1', always)]).toHaveLength(10)
    store.record(many(100, 10), nothingDerived)
    store.record(many(110, 10), nothingDerived)
    edit(dir.path, (db) => {
      const bytes = db.prepare<[], Uint8Array>('SELECT bytes FROM log WHERE first_seq = 100').pluck().get() ?? new Uint8Array(1)
      bytes[20] = (bytes[20] ?? 0) ^ 8
      db.exec('DROP TRIGGER log_is_fixed')
      db.prepare('UPDATE log SET bytes = ? WHERE first_seq = 100').run(bytes)
    })
    expect(() => [...reader.looks('m-1', always)]).toThrow(/damaged at record 100/)
    expect(reader.observations('m-1', always, 109, 10)).toHaveLength(1)
  })
})

/** A look every ten seconds: 8,640 a day. */
function dayOf(n: number): readonly LogItem[] {
  return Array.from({ length: 8_640 }, (_, i) => {
    const at = t0 + n * day + i * 10_000
    return look({ counter: n * 8_640 + i, at, scheduledAt: at })
  })
}

/** Looks of ten monitors, by turns. */
function many(from: number, count: number): readonly LogItem[] {
  return Array.from({ length: count }, (_, i) => {
    const counter = from + i
    return look({ counter, monitorId: `m-${counter % 10}`, at: t0 + counter * 100, scheduledAt: t0 + counter * 100 })
  })
}

function edit<T>(dir: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(dir, 'vigie.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}
