import { existsSync, readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { announcementsIn } from '../../src/core/announcement.ts'
import { recordAnnouncements } from '../../src/daemon/announcements.ts'
import { leaveAnnouncement } from '../../src/daemon/spool.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import type { Reader } from '../../src/store/store.ts'
import { announcement } from '../support/announcements.ts'
import { switchablePage } from '../support/switchable.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { running, serviceConfig } from './running.ts'

const at = Date.UTC(2026, 10, 23, 10)
const file = 'service: s\nat: 2025-05-27\nsource: https://press.example/x\ntext: Travaux\n'
const recorded = (reader: Reader) => announcementsIn(reader.entries('announcement'))
const waitingIn = (data: string) => (existsSync(join(data, 'announcements')) ? readdirSync(join(data, 'announcements')) : [])

describe('what becomes of announcements', () => {
  it('each is recorded once; another content under its id is its correction', async () => {
    await using directory = await temporaryDirectory()
    await using store = openStore(directory.path)
    const first = announcement({ id: 'a' })
    const [one] = recordAnnouncements(store, [first], at)
    expect(recordAnnouncements(store, [first], at + 1)).toEqual([{ id: 'a', seq: one?.seq, recorded: false, corrects: null }])
    const corrected = { ...first, note: { en: 'more' } }
    expect(recordAnnouncements(store, [corrected, announcement({ id: 'b' })], at + 2, at + 1)).toMatchObject([
      { id: 'a', recorded: true, corrects: one?.seq },
      { id: 'b', recorded: true, corrects: null },
    ])
    expect(recorded(store).map(({ id, corrects, capturedAt, recordedAt }) => [id, corrects, capturedAt, recordedAt])).toEqual([
      ['a', null, at, at],
      ['a', one?.seq, at + 1, at + 2],
      ['b', null, at + 1, at + 2],
    ])
  })

  it('files are recorded at start, once, and again when they change', async () => {
    await using site = await switchablePage()
    await using it = await running(serviceConfig(site.url), { 'announcements/works.yaml': file })
    expect((await it.read(recorded)).map(({ id, via }) => [id, via])).toEqual([['works', 'file']])
    expect(await it.app.reload()).toBe(true)
    expect(await it.read(recorded)).toHaveLength(1)
    await it.write(`${file}until: 2025-05-30\n`, 'announcements/works.yaml')
    await it.write(file, 'announcements/second.yaml')
    expect(await it.app.reload()).toBe(true)
    const [first, ...rest] = await it.read(recorded)
    expect(rest.map(({ id, corrects, until }) => [id, corrects, until?.label ?? null])).toEqual([
      ['second', null, null],
      ['works', first?.seq, '2025-05-30'],
    ])
  })

  it('a file with a mistake changes nothing and keeps the daemon going', async () => {
    await using site = await switchablePage()
    await using it = await running(serviceConfig(site.url), { 'announcements/works.yaml': file })
    await it.write('service: nobody\n', 'announcements/works.yaml')
    expect(await it.app.reload()).toBe(false)
    expect(it.app.health().configError).toContain('works.yaml:1:10 service: no service has the id `nobody`')
    expect(await it.read(recorded)).toHaveLength(1)
  })

  it('the daemon takes in what the command left, and sets aside what is none', async () => {
    await using site = await switchablePage()
    await using it = await running(serviceConfig(site.url))
    await mkdir(join(it.data, 'announcements'), { recursive: true })
    await writeFile(join(it.data, 'announcements', '1-broken.json'), '{"foundAt": 1')
    const left = await leaveAnnouncement(it.data, announcement({ id: 'left', serviceId: 's' }), at)
    await expect.poll(() => existsSync(left), { timeout: 10_000 }).toBe(false)
    expect(await it.read(recorded)).toMatchObject([{ id: 'left', capturedAt: at }])
    expect(waitingIn(it.data)).toEqual(['1-broken.json.refused'])
    expect(it.lines.join('')).toContain('this file is no announcement')
  })
})
