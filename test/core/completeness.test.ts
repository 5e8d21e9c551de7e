import { describe, expect, it } from 'vitest'
import { completeness, schedulings, slotsAtMost } from '../../src/core/completeness.ts'
import { emptyRuleBook, withConfig } from '../../src/core/rule-book.ts'
import { dueBetween } from '../../src/core/schedule.ts'

const minute = 60_000
const t0 = Date.UTC(2026, 0, 1)
const monitor = { id: 'www', schedule: { kind: 'every' as const, everyMs: minute } }
const period = { from: t0, to: t0 + 10 * minute }
const slots = dueBetween(monitor, t0 - 1, t0 + 10 * minute - 1)
const slot = (place: number): number => slots[place] ?? Number.NaN

const config = (at: number, ...monitors: readonly object[]) => ({ at, body: { services: [{ id: 's', monitors }] } })

describe('completeness', () => {
  it.each([
    { name: 'every slot', missing: [], holes: [] },
    { name: 'slots in a row as one hole', missing: [2, 3, 4], holes: [[2, 4, 3]] },
    {
      name: 'holes at both ends',
      missing: [0, 9],
      holes: [
        [0, 0, 1],
        [9, 9, 1],
      ],
    },
    { name: 'nothing at all', missing: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], holes: [[0, 9, 10]] },
  ])('tells $name', ({ missing, holes }) => {
    const looked = new Set(slots.filter((_, place) => !missing.includes(place)))
    expect(completeness([{ ...period, monitor }], looked, [])).toEqual({
      scheduled: 10,
      recorded: 10 - missing.length,
      holes: holes.map(([from = 0, to = 0, count]) => ({ from: slot(from), to: slot(to), slots: count, lost: false })),
    })
  })

  it('tells looks that could not be stored from those that nobody made', () => {
    const lost = [{ from: slot(3), to: slot(4) }]
    const { holes } = completeness([{ ...period, monitor }], new Set([slot(0), ...slots.slice(6)]), lost)
    expect(holes).toEqual([
      { from: slot(1), to: slot(2), slots: 2, lost: false },
      { from: slot(3), to: slot(4), slots: 2, lost: true },
      { from: slot(5), to: slot(5), slots: 1, lost: false },
    ])
  })

  it('counts no look that was made for no slot', () => {
    expect(completeness([{ ...period, monitor }], new Set([...slots.slice(1), t0 + 1]), [])).toMatchObject({ scheduled: 10, recorded: 9 })
  })
})

describe('the schedules in force', () => {
  const cron = { id: 'www', formerly: ['old'], schedule: { kind: 'cron', cron: '*/5 * * * *', timeZone: 'UTC' } }

  it('follow the configurations, renamings and pauses in the configuration included', () => {
    const configs = [
      config(t0 - minute, { id: 'old', schedule: { kind: 'every', everyMs: minute } }),
      config(t0 + 2 * minute, cron),
      config(t0 + 4 * minute),
      config(t0 + 6 * minute, cron, { id: 'odd', schedule: { kind: 'every', everyMs: -1 } }, { id: 'worse', schedule: 7 }),
    ]
    const book = configs.reduce((known, { body }) => withConfig(known, body), emptyRuleBook)
    const found = schedulings(configs, book, 'www', period)
    expect(found).toEqual([
      { from: t0, to: t0 + 2 * minute, monitor: { id: 'old', schedule: { kind: 'every', everyMs: minute } } },
      { from: t0 + 2 * minute, to: t0 + 4 * minute, monitor: { id: 'www', schedule: cron.schedule } },
      { from: t0 + 6 * minute, to: t0 + 10 * minute, monitor: { id: 'www', schedule: cron.schedule } },
    ])
    expect(slotsAtMost(found)).toBe(2 + 120 + 240)
    expect(['odd', 'worse', 'none'].flatMap((id) => schedulings(configs, book, id, period))).toEqual([])
  })
})
