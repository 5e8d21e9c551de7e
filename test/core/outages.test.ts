import { describe, expect, it } from 'vitest'
import { deriveOutages } from '../../src/core/derive.ts'
import { noRounds } from '../../src/core/effective.ts'
import type { Look } from '../../src/core/observation.ts'
import type { Outage } from '../../src/core/outage.ts'
import { at, look, minute, origin, series } from './series.ts'

type Slot = number | null
interface Expected {
  readonly onset: readonly [Slot, number]
  readonly recovery: readonly [number, number] | null
  readonly min: number
  readonly max: number | null
  readonly looks: number
  readonly lastDown: number
  readonly unobserved?: number
  readonly flaps?: number
  readonly incidents?: number
}
interface Case {
  readonly name: string
  readonly script: string
  /** confirm.down, confirm.up */
  readonly rules?: readonly [number, number]
  readonly outages?: readonly Expected[]
  readonly unconfirmed?: readonly Expected[]
  readonly gaps?: readonly (readonly [number, number])[]
}

/** One look a minute, instantaneous; every figure is in minutes. */
const cases: readonly Case[] = [
  {
    name: 'R5 dated from the first failure, not from its confirmation',
    script: 'uddu',
    outages: [{ onset: [0, 1], recovery: [2, 3], min: 1, max: 3, looks: 2, lastDown: 2 }],
  },
  {
    name: 'R5 one failure is listed, unconfirmed',
    script: 'udu',
    unconfirmed: [{ onset: [0, 1], recovery: [1, 2], min: 0, max: 2, looks: 1, lastDown: 1 }],
  },
  {
    name: 'R5 one failure is enough when one is asked for',
    script: 'udu',
    rules: [1, 1],
    outages: [{ onset: [0, 1], recovery: [1, 2], min: 0, max: 2, looks: 1, lastDown: 1 }],
  },
  {
    name: 'R5 two failures are not three',
    script: 'uddu',
    rules: [3, 1],
    unconfirmed: [{ onset: [0, 1], recovery: [2, 3], min: 1, max: 3, looks: 2, lastDown: 2 }],
  },
  {
    name: 'R5 an outage and a failure after it are two things',
    script: 'uddud',
    outages: [{ onset: [0, 1], recovery: [2, 3], min: 1, max: 3, looks: 2, lastDown: 2 }],
    unconfirmed: [{ onset: [3, 4], recovery: null, min: 0, max: null, looks: 1, lastDown: 4 }],
  },
  {
    name: 'R5 failures on both sides of a flap do not add up to a confirmation',
    script: 'ududuu',
    rules: [2, 2],
    unconfirmed: [{ onset: [0, 1], recovery: [3, 4], min: 0, max: 4, looks: 2, lastDown: 3, flaps: 1, incidents: 2 }],
  },
  {
    name: 'R5 failures on both sides of a gap do not add up to a confirmation',
    script: 'ud...du',
    unconfirmed: [{ onset: [0, 1], recovery: [5, 6], min: 0, max: 6, looks: 2, lastDown: 5, unobserved: 4, incidents: 2 }],
    gaps: [[1, 5]],
  },
  {
    name: 'R5 a later run of the same outage may confirm it, back to its first failure',
    script: 'ududduu',
    rules: [2, 2],
    outages: [{ onset: [0, 1], recovery: [4, 5], min: 1, max: 5, looks: 3, lastDown: 4, flaps: 1, incidents: 2 }],
  },
  {
    name: 'R5 a shorter up run inside is a flap, and its time is not in the minimum',
    script: 'uddudduu',
    rules: [2, 2],
    outages: [{ onset: [0, 1], recovery: [5, 6], min: 2, max: 6, looks: 4, lastDown: 5, flaps: 1, incidents: 2 }],
  },
  {
    name: 'R5 with confirm.up 3 two good looks are a flap',
    script: 'udduudduuu',
    rules: [2, 3],
    outages: [{ onset: [0, 1], recovery: [6, 7], min: 2, max: 7, looks: 4, lastDown: 6, flaps: 1, incidents: 2 }],
  },
  {
    name: 'R5 an up run that does not close yet is a flap at the end',
    script: 'udduu',
    rules: [2, 3],
    outages: [{ onset: [0, 1], recovery: null, min: 1, max: null, looks: 2, lastDown: 2, flaps: 1, incidents: 2 }],
  },
  {
    name: 'R5 good looks on both sides of a gap do not add up to a closing run',
    script: 'uddu....uu',
    rules: [2, 2],
    outages: [{ onset: [0, 1], recovery: [2, 8], min: 1, max: 8, looks: 2, lastDown: 2, flaps: 1, incidents: 2 }],
    gaps: [[3, 8]],
  },
  {
    name: 'R8 a gap before a flap is inside, the gap before the closing run is not',
    script: 'udd....u....uu',
    rules: [2, 2],
    outages: [{ onset: [0, 1], recovery: [2, 12], min: 1, max: 12, looks: 2, lastDown: 2, unobserved: 5, flaps: 1, incidents: 3 }],
    gaps: [
      [2, 7],
      [7, 12],
    ],
  },
  {
    name: 'R8 while the run after a gap does not close, the gap is inside',
    script: 'udd....u',
    rules: [2, 2],
    outages: [{ onset: [0, 1], recovery: null, min: 1, max: null, looks: 2, lastDown: 2, unobserved: 5, flaps: 1, incidents: 3 }],
    gaps: [[2, 7]],
  },
  {
    name: 'R8 once it closes, neither flap nor gap is left',
    script: 'udd....uu',
    rules: [2, 2],
    outages: [{ onset: [0, 1], recovery: [2, 7], min: 1, max: 7, looks: 2, lastDown: 2 }],
    gaps: [[2, 7]],
  },
  {
    name: 'R8 a gap between a flap and the failures after it is inside',
    script: 'uddu....dduu',
    rules: [2, 2],
    outages: [{ onset: [0, 1], recovery: [9, 10], min: 2, max: 10, looks: 4, lastDown: 9, unobserved: 5, flaps: 1, incidents: 3 }],
    gaps: [[3, 8]],
  },
  {
    name: 'R8 a gap between failures adds nothing to the minimum',
    script: 'udd...ddu',
    outages: [{ onset: [0, 1], recovery: [7, 8], min: 2, max: 8, looks: 4, lastDown: 7, unobserved: 4, incidents: 2 }],
    gaps: [[2, 6]],
  },
  {
    name: 'R8 a gap before the first failure is not inside, but the onset may lie in it',
    script: 'u....ddu',
    outages: [{ onset: [0, 5], recovery: [6, 7], min: 1, max: 7, looks: 2, lastDown: 6 }],
    gaps: [[0, 5]],
  },
  {
    name: 'R7 already down when monitoring began',
    script: 'ddu',
    outages: [{ onset: [null, 0], recovery: [1, 2], min: 1, max: null, looks: 2, lastDown: 1 }],
  },
  {
    name: 'R7 an unknown look before it is nothing known',
    script: '?ddu',
    outages: [{ onset: [null, 1], recovery: [2, 3], min: 1, max: null, looks: 2, lastDown: 2 }],
  },
  {
    name: 'R7 censored on both sides',
    script: 'ddd',
    outages: [{ onset: [null, 0], recovery: null, min: 2, max: null, looks: 3, lastDown: 2 }],
  },
  {
    name: 'R7 unknown looks do not let an ongoing minimum grow',
    script: 'udd????',
    outages: [{ onset: [0, 1], recovery: null, min: 1, max: null, looks: 2, lastDown: 2 }],
  },
  {
    name: 'R2 one missing look is bridged',
    script: 'ud.du',
    outages: [{ onset: [0, 1], recovery: [3, 4], min: 2, max: 4, looks: 2, lastDown: 3 }],
  },
  {
    name: 'Words: an unknown look is a missing look',
    script: 'ud?du',
    outages: [{ onset: [0, 1], recovery: [3, 4], min: 2, max: 4, looks: 2, lastDown: 3 }],
  },
  {
    name: 'Words: two unknown looks are two missing looks',
    script: 'ud??du',
    unconfirmed: [{ onset: [0, 1], recovery: [4, 5], min: 0, max: 5, looks: 2, lastDown: 4, unobserved: 3, incidents: 2 }],
    gaps: [[1, 4]],
  },
  {
    name: 'R2 an up and a down look may be adjacent too: the recovery is bounded, not lost',
    script: 'udd.u',
    outages: [{ onset: [0, 1], recovery: [2, 4], min: 1, max: 4, looks: 2, lastDown: 2 }],
  },
  {
    name: 'R16 a break is a gap, even within reach',
    script: 'ud|du',
    unconfirmed: [{ onset: [0, 1], recovery: [2, 3], min: 0, max: 3, looks: 2, lastDown: 2, unobserved: 1, incidents: 2 }],
    gaps: [[1, 2]],
  },
  { name: 'R16 a break between good looks is a gap', script: 'uu|uu', gaps: [[1, 2]] },
  { name: 'nothing but unknown looks says nothing', script: '????' },
  { name: 'nothing at all says nothing', script: '' },
]

