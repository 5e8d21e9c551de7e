import * as fc from 'fast-check'
import type { ControlRound, Look, Outcome } from '../../src/core/observation.ts'
import type { OutageRules } from '../../src/core/monitor.ts'
import { look, origin, round } from './series.ts'

/** How one look follows the one before it. */
interface Pace {
  readonly outcome: Outcome
  readonly everyMs: number
  readonly durationMs: number
  readonly uncertaintyMs: number
  /** From the end of the look before to the start of this one, in intervals. */
  readonly pause: number
  readonly breaks: boolean
  readonly controlled: boolean
  readonly degraded: boolean
  /** The round after a down look: how long after its b it begins; null: none. */
  readonly roundAfterMs: number | null
  readonly roundTakesMs: number
  readonly fine: boolean
}

/** What varies from look to look; everything does unless told. */
export interface Variety {
  readonly intervals: readonly number[]
  readonly uncertainties: readonly number[]
  readonly durations: readonly number[]
  readonly controls: boolean
}
export const everything: Variety = {
  intervals: [100, 1000, 60_000, 300_000],
  uncertainties: [0, 0, 3, 500, 40_000],
  durations: [0, 1, 80, 900, 30_000],
  controls: true,
}
/** Looks that take no time and a sure clock: a look is an instant. */
export const instants: Variety = { ...everything, uncertainties: [0], durations: [0] }
/** One interval, one uncertainty, no controls. */
export const steady: Variety = { ...everything, intervals: [60_000], uncertainties: [20], controls: false }

export type Event = { readonly arrivesAt: number } & ({ readonly look: Look } | { readonly round: ControlRound })
export interface RandomSeries {
  readonly looks: readonly Look[]
  readonly rounds: readonly ControlRound[]
}

export const anyRules: fc.Arbitrary<OutageRules> = fc.record({
  confirmDown: fc.integer({ min: 1, max: 3 }),
  confirmUp: fc.integer({ min: 1, max: 3 }),
})

/** Looks that never overlap, in order, with the control rounds that followed failed ones. */
export function anySeries(variety: Variety, maxLength = 40): fc.Arbitrary<RandomSeries> {
  const pace: fc.Arbitrary<Pace> = fc.record({
    outcome: fc.constantFrom('up', 'up', 'up', 'down', 'down', 'down', 'unknown'),
    everyMs: fc.constantFrom(...variety.intervals),
    durationMs: fc.constantFrom(...variety.durations),
    uncertaintyMs: fc.constantFrom(...variety.uncertainties),
    pause: fc.constantFrom(0, 0.01, 1, 1, 1, 1, 2, 2.5, 2.6, 7, 100),
    breaks: fc.constantFrom(false, false, false, false, false, true),
    controlled: variety.controls ? fc.boolean() : fc.constant(false),
    degraded: fc.boolean(),
    roundAfterMs: fc.constantFrom(null, 1, 700, 4000, 200_000),
    roundTakesMs: fc.constantFrom(0, 30, 5000),
    fine: fc.constantFrom(true, true, true, false),
  })
  return fc.array(pace, { maxLength }).map(seriesOf)
}

/** Looks and rounds in the order in which they become known. */
export function eventsOf({ looks, rounds }: RandomSeries): readonly Event[] {
  const events: Event[] = [
    ...looks.map((seen) => ({ arrivesAt: seen.at + seen.durationMs, look: seen })),
    ...rounds.map((known) => ({ arrivesAt: known.at + known.durationMs, round: known })),
  ]
  return events.sort((x, y) => x.arrivesAt - y.arrivesAt)
}

function seriesOf(paces: readonly Pace[]): RandomSeries {
  const looks: Look[] = []
  const rounds: ControlRound[] = []
  let freeAt = origin
  let controlsFreeAt = origin
  let span = 0
  for (const pace of paces) {
    if (pace.breaks) span += 1
    // At least 1 ms after the start of the look before: two looks that began in the same ms are one look, repeated.
    const at = Math.max(Math.ceil(freeAt + pace.pause * pace.everyMs), (looks.at(-1)?.at ?? 0) + 1)
    const degraded = pace.degraded && pace.outcome === 'up' ? [{ phase: 'expect', code: 'slow', message: '' } as const] : []
    const { outcome, everyMs, durationMs, uncertaintyMs, controlled } = pace
    looks.push(look({ at, outcome, everyMs, durationMs, uncertaintyMs, controlled, degraded, span }))
    freeAt = at + durationMs
    if (outcome !== 'down' || !controlled || pace.roundAfterMs === null) continue
    // One round in flight serves all.
    const begins = Math.max(freeAt + uncertaintyMs + pace.roundAfterMs, controlsFreeAt + 1)
    rounds.push({ ...round(begins, pace.fine), durationMs: pace.roundTakesMs })
    controlsFreeAt = begins + pace.roundTakesMs
  }
  return { looks, rounds }
}
