import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createLog } from '../../src/log.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import type { Reader } from '../../src/store/store.ts'
import { switchablePage } from '../support/switchable.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { page, running, serviceConfig as configOf } from './running.ts'

const told = async (app: App): Promise<string> => (await fetch(app.url)).text()
const lookedAt = (reader: Reader): readonly string[] => [
  ...new Set(reader.log(0, 10_000).flatMap((record) => (record.type === 'observation' ? [record.observation.monitorId] : []))),
]

describe('the whole program in one process', () => {
  it('looks, records, and tells the pages what is committed and how it is', async () => {
    await using site = await switchablePage()
    await using it = await running(configOf(site.url))
    await expect.poll(() => it.read(lookedAt), { timeout: 10_000 }).toEqual(['www'])
    await it.app.tick()
    expect(await it.read((reader) => reader.entries('software'))).toMatchObject([{ body: { node: process.versions.node } }])
    await expect.poll(() => told(it.app), { timeout: 5_000 }).toMatch(/"size":[1-9]/)
    await expect.poll(() => told(it.app), { timeout: 5_000 }).toMatch(/"looksByKind":\{"http\/up":[1-9]/)
    expect(it.app.health()).toMatchObject({
      storeError: null,
      looksLost: 0,
      configError: null,
      controls: null,
      clock: { source: 'system' },
    })
    expect(it.app.health().warnings.join()).toMatch(/no control/)
  })

  it('refuses a bad configuration and goes on with the old one; a good one comes into force', async () => {
    await using site = await switchablePage()
    await using it = await running(configOf(site.url))
    await it.write('services: {')
    expect(await it.app.reload()).toBe(false)
    expect(it.app.health().configError).toMatch(/vigie\.yaml:\d+:\d+/)
    const asked = site.asked()
    await expect.poll(() => site.asked(), { timeout: 10_000 }).toBeGreaterThan(asked)

    await it.write(configOf(site.url, ['www', 'second'], 'Renamed'))
    expect(await it.app.reload()).toBe(true)
    expect(it.app.health().configError).toBeNull()
    await expect.poll(() => told(it.app), { timeout: 5_000 }).toContain('Renamed')
    await expect.poll(async () => (await it.read(lookedAt)).toSorted(), { timeout: 10_000 }).toEqual(['second', 'www'])

    await it.write(configOf(`${site.url}elsewhere`, ['www']))
    expect(await it.app.reload()).toBe(true)
    const [second, www] = await it.read((reader) => reader.catalogue().toSorted((a, b) => (a.monitorId < b.monitorId ? -1 : 1)))
    expect(second?.retiredAt).not.toBeNull()
    expect(www?.span).toBe((await it.read((reader) => reader.entries('config'))).at(-1)?.seq)
    expect(await it.read((reader) => reader.entries('config').length)).toBe(3)
  })

  it('records no configuration twice, and lets go of everything when it ends', async () => {
    await using site = await switchablePage()
    const directory = await temporaryDirectory()
    const text = configOf(site.url)
    const file = join(directory.path, 'vigie.yaml')
    await writeFile(file, text)
    const loaded = await loadConfig(file, {})
    if (!loaded.ok) throw new Error('bad configuration')
    const config = { ...loaded.config, dataDir: directory.path }
    const log = createLog({ write: () => undefined })
    for (let i = 0; i < 2; i += 1) {
      const app = await startApp({ config, load: null, log, version: '0', prepareWeb: page })
      if (i === 0) await expect.poll(() => site.asked(), { timeout: 10_000 }).toBeGreaterThan(0)
      await app[Symbol.asyncDispose]()
      await expect(fetch(app.url)).rejects.toThrow(/fetch failed/)
    }
    {
      await using store = openStore(directory.path)
      expect(store.entries('config')).toHaveLength(1)
      expect(store.entries('software')).toHaveLength(2)
      // Of all looks within the hour the first.
      expect(store.learned('www')).toMatchObject({ state: { template: null, since: { looks: 1 } } })
    }
    await directory[Symbol.asyncDispose]()
  })
})
