import { describe, expect, it } from 'vitest'
import { claimOf } from '../../src/core/claim.ts'

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
