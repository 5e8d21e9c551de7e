import { describe, expect, it } from 'vitest'
import type { Monitor, Schedule } from '../../src/core/monitor.ts'
import { nextSlot } from '../../src/core/schedule.ts'
import { createClockWatch } from '../../src/daemon/clock-watch.ts'
import { createScheduler, type Due } from '../../src/daemon/scheduler.ts'
import { handClock } from '../support/hand-clock.ts'
import { monitorOf } from '../support/monitors.ts'

interface Started {
  readonly id: string
  readonly at: number
  readonly dueAt: number
  readonly recheck: boolean
  readonly everyMs: number
}

/** A scheduler over a hand-moved clock; looks take `tookMs`, and nothing else happens in them. */
function rig(options: { tookMs?: (due: Due) => number; maxInFlight?: number } = {}) {
  const clock = handClock()
  const watch = createClockWatch(clock, () => clock.sinceBoot())
  const started: Started[] = []
  const stop = new AbortController()
  let together = 0
  let mostTogether = 0
  const scheduler = createScheduler({
    clock,
    maxInFlight: options.maxInFlight ?? 512,
    clockBroke: () => watch.check() !== null,
    async look(due) {
      const at = clock.now()
      started.push({ id: due.monitor.id, at, dueAt: due.dueAt, recheck: due.recheck, everyMs: due.everyMs })
      together += 1
      mostTogether = Math.max(mostTogether, together)
      const tookMs = options.tookMs?.(due) ?? 20
      await clock.sleep(tookMs, stop.signal)
      together -= 1
      return at + tookMs
    },
  })
  const running = scheduler.run(stop.signal)
  const disposal = {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
  return { clock, scheduler, started, mostTogether: () => mostTogether, ...disposal }
}

const every = (id: string, everyMs: number): Monitor => monitorOf(id, { schedule: { kind: 'every', everyMs } })
const noOne: ReadonlySet<string> = new Set()
const of = (started: readonly Started[], id: string) => started.filter((look) => look.id === id)

describe('the scheduler', () => {
  it('looks at every monitor within ten seconds of start, spread over them, and then on its slots', async () => {
    await using it = rig()
    const monitors = Array.from({ length: 200 }, (_, i) => every(`m-${i}`, 3_600_000))
    const startedAt = it.clock.now()
    it.scheduler.plan(monitors, noOne)
    await it.clock.advance(10_000)
    expect(new Set(it.started.map(({ id }) => id)).size).toBe(200)
    const perSecond = Map.groupBy(it.started, ({ at }) => Math.floor((at - startedAt) / 1_000))
    expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThan(110)
    const [first] = monitors
    if (first === undefined) throw new Error('no monitor')
    await it.clock.advance(3_600_000)
    const slot = nextSlot(first, startedAt + 10_000)
    expect(of(it.started, first.id).map(({ dueAt }) => dueAt)).toContain(slot)
  })

  it.each([
    { monitors: 14, withinMs: 2_600, perSecondAtMost: 10 },
    { monitors: 2_000, withinMs: 2_600, perSecondAtMost: 1_100 },
    { monitors: 10_000, withinMs: 8_100, perSecondAtMost: 2_000 },
  ])('has begun the first looks of $monitors monitors within $withinMs ms, evenly and never more than its bound at once', async (row) => {
    await using it = rig({ tookMs: () => 100 })
    const startedAt = it.clock.now()
    it.scheduler.plan(
      Array.from({ length: row.monitors }, (_, i) => every(`m-${i}`, 20_000)),
      noOne,
    )
    await it.clock.advance(row.withinMs)
    expect(new Set(it.started.map(({ id }) => id)).size).toBe(row.monitors)
    const perSecond = Map.groupBy(it.started, ({ at }) => Math.floor((at - startedAt) / 1_000))
    expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThanOrEqual(row.perSecondAtMost)
    expect(it.mostTogether()).toBeLessThanOrEqual(512)
    expect(it.scheduler.stats().startLagP99Ms).toBeLessThan(100)
  })

  it('starts on a grid of 100 ms, never before the slot and less than 100 ms after it, and never drifts', async () => {
    await using it = rig({ tookMs: ({ dueAt }) => dueAt % 4_000 })
    it.scheduler.plan([every('www', 5_000)], noOne)
    await it.clock.advance(3_600_000)
    const looks = of(it.started, 'www')
    expect(looks.length).toBeGreaterThanOrEqual(720)
    for (const [i, { at, dueAt }] of looks.entries()) {
      expect(at % 100).toBe(0)
      expect(at - dueAt).toBeGreaterThanOrEqual(0)
      expect(at - dueAt).toBeLessThan(100)
      if (i > 1) expect(dueAt - (looks[i - 1]?.dueAt ?? 0)).toBe(5_000)
    }
  })

  it('never looks twice at once at one monitor: a slot that a slow look covers is skipped', async () => {
    await using it = rig({ tookMs: () => 2_500 })
    it.scheduler.plan([every('slow', 1_000)], noOne)
    await it.clock.advance(60_000)
    const looks = of(it.started, 'slow')
    for (const [i, { at }] of looks.entries()) if (i > 0) expect(at - (looks[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(2_500)
    expect(it.mostTogether()).toBe(1)
    expect(looks.length).toBeGreaterThanOrEqual(19)
    expect(it.scheduler.stats().skipped).toBeGreaterThanOrEqual(38)
  })

  it('holds looks back beyond its bound and starts each as soon as a place is free', async () => {
    await using it = rig({ maxInFlight: 3, tookMs: () => 1_000 })
    it.scheduler.plan(
      Array.from({ length: 30 }, (_, i) => every(`m-${i}`, 3_600_000)),
      noOne,
    )
    await it.clock.advance(11_000)
    expect(it.mostTogether()).toBe(3)
    expect(new Set(it.started.map(({ id }) => id)).size).toBe(30)
    expect(it.scheduler.stats().startLagP99Ms).toBeGreaterThan(1_000)
  })

  it('looks again where a recheck is asked for, with the monitor’s own interval', async () => {
    await using it = rig()
    const www = every('www', 60_000)
    it.scheduler.plan([www], noOne)
    await it.clock.advance(9_000)
    const wanted = nextSlot(www, it.clock.now()) + 10_000
    await it.clock.advance(wanted - 5_000 - it.clock.now())
    it.scheduler.recheck('www', wanted)
    await it.clock.advance(6_000)
    expect(of(it.started, 'www').at(-1)).toEqual({
      id: 'www',
      at: Math.ceil(wanted / 100) * 100,
      dueAt: wanted,
      recheck: true,
      everyMs: 60_000,
    })
    it.scheduler.recheck('www', it.clock.now() + 1_000)
    it.scheduler.recheck('www', null)
    const before = it.started.length
    await it.clock.advance(2_000)
    expect(it.started.length).toBe(before)
  })

  it('wakes for a recheck that is due before it meant to wake', async () => {
    await using it = rig()
    it.scheduler.plan([every('www', 3_600_000)], noOne)
    await it.clock.advance(10_000)
    const asked = it.clock.now() + 100
    it.scheduler.recheck('www', asked)
    await it.clock.advance(200)
    expect(of(it.started, 'www').at(-1)).toMatchObject({ at: asked, recheck: true })
  })

  it('takes a regular slot for the recheck when both are due', async () => {
    await using it = rig()
    const www = every('www', 20_000)
    it.scheduler.plan([www], noOne)
    await it.clock.advance(10_000)
    const slot = nextSlot(www, it.clock.now())
    const before = of(it.started, 'www').length
    it.scheduler.recheck('www', slot)
    await it.clock.advance(slot + 1_000 - it.clock.now())
    expect(of(it.started, 'www').slice(before)).toMatchObject([{ dueAt: slot, recheck: false }])
  })

  it('skips what it missed while it stood still, and makes nothing up in a burst', async () => {
    await using it = rig()
    it.scheduler.plan(
      Array.from({ length: 300 }, (_, i) => every(`m-${i}`, 60_000)),
      noOne,
    )
    await it.clock.advance(120_000)
    const before = it.started.length
    await it.clock.freeze(1_800_000)
    expect(it.started.length - before).toBeLessThanOrEqual(300 * (2_000 / 60_000) * 3)
    await it.clock.advance(60_000)
    expect(it.started.length - before).toBeGreaterThanOrEqual(300)
    expect(it.started.length - before).toBeLessThanOrEqual(330)
  })

  it.each([
    ['the machine slept for eight hours', (clock: ReturnType<typeof handClock>) => clock.suspend(8 * 3_600_000)],
    ['the clock was set an hour forward', (clock: ReturnType<typeof handClock>) => clock.step(3_600_000)],
    ['the clock was set an hour back', (clock: ReturnType<typeof handClock>) => clock.step(-3_600_000)],
  ])('looks at each monitor once within ten seconds, spread, after %s', async (_what, move) => {
    await using it = rig()
    const monitors = Array.from({ length: 100 }, (_, i) => every(`m-${i}`, 3_600_000))
    it.scheduler.plan(monitors, noOne)
    await it.clock.advance(60_000)
    const before = it.started.length
    move(it.clock)
    const movedAt = it.clock.now()
    await it.clock.advance(10_000)
    const after = it.started.slice(before)
    expect(new Set(after.map(({ id }) => id)).size).toBe(100)
    expect(after.length).toBeLessThanOrEqual(102)
    const perSecond = Map.groupBy(after, ({ at }) => Math.floor((at - movedAt) / 1_000))
    expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThan(60)
    await it.clock.advance(3_600_000)
    for (const monitor of monitors) {
      const slot = nextSlot(monitor, movedAt + 10_000)
      expect(of(it.started, monitor.id).map(({ dueAt }) => dueAt)).toContain(slot)
    }
  })

  it('keeps the plan of what did not change, hurries what did, and forgets what is gone', async () => {
    await using it = rig()
    it.scheduler.plan([every('same', 3_600_000), every('changed', 3_600_000), every('gone', 1_000)], noOne)
    await it.clock.advance(60_000)
    const before = it.started.length
    it.scheduler.plan([every('same', 3_600_000), every('changed', 3_600_000), every('new', 3_600_000)], new Set(['changed']))
    await it.clock.advance(10_000)
    expect(
      it.started
        .slice(before)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['changed', 'new'])
  })

  it('follows a changed interval from its next slot on', async () => {
    await using it = rig()
    it.scheduler.plan([every('www', 3_600_000)], noOne)
    await it.clock.advance(20_000)
    it.scheduler.plan([every('www', 1_000)], noOne)
    const before = it.started.length
    await it.clock.advance(10_000)
    expect(it.started.length - before).toBe(10)
    expect(it.started.at(-1)?.everyMs).toBe(1_000)
  })

  it('gives a cron monitor the shorter distance to its neighbouring slots as interval', async () => {
    await using it = rig()
    const schedule: Schedule = { kind: 'cron', cron: '*/5 8-18 * * *', timeZone: 'UTC' }
    it.scheduler.plan([monitorOf('office', { schedule })], noOne)
    await it.clock.advance(10 * 3_600_000)
    const looks = of(it.started, 'office').slice(1)
    expect(looks.every(({ everyMs, dueAt }) => everyMs === 300_000 && dueAt % 300_000 === 0)).toBe(true)
    expect(looks.length).toBe(107)
  })

  it('starts nothing after it was closed, and tells when the last look is over', async () => {
    await using it = rig({ tookMs: () => 5_000, maxInFlight: 1 })
    it.scheduler.plan([every('a', 1_000), every('b', 1_000)], noOne)
    await it.clock.advance(2_000)
    expect(it.scheduler.stats()).toMatchObject({ inFlight: 1, waiting: 1 })
    it.scheduler.close()
    const before = it.started.length
    const idle = it.scheduler.idle()
    await it.clock.advance(10_000)
    await idle
    expect(it.started.length).toBe(before)
  })
})