describe('outages from a script of looks', () => {
  it.each(cases)('$name: $script', ({ script, rules = [2, 1], outages = [], unconfirmed = [], gaps = [] }) => {
    const derived = derive(series(script), rules)
    expect(derived.outages.map(inMinutes)).toEqual(outages.map(complete))
    expect(derived.unconfirmed.map(inMinutes)).toEqual(unconfirmed.map(complete))
    expect(derived.gaps.map(({ from, to }) => [slot(from), slot(to)])).toEqual(gaps)
  })

  it('keeps the cause of the first failure', () => {
    const cause = { phase: 'exchange', code: 'http_status', message: 'answered 503' } as const
    const looks = [look({ at: at(0), outcome: 'down', failure: cause }), look({ at: at(60), outcome: 'down' })]
    expect(derive(looks, [2, 1]).outages[0]?.cause).toEqual(cause)
  })
})

describe('bounds of an outage (R1, R6)', () => {
  it('come from before a look began and after it ended, both as uncertain as the clock', () => {
    const looks = series('uddu', { durationMs: 7_000, uncertaintyMs: 2_000 })
    const [outage] = derive(looks, [2, 1]).outages
    expect(outage).toMatchObject({
      onset: { after: at(-2), by: at(69) },
      recovery: { after: at(118), by: at(189) },
      minMs: 49_000,
      maxMs: 191_000,
      lastSeenDownAt: at(120),
    })
  })

  it('hold no time when a failed look took longer than the state was seen', () => {
    const looks = [look({ at: at(0) }), look({ at: at(60), outcome: 'down', durationMs: 59_000 }), look({ at: at(120) })]
    expect(derive(looks, [1, 1]).outages[0]).toMatchObject({
      onset: { after: at(0), by: at(119) },
      recovery: { after: at(119), by: at(120) },
      minMs: 0,
    })
  })

  it('never step back when the clock becomes surer from one look to the next', () => {
    const looks = [look({ at: at(0), outcome: 'down', uncertaintyMs: 90_000 }), look({ at: at(60) })]
    expect(derive(looks, [1, 1]).outages[0]).toMatchObject({ onset: { after: null, by: at(90) }, recovery: { after: at(90), by: at(90) } })
  })

  it('never step back when the clock becomes less sure', () => {
    const looks = [look({ at: at(0) }), look({ at: at(60) }), look({ at: at(90), uncertaintyMs: 50_000 })]
    expect(derive(looks, [1, 1]).segments).toEqual([{ kind: 'up', from: at(0), to: at(60) }])
    const failed = derive([...looks, look({ at: at(150), outcome: 'down' })], [1, 1])
    expect(failed.outages[0]?.onset).toEqual({ after: at(60), by: at(150) })
  })

  it('of an outage never begin before those of the recovery before it', () => {
    const looks = [
      look({ at: at(60), outcome: 'down' }),
      look({ at: at(90), uncertaintyMs: 50_000 }),
      look({ at: at(150), outcome: 'down' }),
    ]
    const [first, next] = derive(looks, [1, 1]).outages
    expect(first?.recovery).toEqual({ after: at(60), by: at(140) })
    expect(next?.onset).toEqual({ after: at(60), by: at(150) })
  })
})

