import { advance, initialState } from '../src/core/advance.ts'
import { deriveOutages } from '../src/core/derive.ts'
import { roundBook } from '../src/core/effective.ts'
import type { ControlRound, Look } from '../src/core/observation.ts'

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

function measure(name: string, run: () => number, times: number): void {
  let best = Number.POSITIVE_INFINITY
  let outages = 0
  for (let turn = 0; turn < times; turn += 1) {
    const began = performance.now()
    outages = run()
    best = Math.min(best, performance.now() - began)
  }
  console.log(`${name}: ${outages} outages, ${best.toFixed(0)} ms, ${((best * 1000) / count).toFixed(3)} µs per look`)
}

measure('derive from scratch', fromScratch, 5)
measure('advance look by look', lookByLook, 3)
