import { type Failure, type FailureCode, failure, outcomeOf } from '../core/failure.ts'
import type { Outcome } from '../core/observation.ts'
import type { PublicMonitor } from '../core/public-config.ts'
import { dayMs, type Happening, isFailing, leadMs } from './happening.ts'

/** How far a look gets; each step includes those before it. */
export const step = { resolve: 0, connect: 1, handshake: 2, exchange: 3, end: 4 } as const
export type Step = (typeof step)[keyof typeof step]

/** What one look meets. */
export interface Effect {
  readonly outcome: Outcome
  readonly failure: Failure | null
  /** Rules of the expectation that decided. */
  readonly rules: readonly string[]
  readonly reasons: readonly string[]
  /** Reasons to be degraded that do not depend on how long the look took. */
  readonly degraded: readonly Failure[]
  /** The step it ended in. */
  readonly step: Step
  /** How long that step took, ms; null: as long as ever. */
  readonly takesMs: number | null
  readonly status: number | null
  /** Bytes of the page; null: the usual one. */
  readonly bodyLength: number | null
}

const nothing: readonly never[] = []

/** All is well. */
export const calm: Effect = {
  outcome: 'up',
  failure: null,
  rules: nothing,
  reasons: nothing,
  degraded: nothing,
  step: step.end,
  takesMs: null,
  status: 200,
  bodyLength: null,
}

/** What looks at one service meet while something happens to it. Made once for each happening: looks share it. */
export interface Effects {
  readonly during: Effect
  /** By how many days the certificate has left, whole. */
  readonly expiring: readonly Effect[]
}

type Looked = Pick<PublicMonitor, 'url' | 'timeoutMs' | 'expect'>

export function effectsOf(happening: Happening, monitor: Looked): Effects {
  return { during: during(happening, monitor), expiring: happening.kind === 'expired-certificate' ? expiring(monitor) : [] }
}

/** What a look that begins at this instant meets, while the happening or its lead goes on. */
export function effectAt(happening: Happening, effects: Effects, at: number): Effect {
  if (happening.kind === 'blocked' || isFailing(happening, at)) return at < happening.from ? calm : effects.during
  return effects.expiring[Math.floor((happening.from - at) / dayMs)] ?? calm
}

/** How many times slower the answer is at an instant of the happening or its lead. */
export function slownessAt(happening: Happening, at: number): number {
  if (happening.kind === 'slow') return at < happening.from ? 1 : happening.factor
  if (happening.kind !== 'slow-death' || at >= happening.from) return 1
  const risen = 1 - (happening.from - at) / leadMs(happening, null)
  return 1 + slowestFactor * risen * risen
}
const slowestFactor = 15

/** Nobody can be reached: what a look meets while we are offline behind a router that still stands. */
export function offlineEffect({ url, timeoutMs }: Looked): Effect {
  // Two resolvers asked in turn get a third of the time each; the last third is for connecting.
  return failing('dns_timeout', `${hostOf(url)}: no resolver answered`, step.resolve, { takesMs: Math.round((timeoutMs * 2) / 3) })
}

export function hostOf(url: string): string {
  return new URL(url).hostname
}

function during(happening: Happening, { url, timeoutMs, expect }: Looked): Effect {
  const host = hostOf(url)
  switch (happening.kind) {
    case 'crash':
      return crashed(happening.code, host, timeoutMs)
    case 'slow-death':
      return crashed('http_timeout', host, timeoutMs)
    case 'flapping':
    case 'maintenance':
      return crashed('http_status', host, timeoutMs)
    case 'suspended':
      return suspended(happening.code, expect.contains[0] ?? 'the expected text')
    case 'expired-certificate':
      return failing('tls_expired', `${host}: CERT_HAS_EXPIRED`, step.handshake)
    case 'name-gone':
      return failing('dns_nxdomain', `${host}: NXDOMAIN`, step.resolve)
    case 'blocked':
      return failing('blocked_waf', 'answered 403: Cloudflare', step.end, {
        status: 403,
        bodyLength: 5_312,
        reasons: ['Cloudflare: _cf_chl_opt'],
      })
    default:
      return calm
  }
}

function crashed(code: Extract<Happening, { kind: 'crash' }>['code'], host: string, timeoutMs: number): Effect {
  switch (code) {
    case 'tcp_refused':
      return failing(code, `${host}: ECONNREFUSED`, step.connect)
    case 'tcp_timeout':
      return failing(code, `${host} did not accept within ${timeoutMs} ms`, step.connect, { takesMs: timeoutMs })
    case 'http_timeout':
      return failing(code, `the answer did not end within ${timeoutMs} ms`, step.exchange, { takesMs: timeoutMs })
    default:
      return failing(code, 'answered 503', step.end, { status: 503, bodyLength: 1_147, rules: ['status'] })
  }
}

function suspended(code: 'content_notice' | 'content_missing', text: string): Effect {
  const seen = { status: 200, bodyLength: 3_480 }
  if (code === 'content_missing') return failing(code, `"${text}" not found`, step.end, { ...seen, rules: ['contains[0]'] })
  return failing(code, 'a notice that the service is suspended', step.end, seen)
}

function expiring({ expect: { certificateDays } }: Looked): readonly Effect[] {
  const warned = certificateDays ?? 0
  return Array.from({ length: warned }, (_, days) => {
    const reason = failure('certificate_expiring', `certificate expires in ${days} d, less than ${warned} d`)
    return { ...calm, degraded: [reason] }
  })
}

function failing(code: FailureCode, message: string, ended: Step, seen: Partial<Effect> = {}): Effect {
  return { ...calm, outcome: outcomeOf(code), failure: failure(code, message), step: ended, status: null, ...seen }
}
