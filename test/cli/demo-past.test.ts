import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePast } from '../../src/cli/demo-past.ts'
import { allClear, concerns, overrun, silence } from '../../src/core/announced.ts'
import { announcementsIn } from '../../src/core/announcement.ts'
import { announcementFaults } from '../../src/core/announcement-faults.ts'
import type { Outage } from '../../src/core/outage.ts'
import { announcedIn } from '../../src/demo/announced.ts'
import { failingTimes, type Happening } from '../../src/demo/happening.ts'
import { portalConfig } from '../../src/demo/portal.ts'
import { type Story, storyMs, storyUntil } from '../../src/demo/story.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { rederive } from '../../src/store/rederive.ts'
import type { Reader } from '../../src/store/store.ts'
import { day, holds, hour, minute } from '../demo/scene.ts'
import { temporaryDir } from '../store/make.ts'

// Its last hundred days hold all that is told.
const to = Date.UTC(2026, 10, 27, 9, 41, 13, 517)
const whole = storyUntil(to)
const from = to - 100 * day
const story: Story = { ...whole, from, observer: whole.observer.filter((event) => event.from > from) }
const directory = temporaryDir()
let reader: Reader

beforeAll(async () => {
  const dataDir = join(directory.path, 'data')
  mkdirSync(dataDir)
  await makePast(portalConfig({ dataDir, host: '127.0.0.1', port: 0 }, false), story)
  reader = openReader(dataDir)
}, 120_000)
afterAll(async () => {
  await reader[Symbol.asyncDispose]()
  directory[Symbol.dispose]()
})

const byOnset = (a: Outage, b: Outage): number => a.onset.by - b.onset.by
const told = (serviceId: string): Happening => {
  const happening = story.told[serviceId]?.at(-1)
  if (happening === undefined) throw new Error(`nothing is told of ${serviceId}`)
  return happening
}
/** Outages of a service's monitor that meet what is told of it. */
const meeting = (serviceId: string): readonly Outage[] => {
  const { from, to: until } = told(serviceId)
  return reader.outages({ monitorId: `${serviceId}-www`, period: { from, to: until ?? to } }).toSorted(byOnset)
}
const looks = (serviceId: string) => {
  const { from, to: until } = told(serviceId)
  return [...reader.looks(`${serviceId}-www`, { from, to: until ?? to })]
}

