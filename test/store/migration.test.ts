import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { createReplay } from '../../src/core/replay.ts'
import { looksOf as looksIn, openChunk } from '../../src/store/format/chunk.ts'
import type { ChunkRow, ChunkRowBytes } from '../../src/store/sqlite/chunk-rows.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { restoreDatabase } from '../../src/store/sqlite/restore.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { verify } from '../../src/store/sqlite/verify.ts'
import { nothingDerived, type Reader } from '../../src/store/store.ts'
import { encodeFirst } from './first-chunk.ts'
import { writeFirstSchema } from './first-schema.ts'
import { always, entry, look, minute, round, t0, temporaryDir } from './make.ts'

/** Three monitors over two days and a half, with outages, rounds that were fine and not, and a change of the rules. */
const items: readonly LogItem[] = [
  config(2),
  ...Array.from({ length: 3_600 }, (_, n): readonly LogItem[] => {
    const at = t0 + n * minute
    const outcome = n % 700 > 690 ? 'down' : n % 501 === 0 ? 'unknown' : 'up'
    const failure = outcome === 'down' ? ({ phase: 'exchange', code: 'http_status', message: `answered ${500 + (n % 3)}` } as const) : null
    const seen = look({
      monitorId: `m-${n % 3}`,
      counter: n,
      at,
      scheduledAt: at - (n % 4),
      everyMs: 3 * minute,
      outcome,
      failure,
      span: 0,
    })
    const checked = round({ counter: n, at: at + 2_000, fine: n % 1_400 < 1_000 })
    return [seen, ...(outcome === 'down' ? [{ type: 'control', round: checked } as const] : []), ...(n === 2_000 ? [config(3)] : [])]
  }).flat(),
]

function config(confirmDown: number): LogItem {
  const monitors = [0, 1, 2].map((n) => ({ id: `m-${n}`, formerly: [], rules: { confirmDown: n === 1 ? confirmDown : 2, confirmUp: 1 } }))
  return entry({ kind: 'config', body: { services: [{ monitors }] } })
}

describe('a database of the first schema', () => {
  it('is carried over with every look, round and entry, and derived again', async () => {
    using dir = temporaryDir()
    using fresh = temporaryDir()
    writeFirstSchema(dir.path, items)
    await using store = openStore(dir.path)
    await using other = openStore(fresh.path)
    other.record(items, nothingDerived)
    expect(store.size()).toBe(items.length)
    expect(store.log(0, items.length)).toEqual(other.log(0, items.length))
    expect(store.rounds(always)).toEqual(other.rounds(always))

    const replay = createReplay()
    const outages = new Map<string, unknown>()
    const records = store.log(0, items.length)
    for (let from = 0; from < records.length; from += 100) {
      const changes = replay.step(records.slice(from, from + 100), null)
      replay.accept(changes)
      for (const outage of changes.outages) outages.set(outage.id, outage)
    }
    expect(outages.size).toBeGreaterThan(8)
    expect(new Map(store.outages({}).map((outage) => [outage.id, outage]))).toEqual(outages)
    for (const id of ['m-0', 'm-1', 'm-2']) {
      expect(store.quarters([id], always).get(id)).toEqual(replay.quarters(id))
    }
    // A start goes on from these, and finds nothing to replay.
    expect(store.snapshots()).toEqual(replay.snapshot().toSorted((a, b) => (a.monitorId < b.monitorId ? -1 : 1)))
  })

  it('goes on being recorded, sealed and known', async () => {
    using dir = temporaryDir()
    writeFirstSchema(dir.path, items)
    {
      await using store = openStore(dir.path)
      const again = items.filter(({ type }) => type === 'observation').slice(-2)
      expect(store.record([...again, look({ monitorId: 'm-0', counter: 9_000, at: t0 + 9_000 * minute })], nothingDerived)).toEqual([
        null,
        null,
        items.length,
      ])
      await store.seal()
    }
    const db = new Database(join(dir.path, 'vigie.db'))
    expect(verify(db)).toMatchObject({ records: items.length + 1, damage: null })
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('look', 'control', 'hour')").all()).toEqual([])
    db.close()
  })

  it('may be a backup that is restored', async () => {
    using dir = temporaryDir()
    using target = temporaryDir()
    writeFirstSchema(dir.path, items)
    await restoreDatabase(join(dir.path, 'vigie.db'), target.path, (store) => expect(store.size()).toBe(items.length))
    await using reader = openReader(target.path)
    expect([...reader.looks('m-2', always)]).toHaveLength(1_200)
  })

  it('that has a hole is left as it is', async () => {
    using dir = temporaryDir()
    using target = temporaryDir()
    writeFirstSchema(dir.path, items)
    const db = new Database(join(dir.path, 'vigie.db'))
    db.exec('DROP TRIGGER look_is_kept; DELETE FROM look WHERE seq = 77')
    db.close()
    await expect(restoreDatabase(join(dir.path, 'vigie.db'), target.path, () => undefined)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('record 77 is missing'),
    })
  })
})

