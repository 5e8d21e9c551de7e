import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { loadMigrations, migrate } from '../../src/store/migrate.ts'
import { damageOf } from '../../src/store/sqlite/verify.ts'
import { migrations, openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived, StoreError } from '../../src/store/store.ts'
import { look, round, temporaryDir } from './make.ts'
import { inNamespace } from './namespace.ts'

const programs = join(import.meta.dirname, 'programs')
const run = promisify(execFile)

describe('a data directory', () => {
  it('is made for its owner alone, and opens again', async () => {
    using dir = temporaryDir()
    const path = join(dir.path, 'new', 'data')
    {
      await using store = openStore(path)
      store.record([look()], nothingDerived)
    }
    expect(statSync(path).mode & 0o777).toBe(0o700)
    await using store = openStore(path)
    expect(store.size()).toBe(1)
    store.probeWrite()
    expect(store.size()).toBe(1)
  })

  it('has one writer; readers are not concerned', async () => {
    using dir = temporaryDir()
    {
      await using _store = openStore(dir.path)
      expect(refusal(() => openStore(dir.path))).toMatchObject({ code: 'locked', message: expect.stringContaining('stop it first') })
      const { stdout } = await run(process.execPath, [join(programs, 'open.ts'), dir.path])
      expect(JSON.parse(stdout)).toMatchObject({ code: 'locked', message: expect.stringContaining(dir.path) })
      await using reader = openReader(dir.path)
      expect(reader.size()).toBe(0)
    }
    const { stdout } = await run(process.execPath, [join(programs, 'open.ts'), dir.path])
    expect(JSON.parse(stdout)).toEqual({ code: null, size: 0 })
  })

  it('says that nothing is there yet to a reader', () => {
    using dir = temporaryDir()
    expect(refusal(() => openReader(dir.path))).toMatchObject({ code: 'missing', message: expect.stringContaining('vigie serve') })
  })

  it('of a newer version is refused, to a reader as well', async () => {
    using dir = temporaryDir()
    await (async () => openStore(dir.path)[Symbol.asyncDispose]())()
    edit(dir.path, (db) => db.pragma(`user_version = ${migrations.length + 1}`))
    expect(refusal(() => openStore(dir.path))).toMatchObject({ code: 'newer_schema', message: expect.stringContaining('newer version') })
    expect(refusal(() => openReader(dir.path))).toMatchObject({ code: 'newer_schema' })
    // It was let go of: the right version can open it.
    edit(dir.path, (db) => db.pragma(`user_version = ${migrations.length}`))
    await openStore(dir.path)[Symbol.asyncDispose]()
  })

  it('that is damaged is refused as such', async () => {
    using dir = temporaryDir()
    const file = join(dir.path, 'vigie.db')
    writeFileSync(file, 'This was a database once, and now it is a poem.'.repeat(100))
    expect(refusal(() => openStore(dir.path))).toMatchObject({ code: 'corrupt', message: expect.stringContaining('vigie restore') })
    expect(refusal(() => openReader(dir.path))).toMatchObject({ code: 'corrupt' })
  })

  it('that cannot be opened although it may be written is not said to lack a permission', () => {
    using dir = temporaryDir()
    mkdirSync(join(dir.path, 'vigie.db'))
    for (const open of [() => openStore(dir.path), () => openReader(dir.path)]) {
      expect(refusal(open)).toMatchObject({ code: 'other', message: expect.stringMatching(/free space.*files are open/) })
    }
  })

  it('with damaged pages says so at the first read that meets them', async () => {
    using dir = temporaryDir()
    {
      await using store = openStore(dir.path)
      for (let n = 0; n < 40; n += 1) {
        store.record(
          Array.from({ length: 50 }, (_, i) => look({ counter: 50 * n + i })),
          nothingDerived,
        )
      }
    }
    const file = join(dir.path, 'vigie.db')
    const fd = openSync(file, 'r+')
    const pages = statSync(file).size / 4096
    for (let page = pages - 8; page < pages; page++) writeSync(fd, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
    await using reader = openReader(dir.path)
    expect(refusal(() => reader.log(0, 2_000))).toMatchObject({ code: 'corrupt' })
    truncateSync(file, 8 * 4096)
    expect(refusal(() => openReader(dir.path))).toMatchObject({ code: 'corrupt' })
  })

  it('that somebody else keeps locked says so, and can be used afterwards', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path, { waitMs: 50 })
    const other = new Database(join(dir.path, 'vigie.db'))
    other.exec('BEGIN IMMEDIATE')
    expect(refusal(() => store.record([look()], nothingDerived))).toMatchObject({
      code: 'locked',
      message: expect.stringContaining('sqlite3'),
    })
    expect(refusal(() => store.probeWrite())).toMatchObject({ code: 'locked' })
    other.close()
    expect(store.record([look()], nothingDerived)).toEqual([0])
  })
})

