import { type Failure, failure } from '../core/failure.ts'
import type { Observation, Timings } from '../core/observation.ts'
import type { PublicMonitor } from '../core/public-config.ts'
import { calm, type Effect, hostOf, step } from './effect.ts'
import { createFace } from './face.ts'
import { createFate } from './fate.ts'
import type { Happening } from './happening.ts'
import type { Setting, Terms } from './line.ts'
import { createPace } from './pace.ts'
import type { Plan } from './plan.ts'
import { createRandom } from './random.ts'

/** What looks at one monitor see. One look at a time: `look` overwrites the one before. */
export interface Sight {
  /** Makes the look that is planned, beginning at this instant; instants must ascend. */
  look(at: number, plan: Plan, terms: Terms): void
  /** Its start, and how long it takes. */
  at: number
  durationMs: number
  /** It, as recorded; overwritten by the next. */
  observe(boot: string, counter: number): Observation
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const none: readonly never[] = []

export function createSight(monitor: PublicMonitor, setting: Setting, happenings: readonly Happening[]): Sight {
  const { id, timeoutMs, url } = monitor
  const { slowerThanMs } = monitor.expect
  const { from, offline } = setting
  const random = createRandom(`${setting.seed}/${id}/sight`)
  const handshakes = url.startsWith('https:')
  const host = hostOf(url)
  const pace = createPace(random, handshakes, timeoutMs, from)
  const face = createFace(random, handshakes, from)
  const fate = createFate(monitor, happenings, offline)
  const timings: Mutable<Timings> = { resolveMs: 0, connectMs: null, handshakeMs: null, firstByteMs: null, totalMs: 0 }
  const seen = unseen(id, setting, timings)
  let effect: Effect = calm
  let terms: Terms = { span: 0, configHash: '' }
  let scheduledAt = 0
  let recheck = false
  let everyMs = 0

  const degraded = (): readonly Failure[] => {
    if (effect.outcome !== 'up' || slowerThanMs === null || pace.totalMs <= slowerThanMs) return effect.degraded
    return [failure('slow', `took ${pace.totalMs} ms, more than ${slowerThanMs} ms`), ...effect.degraded]
  }

  const sight: Sight = {
    at: 0,
    durationMs: 0,
    look(at, plan, inForce) {
      terms = inForce
      scheduledAt = plan.dueAt
      recheck = plan.recheck
      everyMs = plan.everyMs
      effect = fate.effectAt(at)
      face.turnTo(at)
      pace.draw(at, fate.slowness(), effect.step, effect.takesMs)
      sight.at = at
      // The clock's fraction is rounded up, so that b does not lie before the moment we knew (R1).
      sight.durationMs = pace.totalMs + 1
    },
    observe(boot, counter) {
      seen.boot = boot
      seen.counter = counter
      seen.at = sight.at
      seen.durationMs = sight.durationMs
      seen.everyMs = everyMs
      seen.scheduledAt = scheduledAt
      seen.recheck = recheck
      seen.outcome = effect.outcome
      seen.failure = effect.failure
      seen.degraded = degraded()
      seen.rules = effect.rules
      seen.reasons = effect.reasons
      seen.span = terms.span
      seen.configHash = terms.configHash
      timings.resolveMs = pace.resolveMs
      timings.connectMs = pace.connectMs
      timings.handshakeMs = pace.handshakeMs
      timings.firstByteMs = pace.firstByteMs
      timings.totalMs = pace.totalMs
      seen.status = effect.status
      seen.finalHost = effect.status === null ? null : host
      seen.bodyLength = effect.status === null ? null : (effect.bodyLength ?? face.bodyLength)
      seen.address = effect.step < step.connect ? null : face.address
      seen.family = effect.step < step.connect ? null : face.family
      seen.tlsVersion = effect.step < step.handshake ? null : face.tlsVersion
      seen.certificate = effect.step < step.handshake ? null : face.certificate
      return seen
    },
  }
  return sight
}

/** Of this monitor, before anything is seen. */
function unseen(monitorId: string, { vantageId, controlled, clock }: Setting, timings: Timings): Mutable<Observation> {
  return {
    monitorId,
    vantageId,
    boot: '',
    counter: 0,
    at: 0,
    durationMs: 0,
    uncertaintyMs: clock.uncertaintyMs,
    everyMs: 0,
    scheduledAt: 0,
    recheck: false,
    clockSource: clock.source,
    clockOffsetMs: clock.offsetMs,
    outcome: 'unknown',
    failure: null,
    degraded: none,
    rules: none,
    reasons: none,
    flags: none,
    fingerprint: null,
    span: 0,
    configHash: '',
    controlled,
    timings,
    status: null,
    finalHost: null,
    redirects: 0,
    bodyLength: null,
    bodyTruncated: false,
    address: null,
    family: null,
    tlsVersion: null,
    certificate: null,
  }
}
