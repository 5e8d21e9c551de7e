import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allClear, announcedAfter, concerns, openReachMs, overrun, silence, threeFigures, windowOf } from '../../src/core/announced.ts'
import { deriveOutages, segmentsOf } from '../../src/core/derive.ts'
import { totals } from '../../src/core/availability.ts'
import { noRounds } from '../../src/core/effective.ts'
import type { Moment } from '../../src/core/moment.ts'
import { instantMoment } from '../../src/core/moment.ts'
import { look, origin } from './series.ts'
import { moment, recordedAnnouncement as said } from '../support/announcements.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** 2025-05-27T08:00Z: the last good look; the first failed one was five minutes later. */
const t = Date.UTC(2025, 4, 27, 8)
const at = (hours: number): Moment => instantMoment(t + hours * hour)

const over = {
  onset: { after: t, by: t + 5 * minute },
  recovery: { after: t + 12 * hour, by: t + 12 * hour + 5 * minute },
  lastSeenDownAt: t + 12 * hour,
  minMs: 12 * hour - 5 * minute,
  maxMs: 12 * hour + 5 * minute,
}
const ongoing = { ...over, recovery: null, maxMs: null }
const already = { ...over, onset: { after: null, by: t + 5 * minute }, maxMs: null }

describe('silence', () => {
  it.each([
    ['said hours later', over, [said({ said: at(3) })], { kind: 'after', minMs: 3 * hour - 5 * minute, maxMs: 3 * hour }],
    ['said before', over, [said({ said: at(-2) })], { kind: 'before', minMs: 2 * hour, maxMs: 2 * hour + 5 * minute }],
    ['said between the two looks', over, [said({ said: instantMoment(t + 2 * minute) })], { kind: 'unclear', maxMs: 2 * minute }],
    [
      'said on that day, no hour, found at 16:00',
      over,
      [said({ said: moment('2025-05-27'), capturedAt: t + 8 * hour })],
      { kind: 'unclear', maxMs: 8 * hour },
    ],
    [
      'said on the next day, no hour',
      over,
      [said({ said: moment('2025-05-28') })],
      { kind: 'after', minMs: 15 * hour - 5 * minute, maxMs: 39 * hour },
    ],
    ['the first of two', over, [said({ said: at(9) }), said({ said: at(1) })], { kind: 'after', minMs: hour - 5 * minute, maxMs: hour }],
    ['already down when monitoring began', already, [said({ said: at(3) })], { kind: 'after', minMs: 3 * hour - 5 * minute, maxMs: null }],
    ['said earlier than that', already, [said({ said: at(-900) })], { kind: 'unclear', maxMs: null }],
    ['only an all-clear', over, [said({ said: at(3), over: true })], null],
    ['nothing', over, [], null],
  ])('%s', (_, outage, announcements, expected) => {
    expect(silence(outage, announcements)).toEqual(expected)
  })
})

describe('overrun', () => {
  it.each([
    ['no end promised', over, said(), null],
    ['an all-clear promises none', over, said({ until: at(1), over: true }), null],
    ['back in time', over, said({ until: at(13) }), { kind: 'kept' }],
    ['back on the promised day', over, said({ until: moment('2025-05-27') }), { kind: 'kept' }],
    ['back late', over, said({ until: at(10) }), { kind: 'overran', minMs: 2 * hour, maxMs: 2 * hour + 5 * minute }],
    [
      'promised between the last two looks',
      over,
      said({ until: instantMoment(t + 12 * hour + 2 * minute) }),
      { kind: 'unclear', maxMs: 3 * minute },
    ],
    ['still down past it', ongoing, said({ until: at(10) }), { kind: 'overran', minMs: 2 * hour, maxMs: null }],
    ['still down, not past it', ongoing, said({ until: at(30) }), { kind: 'open' }],
  ])('%s', (_, outage, announcement, expected) => {
    expect(overrun(outage, announcement)).toEqual(expected)
  })
})

describe('an all-clear', () => {
  it.each([
    ['is none', over, said(), null],
    ['after the recovery', over, said({ said: at(14), over: true }), { kind: 'held' }],
    ['that names the time of the recovery later', over, said({ said: at(20), until: at(13), over: true }), { kind: 'held' }],
    ['too early', over, said({ said: at(9), over: true }), { kind: 'premature', minMs: 3 * hour, maxMs: 3 * hour + 5 * minute }],
    ['too early, going on', ongoing, said({ said: at(9), over: true }), { kind: 'premature', minMs: 3 * hour, maxMs: null }],
    [
      'within the last two looks',
      over,
      said({ said: instantMoment(t + 12 * hour + 2 * minute), over: true }),
      { kind: 'unclear', maxMs: 3 * minute },
    ],
    [
      'on that day, without an hour',
      over,
      said({ said: moment('2025-05-27'), over: true }),
      { kind: 'unclear', maxMs: 21 * hour + 5 * minute },
    ],
    ['later than the last failed look', ongoing, said({ said: at(13), over: true }), { kind: 'open' }],
  ])('%s', (_, outage, announcement, expected) => {
    expect(allClear(outage, announcement)).toEqual(expected)
  })
})