describe('the story of the demonstration', () => {
  it('is two years long and ends now', () => {
    expect(storyMs).toBe(730 * day)
    expect([whole.from, whole.to]).toEqual([to - storyMs, to])
    const newest = reader.log(reader.size() - 200, 200).findLast(({ type }) => type === 'observation')
    if (newest?.type !== 'observation') throw new Error('no look')
    expect(to - newest.observation.at).toBeLessThan(15 * minute)
  })

  // Of every field but the hash of the configuration, which changes with what can be configured.
  it('is the same in every run, look by look and round by round', () => {
    const hash = createHash('sha256')
    let records = 0
    for (let from = 0, page = reader.log(from, 10_000); page.length > 0; from += page.length, page = reader.log(from, 10_000)) {
      for (const record of page) {
        if (record.type === 'entry') continue
        records += 1
        hash.update(JSON.stringify(record, (key, value: unknown) => (key === 'configHash' ? undefined : value)))
      }
    }
    expect([records, hash.digest('hex')]).toEqual([83_249, '6f05eecca5f1a9eb9b9241ab48cc94923fca40b63a69fbaaf484e8deb3ad7773'])
  })

  // One outage each, whose bounds hold what was told; its cause and status as a reader sees them.
  it.each([
    ['remboursements', 'content_notice', 200],
    ['etat-civil', 'http_timeout', null],
    ['impots', 'http_status', 503],
    ['bourses', 'http_status', 503],
  ])('%s: found between its bounds, by %s', (serviceId, code, status) => {
    const found = meeting(serviceId)
    expect(found.map(({ confirmed, cause }) => [confirmed, cause?.code])).toEqual([[true, code]])
    expect(found.map(holds(failingTimes(told(serviceId), to)))).toEqual([true])
    const [outage] = found
    // On watch every minute: the bounds lie minutes apart, whatever lies between the ends.
    expect((outage?.onset.by ?? 0) - (outage?.onset.after ?? 0)).toBeLessThan(3 * minute)
    expect(outage?.ongoing).toBe(serviceId === 'bourses')
    expect(
      new Set(
        looks(serviceId)
          .filter(({ outcome }) => outcome === 'down')
          .map((look) => look.status),
      ),
    ).toEqual(new Set([status]))
  })

  it('remboursements: for weeks', () => {
    const [outage] = meeting('remboursements')
    expect(outage?.minMs).toBeGreaterThan(21 * day)
  })

  it('impots: over long after it was announced to be', () => {
    const happening = told('impots')
    if (happening.kind !== 'maintenance') throw new Error(happening.kind)
    expect((meeting('impots')[0]?.recovery?.after ?? 0) - happening.announcedTo).toBeGreaterThan(7 * hour)
  })

  it('beside it stands what was announced: late, not kept, too early', () => {
    const drafts = announcedIn(story)
    expect(drafts.flatMap(announcementFaults)).toEqual([])
    const all = announcementsIn(reader.entries('announcement'))
    expect(all.map(({ id }) => id)).toEqual(drafts.map(({ id }) => id))
    const named = (id: string) => all.find((one) => one.id === id) ?? never()
    const [suspension, outage] = [named('remboursements-avis-suspension'), meeting('remboursements')[0] ?? never()]
    expect(concerns(suspension, outage, all)).toBe(true)
    expect(silence(outage, [suspension])).toMatchObject({ kind: 'after' })
    expect(allClear(outage, named('remboursements-avis-reprise'))).toMatchObject({ kind: 'premature' })
    expect(overrun(meeting('impots')[0] ?? never(), named('impots-avis-maintenance'))).toMatchObject({ kind: 'overran' })
    // Of what goes on now nobody has said anything.
    expect(all.some(({ serviceId }) => serviceId === 'bourses')).toBe(false)
  })

  it('rendez-vous: flapping, each failure within bounds', () => {
    const found = meeting('rendez-vous')
    const truth = failingTimes(told('rendez-vous'), to)
    expect(truth.length).toBeGreaterThan(10)
    expect(found.length).toBe(truth.length)
    expect(found.every((outage) => outage.confirmed && holds(truth)(outage))).toBe(true)
  })

  it('foncier: slow is up', () => {
    expect(meeting('foncier')).toEqual([])
    const all = looks('foncier')
    expect(all.length).toBeGreaterThan(500)
    const degraded = all.filter((look) => look.degraded.some(({ code }) => code === 'slow'))
    expect(degraded.length / all.length).toBeGreaterThan(0.9)
  })

  it('etat-civil: a day of being turned away by a firewall is unknown', () => {
    const blocked = story.told['etat-civil']?.find(({ kind }) => kind === 'blocked')
    if (blocked === undefined || blocked.to === null) throw new Error('no such day')
    const period = { from: blocked.from, to: blocked.to }
    expect(reader.outages({ monitorId: 'etat-civil-www', period })).toEqual([])
    const all = [...reader.looks('etat-civil-www', period)]
    expect(all.length).toBeGreaterThan(50)
    expect(all.every(({ outcome, failure }) => outcome === 'unknown' && failure?.code === 'blocked_waf')).toBe(true)
  })

  it('the night without network is unknown for every service, and an outage of none', () => {
    const night = story.observer.find(({ kind }) => kind === 'offline')
    if (night === undefined) throw new Error('no night')
    const period = { from: night.from, to: night.to }
    expect(night.to - night.from).toBeGreaterThan(7 * hour)
    for (const { monitorId } of reader.catalogue()) {
      // Nothing begins in it; the one whose outage goes on began later.
      expect(reader.outages({ monitorId, period })).toEqual([])
      const gaps = reader.gaps(monitorId, period)
      expect(gaps.length).toBe(1)
      expect(gaps[0]?.from).toBeLessThan(night.from + 15 * minute)
      expect(gaps[0]?.to).toBeGreaterThanOrEqual(night.to)
    }
  })

  it('is stored as deriving it again gives it', () => {
    const derived = [...rederive(reader)]
    for (const { monitorId, outages, gaps } of derived) {
      expect(reader.outages({ monitorId }).toSorted(byOnset)).toEqual(outages.toSorted(byOnset))
      expect(reader.gaps(monitorId, { from: 0, to }).map(({ from, to: end }) => ({ monitorId, from, to: end }))).toEqual(gaps)
    }
    expect(derived.length).toBe(6)
    expect(reader.damaged()).toEqual([])
  })
})

function never(): never {
  throw new Error('not there')
}
