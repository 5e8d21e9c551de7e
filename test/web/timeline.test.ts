import { describe, expect, it } from 'vitest'
import { boundsModel } from '../../src/web/bounds.ts'
import { seenBefore, timelineOf, type TimelineSpan } from '../../src/web/timeline.ts'
import { configOf, hour, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const monitor = { ...monitorOf('a-www'), serviceId: 'a' }
const config = configOf([serviceOf('a', [monitor])])
const slow = { degraded: [{ phase: 'exchange' as const, code: 'slow' as const, message: 'took 4 s' }] }
/** Minutes before now. */
const ago = (at: number) => (now - at) / minute
const told = ({ kind, from, to, reason, outageId, rising }: TimelineSpan) =>
  `${kind}${rising ? ' rising' : ''} ${ago(from)}-${ago(to)} ${reason ?? '–'}${outageId === null ? '' : ' confirmed'}`
const spansOf = async (script: string, minutes: number) => {
  await using site = await testSite(config, looksOf('a-www', script, now - minute))
  return (await timelineOf(site.web, monitor, { from: now - minutes * minute, to: now }, null)).spans.map(told)
}

describe('a timeline from the looks themselves', () => {
  it('has certain stretches, edges that lead in and out, and what nobody saw before and inside', async () => {
    expect(await spansOf('uuuddddu......uuu', 20)).toEqual([
      'unobserved 20-17 –',
      'ambiguous rising 15-14 http_status confirmed',
      'down 14-11 http_status confirmed',
      'ambiguous 11-10 http_status confirmed',
      'unobserved 10-3 –',
    ])
  })

  it('keeps a single failed look apart from a confirmed outage: nothing of it is certain', async () => {
    expect(await spansOf('uuuduuuuu', 9)).toEqual(['ambiguous rising 7-6 http_status', 'ambiguous 6-5 http_status'])
  })

  it('says why it is unknown where looks were made that could not tell', async () => {
    expect(await spansOf('uuu??????uuu', 11)).toEqual(['unobserved 10-3 observer_resolver'])
  })

  it('keeps slowness beside what is up', async () => {
    const items = [...looksOf('a-www', 'uuu', now - 6 * minute, slow), ...looksOf('a-www', 'uuuuu', now - minute)]
    await using site = await testSite(config, items)
    const { spans } = await timelineOf(site.web, monitor, { from: now - 8 * minute, to: now }, null)
    expect(spans.map(told)).toEqual(['degraded 8-6 slow'])
  })

  it('leaves the time up to the next look open, and is unknown where it did not come', async () => {
    expect(await spansOf('uuu', 2)).toEqual([])
    await using site = await testSite(config, looksOf('a-www', 'uuu', now - hour))
    const { spans, knownTo } = await timelineOf(site.web, monitor, { from: now - hour - minute, to: now }, null)
    expect([spans.map(told), ago(knownTo)]).toEqual([['unobserved 60-0 –'], 60])
  })

  it('cuts what it draws to the period, and knows the single looks of a short one', async () => {
    await using site = await testSite(config, looksOf('a-www', `uu${'d'.repeat(8)}uu`, now - minute))
    const { spans, looks, outages } = await timelineOf(site.web, monitor, { from: now - 6 * minute, to: now - 3 * minute }, null)
    expect(spans.map(told)).toEqual(['down 6-3 http_status confirmed'])
    expect(looks.map(({ at, outcome }) => [ago(at), outcome])).toEqual([
      [6, 'down'],
      [5, 'down'],
      [4, 'down'],
    ])
    expect(outages).toHaveLength(1)
  })

  it('does not draw single looks where they could not be told apart', async () => {
    await using site = await testSite(config, looksOf('a-www', 'u'.repeat(500), now))
    expect((await timelineOf(site.web, monitor, { from: now - 9 * hour, to: now }, null)).looks).toEqual([])
  })
})

describe('a timeline of a longer time, from stored outages, gaps and quarter hours', () => {
  it('says the same of what can be seen at that size', async () => {
    const hourly = { ...monitor, everyMs: hour, schedule: { kind: 'every' as const, everyMs: hour } }
    const script = `${'u'.repeat(400)}dddddd${'u'.repeat(100)}${'.'.repeat(48)}${'u'.repeat(100)}d${'u'.repeat(300)}dd..dd${'u'.repeat(50)}`
    await using site = await testSite(configOf([serviceOf('a', [hourly])]), looksOf('a-www', script, now, { everyMs: hour }))
    site.keep()
    const of = async (days: number) =>
      (await timelineOf(site.web, hourly, { from: now - days * 24 * hour, to: now }, null)).spans
        .filter(({ from }) => from >= now - 30 * 24 * hour)
        .map(told)
    const exact = await of(34)
    expect(exact.filter((text) => text.startsWith('unobserved'))).toHaveLength(2)
    expect(await of(36)).toEqual(exact)
  })
})

describe('what was measured before a period', () => {
  it('is asked for so that no link leads to where nothing is', async () => {
    await using site = await testSite(config, looksOf('a-www', 'uuu', now))
    expect([now + 1, now - minute, now - 2 * minute, 0].map((at) => seenBefore(site.reader, 'a-www', at))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(seenBefore(site.reader, 'nobody', now)).toBe(false)
  })
})

const boundsOf = async (script: string) => {
  await using site = await testSite(config, looksOf('a-www', script, now - minute))
  const [outage] = site.reader.outages({ monitorId: 'a-www' })
  if (outage === undefined) throw new Error('no outage was derived')
  return await boundsModel(site.web, monitor, outage)
}

describe('the bounds of an outage', () => {
  it('stand in the middle third of their enlarged edges, with the looks around them', async () => {
    const { start, end, whole } = await boundsOf('uuuuddddddduuuu')
    expect([ago(start.period.from), ago(start.period.to)]).toEqual([13, 10])
    expect(start.looks.map(({ outcome }) => outcome)).toEqual(['up', 'up', 'down', 'down'])
    expect(end?.looks.map(({ outcome }) => outcome)).toEqual(['down', 'down', 'up', 'up'])
    expect(whole.from).toBeLessThan(now - 12 * minute)
  })

  it('have no end while it goes on, and a beginning out of nothing where it was down at the first look', async () => {
    const { end, start, timeline, whole } = await boundsOf('dddd')
    expect(end).toBeNull()
    expect(ago(start.period.from)).toBe(6)
    expect(timeline.spans.map(told)).toEqual(['unobserved 6-4 –', 'down 4-1 http_status confirmed'])
    expect(whole.to).toBeLessThanOrEqual(now)
  })
})
