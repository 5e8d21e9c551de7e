import { describe, expect, it } from 'vitest'
import { effective, noRounds, roundBook } from '../../src/core/effective.ts'
import { failure } from '../../src/core/failure.ts'
import type { ControlRound, Look } from '../../src/core/observation.ts'
import { at, look, round } from './series.ts'

const down = { outcome: 'down', provisional: false, reason: null }
const up = { outcome: 'up', provisional: false, reason: null }
const offline = { outcome: 'unknown', provisional: false, reason: 'observer_offline' }
const waiting = { outcome: 'unknown', provisional: true, reason: null }

/** Began at 0 s, ended at 2 s, every minute: a round must begin in (2 s, 150 s]. */
const failed = look({ outcome: 'down', controlled: true, durationMs: 2000 })
const fast = look({ outcome: 'down', controlled: true, durationMs: 0, everyMs: 100 })

interface Case {
  readonly name: string
  readonly look: Look
  readonly rounds: readonly ControlRound[]
  readonly asOf: number
  readonly expected: unknown
}
const cases: readonly Case[] = [
  {
    name: 'an up look stands, whatever the controls say: it got through',
    look: look({ controlled: true }),
    rounds: [round(at(3), false)],
    asOf: at(10),
    expected: up,
  },
  { name: 'a down look without controls stands', look: look({ outcome: 'down' }), rounds: [], asOf: at(0), expected: down },
  { name: 'a down look waits for its round', look: failed, rounds: [], asOf: at(2), expected: waiting },
  { name: 'a fine round makes it down', look: failed, rounds: [round(at(3))], asOf: at(4), expected: down },
  { name: 'a round that was not fine makes it unknown', look: failed, rounds: [round(at(3), false)], asOf: at(4), expected: offline },
  {
    name: 'only the first round after its b counts',
    look: failed,
    rounds: [round(at(3), false), round(at(8))],
    asOf: at(9),
    expected: offline,
  },
  {
    name: 'and not a later failure of the controls',
    look: failed,
    rounds: [round(at(3)), round(at(8), false)],
    asOf: at(9),
    expected: down,
  },
  { name: 'a round that began before its b does not count', look: failed, rounds: [round(at(1))], asOf: at(4), expected: waiting },
  { name: 'nor one that began at its b', look: failed, rounds: [round(at(2))], asOf: at(4), expected: waiting },
  {
    name: 'b holds the clock uncertainty',
    look: { ...failed, uncertaintyMs: 1500 },
    rounds: [round(at(3))],
    asOf: at(4),
    expected: waiting,
  },
  { name: 'a round that began just within reach counts', look: failed, rounds: [round(at(150))], asOf: at(151), expected: down },
  { name: 'a round that began out of reach does not', look: failed, rounds: [round(at(150) + 1)], asOf: at(151), expected: offline },
  { name: 'a round begun in time may still be coming in', look: failed, rounds: [], asOf: at(160), expected: waiting },
  { name: 'after that no round can come', look: failed, rounds: [], asOf: at(160) + 1, expected: offline },
  {
    name: 'rounds begin every 5 s at most, so a fast monitor waits 12.5 s',
    look: fast,
    rounds: [round(at(12.5))],
    asOf: at(13),
    expected: down,
  },
  { name: 'but no longer', look: fast, rounds: [round(at(12.5) + 1)], asOf: at(13), expected: offline },
  {
    name: 'a fine round proves nothing about a look made before we were seen to be back',
    look: failed,
    rounds: [round(at(-5), false), round(at(3))],
    asOf: at(4),
    expected: offline,
  },
  {
    name: 'a round that was still under way when the look began does not speak for the time before it',
    look: failed,
    rounds: [round(at(-20), false), { ...round(at(-1)), durationMs: 3000 }, round(at(3))],
    asOf: at(4),
    expected: offline,
  },
  {
    name: 'a round that failed while the look was under way speaks for it',
    look: failed,
    rounds: [round(at(-20)), round(at(1), false), round(at(6))],
    asOf: at(7),
    expected: offline,
  },
  {
    name: 'so does one that failed and was still under way when the look began',
    look: failed,
    rounds: [round(at(-20)), { ...round(at(-1), false), durationMs: 5000 }, round(at(6))],
    asOf: at(7),
    expected: offline,
  },
  {
    name: 'a round that was over and fine does',
    look: failed,
    rounds: [round(at(-20), false), round(at(-1)), round(at(3))],
    asOf: at(4),
    expected: down,
  },
  {
    name: 'a round of more than ten minutes ago says nothing any more',
    look: failed,
    rounds: [round(at(-601), false), round(at(3))],
    asOf: at(4),
    expected: down,
  },
  {
    name: 'an unknown look keeps its own reason',
    look: look({ outcome: 'unknown', controlled: true, failure: failure('blocked_waf', 'answered with a captcha') }),
    rounds: [round(at(3), false)],
    asOf: at(10),
    expected: { outcome: 'unknown', provisional: false, reason: 'blocked_waf' },
  },
  {
    name: 'an unknown sample has none',
    look: look({ outcome: 'unknown' }),
    rounds: [],
    asOf: at(0),
    expected: { outcome: 'unknown', provisional: false, reason: null },
  },
]

describe('the effective outcome of a look (R15)', () => {
  it.each(cases)('$name', ({ look, rounds, asOf, expected }) => {
    expect(effective(look, roundBook(rounds), asOf)).toEqual(expected)
  })

  it('waits without any round book too', () => {
    expect(effective(failed, noRounds, at(4))).toEqual(waiting)
  })
})

describe('a round book', () => {
  it('finds the first round after an instant, in whatever order rounds came', () => {
    const book = roundBook([round(at(30)), round(at(10))])
    book.append(round(at(20)))
    book.append(round(at(40)))
    expect(book.all().map((known) => known.at)).toEqual([at(10), at(20), at(30), at(40)])
    expect([at(0), at(10), at(25), at(39.999), at(40)].map((instant) => book.firstFineAfter(instant) ?? null)).toEqual([
      at(10),
      at(20),
      at(30),
      at(40),
      null,
    ])
  })

  it.each([[[true, false]], [[false, true]]])(
    'lets of two that began at once the one decide that was not fine, whichever came first: %j',
    (order) => {
      const rounds = order.map((fine) => round(at(3), fine))
      const appended = roundBook()
      for (const one of rounds) appended.append(one)
      expect([roundBook(rounds), appended].map((book) => effective(failed, book, at(10)))).toEqual([offline, offline])
    },
  )

  it('is its own: the rounds it was made of are not touched', () => {
    const rounds = [round(at(20)), round(at(10))]
    roundBook(rounds).append(round(at(30)))
    expect(rounds.map((known) => known.at)).toEqual([at(20), at(10)])
  })
})