describe('the announced window', () => {
  const clear = said({ said: at(6), over: true })
  it.each([
    ['without an end', said({ from: at(0) }), [], { from: t, to: Number.POSITIVE_INFINITY }],
    ['without a beginning', said({ said: at(2), until: at(4) }), [], { from: t + 2 * hour, to: t + 4 * hour }],
    ['of days, whole', said({ from: moment('2025-05-27'), until: moment('2025-05-28') }), [], { from: t - 9 * hour, to: t + 39 * hour }],
    ['ended by the all-clear', said({ from: at(0) }), [clear], { from: t, to: t + 6 * hour }],
    ['ended by its end before the all-clear', said({ from: at(0), until: at(4) }), [clear], { from: t, to: t + 4 * hour }],
    ['not ended by an earlier all-clear', said({ from: at(7) }), [clear], { from: t + 7 * hour, to: Number.POSITIVE_INFINITY }],
    ['not ended by that of another service', said({ from: at(0), serviceId: 'cnss' }), [clear], { from: t, to: Number.POSITIVE_INFINITY }],
    [
      'not ended by that of another monitor',
      said({ from: at(0), monitorIds: ['a'] }),
      [{ ...clear, monitorIds: ['b'] }],
      { from: t, to: Number.POSITIVE_INFINITY },
    ],
    ['of an all-clear', clear, [clear], null],
  ])('%s', (_, announcement, all, expected) => {
    expect(windowOf(announcement, all)).toEqual(expected)
  })
})

describe('an announcement speaks of an outage', () => {
  it.each([
    ['when the window meets it', said({ from: at(11), until: at(20) }), over, true],
    ['not when it ended before', said({ from: at(-4), until: at(0) }), over, false],
    ['not when it begins after', said({ from: at(13), until: at(20) }), over, false],
    ['without an end, when it began with it', said({ from: at(-1) }), over, true],
    ['without an end, a week before', said({ from: instantMoment(t - openReachMs) }), over, true],
    ['not without an end, a year before', said({ from: at(-365 * 24) }), over, false],
    ['without an end, a year before, already down when monitoring began', said({ from: at(-365 * 24) }), already, true],
    ['without an end, a day before, going on', said({ from: at(-24) }), ongoing, true],
    ['when it says that it is over, inside', said({ said: at(6), over: true }), over, true],
    ['when it says that it is over, days later', said({ said: at(72), over: true }), over, true],
    ['not when it says that it is over, a month later', said({ said: at(720), over: true }), over, false],
    ['not when it was over before it began', said({ said: at(-6), over: true }), over, false],
  ])('%s', (_, announcement, outage, expected) => {
    expect(concerns(announcement, outage, [announcement])).toBe(expected)
  })

  it('and was found after it began, or before', () => {
    expect(announcedAfter(said({ capturedAt: over.onset.by + 1 }), over)).toBe(true)
    expect(announcedAfter(said({ capturedAt: over.onset.by }), over)).toBe(false)
  })
})

describe('the three figures of R13', () => {
  it.each([
    [
      'half inside',
      over,
      [0, 6],
      6 * hour - 5 * minute,
      { inside: [6 * hour - 5 * minute, 6 * hour], outside: [6 * hour, 6 * hour + 5 * minute] },
    ],
    ['all inside', over, [-5, 90], over.minMs, { inside: [over.minMs, over.maxMs], outside: [0, 0] }],
    ['all outside', over, [20, 30], 0, { inside: [0, 0], outside: [over.minMs, over.maxMs] }],
    [
      'no end given',
      over,
      [6, Number.POSITIVE_INFINITY],
      6 * hour,
      { inside: [6 * hour, 6 * hour + 5 * minute], outside: [6 * hour - 5 * minute, 6 * hour] },
    ],
    [
      'going on past the window',
      ongoing,
      [0, 6],
      6 * hour - 5 * minute,
      { inside: [6 * hour - 5 * minute, 6 * hour], outside: [6 * hour, null] },
    ],
    ['going on inside it', ongoing, [0, 90], ongoing.minMs, { inside: [ongoing.minMs, null], outside: [0, null] }],
    [
      'going on, no end given',
      ongoing,
      [0, Number.POSITIVE_INFINITY],
      ongoing.minMs,
      { inside: [ongoing.minMs, null], outside: [0, null] },
    ],
    [
      'already down when monitoring began',
      already,
      [-6, 6],
      6 * hour - 5 * minute,
      { inside: [6 * hour - 5 * minute, 12 * hour], outside: [6 * hour, null] },
    ],
  ] as const)('%s', (_, outage, [from, to], down, expected) => {
    const figures = threeFigures(outage, { from: t + from * hour, to: t + to * hour }, down)
    expect(figures.measured).toEqual({ minMs: outage.minMs, maxMs: outage.maxMs })
    expect([figures.inside.minMs, figures.inside.maxMs]).toEqual(expected.inside)
    expect([figures.outside.minMs, figures.outside.maxMs]).toEqual(expected.outside)
  })
})

