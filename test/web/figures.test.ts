import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { figureId } from '../../src/core/figure.ts'
import { checkBundle } from '../../src/evidence/bundle/check-bundle.ts'
import { unzip } from '../../src/evidence/bundle/unzip.ts'
import { firstOutage, signed } from '../evidence/bundle/made.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite, type TestSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])

const cite = (site: TestSite, outageId: string, type = 'application/json') =>
  site.app.request('/api/v1/figures', { method: 'POST', headers: { 'Content-Type': type }, body: JSON.stringify({ outageId }) })

/** Whose shape the test itself states. */
const figureIn = async (response: Response): Promise<any> => response.json()

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

describe('a figure', { timeout: 60_000 }, () => {
  it('is made when somebody cites, never changes, and is followed by others', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuudd', now - 20 * minute))
    const { id } = firstOutage(site.store)
    await signed(site.store, site.dir)
    const first = await cite(site, id)
    expect(first.status).toBe(201)
    const figure = await figureIn(first)
    expect(first.headers.get('Location')).toBe(`https://vigie.example.org/figures/${figure.id}`)
    expect(figure).toMatchObject({
      method: 1,
      replaces: null,
      result: { id, looks: 2, ongoing: true },
      licence: 'CC-BY-4.0',
      question: { timeZone: 'Africa/Casablanca' },
    })
    // Citing again before the next kept checkpoint gives the same one.
    expect(await figureIn(await cite(site, id))).toEqual(figure)
    const answer = await site.get(`/api/v1/figures/${figure.id}`)
    const served = await answer.text()
    expect(answer.headers.get('Cache-Control')).toContain('immutable')

    await site.record(looksOf('a-www', 'dduu', now - 10 * minute))
    await signed(site.store, site.dir)
    const next = await figureIn(await cite(site, id))
    expect(next).toMatchObject({ replaces: { id: figure.id, reason: 'ended' }, result: { ongoing: false, looks: 4 } })
    expect(await (await site.get(`/api/v1/figures/${figure.id}`)).text()).toBe(served)
    expect((await site.json(`/api/v1/outages/${id}/figures`)).items).toEqual([figure, next])

    // Over: further checkpoints change nothing.
    await site.record(looksOf('a-www', 'uuu', now - 5 * minute))
    await signed(site.store, site.dir)
    expect(await figureIn(await cite(site, id))).toEqual(next)
    const bundle = await site.get(`/api/v1/outages/${id}/bundle`)
    expect(checkBundle(unzip(Buffer.from(await bundle.arrayBuffer())), null).figure).toEqual(next)
  })

  it('has the id of its content and no other', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuudduu', now - minute))
    await signed(site.store, site.dir)
    const figure = await figureIn(await cite(site, firstOutage(site.store).id))
    expect(figure.id).toMatch(/^[a-z2-7]{13}$/)
    expect(figureId(figure, sha256)).toBe(figure.id)
    expect(figureId({ ...figure, licence: 'none' }, sha256)).not.toBe(figure.id)
    expect((await site.get('/api/v1/figures/aaaaaaaaaaaaa')).status).toBe(404)
    expect((await site.get('/figures/aaaaaaaaaaaaa')).status).toBe(404)
  })

  it('has a page in each language, with those before and after it', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuudd', now - 20 * minute))
    const { id } = firstOutage(site.store)
    await signed(site.store, site.dir)
    const form = (headers: Readonly<Record<string, string>>) => site.app.request(`/outages/${id}/figures`, { method: 'POST', headers })
    expect((await form({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await form({ Origin: 'https://elsewhere.example' })).status).toBe(403)
    const sent = await form({ 'Sec-Fetch-Site': 'same-origin' })
    expect(sent.status).toBe(303)
    const first = sent.headers.get('Location') ?? ''
    await site.record(looksOf('a-www', 'dduu', now - 10 * minute))
    await signed(site.store, site.dir)
    const second = (await form({ Origin: 'https://vigie.example.org' })).headers.get('Location') ?? ''
    for (const [language, newer, ended] of [
      ['en', 'There is a newer figure', 'the outage was over'],
      ['fr', 'Il existe un chiffre plus récent', 'l’indisponibilité avait pris fin'],
      ['ar', 'هناك رقم أحدث', 'انتهى الانقطاع'],
    ] as const) {
      const before = await (await site.get(`${first}?lang=${language}`)).text()
      const after = await (await site.get(`${second}?lang=${language}`)).text()
      expect(before).toContain(newer)
      expect(before).toContain(`href="${second}"`)
      expect(after).toContain(ended)
      expect(after).toContain(`href="${first}"`)
      const outage = await (await site.get(`/outages/${id}?lang=${language}`)).text()
      for (const link of [first, second]) expect(outage).toContain(`href="${link}"`)
      expect(outage).toContain(`action="/outages/${id}/figures"`)
    }
  })

  it('is refused where there is nothing to cite, to what is no JSON, and to too many', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuudd', now - 20 * minute))
    const { id } = firstOutage(site.store)
    expect(await (await cite(site, id)).json()).toMatchObject({ status: 404, detail: expect.stringContaining('No checkpoint') })
    expect((await cite(site, 'a-www-20200101T000000Z')).status).toBe(404)
    expect((await cite(site, id, 'text/plain')).status).toBe(415)
    expect((await site.get('/api/v1/figures')).status).toBe(405)
    let refused = null
    for (let time = 0; time < 30 && refused === null; time += 1) {
      await site.record(looksOf('a-www', 'd', now - (15 - time / 10) * minute))
      await signed(site.store, site.dir)
      const answer = await cite(site, id)
      if (answer.status === 429) refused = time
    }
    expect(refused).toBe(20)
  })
})
