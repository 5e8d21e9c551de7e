import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { captureDir, eraseBytes, keepBytes } from '../../src/evidence/capture-files.ts'
import { hex } from '../../src/evidence/capture-manifest.ts'
import { backupDatabase } from '../../src/store/sqlite/backup.ts'
import { damageOf } from '../../src/store/sqlite/verify.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { restoreDatabase } from '../../src/store/sqlite/restore.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { contents } from '../support/captures.ts'
import { entry, look, outage, round, temporaryDir } from './make.ts'

const looks = (boot: string, count: number) => Array.from({ length: count }, (_, counter) => look({ boot, counter }))

const nothing = () => {}
/** The files of captures with what they hold, but for what is none. */
const kept = (dataDir: string) =>
  [...contents(captureDir(dataDir))].map(([name, bytes]) => `${name} ${bytes.toString()}`).filter((line) => !line.startsWith('stray'))

describe('the files of captures', () => {
  it('are in the backup and come back with it, what was erased stays so, and nothing else becomes a path', async () => {
    using dir = temporaryDir()
    const [source, target, file] = [join(dir.path, 'source'), join(dir.path, 'target'), join(dir.path, 'copy.db')]
    {
      await using store = openStore(source)
      store.record(looks('b', 3), nothingDerived)
      keepBytes(captureDir(source), hex(Buffer.from('a page')), Buffer.from('a page'), 'bin')
      eraseBytes(captureDir(source), 'f'.repeat(64))
      writeFileSync(join(captureDir(source), 'stray'), 'left behind')
      await store.backup(file)
    }
    await restoreDatabase(file, target, () => {})
    expect(kept(target).toSorted()).toEqual(kept(source).toSorted())
    expect(contents(captureDir(target)).has('stray')).toBe(false)
    await using restored = openStore(target)
    expect(restored.size()).toBe(3)
    await expect(restoreDatabase(file, target, () => {})).rejects.toMatchObject({ name: 'StoreError' })
  })
})

describe('a backup', () => {
  it('is one consistent state while a writer goes on', async () => {
    using dir = temporaryDir()
    using other = temporaryDir()
    await using store = openStore(dir.path)
    for (let n = 0; n < 20; n++) store.record(looks(`before ${n}`, 1_000), { ...nothingDerived, outages: [outage()] })
    const file = join(other.path, 'copy.db')
    const seen: number[] = []
    const copying = { done: false }
    const copied = store.backup(file, (done, total) => seen.push(done / total)).finally(() => (copying.done = true))
    let batches = 0
    for (; !copying.done; batches++) {
      store.record(looks(`during ${batches}`, 10), nothingDerived)
      await new Promise((wake) => setImmediate(wake))
    }
    await copied
    expect(batches).toBeGreaterThan(2)
    expect(seen.at(-1)).toBe(1)
    expect(readdirSync(other.path)).toEqual(['copy.db'])
    using restored = temporaryDir()
    await restoreDatabase(file, restored.path, () => {})
    await using reader = openReader(restored.path)
    const size = reader.size()
    expect(size).toBeGreaterThanOrEqual(20_000)
    expect(size % 10).toBe(0)
    expect(reader.log(19_990, 1_000)).toEqual(store.log(19_990, Math.min(1_000, size - 19_990)))
    expect(reader.outages({})).toEqual([outage()])
  })

  it('never replaces a file, and leaves nothing behind when it fails', async () => {
    using dir = temporaryDir()
    using other = temporaryDir()
    await using store = openStore(dir.path)
    const file = join(other.path, 'copy.db')
    writeFileSync(file, 'mine')
    await expect(store.backup(file)).rejects.toMatchObject({ name: 'StoreError', message: expect.stringContaining('exists already') })
    await expect(store.backup(join(other.path, 'no', 'copy.db'))).rejects.toMatchObject({ name: 'StoreError' })
    await expect(backupDatabase(other.path, join(other.path, 'b.db'))).rejects.toMatchObject({ code: 'missing' })
    expect(readdirSync(other.path)).toEqual(['copy.db'])
  })

  it('of a damaged log fails and says which record is missing', async () => {
    using dir = temporaryDir()
    {
      await using store = openStore(dir.path)
      store.record([entry(), look(), { type: 'control', round: round() }, look({ counter: 1 })], nothingDerived)
    }
    const db = new Database(join(dir.path, 'vigie.db'))
    expect(damageOf(db)).toBeNull()
    db.exec('DROP TRIGGER control_round_is_kept; DELETE FROM control_round')
    expect(damageOf(db)).toBe('record 2 is missing')
    db.exec("DROP TRIGGER entry_is_fixed; INSERT INTO entry VALUES (3, 'gap', 0, '{}')")
    expect(damageOf(db)).toBe('record 3 is there twice')
    db.close()
    const file = join(dir.path, 'copy.db')
    await expect(backupDatabase(dir.path, file)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('record 3 is there twice'),
    })
    expect(existsSync(file)).toBe(false)
  })
})

describe('restoring', () => {
  it('goes on where the backup ended, after what `finish` appends', async () => {
    using dir = temporaryDir()
    using target = temporaryDir()
    const file = join(dir.path, 'copy.db')
    {
      await using store = openStore(dir.path)
      store.record(looks('one', 3), nothingDerived)
      await store.backup(file)
    }
    const into = join(target.path, 'new')
    await restoreDatabase(file, into, (store) => {
      expect(store.size()).toBe(3)
      store.record([entry({ kind: 'restore', body: { size: 3 } })], nothingDerived)
    })
    expect(readdirSync(into).filter((name) => name.startsWith('vigie.db') || name.includes('partial'))).toEqual(['vigie.db'])
    await using store = openStore(into)
    expect(store.record([look({ boot: 'one', counter: 2 }), look({ boot: 'one', counter: 3 })], nothingDerived)).toEqual([null, 4])
  })

  it('refuses a directory that holds a database, a file that is no backup, and a running writer', async () => {
    using dir = temporaryDir()
    using target = temporaryDir()
    const file = join(dir.path, 'copy.db')
    const poem = join(dir.path, 'poem.txt')
    writeFileSync(poem, 'no database at all '.repeat(99))
    new Database(join(dir.path, 'foreign.db')).exec('CREATE TABLE a (b)').close()
    {
      await using store = openStore(dir.path)
      await store.backup(file)
      await expect(restoreDatabase(file, dir.path, nothing)).rejects.toMatchObject({ code: 'locked' })
    }
    await expect(restoreDatabase(file, dir.path, nothing)).rejects.toMatchObject({ message: expect.stringContaining('empty directory') })
    await expect(restoreDatabase(poem, target.path, nothing)).rejects.toMatchObject({ code: 'corrupt' })
    await expect(restoreDatabase(join(dir.path, 'foreign.db'), target.path, nothing)).rejects.toMatchObject({ code: 'corrupt' })
    await expect(restoreDatabase(join(dir.path, 'none.db'), target.path, nothing)).rejects.toMatchObject({ code: 'missing' })
    await expect(
      restoreDatabase(file, target.path, () => {
        throw new Error('no room')
      }),
    ).rejects.toThrow('no room')
    expect(readdirSync(target.path)).toEqual(['vigie.lock'])
    await restoreDatabase(file, target.path, nothing)
  })
})
