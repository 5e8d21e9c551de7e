import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordBytes } from '../../src/evidence/record.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { recorded, vigie } from './stored.ts'

describe('vigie restore', () => {
  it('goes on with a record that names the size and the last record of the old log', async () => {
    using stored = await recorded('uuddu')
    const file = join(stored.path, 'copy.db')
    const into = join(stored.path, 'restored')
    await vigie('backup', file, '--data', stored.data)
    const { exit, out } = await vigie('restore', file, '--data', into, '--json')
    expect(exit).toBe(0)
    await using old = openReader(stored.data)
    await using reader = openReader(into)
    const size = old.size()
    const last = old.log(size - 1, 1)[0]
    if (last === undefined) throw new Error('the log is empty')
    const lastRecordSha256 = createHash('sha256').update(recordBytes(last, null)).digest('hex')
    expect(JSON.parse(out)).toEqual({ dataDir: into, records: size, lastRecordSha256 })
    expect(reader.size()).toBe(size + 1)
    expect(reader.entries('restore')).toMatchObject([{ seq: size, body: { size, lastRecordSha256 } }])
    expect(reader.log(0, size)).toEqual(old.log(0, size))
    expect(await vigie('rebuild', '--check', '--data', into)).toMatchObject({ exit: 0 })
  })

  it.each([
    ['that is not there', 'none.db', /none\.db: there is no such file/],
    ['that is a directory', '.', /it is not a file/],
    ['that no backup wrote', 'other.db', /other\.db: it is not a database of vigie/],
    ['that is empty', 'empty.db', /empty\.db: it is not a database of vigie/],
  ])('leaves nothing behind of a FILE %s', async (_, name, message) => {
    using stored = await recorded('u')
    writeFileSync(join(stored.path, 'other.db'), 'something else\n'.repeat(100))
    writeFileSync(join(stored.path, 'empty.db'), '')
    const into = join(stored.path, 'restored')
    expect(await vigie('restore', join(stored.path, name), '--data', into)).toMatchObject({ exit: 1, err: expect.stringMatching(message) })
    expect(existsSync(into)).toBe(false)
  })

  it('never touches what is recorded', async () => {
    using stored = await recorded('u')
    const file = join(stored.path, 'copy.db')
    await vigie('backup', file, '--data', stored.data)
    expect(await vigie('restore', file, '--data', stored.data)).toMatchObject({
      exit: 1,
      out: '',
      err: expect.stringContaining('empty directory'),
    })
    expect(await vigie('restore', '--data', stored.data)).toMatchObject({ exit: 2 })
  })
})
