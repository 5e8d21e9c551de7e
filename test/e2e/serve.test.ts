import { once } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openReader } from '../../src/store/sqlite/reader.ts'
import type { Reader } from '../../src/store/store.ts'
import { switchablePage } from '../support/switchable.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { runVigie, startVigie, type Vigie } from '../support/vigie.ts'

const secret = 'planted-secret-4711'

/** A configuration of one monitor, five looks a second. */
function configOf(url: string, extra = ''): string {
  return [
    'site: { title: Test, timezone: UTC }',
    'server: { host: 127.0.0.1, port: 0 }',
    'defaults: { every: 200ms, timeout: 200ms, confirm: { down: 2, up: 1, recheck: 100ms } }',
    'services:',
    '  - id: s',
    '    monitors:',
    `      - { id: www, url: "${url}", headers: { authorization: "${secret}" } }`,
    extra,
  ].join('\n')
}

interface Place extends AsyncDisposable {
  readonly config: string
  readonly argv: readonly string[]
  readonly data: string
  write(text: string): Promise<void>
  read<T>(ask: (reader: Reader) => T): Promise<T>
}

async function place(text: string): Promise<Place> {
  const directory = await temporaryDirectory()
  const config = join(directory.path, 'vigie.yaml')
  const data = join(directory.path, 'data')
  // As editors do it: never half a file.
  const write = async (next: string): Promise<void> => {
    await writeFile(`${config}.new`, next)
    await rename(`${config}.new`, config)
  }
  await write(text)
  return {
    config,
    data,
    write,
    argv: ['serve', '--config', config, '--data', data],
    async read(ask) {
      await using reader = openReader(data)
      return ask(reader)
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
}

const looks = (reader: Reader): number => reader.log(0, 100_000).filter(({ type }) => type === 'observation').length
const url = async (vigie: Vigie): Promise<string> => (await vigie.says(/serving (http\S+)/))[1] ?? ''

describe('vigie serve', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`serves, records, and ends in order at ${signal}`, async () => {
      await using page = await switchablePage()
      await using at = await place(configOf(page.url))
      await using vigie = startVigie(at.argv)
      const answer = await fetch(await url(vigie))
      expect(answer.status).toBe(200)
      await answer.text()
      await expect.poll(() => at.read(looks), { timeout: 10_000 }).toBeGreaterThan(3)
      const askedAt = performance.now()
      vigie.child.kill(signal)
      expect(await vigie.ended()).toBe(0)
      expect(performance.now() - askedAt).toBeLessThan(5_000)
      // Every look that reached the page before the end is in the log, but for those abandoned in flight.
      expect(Math.abs((await at.read(looks)) - page.asked())).toBeLessThanOrEqual(1)
      expect(await at.read((reader) => reader.snapshots().length)).toBe(1)
      expect(`${vigie.stdout()}${vigie.stderr()}`).not.toContain(secret)
    })
  }

  it('goes on with an outage that was open when it was killed', async () => {
    await using page = await switchablePage()
    await using at = await place(configOf(page.url))
    const killed = startVigie(at.argv)
    await killed.says(/serving/)
    await expect.poll(() => at.read(looks), { timeout: 10_000 }).toBeGreaterThan(3)
    page.answer(503)
    await killed.says(/outage confirmed/)
    killed.child.kill('SIGKILL')
    await killed.ended()
    const [before] = await at.read((reader) => reader.outages({ confirmed: true }))
    if (before === undefined) throw new Error('no outage was recorded')
    const recorded = await at.read(looks)

    await using vigie = startVigie(at.argv)
    await vigie.says(/serving/)
    await expect.poll(() => at.read(looks), { timeout: 10_000 }).toBeGreaterThan(recorded + 3)
    page.answer(200)
    await vigie.says(/outage closed/)
    const after = await at.read((reader) => reader.outages({ confirmed: true }))
    expect(after).toHaveLength(1)
    expect(after[0]).toMatchObject({ id: before.id, onset: before.onset, ongoing: false, cause: before.cause })
    expect(after[0]?.looks).toBeGreaterThan(before.looks)
    expect(await at.read((reader) => reader.entries('outage').length)).toBe(1)
    const boots = await at.read((reader) =>
      reader.log(0, 100_000).flatMap((record) => (record.type === 'observation' ? [record.observation.boot] : [])),
    )
    expect(new Set(boots).size).toBe(2)
  })

  it('keeps the old configuration when the new one is bad, and takes a good one', async () => {
    await using page = await switchablePage()
    await using at = await place(configOf(page.url))
    await using vigie = startVigie(at.argv)
    await vigie.says(/serving/)
    await at.write(configOf(page.url, 'sitee: {}'))
    await vigie.says(/configuration refused.*/)
    expect(vigie.stdout()).toMatch(/vigie\.yaml:\d+:\d+ sitee: /)
    const recorded = await at.read(looks)
    await expect.poll(() => at.read(looks), { timeout: 10_000 }).toBeGreaterThan(recorded)
    await at.write(configOf(page.url, '      - { id: another, url: "tcp://127.0.0.1:1" }'))
    vigie.child.kill('SIGHUP')
    await vigie.says(/configuration in force.*/)
    await expect
      .poll(() => at.read((reader) => reader.catalogue().map(({ monitorId }) => monitorId)), { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['www', 'another']))
    await expect.poll(() => at.read((reader) => reader.outages({ monitorId: 'another' }).length), { timeout: 12_000 }).toBe(1)
    expect(`${vigie.stdout()}${vigie.stderr()}`).not.toContain(secret)
  })

  it('says all that is wrong with its configuration, and ends with 2', async () => {
    await using at = await place('site: { timezone: Nowhere/At/All }\nservices: [{ id: "A B" }]\n')
    const { status, stderr, stdout } = await runVigie(at.argv)
    expect(status).toBe(2)
    const lines = stderr.trim().split('\n')
    expect(lines.length).toBeGreaterThanOrEqual(2)
    for (const line of lines) expect(line).toMatch(/^.*vigie\.yaml:\d+:\d+ \S+: ./)
    expect(stdout).toBe('')
  })

  it.each([
    ['--port', 'x'],
    ['--port', '70000'],
    ['--log-level', 'loud'],
    ['--nothing', ''],
  ])('takes %s %s for bad usage, and ends with 2', async (option, value) => {
    const { status, stderr } = await runVigie(['serve', option, value].filter((word) => word !== ''))
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^vigie serve: .*--help\)\n$/s) })
  })

  it('says in one line that the port is taken, or the directory, and ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = String(typeof address === 'object' ? address?.port : 0)
    await using at = await place(configOf('http://127.0.0.1:1/'))
    const onPort = await runVigie([...at.argv, '--port', port])
    expect(onPort).toMatchObject({ status: 1, stderr: expect.stringMatching(new RegExp(`^vigie serve: .*${port}.*\\n$`)) })
    taken.close()

    await using vigie = startVigie(at.argv)
    await vigie.says(/serving/)
    const second = await runVigie(at.argv)
    expect(second).toMatchObject({ status: 1, stderr: expect.stringMatching(/^vigie serve: another vigie is writing to .*\n$/) })
  })
})
