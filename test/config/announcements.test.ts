import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { moment } from '../support/announcements.ts'
import { folder, type Folder, monitorFile } from './folder.ts'

const main = monitorFile('url: https://a.example', 'site: { languages: [fr, en], timezone: Africa/Casablanca }\n')
const least = 'service: s\nat: 2025-05-27\nsource: https://press.example/x\ntext: Travaux\n'

async function withFile(text: string, name = 'notice.yaml'): Promise<Folder> {
  const home = await folder()
  await home.write(join('announcements', name), text)
  return home
}

describe('a file of the folder announcements', () => {
  it('needs a service, a day, a source and the words; its name is the id', async () => {
    await using home = await withFile(least, 'works-2025.yaml')
    await home.write('announcements/README.md', 'no announcement')
    const config = await home.config(main)
    expect(config.announcements).toEqual([
      {
        id: 'works-2025',
        serviceId: 's',
        monitorIds: [],
        timeZone: 'Africa/Casablanca',
        said: moment('2025-05-27'),
        asReported: null,
        from: null,
        until: null,
        over: false,
        capturedAt: null,
        source: { url: 'https://press.example/x', title: null },
        quotation: { text: 'Travaux', language: 'fr' },
        reason: null,
        alternatives: null,
        note: null,
        via: 'file',
      },
    ])
    // A file that appears later is noticed by the folder's own change.
    expect(config.files).toEqual(['vigie.yaml', 'announcements', 'announcements/works-2025.yaml'].map((name) => join(home.path, name)))
  })

  it('may say much more', async () => {
    await using home = await withFile(
      `${least}monitors: [m]\ncaptured: 2025-05-28T09:00:00+01:00\nasReported: lundi 27 mai 2025\nfrom: 2025-05\nuntil: 2025-05-30T12:00:00Z\nsourceTitle: A title\nlanguage: ar\nreason: maintenance\nalternatives: { fr: guichets, ar: الشبابيك }\nnote: { en: a note }\n`,
    )
    const { announcements } = await home.config(main)
    expect(announcements[0]).toMatchObject({
      monitorIds: ['m'],
      capturedAt: Date.UTC(2025, 4, 28, 8),
      asReported: 'lundi 27 mai 2025',
      from: moment('2025-05'),
      until: moment('2025-05-30T12:00:00Z'),
      source: { title: 'A title' },
      quotation: { language: 'ar' },
      reason: { fr: 'maintenance' },
      alternatives: { fr: 'guichets', ar: 'الشبابيك' },
      note: { en: 'a note' },
    })
  })

  it.each([
    ['', ['1:1 (file): needs `service`: the id of the service that it is about', 'at', 'source', 'text']],
    [least.replace('service: s', 'service: t'), ['1:10 service: no service has the id `t`; services: s']],
    [`${least}monitors: [m, n]\n`, ['5:15 monitors[1]: s has no monitor `n`; its monitors: m']],
    [
      least.replace('2025-05-27', 'yesterday'),
      ['2:5 at: must be an instant with its offset (2025-05-27T09:00:00+01:00), a day (2025-05-27) or a month (2025-05)'],
    ],
    [`${least}captured: 2025-05-28\n`, ['5:11 captured: must be an instant: whoever found it knows when']],
    [`${least}captured: 2025-05-20T00:00:00Z\n`, ['5:11 captured: lies before `at`: it cannot be found before it is said']],
    [`${least}from: 2025-05-27\nuntil: 2025-05-20\n`, ['6:8 until: lies before `from`: correct one of them']],
    [
      `${least}over: true\nuntil: 2025-06\n`,
      ['6:8 until: lies after `at`: nobody can say that it is over before it is; leave `over` out for a promise'],
    ],
    [`${least}over: perhaps\n`, ['5:7 over: must be true or false, not "perhaps"']],
    [`${least}untill: 2025-05-30\n`, ['5:1 untill: unknown key `untill`, did you mean `until`?']],
    [`${least}colour: red\n`, ['5:1 colour: unknown key "colour"; known here: service, monitors, at, captured']],
    [
      least.replace('https://press.example/x', 'javascript:alert(1)'),
      ['3:9 source: must be an address that starts with https:// or http://'],
    ],
    [`${least}language: français\n`, ['5:11 language: must be a language code such as fr, ar or en']],
    [`- ${least.replaceAll('\n', '\n  ')}`, ['1:1 (file): must be a mapping']],
    ['service: [', ['1:']],
    [least.replace('Travaux', 'x'.repeat(60_001)), ['4:7 text: makes a record of']],
  ])('is told all that is wrong with %j', async (text, messages) => {
    await using home = await withFile(text)
    const told = await home.problems(main)
    for (const [index, message] of messages.entries()) {
      expect(told[index]).toMatch(/^announcements\/notice\.yaml:\d+:\d+ /)
      expect(told[index]).toContain(message)
    }
    expect(told).toHaveLength(messages.length)
  })

  it('is told beside the mistakes of the main file, and a name that is no id too', async () => {
    await using home = await withFile('at: 2025-13\n', 'My notice.yaml')
    await home.write('announcements/a.yaml', least.replace('2025-05-27', '2025-13'))
    const told = await home.problems(main.replace('https://a.example', 'gopher://x'))
    expect(told).toHaveLength(3)
    expect(told.join('\n')).toContain('announcements/My notice.yaml:1:1 (file): is named by no id')
  })
})

describe('config/announcements', () => {
  it('holds what the press reported of CNOPS in May 2025, in three languages, without an end', async () => {
    const loaded = await loadConfig('config/vigie.yaml', {})
    const shipped = loaded.ok ? loaded.config.announcements : []
    expect(shipped).toHaveLength(1)
    expect(shipped[0]).toMatchObject({
      id: 'cnops-2025-05',
      serviceId: 'cnops',
      asReported: 'lundi 27 mai 2025',
      from: { label: '2025-05-27' },
      until: null,
      over: false,
    })
    for (const text of [shipped[0]?.reason, shipped[0]?.alternatives, shipped[0]?.note])
      expect(Object.keys(text ?? {}).toSorted()).toEqual(['ar', 'en', 'fr'])
  })
})
