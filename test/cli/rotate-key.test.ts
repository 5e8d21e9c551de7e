import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/evidence/checkpoint.ts'
import { advanceLog } from '../../src/evidence/evidence-log.ts'
import { keptCheckpoint } from '../../src/evidence/kept-checkpoints.ts'
import { logFiles, newestCheckpoint, verifierKeys } from '../../src/evidence/log-files.ts'
import { listKey, nextKeyFile, openLogKeys } from '../../src/evidence/log-keys.ts'
import { parseVerifierKey } from '../../src/evidence/note-key.ts'
import { openNote } from '../../src/evidence/note.ts'
import { openSigningKey } from '../../src/evidence/signing-key.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { entry } from '../store/make.ts'
import { recorded, vigie } from './stored.ts'

/** A data directory whose log was signed once, under the name `old.example/log`. */
async function signed() {
  const stored = await recorded('uudd')
  const files = logFiles(stored.data)
  const config = join(stored.path, 'vigie.yaml')
  writeFileSync(config, 'site: { url: https://new.example/vigie/ }\nservices: []\n')
  await using reader = openReader(stored.data)
  const { checkpoint } = advanceLog({ files, keys: openLogKeys(files, files.key, 'old.example/log'), reader }, true)
  return { stored, files, config, checkpoint: Buffer.from(checkpoint), [Symbol.dispose]: () => stored[Symbol.dispose]() }
}

describe('vigie rotate-key', () => {
  it('has the old key sign the new one and go, and the log goes on as one history', async () => {
    using log = await signed()
    const { files, stored } = log
    const [old = ''] = verifierKeys(files)
    const oldKey = readFileSync(files.key, 'utf8')
    const { exit, out } = await vigie('rotate-key', '--config', log.config, '--data', stored.data, '--json')
    expect(exit).toBe(0)
    const [next = '', ...others] = verifierKeys(files)
    expect(others).toEqual([old])
    expect(JSON.parse(out)).toEqual({ old, new: next })
    expect(next).toMatch(/^new\.example\/vigie\/log\+/)
    expect(readFileSync(files.key, 'utf8')).not.toBe(oldKey)
    expect(existsSync(nextKeyFile(files.key))).toBe(false)

    await using store = openStore(stored.data)
    const [record] = store.entries('key')
    const { note, ...body } = Object(record?.body)
    expect(body).toEqual({ verifierKey: next, replaces: old })
    expect(openNote(Buffer.from(note), [parseVerifierKey(old)]).text).toBe(`old.example/log/key\n${next}\n`)
    // The record is under a checkpoint of the old key, and what comes after it under one of the new key.
    expect(openCheckpoint(newestCheckpoint(files) ?? expect.fail(), [parseVerifierKey(old)]).size).toBe((record?.seq ?? 0) + 1)
    store.record([entry()], nothingDerived)
    advanceLog({ files, keys: openLogKeys(files, files.key, 'x'), reader: store }, true)
    const head = openCheckpoint(newestCheckpoint(files) ?? expect.fail(), [parseVerifierKey(next)])
    expect(head).toMatchObject({ origin: 'new.example/vigie/log', size: store.size() })
    expect(keptCheckpoint(files.kept, (record?.seq ?? 0) + 1, [parseVerifierKey(old)])).not.toBeNull()
  })

  it('is ended by the next start when it was killed before the last step', async () => {
    using log = await signed()
    const { key } = openSigningKey(nextKeyFile(log.files.key))
    const [next] = listKey(log.files, 'old.example/log', key)
    expect(openLogKeys(log.files, log.files.key, 'x').texts[0]).toBe(next)
    expect(existsSync(nextKeyFile(log.files.key))).toBe(false)
    expect(openLogKeys(log.files, log.files.key, 'x').texts[0]).toBe(next)
  })

  it('says what is missing', async () => {
    using stored = await recorded('u')
    const config = join(stored.path, 'vigie.yaml')
    writeFileSync(config, 'services: []\n')
    const rotate = (...argv: readonly string[]) => vigie('rotate-key', '--config', config, ...argv)
    expect(await rotate('--data', stored.data)).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/the log has no key yet; "vigie serve"/),
    })
    expect(await rotate('--data', join(stored.path, 'none'))).toMatchObject({ exit: 2, err: expect.stringMatching(/does not exist/) })
    await using _store = openStore(stored.data)
    expect(await rotate('--data', stored.data)).toMatchObject({ exit: 1, err: expect.stringMatching(/another vigie is writing/) })
  })
})

describe('a restored log', () => {
  it('names what the old one signed last, and is signed by a key of its own', async () => {
    using log = await signed()
    const { stored, files } = log
    const into = join(stored.path, 'restored')
    await vigie('backup', join(stored.path, 'copy.db'), '--data', stored.data)
    expect(await vigie('restore', join(stored.path, 'copy.db'), '--data', into)).toMatchObject({ exit: 0 })
    await using reader = openReader(into)
    expect(reader.entries('restore')).toMatchObject([{ body: { checkpoint: log.checkpoint.toString() } }])
    expect(existsSync(join(into, 'log'))).toBe(false)
    const own = logFiles(into)
    const { checkpoint } = advanceLog({ files: own, keys: openLogKeys(own, own.key, 'old.example/log'), reader }, false)
    expect(verifierKeys(own)).not.toEqual(verifierKeys(files))
    expect(openCheckpoint(checkpoint, verifierKeys(own).map(parseVerifierKey)).size).toBe(reader.size())
    // With the old key in its place nothing would be signed: what that signed last is not known here.
    expect(() => openLogKeys(logFiles(join(stored.path, 'elsewhere')), files.key, 'x')).toThrow(/nothing here says what it signed last/)
    // The backup's own table is gone.
    await vigie('backup', join(stored.path, 'second.db'), '--data', into)
    expect(await vigie('restore', join(stored.path, 'second.db'), '--data', join(stored.path, 'third'))).toMatchObject({ exit: 0 })
  })
})