describe('migrations', () => {
  it('are applied once when several processes begin at the same time', async () => {
    using dir = temporaryDir()
    const path = join(dir.path, 'vigie.db')
    const [first, second] = [new Database(path), new Database(path)]
    const steps = [
      { version: 1, name: 'one', sql: 'CREATE TABLE one (id INTEGER)' },
      { version: 2, name: 'two', sql: 'CREATE TABLE two (id INTEGER)' },
    ]
    expect(migrate(first, steps.slice(0, 1))).toBe(0)
    // The second looked before the first went on: under the lock it looks again.
    expect(second.pragma('user_version', { simple: true })).toBe(1)
    expect(migrate(first, steps)).toBe(1)
    expect(migrate(second, steps)).toBe(2)
    first.close()
    second.close()
  })

  it('are all or nothing', () => {
    const db = new Database(':memory:')
    const steps = [
      { version: 1, name: 'good', sql: 'CREATE TABLE good (id INTEGER)' },
      { version: 2, name: 'bad', sql: 'CREATE TABLE bad (id INTEGER); CREATE TABLE good (id INTEGER)' },
    ]
    expect(() => migrate(db, steps)).toThrow('good')
    expect(db.pragma('user_version', { simple: true })).toBe(0)
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()).toEqual([])
  })

  it('are numbered without a hole', () => {
    using dir = temporaryDir()
    const folder = join(dir.path, 'migrations')
    mkdirSync(folder)
    writeFileSync(join(folder, '0001-a.sql'), '-- a')
    writeFileSync(join(folder, '0003-c.sql'), '-- c')
    expect(() => loadMigrations(folder)).toThrow('0003-c.sql: expected number 2')
  })
})

describe('a killed writer', () => {
  it.each([
    { batch: 1, rounds: [3, 40] },
    { batch: 20, rounds: [17] },
  ])('leaves all that it said was recorded, no lock, and a whole log: $batch at a time', { timeout: 60_000 }, async ({ batch, rounds }) => {
    using dir = temporaryDir()
    for (const round of rounds) {
      const said = await killedAfter(round, [join(programs, 'record-loop.ts'), dir.path, `boot ${round}`, `${batch}`])
      await using store = openStore(dir.path)
      expect(said.length).toBeGreaterThanOrEqual(round)
      for (const { counter, seq } of said) expect(store.observation(seq)).toMatchObject({ boot: `boot ${round}`, counter })
      // A batch is there whole, or not at all.
      expect(store.size() % batch).toBe(0)
      expect(store.log(0, 100_000).map((record) => record.seq)).toEqual(Array.from({ length: store.size() }, (_, seq) => seq))
      // What it might send again is known, what it never sent is not.
      const next = store.size()
      const last = said.at(-1)?.counter ?? 0
      expect(store.record([look({ boot: `boot ${round}`, counter: last }), look({ boot: `after ${round}` })], nothingDerived)).toEqual([
        null,
        next,
      ])
      expect(
        store.record(
          Array.from({ length: batch - 1 }, (_, counter) => look({ boot: `fill ${round}`, counter })),
          nothingDerived,
        ),
      ).toHaveLength(batch - 1)
    }
    expect(edit(dir.path, damageOf)).toBeNull()
  })
})

