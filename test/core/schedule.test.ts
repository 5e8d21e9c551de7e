import { array, assert, constantFrom, integer, property, string, subarray, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../src/core/monitor.ts'
import { dueBetween, intervalAt, nextSlot, phaseOf, previousSlot, shortestDistanceMs } from '../../src/core/schedule.ts'
import { localIso } from '../../src/core/time-zone.ts'

const at = (text: string) => Date.parse(text)
const minute = 60_000
const every = (everyMs: number, id = 'm') => ({ id, schedule: { kind: 'every', everyMs } as const })
const cron = (cron: string, timeZone: string) => ({ id: 'm', schedule: { kind: 'cron', cron, timeZone } as const })
/** Local times of the slots from `from` (inclusive) to `to`. */
const local = (expression: string, timeZone: string, from: string, to: string) =>
  dueBetween(cron(expression, timeZone), at(from) - 1, at(to)).map((slot) => localIso(slot, timeZone).slice(5))

describe('a fixed phase per monitor', () => {
  it('never changes: slots keep their places over releases and machines', () => {
    expect(['cnops-www', 'm', ''].map((id) => phaseOf(id, 60_000))).toEqual([20_274, 3505, 40_135])
  })

  it('spreads monitors evenly, even when their names differ in one letter only', () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let n = 0; n < 10_000; n++) {
      const tenth = Math.floor(phaseOf(`monitor-${n}`, 60_000) / 6000)
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    expect(Math.min(...tenths)).toBeGreaterThan(900)
    expect(Math.max(...tenths)).toBeLessThan(1100)
  })

  it('lies within the interval', () => {
    assert(
      property(string(), integer({ min: 100, max: 86_400_000 }), (id, everyMs) => {
        const phase = phaseOf(id, everyMs)
        return Number.isInteger(phase) && phase >= 0 && phase < everyMs
      }),
    )
  })
})

describe('slots of a plain interval', () => {
  it('are due in (from, to]: a slot at the end is, one at the start was', () => {
    const phase = phaseOf('m', minute)
    expect(dueBetween(every(minute), phase, phase + 2 * minute)).toEqual([phase + minute, phase + 2 * minute])
    expect(dueBetween(every(minute), phase + 1, phase + minute - 1)).toEqual([])
  })

  it('are none when the clock went back', () => {
    expect(dueBetween(every(minute), at('2026-01-01T01:00:00Z'), at('2026-01-01T00:00:00Z'))).toEqual([])
  })

  it('are the same however the time is cut', () => {
    assert(
      property(
        integer({ min: 100, max: 100_000 }),
        array(integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 8 }),
        (everyMs, steps) => {
          const start = at('2026-01-01T00:00:00Z')
          const cuts = [start]
          for (const step of steps) cuts.push((cuts.at(-1) ?? start) + step)
          const pieces = cuts.slice(1).flatMap((to, index) => dueBetween(every(everyMs), cuts[index] ?? 0, to))
          expect(pieces).toEqual(dueBetween(every(everyMs), start, cuts.at(-1) ?? start))
          for (const [index, slot] of pieces.entries()) {
            if (index > 0) expect(slot - (pieces[index - 1] ?? 0)).toBe(everyMs)
            expect(previousSlot(every(everyMs), slot)).toBe(slot)
            expect(previousSlot(every(everyMs), slot - 1)).toBe(slot - everyMs)
          }
        },
      ),
    )
  })
})

