import { describe, expect, it } from 'vitest'
import { claimOf, claimOfOutage, claimOfPeriod } from '../../src/core/claim.ts'
import type { Outage } from '../../src/core/outage.ts'

describe('the verb of an outage', () => {
  it.each([
    ['what nobody confirmed allows no conclusion', { confirmed: false, vantages: 3, coverage: 1 }, 'noConclusion', 'unconfirmed'],
    ['one point only indicates, however well it looked', { confirmed: true, vantages: 1, coverage: 1 }, 'indicate', 'onePoint'],
    ['several points show', { confirmed: true, vantages: 2, coverage: 0.95 }, 'show', 'severalPoints'],
    ['not where too much was missed', { confirmed: true, vantages: 2, coverage: 0.9499 }, 'indicate', 'lowCoverage'],
    ['nor where coverage is not known', { confirmed: true, vantages: 2, coverage: null }, 'indicate', 'lowCoverage'],
  ] as const)('%s', (_name, support, verb, reason) => {
    expect(claimOf(support)).toEqual({ verb, reason })
  })
})

const outage: Outage = {
  id: 'a-1',
  monitorId: 'a',
  onset: { after: 0, by: 100 },
  recovery: { after: 900, by: 1_000 },
  ongoing: false,
  minMs: 800,
  maxMs: 1_000,
  unobservedMs: 0,
  flaps: 0,
  incidentsMax: 1,
  looks: 9,
  lastSeenDownAt: 900,
  confirmed: true,
  cause: null,
}

describe('the verb of what is known of an outage or a period alone', () => {
  it.each([
    ['of an outage that was seen all the time', claimOfOutage(outage, 2), 'show', 'severalPoints'],
    ['of one that was not', claimOfOutage({ ...outage, unobservedMs: 51 }, 2), 'indicate', 'lowCoverage'],
    ['of one whose end nobody has seen, by what was seen', claimOfOutage({ ...outage, recovery: null }, 2), 'show', 'severalPoints'],
    ['of one that nobody confirmed', claimOfOutage({ ...outage, confirmed: false }, 2), 'noConclusion', 'unconfirmed'],
    ['of a period in which nobody looked', claimOfPeriod({ coverage: 0 }, 2), 'noConclusion', 'notMeasured'],
    ['of a period seen from one point', claimOfPeriod({ coverage: 1 }, 1), 'indicate', 'onePoint'],
    ['of one seen from several', claimOfPeriod({ coverage: 0.95 }, 2), 'show', 'severalPoints'],
  ] as const)('%s', (_name, claim, verb, reason) => {
    expect(claim).toEqual({ verb, reason })
  })
})