describe('continuity (R2)', () => {
  it.each([
    [150_000, 0],
    [150_001, 1],
  ])('two looks every minute, %i ms apart, have %i gaps', (distance, gaps) => {
    expect(derive([look({ at: origin }), look({ at: origin + distance })], [1, 1]).gaps.length).toBe(gaps)
  })

  it('takes the longer of two intervals when it was changed', () => {
    const looks = [look({ at: origin }), look({ at: origin + 10 * minute, everyMs: 5 * minute }), look({ at: origin + 20 * minute })]
    expect(derive(looks, [1, 1]).gaps).toEqual([])
  })
})

describe('the ids of outages', () => {
  it('name the monitor and the second by which it was down', () => {
    expect(derive(series('uddu'), [2, 1]).outages.map(({ id }) => id)).toEqual(['m-20250527T080100Z'])
  })

  it('say the milliseconds where an earlier outage or failure of the monitor began in the same second', () => {
    const looks = series('ududdud', { everyMs: 150 })
    const { outages, unconfirmed } = derive(looks, [2, 1])
    expect(unconfirmed.map(({ id }) => id)).toEqual(['m-20250527T080000Z', 'm-20250527T080000900Z'])
    expect(outages.map(({ id }) => id)).toEqual(['m-20250527T080000450Z'])
  })

  it('differ even when a large clock uncertainty hides which came first', () => {
    const looks = [...series('d', { everyMs: 100, uncertaintyMs: 5000 }), ...series('.udud', { everyMs: 100 })]
    const onsets = derive(looks, [1, 1]).outages.map(({ onset }) => onset.by - origin)
    expect(onsets).toEqual([5000, 5001, 5002])
    expect(derive(looks, [1, 1]).outages.map(({ id }) => id)).toEqual([
      'm-20250527T080005Z',
      'm-20250527T080005001Z',
      'm-20250527T080005002Z',
    ])
  })
})

function derive(looks: readonly Look[], [confirmDown, confirmUp]: readonly [number, number]): ReturnType<typeof deriveOutages> {
  return deriveOutages('m', looks, noRounds, { confirmDown, confirmUp }, { asOf: Number.MAX_SAFE_INTEGER })
}

function slot(instant: number): number {
  return (instant - origin) / minute
}

function inMinutes(outage: Outage): Required<Expected> {
  const { onset, recovery, minMs, maxMs, looks, lastSeenDownAt, unobservedMs, flaps, incidentsMax } = outage
  expect(outage.ongoing).toBe(recovery === null)
  return {
    onset: [onset.after === null ? null : slot(onset.after), slot(onset.by)],
    recovery: recovery === null || recovery.after === null ? null : [slot(recovery.after), slot(recovery.by)],
    min: minMs / minute,
    max: maxMs === null ? null : maxMs / minute,
    looks,
    lastDown: slot(lastSeenDownAt),
    unobserved: unobservedMs / minute,
    flaps,
    incidents: incidentsMax,
  }
}

function complete(expected: Expected): Required<Expected> {
  return { unobserved: 0, flaps: 0, incidents: 1, ...expected }
}
