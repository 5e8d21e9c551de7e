import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/sqlite/store.ts'
import { recorded, vigie } from './stored.ts'

describe('vigie backup', () => {
  it('copies while a writer runs, and says what it copied', async () => {
    using stored = await recorded('uuddu')
    await using store = openStore(stored.data)
    const file = join(stored.path, 'copy.db')
    const { exit, out } = await vigie('backup', file, '--data', stored.data, '--json')
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toEqual({ file, bytes: statSync(file).size, records: store.size() })
    expect(await vigie('backup', file, '--data', stored.data)).toMatchObject({
      exit: 1,
      out: '',
      err: expect.stringContaining('exists already'),
    })
  })

  it('finds the directory by the configuration', async () => {
    using stored = await recorded('u')
    const config = join(stored.path, 'vigie.yaml')
    writeFileSync(config, `data: ${stored.data}\nservices: []\n`)
    const file = join(stored.path, 'copy.db')
    expect(await vigie('backup', file, '--config', config)).toMatchObject({
      exit: 0,
      out: `${file}: 2 records, ${statSync(file).size} bytes, checked\n`,
    })
    writeFileSync(config, 'dat: here\n')
    expect(await vigie('backup', join(stored.path, 'b.db'), '--config', config)).toMatchObject({
      exit: 2,
      err: expect.stringMatching(/vigie\.yaml:1:1 dat: .*\n.*--data DIR/),
    })
  })

  it.each([[[]], [['a', 'b']], [['a', '--fast']]])('refuses %j', async (argv) => {
    expect(await vigie('backup', ...argv)).toMatchObject({ exit: 2, out: '' })
  })

  it('says so when there is nothing to copy', async () => {
    using stored = await recorded('u')
    const file = join(stored.path, 'copy.db')
    expect(await vigie('backup', file, '--data', join(stored.path, 'none'))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('no such file'),
    })
    expect(existsSync(file)).toBe(false)
  })
})
