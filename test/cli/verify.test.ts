import { join } from 'node:path'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/core/log.ts'
import { phaseOf } from '../../src/core/schedule.ts'
import { captureDir, captureFile, eraseBytes, readCaptures } from '../../src/evidence/capture-files.ts'
import { advanceLog } from '../../src/evidence/evidence-log.ts'
import { logFiles } from '../../src/evidence/log-files.ts'
import { openLogKeys } from '../../src/evidence/log-keys.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { captured } from '../evidence/bundle/captured.ts'
import { catalogueChange, look, minute, t0, temporaryDir } from '../store/make.ts'
import { recorded, vigie } from './stored.ts'

describe('vigie verify', () => {
  it('says what it read of a sound directory, sealed or not, also while a writer runs', async () => {
    using stored = await recorded(`${'u'.repeat(30)}dd${'u'.repeat(10)}`)
    expect(await vigie('verify', stored.data)).toMatchObject({ exit: 0, out: expect.stringContaining('sound: 46 records, 42 looks') })
    await using store = openStore(stored.data)
    await store.seal()
    const { exit, out } = await vigie('verify', '--data', stored.data, '--json')
    expect([exit, JSON.parse(out)]).toEqual([
      0,
      {
        records: 46,
        looks: 42,
        chunks: 1,
        signed: null,
        captures: 0,
        erased: [],
        slots: { scheduled: 0, recorded: 0, holes: [] },
        damage: null,
      },
    ])
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

  it('lists the slots without a look, which are no damage', async () => {
    using dir = temporaryDir()
    const monitor = { id: 'a-www', formerly: [], rules: { confirmDown: 2, confirmUp: 1 }, schedule: { kind: 'every', everyMs: minute } }
    const first = t0 + phaseOf('a-www', minute)
    {
      await using store = openStore(dir.path)
      store.configure(first, { services: [{ monitors: [monitor] }] }, [catalogueChange({ monitorId: 'a-www' })])
      for (let slot = 0; slot < 30; slot += 1) {
        const scheduledAt = first + slot * minute
        if (slot === 4 || slot === 5 || slot === 9) continue
        store.record([look({ monitorId: 'a-www', counter: slot, at: scheduledAt + 20, scheduledAt })], nothingDerived)
      }
      const gap: Entry = { kind: 'gap', at: first, body: { from: first + 9 * minute, to: first + 9 * minute + 1 } }
      store.record([{ type: 'entry', entry: gap }, look({ monitorId: 'a-www', counter: 30, at: first + 30 * minute })], nothingDerived)
    }
    const { exit, out } = await vigie('verify', dir.path)
    const at = (slot: number): string => new Date(first + slot * minute).toISOString()
    expect([exit, out.split('\n').slice(1, -1)]).toEqual([
      0,
      [
        '25 of 28 slots have a look; no damage, but nothing is known of the others:',
        `  a-www: 2 from ${at(4)} to ${at(5)}: nobody looked, or the look never ended`,
        `  a-www: 1 from ${at(9)} to ${at(9)}: looks could not be stored`,
      ],
    ])
    const { slots } = JSON.parse((await vigie('verify', dir.path, '--json')).out)
    expect(slots).toMatchObject({ scheduled: 28, recorded: 25, holes: [{ monitorId: 'a-www', slots: 2, lost: false }, { lost: true }] })
  })

  it('compares the files of captures with what the log says of them, names the first bad one, and tells what was erased', async () => {
    using stored = await recorded('uuudddduu')
    const files = readCaptures(captureDir(stored.data))
    let names: readonly string[] = []
    {
      await using store = openStore(stored.data)
      names = await captured(store, stored.data)
    }
    expect(await vigie('verify', stored.data)).toMatchObject({
      exit: 0,
      out: expect.stringContaining('5 captures are what the log says\n'),
    })
    const body = (await files.manifest(names[2] ?? ''))?.hops[0]?.response?.body.sha256 ?? ''
    const file = captureFile(captureDir(stored.data), body, 'bin')
    const spoil = async (path: string, content: Buffer | null, expected: RegExp): Promise<void> => {
      const kept = readFileSync(path)
      if (content === null) rmSync(path)
      else writeFileSync(path, content)
      expect(await vigie('verify', stored.data)).toMatchObject({ exit: 1, out: expect.stringMatching(expected) })
      writeFileSync(path, kept)
    }
    await spoil(file, gzipSync('another'), new RegExp(`damaged: .*${body}\\.bin\\.gz does not hold what its name says`))
    await spoil(file, null, new RegExp(`damaged: .*${body}\\.bin\\.gz is missing`))
    const manifest = captureFile(captureDir(stored.data), names[4] ?? '', 'json')
    await spoil(manifest, Buffer.from('poem'), /damaged: .*\.json\.gz cannot be read/)
    await spoil(manifest, null, /damaged: captures: the capture [0-9a-f]{64} of \d+ bytes, which record \d+ names, is missing/)

    eraseBytes(captureDir(stored.data), body)
    expect(await vigie('verify', stored.data)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('is marked as erased, and no record says so'),
    })
    {
      await using store = openStore(stored.data)
      const entry: Entry = { kind: 'erasure', at: t0, body: { sha256: body, length: 1, reason: 'law', erased: [body] } }
      store.record([{ type: 'entry', entry }], nothingDerived)
    }
    expect(await vigie('verify', stored.data)).toMatchObject({
      exit: 0,
      out: expect.stringContaining(`1 of the bytes that they name were erased, as records say:\n  ${body}\n`),
    })
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
