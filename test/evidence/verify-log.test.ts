import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { logFiles } from '../../src/evidence/log-files.ts'
import { verifyLog } from '../../src/evidence/verify-log.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { look, temporaryDir } from '../store/make.ts'
import { startTimeAuthority } from '../support/time-authority.ts'
import { signed } from './bundle/made.ts'

describe('the log of a data directory', () => {
  it('is compared with every checkpoint that is kept, the files of the tree and the time stamps; the first bad one is named', async () => {
    using dir = temporaryDir()
    await using authority = await startTimeAuthority()
    await using store = openStore(dir.path)
    for (let step = 0; step < 3; step += 1) {
      store.record(
        Array.from({ length: 200 }, (_, place) => look({ counter: step * 200 + place })),
        nothingDerived,
      )
      await signed(store, dir.path, step < 2 ? authority.url : null)
    }
    const files = logFiles(dir.path)
    const verdict = () => verifyLog(files, store)
    expect(verdict()).toEqual({ signed: 602, damage: null })

    /** What is said while one byte of a file is another. */
    const changed = (path: string, at: number, bits = 1): string | null => {
      const content = readFileSync(path)
      const other = Buffer.from(content)
      other[at] = (other[at] ?? 0) ^ bits
      writeFileSync(path, other)
      try {
        return verdict().damage
      } finally {
        writeFileSync(path, content)
      }
    }
    const [token = ''] = readdirSync(files.tokens)
    expect(changed(join(files.tokens, token), 100)).toContain(`log/tokens/${token}: the time stamp that record`)
    // The root of the first kept checkpoint, and a signature of the last.
    expect(changed(files.kept, 35)).toMatch(/^log\/checkpoints: the kept checkpoint of 200 records: note: the signature/)
    expect(changed(files.kept, readFileSync(files.kept).length - 20)).toMatch(/^log\/checkpoints: the kept checkpoint of 602 records/)
    // Nor is what base64 does not know taken for a line that was cut short.
    expect(changed(files.kept, readFileSync(files.kept).length - 20, 0x80)).toMatch(/^log\/checkpoints: /)
    // Any byte of the kept ones, whatever becomes of it: also what then is no checkpoint, or one of more records than there are.
    const silent = Array.from({ length: readFileSync(files.kept).length }, (_, at) => [1, 16, 0x80].map((bits) => ({ at, bits })))
      .flat()
      .filter(({ at, bits }) => changed(files.kept, at, bits) === null)
    expect(silent.map(({ at }) => readFileSync(files.kept)[at]).filter((byte) => byte !== 10)).toEqual([])
    expect(changed(files.checkpoint, 30)).toMatch(/^log\/checkpoint: /)
    for (const at of [0, 31, 32, 63])
      expect(changed(join(files.dir, 'level-1'), at)).toBe(`log/level-1: hash ${at < 32 ? 0 : 1} is not that of the records`)
    expect(verdict().damage).toBeNull()
  })
})
