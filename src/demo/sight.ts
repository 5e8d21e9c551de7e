import { type Failure, failure } from '../core/failure.ts'
import type { Observation } from '../core/observation.ts'
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
  /** It, as recorded. */
  observe(boot: string, counter: number): Observation
}

const none: readonly never[] = []

export function createSight(monitor: PublicMonitor, setting: Setting, happenings: readonly Happening[]): Sight {
  const { id, timeoutMs, url } = monitor
  const { slowerThanMs } = monitor.expect
  const { vantageId, controlled, from, clock, offline } = setting
  const random = createRandom(`${setting.seed}/${id}/sight`)
  const handshakes = url.startsWith('https:')
  const host = hostOf(url)
  const pace = createPace(random, handshakes, timeoutMs, from)
  const face = createFace(random, handshakes, from)
  const fate = createFate(monitor, happenings, offline)
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
    observe: (boot, counter) => ({
      monitorId: id,
      vantageId,
      boot,
      counter,
      at: sight.at,
      durationMs: sight.durationMs,
      uncertaintyMs: clock.uncertaintyMs,
      everyMs,
      scheduledAt,
      recheck,
      clockSource: clock.source,
      clockOffsetMs: clock.offsetMs,
      outcome: effect.outcome,
      failure: effect.failure,
      degraded: degraded(),
      rules: effect.rules,
      reasons: effect.reasons,
      flags: none,
      fingerprint: null,
      span: terms.span,
      configHash: terms.configHash,
      controlled,
      timings: {
        resolveMs: pace.resolveMs,
        connectMs: pace.connectMs,
        handshakeMs: pace.handshakeMs,
        firstByteMs: pace.firstByteMs,
        totalMs: pace.totalMs,
      },
      status: effect.status,
      finalHost: effect.status === null ? null : host,
      redirects: 0,
      bodyLength: effect.status === null ? null : (effect.bodyLength ?? face.bodyLength),
      bodyTruncated: false,
      address: effect.step < step.connect ? null : face.address,
      family: effect.step < step.connect ? null : face.family,
      tlsVersion: effect.step < step.handshake ? null : face.tlsVersion,
      certificate: effect.step < step.handshake ? null : face.certificate,
    }),
  }
  return sight
}
