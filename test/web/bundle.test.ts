import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { checkBundle } from '../../src/evidence/bundle/check-bundle.ts'
import { unzip } from '../../src/evidence/bundle/unzip.ts'
import { firstOutage, signed } from '../evidence/bundle/made.ts'
import { configOf, looksOf, minute, monitorOf, now, round, serviceOf, testSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])

const roundAgo = (minutes: number): LogItem => ({ type: 'control', round: round(now - minutes * minute + 2_000, true) })

describe('the bundle of an outage', { timeout: 60_000 }, () => {
  it('is had as a ZIP file that checks, made once for all who ask', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuuddduu', now - minute))
    const { id, minMs } = firstOutage(site.store)
    await signed(site.store, site.dir)
    const ask = () => site.get(`/api/v1/outages/${id}/bundle`)
    const [one, other] = await Promise.all([ask(), ask()])
    expect(one.status).toBe(200)
    expect(one.headers.get('Content-Type')).toBe('application/zip')
    expect(one.headers.get('Content-Disposition')).toBe(`attachment; filename="${id}.zip"`)
    const zip = Buffer.from(await one.arrayBuffer())
    expect(one.headers.get('Content-Length')).toBe(String(zip.length))
    expect(Buffer.from(await other.arrayBuffer()).equals(zip)).toBe(true)
    expect(readdirSync(join(site.dir, 'cache', 'bundles'))).toHaveLength(1)
    const files = unzip(zip)
    const { figure, looks } = checkBundle(files, null)
    expect([figure.result.id, figure.result.minMs, looks]).toEqual([id, minMs, 6])
    expect(figure.subject).toMatchObject({ serviceId: 'a' })
    for (const [language, title] of [
      ['en', 'What it does not prove'],
      ['fr', 'Ce que cela ne prouve pas'],
      ['ar', 'ما لا يثبته'],
    ])
      expect(String(files.get(`README.${language}.txt`))).toContain(title)
    expect(String(files.get('README.en.txt'))).toContain(`https://vigie.example.org/outages/${id}`)
    const head = await site.app.request(`/api/v1/outages/${id}/bundle`, { method: 'HEAD' })
    expect([head.status, head.headers.get('Content-Length')]).toEqual([200, String(zip.length)])
  })

  it('grows with an outage in progress, from one kept checkpoint to the next', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuudd', now - 10 * minute))
    const { id } = firstOutage(site.store)
    await signed(site.store, site.dir)
    const figureNow = async () => {
      const response = await site.get(`/api/v1/outages/${id}/bundle`)
      return checkBundle(unzip(Buffer.from(await response.arrayBuffer())), null).figure
    }
    const before = await figureNow()
    expect([before.result.ongoing, before.result.looks]).toEqual([true, 2])
    await site.record(looksOf('a-www', 'ddd', now - 5 * minute))
    expect((await figureNow()).id).toBe(before.id)
    await signed(site.store, site.dir)
    const after = await figureNow()
    expect([after.result.looks, after.id === before.id]).toEqual([5, false])
  })

  it('is not made as of a checkpoint that has the look which ended the outage and not yet the control round before it', async () => {
    const controlled = { controlled: true }
    await using site = await testSite(config, looksOf('a-www', 'uuudd', now - 10 * minute, controlled))
    await site.record([roundAgo(11), roundAgo(10)])
    const { id } = firstOutage(site.store)
    await site.record(looksOf('a-www', 'du', now - 8 * minute, controlled))
    await signed(site.store, site.dir)
    await site.record([roundAgo(9)])
    expect(firstOutage(site.store).ongoing).toBe(false)
    expect((await site.get(`/api/v1/outages/${id}/bundle`)).status).toBe(404)
    await signed(site.store, site.dir)
    const bundle = await site.get(`/api/v1/outages/${id}/bundle`)
    expect(checkBundle(unzip(Buffer.from(await bundle.arrayBuffer())), null).figure.result).toMatchObject({ ongoing: false, looks: 3 })
  })

  it('is refused, with what to do, when nothing is signed yet or there is no such outage', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuuddduu', now - minute))
    const early = await site.json(`/api/v1/outages/${firstOutage(site.store).id}/bundle`)
    expect(early).toMatchObject({ status: 404, detail: expect.stringContaining('No checkpoint that is kept holds this outage yet') })
    expect((await site.get('/api/v1/outages/a-www-20260101T000000Z/bundle')).status).toBe(404)
    expect(site.log).toEqual([])
  })
})
