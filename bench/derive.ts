import { advance, initialState } from '../src/core/advance.ts'
import { deriveOutages } from '../src/core/derive.ts'
import { roundBook } from '../src/core/effective.ts'
import type { ControlRound, Look } from '../src/core/observation.ts'
import { median, row } from './report.ts'

// A year of one monitor at 60 s: an outage of ten looks a day, controls configured, each failure's round 1 s after it.
const everyMs = 60_000
const count = 525_600
const start = Date.UTC(2025, 0, 1)
const rules = { confirmDown: 2, confirmUp: 1 }

const looks: Look[] = []
const rounds: ControlRound[] = []
for (let index = 0; index < count; index += 1) {
  const at = start + index * everyMs + ((index * 7919) % 400)
  const down = index % 1440 >= 700 && index % 1440 < 710
  const failure = down ? ({ phase: 'exchange', code: 'http_status', message: 'answered 503' } as const) : null
  looks.push({
    at,
    durationMs: 80,
    uncertaintyMs: 0,
    everyMs,
    outcome: down ? 'down' : 'up',
    failure,
    degraded: [],
    controlled: down,
    span: 1,
  })
  if (down) rounds.push({ vantageId: 'v', boot: 'b', counter: index, at: at + 1000, durationMs: 30, fine: true, required: 2, results: [] })
}
const asOf = start + count * everyMs

function fromScratch(): number {
  return deriveOutages('year', looks, roundBook(rounds), rules, { asOf, sorted: true }).outages.length
}

/** As the daemon does it: a down look comes before its round. */
function lookByLook(): number {
  const book = roundBook()
  let state = initialState('year')
  let next = 0
  let confirmed = 0
  for (const look of looks) {
    const step = advance(state, look, book, look.at + look.durationMs, rules)
    state = step.state
    confirmed += step.confirmed.length
    const round = rounds[next]
    if (round === undefined || state.pending.length === 0) continue
    book.append(round)
    next += 1
    const settled = advance(state, null, book, round.at + round.durationMs, rules)
    state = settled.state
    confirmed += settled.confirmed.length
  }
  return confirmed
}

/** The bare floor: one pass over the same looks that only adds up what each took. */
function bareLoop(): number {
  let sum = 0
  for (const look of looks) sum += look.outcome === 'up' ? look.durationMs : -look.durationMs
  return sum
}

/** Median ms of some runs; every run must find the outage of every day. */
function measure(run: () => number, times: number): number {
  return median(
    Array.from({ length: times }, () => {
      const began = performance.now()
      if (run() !== count / 1440 && run !== bareLoop) throw new Error('not every outage was found')
      return performance.now() - began
    }),
  )
}

const floor = measure(bareLoop, 9)
row('derive-year', 'a year of looks (525,600) derived from scratch, ms', measure(fromScratch, 7), floor)
row('advance-year', 'the same look by look, as the daemon does it, ms', measure(lookByLook, 5), floor)