// A service that was really down in [from, to], looked at every minute, and what somebody said about it at a known moment that was then
// told as an instant or as a local day (UTC+01:00 then).
const truth = fc.record({
  downFrom: fc.integer({ min: 10 * minute, max: 3 * day }),
  downMs: fc.integer({ min: 5 * minute, max: 2 * day }),
  phase: fc.integer({ min: 0, max: minute - 1 }),
  saidAt: fc.integer({ min: 0, max: 6 * day }),
  windowFrom: fc.integer({ min: 0, max: 6 * day }),
  windowMs: fc.integer({ min: 1, max: 3 * day }),
  dated: fc.boolean(),
})
const told = (instant: number, dated: boolean): Moment =>
  dated ? moment(new Date(instant + hour).toISOString().slice(0, 10)) : instantMoment(instant)

const measured = ({ downFrom, downMs, phase }: { downFrom: number; downMs: number; phase: number }) => {
  const looks = []
  for (let time = phase; time < 6 * day; time += 10 * minute) {
    const down = time >= downFrom && time < downFrom + downMs
    looks.push(look({ at: origin + time, everyMs: 10 * minute, outcome: down ? 'down' : 'up', durationMs: 0, uncertaintyMs: 0 }))
  }
  const { outages } = deriveOutages('m', looks, noRounds, { confirmDown: 1, confirmUp: 1 }, { asOf: origin + 7 * day })
  return { looks, outage: outages[0] ?? null }
}

describe('whatever was measured and announced', () => {
  it('the bounds of silence, overrun and an early all-clear hold the truth', () => {
    fc.assert(
      fc.property(truth, (x) => {
        const { outage } = measured(x)
        if (outage === null) return
        const [began, ended] = [origin + x.downFrom, origin + x.downFrom + x.downMs]
        const spoken = origin + x.saidAt
        const moment = told(spoken, x.dated)
        holds(silence(outage, [said({ said: moment, capturedAt: Math.max(spoken, moment.earliest) })]), spoken - began)
        const late = overrun(outage, said({ until: instantMoment(spoken) }))
        if (late?.kind === 'kept') expect(ended).toBeLessThanOrEqual(spoken)
        else if (late?.kind === 'overran') within(ended - spoken, late)
        else expect(late).toMatchObject({ kind: 'unclear' })
        const early = allClear(outage, said({ said: moment, capturedAt: Math.max(spoken, moment.earliest), over: true }))
        if (early?.kind === 'held') expect(ended).toBeLessThanOrEqual(moment.latest)
        else if (early?.kind === 'premature') within(ended - spoken, early)
        else expect(early).toMatchObject({ kind: 'unclear' })
      }),
    )
  })

  it('inside and outside add up to the measurement, exactly, and hold the truth', () => {
    fc.assert(
      fc.property(truth, (x) => {
        const { looks, outage } = measured(x)
        if (outage === null) return
        const window = { from: origin + x.windowFrom, to: origin + x.windowFrom + x.windowMs }
        const { downMs } = totals(segmentsOf(looks, noRounds, origin + 7 * day), window)
        const { inside, outside } = threeFigures(outage, window, downMs)
        expect(inside.minMs + outside.minMs).toBe(outage.minMs)
        expect((inside.maxMs ?? 0) + (outside.maxMs ?? 0)).toBe(outage.maxMs)
        const [began, ended] = [origin + x.downFrom, origin + x.downFrom + x.downMs]
        const truly = Math.max(0, Math.min(ended, window.to) - Math.max(began, window.from))
        within(truly, inside)
        within(x.downMs - truly, outside)
      }),
    )
  })
})

function holds(found: ReturnType<typeof silence>, trulyMs: number): void {
  if (found?.kind === 'after') within(trulyMs, found)
  else if (found?.kind === 'before') within(-trulyMs, found)
  else expect(trulyMs).toBeLessThanOrEqual(found?.maxMs ?? Number.POSITIVE_INFINITY)
}

function within(trulyMs: number, { minMs, maxMs }: { readonly minMs: number; readonly maxMs: number | null }): void {
  expect(minMs).toBeGreaterThanOrEqual(0)
  expect(minMs).toBeLessThanOrEqual(trulyMs)
  expect(maxMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(trulyMs)
}
