import { failure } from '../core/failure.ts'
import type { ControlResult, ControlRound } from '../core/observation.ts'
import type { Controls } from '../core/site.ts'
import { passing } from './fate.ts'
import type { Setting } from './line.ts'
import { createRandom, type Random } from './random.ts'

/** The control rounds on their way through time: regularly, and after down looks (R15), as src/daemon/controls.ts begins them. */
export interface ControlLine {
  /** Instant of the next move, UTC ms: a round begins, or the one under way ends (`busy`). Infinity without controls. */
  moveAt: number
  busy: boolean
  /** The daemon begins: a round at once, and what was under way is forgotten. */
  restart(now: number): void
  /** A raw down look was over by `b`: a round that begins after it must follow. */
  need(b: number): void
  begin(): void
  /** The round that has ended, with the identity that it gets; the next is planned. */
  observe(boot: string, counter: number): ControlRound
}

const soonestMs = 5_000
const longestMs = 5_000

/** `regularMs`: from one regular round to the next. */
export function createControlLine({ targets, required }: Controls, { seed, vantageId, offline }: Setting, regularMs: number): ControlLine {
  const random = createRandom(`${seed}/controls`)
  const isOffline = passing(offline)
  const fineRounds = Array.from({ length: 64 }, () => fineResults(targets, required, random))
  const failedRound: Results = {
    durationMs: longestMs,
    results: targets.map(({ url }) => ({ target: url, reachable: false, durationMs: longestMs, failure: unreachable })),
  }
  let neededAfter: number | null = null
  let began = 0
  let fine = true
  let seen = failedRound

  const plan = (earliest: number): void => {
    line.busy = false
    const wanted = neededAfter === null ? began + regularMs : Math.min(began + regularMs, Math.max(began + soonestMs, neededAfter + 1))
    line.moveAt = targets.length === 0 ? Number.POSITIVE_INFINITY : Math.max(earliest, wanted)
  }

  const line: ControlLine = {
    moveAt: Number.POSITIVE_INFINITY,
    busy: false,
    restart(now) {
      began = now - regularMs
      neededAfter = null
      plan(now)
    },
    need(b) {
      if (neededAfter === null || neededAfter < b) neededAfter = b
      if (!line.busy) plan(0)
    },
    begin() {
      began = line.moveAt
      if (neededAfter !== null && neededAfter < began) neededAfter = null
      fine = isOffline(began) === null
      seen = fine ? (fineRounds[random.bits() % fineRounds.length] ?? failedRound) : failedRound
      line.busy = true
      line.moveAt = began + seen.durationMs
    },
    observe(boot, counter) {
      const round = { vantageId, boot, counter, at: began, durationMs: seen.durationMs, fine, required, results: seen.results }
      plan(line.moveAt)
      return round
    },
  }
  return line
}

interface Results {
  readonly durationMs: number
  readonly results: readonly ControlResult[]
}

const unreachable = failure('tcp_timeout', 'not reached within 5000 ms')

/** One of the rounds that go well; in some of them a target that is not needed fails. */
function fineResults(targets: Controls['targets'], required: number, random: Random): Results {
  const missing = targets.length > required && random.next() < 0.03 ? random.integer(0, targets.length - 1) : -1
  const results = targets.map(({ url }, index) => {
    if (index === missing) return { target: url, reachable: false, durationMs: longestMs, failure: unreachable }
    return { target: url, reachable: true, durationMs: Math.ceil(random.lognormal(40, 0.4)), failure: null }
  })
  return { durationMs: Math.max(0, ...results.map(({ durationMs }) => durationMs)), results }
}
