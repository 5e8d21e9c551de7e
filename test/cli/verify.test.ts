import { join } from 'node:path'
import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { advanceLog } from '../../src/evidence/evidence-log.ts'
import { logFiles } from '../../src/evidence/log-files.ts'
import { openLogKeys } from '../../src/evidence/log-keys.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { recorded, vigie } from './stored.ts'

describe('vigie verify', () => {
  it('says what it read of a sound directory, sealed or not, also while a writer runs', async () => {
    using stored = await recorded(`${'u'.repeat(30)}dd${'u'.repeat(10)}`)
    expect(await vigie('verify', stored.data)).toMatchObject({ exit: 0, out: expect.stringContaining('sound: 46 records, 42 looks') })
    await using store = openStore(stored.data)
    await store.seal()
    const { exit, out } = await vigie('verify', '--data', stored.data, '--json')
    expect([exit, JSON.parse(out)]).toEqual([0, { records: 46, looks: 42, chunks: 1, signed: null, damage: null }])
  })

  it('compares the tree of the log with what was signed, and names what differs', async () => {
    using stored = await recorded('u'.repeat(600))
    const files = logFiles(stored.data)
    {
      await using reader = openReader(stored.data)
      advanceLog({ files, keys: openLogKeys(files, files.key, 'vigie.example.org/log'), reader }, false)
    }
    const sound = await vigie('verify', stored.data)
    expect(sound).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/sound: \d+ records.*the first \d+ records are those of every checkpoint/),
    })
    const level = readFileSync(join(files.dir, 'level-1'))
    writeFileSync(join(files.dir, 'level-1'), Buffer.concat([level.subarray(0, 32), Buffer.alloc(32)]))
    expect(await vigie('verify', stored.data)).toMatchObject({ exit: 1, out: expect.stringContaining('log/level-1: hash 1 is not') })
    writeFileSync(join(files.dir, 'level-1'), level)
    const checkpoint = readFileSync(files.checkpoint, 'utf8')
    writeFileSync(files.checkpoint, checkpoint.replace('/log\n6', '/log\n5'))
    expect(await vigie('verify', stored.data)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('log/checkpoint: note: the signature'),
    })
    writeFileSync(files.checkpoint, checkpoint)
    const db = new Database(join(stored.data, 'vigie.db'))
    db.exec('DROP TRIGGER entry_is_fixed; UPDATE entry SET at = at + 1 WHERE seq = 0')
    db.close()
    expect(await vigie('verify', stored.data)).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/damaged: the records are not those of/),
    })
  })

  it('names the first bad place and exits 1', async () => {
    using stored = await recorded('uuuu')
    {
      await using store = openStore(stored.data)
      await store.seal()
    }
    const db = new Database(join(stored.data, 'vigie.db'))
    db.exec('DROP TRIGGER chunk_is_fixed; UPDATE chunk SET bytes = substr(bytes, 1, 40)')
    db.close()
    const { exit, out } = await vigie('verify', stored.data)
    expect(exit).toBe(1)
    expect(out).toMatch(/damaged: looks of cnops-www from 2026-01-01T00:00:00.000Z to 2026-01-01T00:03:00.000Z: .*vigie restore/)
  })

  it('refuses what is no data directory, with a remedy', async () => {
    using stored = await recorded('u')
    const file = join(stored.path, 'a.txt')
    writeFileSync(file, 'poem')
    expect(await vigie('verify', file)).toMatchObject({ exit: 2, err: expect.stringContaining('is a file') })
    expect(await vigie('verify', join(stored.path, 'none'))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('there is no database'),
    })
    expect(await vigie('verify', 'a', 'b')).toMatchObject({ exit: 2 })
  })
})