describe('cron slots through clock changes', () => {
  it.each([
    // Europe/Paris: 02:00 → 03:00 on 29 March, 03:00 → 02:00 on 25 October.
    [
      'a fixed time in the skipped hour runs once, at the jump',
      '30 2 * * *',
      'Europe/Paris',
      '2026-03-28T12:00:00Z',
      '2026-03-30T12:00:00Z',
      ['03-29T03:00:00+02:00', '03-30T02:30:00+02:00'],
    ],
    [
      'several of them run once together',
      '0,30 2 * * *',
      'Europe/Paris',
      '2026-03-28T12:00:00Z',
      '2026-03-29T12:00:00Z',
      ['03-29T03:00:00+02:00'],
    ],
    [
      'a slot at the jump itself is not doubled',
      '30 2,3 * * *',
      'Europe/Paris',
      '2026-03-29T00:00:00Z',
      '2026-03-29T12:00:00Z',
      ['03-29T03:00:00+02:00', '03-29T03:30:00+02:00'],
    ],
    [
      'nor where it falls on the made-up one',
      '0 2,3 * * *',
      'Europe/Paris',
      '2026-03-29T00:00:00Z',
      '2026-03-29T12:00:00Z',
      ['03-29T03:00:00+02:00'],
    ],
    [
      'a fixed time in the repeated hour runs once, in its first showing',
      '30 2 * * *',
      'Europe/Paris',
      '2026-10-24T12:00:00Z',
      '2026-10-26T12:00:00Z',
      ['10-25T02:30:00+02:00', '10-26T02:30:00+01:00'],
    ],
    [
      'a time just after the repeated hour runs once',
      '0 3 * * *',
      'Europe/Paris',
      '2026-10-25T00:00:00Z',
      '2026-10-25T12:00:00Z',
      ['10-25T03:00:00+01:00'],
    ],
    ['only on its own days', '30 2 * * mon', 'Europe/Paris', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', ['03-30T02:30:00+02:00']],
    [
      'every two hours: fixed times too',
      '0 */2 * * *',
      'Europe/Paris',
      '2026-10-24T22:00:00Z',
      '2026-10-25T03:00:00Z',
      ['10-25T00:00:00+02:00', '10-25T02:00:00+02:00', '10-25T04:00:00+01:00'],
    ],
    [
      'and never silent in spring',
      '0 */2 * * *',
      'Europe/Paris',
      '2026-03-28T23:00:00Z',
      '2026-03-29T02:00:00Z',
      ['03-29T00:00:00+01:00', '03-29T03:00:00+02:00', '03-29T04:00:00+02:00'],
    ],
    [
      'a minute pattern in some hours runs in both showings',
      '*/20 2 * * *',
      'Europe/Paris',
      '2026-10-25T00:00:00Z',
      '2026-10-25T12:00:00Z',
      [
        '10-25T02:00:00+02:00',
        '10-25T02:20:00+02:00',
        '10-25T02:40:00+02:00',
        '10-25T02:00:00+01:00',
        '10-25T02:20:00+01:00',
        '10-25T02:40:00+01:00',
      ],
    ],
    // Africa/Casablanca: 03:00 → 02:00 on 15 February, 02:00 → 03:00 on 22 March, 02:00 → 01:00 for good on 20 September.
    ['Ramadan begins', '15 2 * * *', 'Africa/Casablanca', '2026-02-15T00:00:00Z', '2026-02-15T12:00:00Z', ['02-15T02:15:00+01:00']],
    ['Ramadan ends', '15 2 * * *', 'Africa/Casablanca', '2026-03-22T00:00:00Z', '2026-03-22T12:00:00Z', ['03-22T03:00:00+01:00']],
    [
      'the last change',
      '15 1 * * *',
      'Africa/Casablanca',
      '2026-09-19T12:00:00Z',
      '2026-09-21T12:00:00Z',
      ['09-20T01:15:00+01:00', '09-21T01:15:00+00:00'],
    ],
    [
      'office hours after it are at +00:00',
      '0 8 * * *',
      'Africa/Casablanca',
      '2026-11-23T00:00:00Z',
      '2026-11-23T12:00:00Z',
      ['11-23T08:00:00+00:00'],
    ],
    ['New York, spring', '30 2 * * *', 'America/New_York', '2026-03-08T00:00:00Z', '2026-03-08T12:00:00Z', ['03-08T03:00:00-04:00']],
    ['New York, autumn', '30 1 * * *', 'America/New_York', '2026-11-01T00:00:00Z', '2026-11-01T12:00:00Z', ['11-01T01:30:00-04:00']],
    // Lord Howe shifts by half an hour: 02:00 → 02:30 on 4 October, 02:00 → 01:30 on 5 April.
    ['Lord Howe, spring', '15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', '2026-10-04T00:00:00Z', ['10-04T02:30:00+11:00']],
    ['Lord Howe, autumn', '45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z', '2026-04-05T00:00:00Z', ['04-05T01:45:00+11:00']],
    [
      'Lord Howe, outside the half hour',
      '15 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-04T12:00:00Z',
      '2026-04-05T00:00:00Z',
      ['04-05T01:15:00+11:00'],
    ],
  ])('%s: %s in %s', (_name, expression, timeZone, from, to, expected) => {
    expect(local(expression, timeZone, from, to)).toEqual(expected)
  })

  it.each([
    ['Europe/Paris', '2026-03-29T01:00:00Z'],
    ['Europe/Paris', '2026-10-25T01:00:00Z'],
    ['Africa/Casablanca', '2026-02-15T02:00:00Z'],
    ['Africa/Casablanca', '2026-03-22T02:00:00Z'],
    ['Africa/Casablanca', '2026-09-20T01:00:00Z'],
    ['America/New_York', '2026-03-08T07:00:00Z'],
    ['America/New_York', '2026-11-01T06:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ])('every ten minutes stays every ten real minutes in %s around %s', (timeZone, change) => {
    const slots = dueBetween(cron('*/10 * * * *', timeZone), at(change) - 180 * minute, at(change) + 180 * minute)
    expect(slots).toEqual(Array.from({ length: 36 }, (_, index) => at(change) + (index - 17) * 10 * minute))
  })
})

describe('cron slots against a walk over every minute', () => {
  const changes = [
    ['Europe/Paris', '2026-03-29T01:00:00Z'],
    ['Europe/Paris', '2026-10-25T01:00:00Z'],
    ['Africa/Casablanca', '2026-03-22T02:00:00Z'],
    ['Africa/Casablanca', '2026-09-20T01:00:00Z'],
    ['America/New_York', '2026-11-01T06:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['Asia/Kathmandu', '2026-05-01T00:00:00Z'],
  ].map(([timeZone = '', change = '']) => {
    const [from, to] = [at(change) - 16 * 60 * minute, at(change) + 16 * 60 * minute]
    return { timeZone, from, to, walk: minutesOf(timeZone, from, to) }
  })
  const minutes = subarray([0, 5, 10, 15, 20, 29, 30, 31, 45, 59], { minLength: 1, maxLength: 3 }).map((list) => list.join(','))
  const hours = subarray([0, 1, 2, 3, 4, 5, 12, 23], { minLength: 1, maxLength: 4 }).map((list) => list.join(','))
  const expression = tuple(
    minutes.chain((list) => constantFrom(list, '*/7', '*')),
    hours.chain((list) => constantFrom(list, list, '*', '1-4', '*/3')),
    constantFrom('*', '*', '28-31,1', '*/2'),
    constantFrom('*', '*', 'sun', 'sat,mon'),
  ).map(([minute, hour, date, weekday]) => `${minute} ${hour} ${date} * ${weekday}`)

  it('agree on both nights, in both directions', () => {
    assert(
      property(constantFrom(...changes), expression, ({ timeZone, from, to, walk }, expression) => {
        const monitor = cron(expression, timeZone)
        const expected = walked(expression, walk)
        expect(dueBetween(monitor, from, to)).toEqual(expected)
        const back: number[] = []
        for (let slot = previousSlot(monitor, to); slot > from; slot = previousSlot(monitor, slot - 1)) back.unshift(slot)
        expect(back).toEqual(expected)
      }),
      { numRuns: 120 },
    )
  })
})

describe('the interval of a look', () => {
  const office: Schedule = { kind: 'cron', cron: '*/5 8-18 * * 1-5', timeZone: 'Africa/Casablanca' }
  it.each([
    ['within the day', '2026-11-23T10:05:00Z', 5 * minute],
    ['at the last slot of a day', '2026-11-23T18:55:00Z', 5 * minute],
    ['at the first slot of a week', '2026-11-23T08:00:00Z', 5 * minute],
    ['of a recheck between two slots', '2026-11-23T10:06:40Z', 5 * minute],
    ['of a recheck after the last slot', '2026-11-23T18:55:40Z', 5 * minute],
  ])('%s', (_name, instant, expected) => {
    expect(intervalAt(office, at(instant))).toBe(expected)
  })

  it('is the shorter of the two distances', () => {
    const uneven: Schedule = { kind: 'cron', cron: '0,10,40 * * * *', timeZone: 'UTC' }
    expect(['00:00', '00:10', '00:40'].map((time) => intervalAt(uneven, at(`2026-01-01T${time}:00Z`)) / minute)).toEqual([10, 10, 20])
  })

  it('is the plain interval at any time', () => {
    expect(intervalAt({ kind: 'every', everyMs: 1234 }, 99)).toBe(1234)
  })
})

describe('the shortest distance of two slots in a year', () => {
  it.each([
    ['*/10 * * * *', 'Europe/Paris', 10 * minute],
    ['* * * * * *', 'Europe/Paris', 1000],
    ['*/45 * * * * *', 'Europe/Paris', 15_000],
    ['*/5 8-18 * * 1-5', 'Africa/Casablanca', 5 * minute],
    ['0 8 * * *', 'UTC', 24 * 60 * minute],
    ['0 8 * * *', 'Europe/Paris', 23 * 60 * minute],
    // In spring 02:30 is made up at 03:00, and 03:05 follows.
    ['30 2 * * *', 'Europe/Paris', 23.5 * 60 * minute],
    ['5 1,3 * * *', 'Europe/Paris', 60 * minute],
    ['50 2 * * *', 'America/New_York', (22 * 60 + 60 + 10) * minute],
    // A made-up slot, and the next half an hour after it.
    ['30 2,3 * * *', 'Europe/Paris', 30 * minute],
    ['0 0,23 * * *', 'UTC', 60 * minute],
    ['0 1 * * *', 'UTC', 24 * 60 * minute],
    ['0 9 * * mon', 'UTC', 7 * 24 * 60 * minute],
    ['0 0 1 1 *', 'UTC', 365 * 24 * 60 * minute],
    ['0 0 29 2 *', 'UTC', 1461 * 24 * 60 * minute],
  ])('%s in %s', (expression, timeZone, expected) => {
    expect(shortestDistanceMs(expression, timeZone, at('2026-01-10T00:00:00Z'))).toBe(expected)
  })

  it('may lie over midnight, though the first distance met is that of the day', () => {
    expect(shortestDistanceMs('0 0,23 * * *', 'UTC', at('2026-01-09T23:30:00Z'))).toBe(60 * minute)
  })

  it('is that of a walk over all slots', () => {
    const expressions = ['*/50 * * * *', '0,59 */5 * * *', '17 3,4 * * *', '0 0 1,15 * fri', '30 1-3 * * sun', '0-57/3,59 0 0 * * *']
    for (const timeZone of ['Europe/Paris', 'Africa/Casablanca', 'Australia/Lord_Howe']) {
      for (const expression of expressions) {
        const from = at('2026-01-10T00:00:00Z')
        const slots = dueBetween(cron(expression, timeZone), from, from + 366 * 86_400_000)
        const distances = slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0))
        expect([expression, timeZone, shortestDistanceMs(expression, timeZone, from)]).toEqual([
          expression,
          timeZone,
          Math.min(...distances),
        ])
      }
    }
  })
})

describe('a cron expression that was never checked', () => {
  it('is refused with its reason', () => {
    expect(() => nextSlot(cron('61 * * * *', 'UTC'), 0)).toThrow('cron "61 * * * *": minute "61": 0-59, not "61"')
  })
})

interface Local {
  readonly minute: number
  readonly hour: number
  readonly day: number
  readonly weekday: number
}
interface Minute {
  readonly at: number
  readonly local: Local
  /** Not the second showing of a repeated time. */
  readonly first: boolean
  /** Local minutes that the clocks jumped over to get here. */
  readonly skipped: readonly Local[]
}

/** The rule of `dueBetween` over every minute: slow, and written another way. */
function walked(expression: string, minutes: readonly Minute[]): readonly number[] {
  const [minute = '', hour = '', date = '', , weekday = ''] = expression.split(' ')
  const bothShowings = hour === '*' || minute.startsWith('*')
  const [minuteSet, hourSet, dateSet, weekdaySet] = [
    inField(minute, 0, 59),
    inField(hour, 0, 23),
    inField(date, 1, 31),
    inField(weekday, 0, 6),
  ]
  const meets = (time: Local) => {
    const [byDate, byWeekday] = [dateSet.has(time.day), weekdaySet.has(time.weekday)]
    const day = date.startsWith('*') || weekday.startsWith('*') ? byDate && byWeekday : byDate || byWeekday
    return day && hourSet.has(time.hour) && minuteSet.has(time.minute)
  }
  const due = ({ local, first, skipped }: Minute) => ((bothShowings || first) && meets(local)) || (hour !== '*' && skipped.some(meets))
  return minutes.filter(due).map(({ at }) => at)
}

function minutesOf(timeZone: string, from: number, to: number): readonly Minute[] {
  const minutes: Minute[] = []
  let due = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDateTime()
  for (let at = from + 60_000; at <= to; at += 60_000) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime()
    const skipped: Local[] = []
    for (due = due.add({ minutes: 1 }); Temporal.PlainDateTime.compare(due, local) < 0; due = due.add({ minutes: 1 }))
      skipped.push(fieldsOf(due))
    const first = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).epochMilliseconds === at
    minutes.push({ at, local: fieldsOf(local), first, skipped })
    due = local
  }
  return minutes
}

function fieldsOf({ minute, hour, day, dayOfWeek }: Temporal.PlainDateTime): Local {
  return { minute, hour, day, weekday: dayOfWeek % 7 }
}

function inField(field: string, min: number, max: number): ReadonlySet<number> {
  const names: Readonly<Record<string, number>> = { sun: 0, mon: 1, sat: 6 }
  const values = Array.from({ length: max - min + 1 }, (_, index) => min + index)
  const met = field.split(',').flatMap((item) => {
    const [range = '', step = '1'] = item.split('/')
    const [first = '', last = first] = range.split('-')
    const [from, to] = range === '*' ? [min, max] : [names[first] ?? Number(first), names[last] ?? Number(last)]
    return values.filter((value) => value >= from && value <= to && (value - from) % Number(step) === 0)
  })
  return new Set(met)
}
