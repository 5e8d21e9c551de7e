import type { Observation } from '../src/core/observation.ts'
import type { Reader } from '../src/store/store.ts'

/** What the log says of the looks that began in a stretch of time. */
export interface Slots {
  readonly looks: number
  readonly lagP99Ms: number
  /** Of the slots that were due, those that no look was made for. */
  readonly missed: number
}

// What is due at the very end begins a step of the grid later: slots are counted in a stretch that was over by then.
const settledMs = 1_000
const page = 5_000

/** `due` slots fell into the `measuredMs` from `from` on. */
export function slotsOf(reader: Reader, from: number, measuredMs: number, due: number): Slots {
  const all = [...observations(reader)]
  const within = (at: number, start: number): boolean => at >= start && at < start + measuredMs
  const lags = all.filter(({ at }) => within(at, from)).map(({ at, scheduledAt }) => at - scheduledAt)
  const made = all.filter(({ recheck, scheduledAt }) => !recheck && within(scheduledAt, from - settledMs)).length
  const lagP99Ms = lags.toSorted((a, b) => a - b)[Math.ceil(lags.length * 0.99) - 1] ?? Number.NaN
  return { looks: lags.length, lagP99Ms, missed: due - made }
}

function* observations(reader: Reader): Generator<Observation> {
  for (let from = 0; ; from += page) {
    const records = reader.log(from, page)
    if (records.length === 0) return
    for (const record of records) if (record.type === 'observation') yield record.observation
  }
}
