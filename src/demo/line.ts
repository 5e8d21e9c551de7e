import { type Found, startDerivation } from '../core/derivation.ts'
import type { Rounds } from '../core/effective.ts'
import type { Observation } from '../core/observation.ts'
import type { PublicMonitor } from '../core/public-config.ts'
import { recheckDue } from '../core/status.ts'
import type { MonitorState } from '../core/state.ts'
import type { Happening, Stretch } from './happening.ts'
import { createPlan, type Interval } from './plan.ts'
import { createRandom } from './random.ts'
import { createSight } from './sight.ts'

/** A monitor and what befalls it. */
export interface Simulated {
  /** Of kind `http`, with a plain interval: its interval from the beginning. */
  readonly monitor: PublicMonitor
  /** Later intervals, ascending: a change is continuous (R2). */
  readonly intervals: readonly Interval[]
  /** Ascending, each over (with its lead) before the next begins. */
  readonly happenings: readonly Happening[]
  readonly terms: Terms
}

/** What looks say of the configuration in force. */
export interface Terms {
  readonly span: number
  readonly configHash: string
}

/** What all looks share. */
export interface Setting {
  readonly seed: string
  /** When the history begins. */
  readonly from: number
  readonly vantageId: string
  readonly controlled: boolean
  readonly clock: { readonly source: string; readonly offsetMs: number; readonly uncertaintyMs: number }
  /** When we had no network, ascending. */
  readonly offline: readonly Stretch[]
}

/** One monitor on its way through time: a look is planned, begins, ends. */
export interface Line {
  /** Instant of its next move, UTC ms: the planned look begins, or the look that was begun ends (`busy`). */
  moveAt: number
  busy: boolean
  /** The daemon begins, or what is looked at has changed: the next look comes soon. One under way, if kept, still ends. */
  hurry(now: number, keep: boolean): void
  /** Begins the planned look. */
  begin(): void
  /** The look that has ended, with the identity that it gets; overwritten by the next. */
  observe(boot: string, counter: number): Observation
  /** Takes a result, or when null what the newest control round says, into account and plans on. */
  follow(seen: Observation | null, rounds: Rounds, now: number): void
  /** Looks wait for their control round (R15). */
  waits(): boolean
  /** For looks that begin from now on. */
  rebase(terms: Terms): void
  /** What the method, which is followed to know when to look again, has found by this instant, and where it stands. */
  found(rounds: Rounds, asOf: number): Found & { readonly state: MonitorState }
}

// A recheck is planned when its look is committed, at most this much later (src/daemon/recorder.ts).
const groupMs = 100

/** Throws a RangeError for a monitor that cannot be simulated. */
export function createLine({ monitor, intervals, happenings, terms: firstTerms }: Simulated, setting: Setting): Line {
  const { id, recheckMs, rules, schedule } = monitor
  if (monitor.kind !== 'http' || schedule.kind !== 'every')
    throw new RangeError(`${id}: only http monitors with a plain interval can be simulated`)
  const random = createRandom(`${setting.seed}/${id}`)
  const plan = createPlan(id, schedule.everyMs, intervals)
  const sight = createSight(monitor, setting, happenings)
  let terms = firstTerms
  const derivation = startDerivation(id, rules)
  const { state } = derivation
  let newestAt = 0
  let recheckAt: number | null = null

  const planNext = (freeAt: number): void => {
    plan.next(freeAt, recheckAt)
    line.busy = false
    line.moveAt = Math.max(freeAt, plan.startAt + timerLagMs(random.bits()))
    // Nothing will change the plan before it starts, so it may as well begin: one move less.
    if (recheckAt === null && state.pending.length === 0) line.begin()
  }

  const line: Line = {
    moveAt: 0,
    busy: false,
    hurry(now, keep) {
      recheckAt = null
      plan.hurry(now)
      if (!keep || !line.busy || sight.at > now) planNext(now)
    },
    begin() {
      sight.look(line.moveAt, plan, terms)
      plan.take()
      line.busy = true
      line.moveAt += sight.durationMs
    },
    observe: (boot, counter) => sight.observe(boot, counter),
    follow(seen, rounds, now) {
      derivation.take(seen, rounds, now)
      if (seen !== null) newestAt = seen.at
      // A look under way will say by itself what comes after it.
      else if (line.busy) return
      recheckAt = recheckDue(state) ? Math.max(now + groupMs, newestAt + recheckMs) : null
      planNext(now)
    },
    waits: () => state.pending.length > 0,
    rebase(next) {
      terms = next
    },
    found(rounds, asOf) {
      derivation.take(null, rounds, asOf)
      return { ...derivation.found(), state }
    },
  }
  return line
}

/** How long after its point of the grid a look starts: 1 to 5 ms, and now and then some more, while we are busy. */
function timerLagMs(bits: number): number {
  const usual = 1 + (bits % 5)
  return bits >>> 25 === 0 ? usual + ((bits >>> 4) & 31) : usual
}
