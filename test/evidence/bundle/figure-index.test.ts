import { describe, expect, it } from 'vitest'
import { figureIndex } from '../../../src/evidence/bundle/figure-index.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite } from '../../web/site.ts'
import { firstOutage, signed } from './made.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])
const figures = 3_000

describe('the index of figures', { timeout: 60_000 }, () => {
  it('reads each record once, whoever asks, and afterwards only those that it answers with', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuudduu', now - minute))
    const { id } = firstOutage(site.store)
    await signed(site.store, site.dir)
    const made = await site.app.request('/api/v1/figures', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ outageId: id }),
    })
    const figure: any = await made.json()
    const question = { ...figure.question, outageId: 'a-www-20200101T000000Z' }
    await site.record(
      Array.from({ length: figures }, (_, number) => ({
        type: 'entry',
        entry: { kind: 'figure', at: now, body: { ...figure, question, id: `other-${number}` } },
      })),
    )
    let read = 0
    const { reader } = site
    const index = figureIndex({
      size: () => reader.size(),
      entries(kind, range) {
        const found = reader.entries(kind, range)
        read += found.length
        return found
      },
    })
    expect(index.ofOutage(id)).toEqual([figure])
    expect(read).toBe(figures + 1 + 1)
    expect(index.find('other-7')?.question).toEqual(question)
    expect(index.find('nothing')).toBeNull()
    expect(read).toBe(figures + 1 + 2)
    await site.record([{ type: 'entry', entry: { kind: 'figure', at: now, body: { ...figure, id: 'newer' } } }])
    expect(index.ofOutage(id).map((one) => one.id)).toEqual([figure.id, 'newer'])
    expect(read).toBe(figures + 1 + 2 + 3)
  })
})
