import type { Availability, Outage } from './outage.ts'

/** How much the measurement allows one to say: it shows, it indicates, or it does not allow the conclusion. */
export type Verb = 'show' | 'indicate' | 'noConclusion'

/** The verb, and what keeps it from being a stronger one. */
export interface Claim {
  readonly verb: Verb
  readonly reason: 'severalPoints' | 'onePoint' | 'lowCoverage' | 'unconfirmed' | 'notMeasured'
}

/** What a claim about an outage rests on. */
export interface Support {
  readonly confirmed: boolean
  /** Vantages that looked at it. */
  readonly vantages: number
  /** Share of the outage that was looked at, 0 to 1; null: not measured. */
  readonly coverage: number | null
}

/** Below this share of the time an outage is never more than indicated. */
export const coverageToShow = 0.95

/** The strongest verb that a confirmed or unconfirmed outage bears: what one point saw, another might not have. */
export function claimOf({ confirmed, vantages, coverage }: Support): Claim {
  if (!confirmed) return { verb: 'noConclusion', reason: 'unconfirmed' }
  if (vantages < 2) return { verb: 'indicate', reason: 'onePoint' }
  if (coverage === null || coverage < coverageToShow) return { verb: 'indicate', reason: 'lowCoverage' }
  return { verb: 'show', reason: 'severalPoints' }
}

/** The verb that an outage bears by what is known of it alone: the stretches inside that nobody saw count against it. */
export function claimOfOutage(outage: Outage, vantages: number): Claim {
  const { onset, recovery, lastSeenDownAt, unobservedMs, confirmed } = outage
  const lengthMs = (recovery?.by ?? lastSeenDownAt) - (onset.after ?? onset.by)
  return claimOf({ confirmed, vantages, coverage: lengthMs > 0 ? 1 - unobservedMs / lengthMs : null })
}

/** The verb that an availability over a period bears; `coverage` 0 to 1. */
export function claimOfPeriod({ coverage }: Pick<Availability, 'coverage'>, vantages: number): Claim {
  return coverage === 0 ? { verb: 'noConclusion', reason: 'notMeasured' } : claimOf({ confirmed: true, vantages, coverage })
}