describe('a disk', () => {
  it('that is full refuses the batch with disk_full, loses nothing, and is used again once there is room', async (context) => {
    using dir = temporaryDir()
    const script =
      'mount -t tmpfs -o size=3m tmpfs "$1" && mkdir "$1/data" && head -c 1500000 /dev/zero > "$1/ballast" && exec "$2" "$3" "$1/data" "$1/ballast"'
    const stdout = await inNamespace(context, script, [dir.path, process.execPath, join(programs, 'fill.ts')])
    const told: unknown = JSON.parse(stdout)
    expect(told).toMatchObject({
      failures: Array.from({ length: 3 }, () => ({ code: 'disk_full', message: expect.stringContaining('free some space') })),
      after: 50,
    })
    const { committed, full, size, last } = Object.assign({ committed: 0, full: 0, size: 0, last: 0 }, told)
    expect(committed).toBeGreaterThan(100)
    expect(full).toBe(committed)
    expect(size).toBe(committed + 50)
    expect(last).toBe(committed + 49)
  })

  it('that is read-only is named, with a remedy', async (context) => {
    using dir = temporaryDir()
    const script =
      'mount -t tmpfs -o size=8m tmpfs "$1" && "$2" "$3" "$1" && echo && mount -o remount,ro "$1" && "$2" "$3" "$1" && echo && "$2" "$3" "$1/new"'
    const stdout = await inNamespace(context, script, [dir.path, process.execPath, join(programs, 'open.ts')])
    const [fine, again, fresh] = stdout.split('\n').map((line): unknown => JSON.parse(line))
    expect(fine).toEqual({ code: null, size: 0 })
    for (const told of [again, fresh]) expect(told).toMatchObject({ code: 'read_only', message: expect.stringContaining('write access') })
  })

  it('whose file alone cannot be written is named as it is opened, not at the first record', async (context) => {
    using dir = temporaryDir()
    const script =
      '"$2" "$3" "$1" && echo && mount --bind "$1/vigie.db" "$1/vigie.db" && mount -o remount,ro,bind "$1/vigie.db" && "$2" "$3" "$1" only'
    const stdout = await inNamespace(context, script, [dir.path, process.execPath, join(programs, 'open.ts')])
    const [fine, again] = stdout.split('\n').map((line): unknown => JSON.parse(line))
    expect(fine).toEqual({ code: null, size: 0 })
    expect(again).toMatchObject({ code: 'read_only', message: expect.stringContaining('write access') })
  })
})

describe('ground state', () => {
  it.each(['log', 'chunk', 'control_round', 'entry', 'word', 'series', 'boot'])(
    'in table %s cannot be updated, deleted or replaced',
    async (table) => {
      using dir = temporaryDir()
      {
        await using store = openStore(dir.path)
        store.record([look()], nothingDerived)
        await store.seal()
        store.configure(1, { a: 1 }, [])
        store.record([look({ counter: 1 }), { type: 'control', round: round() }], nothingDerived)
      }
      edit(dir.path, (db) => {
        const { name: column } = db
          .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}') WHERE pk = 0 LIMIT 1`)
          .get() ?? { name: '' }
        expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).not.toEqual({ n: 0 })
        expect(() => db.exec(`UPDATE ${table} SET ${column} = ${column}`)).toThrow(`append-only: ${table} cannot be updated`)
        expect(() => db.exec(`DELETE FROM ${table}`)).toThrow(`append-only: ${table} cannot be deleted`)
        expect(() => db.exec(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`)).toThrow(`append-only: ${table}`)
      })
    },
  )

  it('once sealed stays sealed', async () => {
    using dir = temporaryDir()
    {
      await using store = openStore(dir.path)
      store.record([look()], nothingDerived)
      await store.seal()
    }
    edit(dir.path, (db) => {
      expect(() => db.exec('UPDATE sealed SET through_seq = through_seq - 1')).toThrow('append-only: sealed cannot go back')
      expect(() => db.exec('DELETE FROM sealed')).toThrow('append-only: sealed cannot be deleted')
      expect(() => db.exec('INSERT OR REPLACE INTO sealed VALUES (1, 0)')).toThrow('append-only: sealed cannot be replaced')
    })
  })
})

/** Lines that a program said until it was killed with SIGKILL, which happens after `count` of them. */
async function killedAfter(count: number, args: readonly string[]): Promise<readonly { readonly counter: number; readonly seq: number }[]> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: { counter: number; seq: number }[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(Object.assign({ counter: -1, seq: -1 }, JSON.parse(line)))
    if (said.length === count) child.kill('SIGKILL')
  }
  if (child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')
  return said
}

function refusal(work: () => unknown): StoreError {
  try {
    work()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

function edit<T>(dir: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(dir, 'vigie.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}
