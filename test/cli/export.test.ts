import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordAnnouncements } from '../../src/daemon/announcements.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { t0 } from '../store/make.ts'
import { announcement, wholeAnnouncement } from '../support/announcements.ts'
import { recorded, vigie } from './stored.ts'

// Five good looks, three failed ones, one while we were offline ourselves, a gap, and good ones again.
const script = `uuuuudddo${'-'.repeat(30)}uu`

describe('vigie export', () => {
  it('writes looks as CSV with their effective and their raw outcome, and defuses formulas', async () => {
    using stored = await recorded(script)
    const { exit, out } = await vigie('export', '--data', stored.data, '--from', '2026-01-01T00:04:00Z', '--to', '2026-01-01T00:09:00Z')
    expect(exit).toBe(0)
    const [header = '', ...lines] = out.trimEnd().split('\r\n')
    const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [header.split(',')[index], cell])))
    expect(
      rows.map(({ at, outcome, rawOutcome, reason, provisional, message }) => [at, outcome, rawOutcome, reason, provisional, message]),
    ).toEqual([
      ['2026-01-01T00:04:00.000Z', 'up', 'up', '', 'false', ''],
      ['2026-01-01T00:05:00.000Z', 'down', 'down', '', 'false', "'=answered 503"],
      ['2026-01-01T00:06:00.000Z', 'down', 'down', '', 'false', "'=answered 503"],
      ['2026-01-01T00:07:00.000Z', 'down', 'down', '', 'false', "'=answered 503"],
      ['2026-01-01T00:08:00.000Z', 'unknown', 'down', 'observer_offline', 'false', "'=answered 503"],
    ])
    expect(rows[0]).toMatchObject({
      monitorId: 'cnops-www',
      seq: '5',
      status: '200',
      clockOffsetMs: '-3.25',
      family: '4',
      degraded: '',
    })
  })

  it('writes the shapes of the API as JSON Lines', async () => {
    using stored = await recorded(script)
    const looks = await vigie('export', '--data', stored.data, '--json')
    const lines = looks.out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(lines).toHaveLength(11)
    expect(lines[5]).toMatchObject({
      monitorId: 'cnops-www',
      at: '2026-01-01T00:05:00.000Z',
      outcome: 'down',
      rawOutcome: 'down',
      provisional: false,
      failure: { phase: 'exchange', code: 'http_status', message: '=answered 503' },
      timings: { totalMs: 842 },
      configHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const outages = await vigie('export', '--data', stored.data, '--what', 'outages', '--format', 'jsonl')
    expect(JSON.parse(outages.out)).toMatchObject({
      id: 'cnops-www-20260101T000500Z',
      onset: { after: '2026-01-01T00:04:00.000Z', by: '2026-01-01T00:05:00.500Z' },
      recovery: { by: '2026-01-01T00:39:00.500Z' },
      confirmed: true,
      looks: 3,
    })
    const gaps = await vigie('export', '--data', stored.data, '--what', 'gaps', '--format', 'jsonl', '--monitor', 'cnops-www')
    expect(JSON.parse(gaps.out)).toEqual({ monitorId: 'cnops-www', from: '2026-01-01T00:07:00.000Z', to: '2026-01-01T00:39:00.500Z' })
  })

  it('writes outages and gaps as CSV', async () => {
    using stored = await recorded(script)
    const outages = await vigie('export', '--data', stored.data, '--what', 'outages')
    expect(outages.out.split('\r\n')).toEqual([
      expect.stringMatching(/^id,monitorId,onsetAfter,onsetBy,/),
      expect.stringMatching(/^cnops-www-20260101T000500Z,cnops-www,2026-01-01T00:04:00.000Z,2026-01-01T00:05:00.500Z,/),
      '',
    ])
    const none = await vigie('export', '--data', stored.data, '--what', 'gaps', '--to', '2026-01-01T00:05:00Z')
    expect(none.out).toBe('monitorId,from,to\r\n')
  })

  it('writes every record of an announcement, those of a period or a monitor alone', async () => {
    using stored = await recorded(script)
    {
      await using store = openStore(stored.data)
      const first = { ...wholeAnnouncement, reason: { fr: '=SUM(A1)' } }
      recordAnnouncements(store, [first, announcement({ id: 'other', serviceId: 'else', quotation: { text: '=1+1', language: 'fr' } })], t0)
      recordAnnouncements(store, [{ ...first, note: { en: 'corrected' } }], t0 + 1)
    }
    const asked = async (...argv: readonly string[]) => {
      const { out } = await vigie('export', '--data', stored.data, '--what', 'announcements', '--json', ...argv)
      return out
        .split('\n')
        .filter(Boolean)
        .map((line): unknown => JSON.parse(line))
    }
    const all = await asked()
    expect(all).toMatchObject([
      {
        id: 'cnops-works',
        corrects: null,
        from: { text: '2025-05-27', earliest: '2025-05-26T23:00:00.000Z' },
        note: { en: 'as reported' },
      },
      { id: 'other', until: null },
      { id: 'cnops-works', corrects: Object.assign({ seq: -1 }, all[0]).seq, note: { en: 'corrected' } },
    ])
    expect(await asked('--from', '2025-06-01T00:00:00Z')).toEqual([])
    expect(await asked('--to', '2025-05-01T00:00:00Z')).toMatchObject([{ id: 'cnops-works' }, { id: 'cnops-works' }])
    expect(await asked('--monitor', 'cnops-www')).toMatchObject([{ id: 'cnops-works' }, { id: 'cnops-works' }])
    const { out } = await vigie('export', '--data', stored.data, '--what', 'announcements')
    expect(out).toContain(',"{""fr"":""=SUM(A1)""}",')
    expect(out).toContain(",'=1+1,fr,")
  })

  it('writes a data package whose descriptor fits its files', async () => {
    using stored = await recorded(script)
    const directory = join(stored.path, 'package')
    const { exit, out } = await vigie('export', '--data', stored.data, '--format', 'datapackage', '--out', directory, '--json')
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toEqual({ path: directory, rows: 13 })
    expect(readdirSync(directory).toSorted()).toEqual([
      'announcements.csv',
      'datapackage.json',
      'gaps.csv',
      'observations.csv',
      'outages.csv',
    ])
    const descriptor = Object.assign(
      { resources: [] as readonly unknown[] },
      JSON.parse(readFileSync(join(directory, 'datapackage.json'), 'utf8')),
    )
    expect(descriptor).toMatchObject({
      $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
      title: 'Services',
      licenses: [{ name: 'CC-BY-4.0' }],
      contributors: [{ title: 'Observatoire', roles: ['publisher'] }],
      vigie: { method: 1, timeZones: process.versions.tz, monitorId: null },
    })
    for (const each of descriptor.resources) {
      const resource = Object.assign({ path: '', bytes: 0, hash: '', schema: { fields: [] } }, each)
      const bytes = readFileSync(join(directory, resource.path))
      expect(resource.bytes).toBe(bytes.length)
      expect(resource.hash).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`)
      const fields: readonly { readonly name: string }[] = resource.schema.fields
      expect(fields.map(({ name }) => name).join(',')).toBe(bytes.toString('utf8').split('\r\n')[0])
    }
    const again = await vigie('export', '--data', stored.data, '--format', 'datapackage', '--out', directory)
    expect(again).toMatchObject({ exit: 2, err: expect.stringContaining('not empty') })
  })

  it('writes a file whole or not at all, and never over another', async () => {
    using stored = await recorded(script)
    const file = join(stored.path, 'looks.csv')
    expect(await vigie('export', '--data', stored.data, '--out', file)).toMatchObject({ exit: 0, out: '', err: `${file}: 11 rows\n` })
    expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(13)
    expect(await vigie('export', '--data', stored.data, '--out', file)).toMatchObject({
      exit: 2,
      err: expect.stringContaining('exists already'),
    })
    const nowhere = join(stored.path, 'no', 'looks.csv')
    expect(await vigie('export', '--data', stored.data, '--out', nowhere)).toMatchObject({
      exit: 1,
      err: expect.stringContaining('no such file'),
    })
    expect(existsSync(nowhere)).toBe(false)
  })

  it.each([
    [['--from', 'yesterday'], 2, '--from "yesterday" is not an instant'],
    [['--from', '2026-01-02T00:00:00Z', '--to', '2026-01-01T00:00:00Z'], 2, '--from lies after --to'],
    [['--format', 'xml'], 2, 'csv, jsonl, datapackage'],
    [['--format', 'datapackage'], 2, 'needs --out'],
    [['--what', 'pages'], 2, 'observations, outages, gaps, announcements'],
    [['--monitor', 'nobody'], 2, 'was never watched; monitors: cnops-www'],
    [['--fast'], 2, 'fast'],
  ])('refuses %j', async (argv, exit, message) => {
    using stored = await recorded('u')
    expect(await vigie('export', '--data', stored.data, ...argv)).toMatchObject({
      exit,
      err: expect.stringContaining(message),
      out: '',
    })
  })

  it('says so when there is nothing to read', async () => {
    using stored = await recorded('u')
    const empty = join(stored.path, 'elsewhere')
    expect(await vigie('export', '--data', empty)).toMatchObject({ exit: 1, err: expect.stringContaining('there is no database') })
    expect(existsSync(empty)).toBe(false)
  })
})
