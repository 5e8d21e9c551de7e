import { describe, expect, it } from 'vitest'
import { labelsIn } from '../../src/core/label.ts'
import { readReasons } from '../../src/core/notice/recorded.ts'
import type { Observation } from '../../src/core/observation.ts'
import { running, serviceConfig } from '../daemon/running.ts'
import { switchablePage } from '../support/switchable.ts'
import { vigie } from './stored.ts'

const garden = '<title>Jardin</title><p>Des roses, des tulipes et un banc au soleil.</p>'
const said = ['--monitor', 'www', '--by', 'Amina']

describe('vigie label', () => {
  it('beside the daemon: it is taken in, and later looks are judged by it', async () => {
    await using site = await switchablePage()
    site.show(garden)
    await using it = await running(serviceConfig(site.url))
    const newest = (): Promise<Observation | null> =>
      it.read((reader) => {
        const last = reader.log(Math.max(0, reader.size() - 50), 50).findLast(({ type }) => type === 'observation')
        return last?.type === 'observation' ? last.observation : null
      })
    await expect.poll(newest, { timeout: 15_000 }).toMatchObject({ outcome: 'up', fingerprint: expect.stringMatching(/^1-/) })
    const before = await newest()
    const labelled = await vigie(
      'label',
      '--data',
      it.data,
      ...said,
      '--fingerprint',
      before?.fingerprint ?? '',
      '--as',
      'notice',
      '--json',
    )
    expect(labelled).toMatchObject({ exit: 0, err: '' })
    const told = JSON.parse(labelled.out)
    expect(told).toEqual({ monitor: 'www', fingerprint: before?.fingerprint, as: 'notice', recorded: true, seq: told.seq, waitsIn: null })
    await expect.poll(newest, { timeout: 15_000 }).toMatchObject({ outcome: 'down', failure: { code: 'content_notice' } })
    expect(readReasons((await newest())?.reasons ?? []).reasons[0]).toEqual({
      code: 'labelled_notice',
      detail: `by Amina, record ${told.seq}`,
    })
    expect(await it.read((reader) => labelsIn(reader.entries('label')))).toMatchObject([{ seq: told.seq, says: 'notice', by: 'Amina' }])
  })

  it('refuses what names no page, with a remedy', async () => {
    await using site = await switchablePage()
    await using it = await running(serviceConfig(site.url))
    const data = ['--data', it.data]
    const refused = async (...argv: readonly string[]) => (await vigie('label', ...data, ...argv)).err
    expect(await refused('--monitor', 'www', '--as', 'healthy', '--look', '1')).toContain('--by is needed')
    expect(await refused(...said, '--as', 'fine')).toContain('--as is healthy or notice')
    expect(await refused(...said, '--as', 'healthy')).toContain('by --fingerprint or by --look')
    expect(await refused(...said, '--as', 'healthy', '--fingerprint', 'x')).toContain('looks carry it')
    expect(await refused(...said, '--as', 'healthy', '--look', '0')).toContain('is no look of www')
    expect(await refused('--monitor', 'api', '--by', 'A', '--as', 'healthy', '--look', '1')).toContain('monitors: www')
  })
})
