import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { announcementsIn } from '../../src/core/announcement.ts'
import { applyConfig } from '../../src/daemon/catalogue.ts'
import { recordAnnouncements } from '../../src/daemon/announcements.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { running, serviceConfig } from '../daemon/running.ts'
import { announcement, moment } from '../support/announcements.ts'
import { switchablePage } from '../support/switchable.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { configOf, monitorOf, serviceOf } from '../web/site.ts'
import { vigie } from './stored.ts'

const config = configOf([serviceOf('cnops', [monitorOf('cnops-www', { formerly: ['cnops-old'] }), monitorOf('cnops-api')])])
const least = ['--service', 'cnops', '--at', '2025-05-27', '--source', 'https://press.example/x', '--text', 'Travaux']

/** A data directory in which a configuration was recorded and no daemon runs. */
async function home() {
  const data = mkdtempSync(join(tmpdir(), 'vigie-announce-'))
  {
    await using store = openStore(data)
    applyConfig(store, config, Date.UTC(2025, 0))
  }
  return {
    data,
    announce: (...argv: readonly string[]) => vigie('announce', '--data', data, ...argv),
    async recorded() {
      await using reader = openReader(data)
      return announcementsIn(reader.entries('announcement'))
    },
    [Symbol.dispose]: () => rmSync(data, { recursive: true, force: true }),
  }
}

describe('vigie announce without the daemon', () => {
  it('records what was said, once', async () => {
    using it = await home()
    const first = await it.announce(...least, '--json')
    expect(first).toMatchObject({ exit: 0, err: '' })
    const told: unknown = JSON.parse(first.out)
    const id = expect.stringMatching(/^cnops-20250527-[0-9a-f]{8}$/)
    expect(told).toEqual({ id, recorded: true, seq: 1, corrects: null, waitsIn: null })
    expect(JSON.parse((await it.announce(...least, '--json')).out)).toEqual(told)
    expect(await it.recorded()).toMatchObject([
      {
        seq: 1,
        serviceId: 'cnops',
        said: moment('2025-05-27'),
        until: null,
        quotation: { text: 'Travaux', language: 'fr' },
        via: 'command',
      },
    ])
  })

  it('records all that can be said of it, and corrections of it', async () => {
    using it = await home()
    const said = {
      service: 'cnops',
      monitor: 'cnops-old',
      at: '2025-05-27T09:00:00+01:00',
      source: 'https://press.example/x',
      'source-title': 'Title',
      text: 'صيانة',
      lang: 'ar',
      from: '2025-05-27',
      until: '2025-05-30',
      note: 'n',
      'as-reported': 'lundi 27 mai 2025',
      reason: 'r',
      alternatives: 'a',
      captured: '2025-05-27T10:00:00Z',
    }
    const full = Object.entries(said).flatMap(([name, value]) => [`--${name}`, value])
    const { id }: { id: string } = JSON.parse((await it.announce(...full, '--json')).out)
    const again = await it.announce(...full, '--corrects', id, '--until', '2025-06-02')
    expect(again.out).toBe(`${id}: record 2, which corrects record 1; /announcements/${id}\n`)
    const [old, corrected] = await it.recorded()
    expect(old).toMatchObject({
      monitorIds: ['cnops-old'],
      said: moment('2025-05-27T08:00:00Z'),
      from: moment('2025-05-27'),
      until: moment('2025-05-30'),
      asReported: 'lundi 27 mai 2025',
      capturedAt: Date.UTC(2025, 4, 27, 10),
      source: { title: 'Title' },
      quotation: { language: 'ar' },
      reason: { ar: 'r' },
      alternatives: { ar: 'a' },
      note: { ar: 'n' },
    })
    expect(corrected).toMatchObject({ id, corrects: 1, until: moment('2025-06-02') })
  })

  it.each([
    [['--service', 'nobody'], '--service "nobody" is not watched here; services: cnops'],
    [['--monitor', 'else'], '--monitor "else" is none of cnops; its monitors: cnops-www, cnops-old, cnops-api'],
    [['--at', 'yesterday'], '--at "yesterday" is not an instant such as'],
    [['--at', '2999-01-01'], '--at 2999-01-01 lies in the future'],
    [['--source', 'javascript:alert(1)'], '--source "javascript:alert(1)" must start with https:// or http://'],
    [['--lang', 'français'], '--lang "français" is not a language code'],
    [['--text', ' '], '--text is needed'],
    [['--from', '2025-05-28', '--until', '2025-05-27'], '--until lies before `from`'],
    [['--captured', '2025-05-27'], '--captured'],
    [['--corrects', 'unknown'], '--corrects "unknown" is no announcement of this log'],
    [['--loud'], 'loud'],
  ])('refuses %j', async (argv, message) => {
    using it = await home()
    expect(await it.announce(...least, ...argv)).toMatchObject({ exit: 2, out: '', err: expect.stringContaining(message) })
    expect(await it.recorded()).toEqual([])
  })

  it('corrects no file of the configuration', async () => {
    using it = await home()
    {
      await using store = openStore(it.data)
      recordAnnouncements(store, [announcement({ id: 'from-a-file' })], Date.UTC(2025, 6))
    }
    expect((await it.announce(...least, '--corrects', 'from-a-file')).err).toContain('correct it there')
  })

  it('needs a data directory with a configuration', async () => {
    await using nowhere = await temporaryDirectory()
    const data = join(nowhere.path, 'data')
    expect(await vigie('announce', '--data', data, ...least)).toMatchObject({ exit: 1, err: expect.stringContaining('vigie announce: ') })
    expect(existsSync(data)).toBe(false)
  })
})

describe('vigie announce beside the daemon', () => {
  it('is taken in by the daemon within seconds, and says where it stands', async () => {
    await using site = await switchablePage()
    await using it = await running(serviceConfig(site.url))
    const { exit, out } = await vigie('announce', '--data', it.data, ...least, '--service', 's', '--json')
    expect(exit).toBe(0)
    const told = Object.assign({ seq: -1 }, JSON.parse(out))
    expect(told).toMatchObject({ recorded: true, waitsIn: null })
    expect(announcementsIn(await it.read((reader) => reader.entries('announcement')))).toMatchObject([{ seq: told.seq, serviceId: 's' }])
  })
})