describe('a database of the fifth schema', () => {
  it('is read as before, its rows as they were, beside new ones and packed with them', { timeout: 60_000 }, async () => {
    using dir = temporaryDir()
    using fresh = temporaryDir()
    await using other = openStore(fresh.path)
    const half = items.length - 1_200
    {
      await using store = openStore(dir.path)
      store.record(items.slice(0, half), nothingDerived)
      await store.seal()
    }
    takeBack(dir.path)
    other.record(items, nothingDerived)
    await using store = openStore(dir.path)
    expect(store.log(0, half)).toEqual(other.log(0, half))
    store.record(items.slice(half), nothingDerived)
    await store.seal()
    expect(kindsOfRows(dir.path)).toEqual({ first: true, second: true })
    expect(store.log(0, items.length)).toEqual(other.log(0, items.length))
    await using reader = openReader(dir.path)
    for (const id of ['m-0', 'm-1', 'm-2']) {
      expect([...reader.looks(id, always)]).toEqual([...other.looks(id, always)])
      for (const withPhases of [false, true]) expect(columnsOf(reader, id, withPhases)).toEqual(columnsOf(other, id, withPhases))
    }
    const db = new Database(join(dir.path, 'vigie.db'))
    expect(verify(db)).toMatchObject({ records: items.length, damage: null })
    db.close()
  })

  it('may be a backup that is checked as it is and restored', async () => {
    using dir = temporaryDir()
    using target = temporaryDir()
    {
      await using store = openStore(dir.path)
      store.record(items, nothingDerived)
      await store.seal()
    }
    takeBack(dir.path)
    const file = join(dir.path, 'vigie.db')
    const db = new Database(file, { readonly: true })
    expect(verify(db)).toMatchObject({ records: items.length, damage: null })
    db.close()
    await restoreDatabase(file, target.path, (store) => expect(store.size()).toBe(items.length))
    await using reader = openReader(target.path)
    expect([...reader.looks('m-2', always)]).toHaveLength(1_200)
  })
})

function columnsOf(reader: Reader, id: string, withPhases: boolean): readonly unknown[] {
  return [...reader.columns(id, { withPhases })].flatMap(({ length, look: one, phases }) =>
    Array.from({ length }, (_, i) => [one(i), ...(withPhases ? Object.values(phases ?? {}).map((column) => column[i]) : [])]),
  )
}

/** Makes of a database what the fifth schema had: chunks of the first version, days of one row each. */
function takeBack(dir: string): void {
  const db = new Database(join(dir, 'vigie.db'))
  db.exec('DROP TRIGGER chunk_is_fixed')
  const update = db.prepare('UPDATE chunk SET lengths = ?, bytes = ? WHERE id = ?')
  for (const row of db.prepare<[], ChunkRow & ChunkRowBytes>('SELECT *, first_seq AS firstSeq FROM chunk').all()) {
    const [[method, rest] = [0, 0], ...others]: readonly (readonly [number, number])[] = JSON.parse(row.lengths)
    expect([others.length, row.bytes.length, row.rest?.length]).toEqual([0, method, rest])
    const bytes = encodeFirst(looksIn(openChunk(row.bytes, row.rest)))
    update.run(JSON.stringify([bytes.length]), bytes, row.id)
  }
  db.exec('ALTER TABLE chunk DROP COLUMN rest')
  db.exec(
    "CREATE TRIGGER chunk_is_fixed BEFORE UPDATE ON chunk BEGIN SELECT RAISE(ABORT, 'ground state is append-only: chunk cannot be updated'); END",
  )
  db.pragma('user_version = 5')
  db.close()
}

/** Whether there are rows with chunks of either version. */
function kindsOfRows(dir: string): { readonly first: boolean; readonly second: boolean } {
  const db = new Database(join(dir, 'vigie.db'), { readonly: true })
  const lengths = db
    .prepare<[], string>('SELECT lengths FROM chunk')
    .pluck()
    .all()
    .flatMap((text): readonly unknown[] => JSON.parse(text))
  db.close()
  return { first: lengths.some((one) => typeof one === 'number'), second: lengths.some((one) => Array.isArray(one)) }
}
