import { describe, expect, it } from 'vitest'
import { ratioOf, roundDuration, roundPercentage } from '../../src/core/rounding.ts'
import { hour, minute, second } from './series.ts'

describe('durations (R10)', () => {
  it.each([
    [1_054_799 * second, hour, 'lower', 292 * hour],
    [1_051_201 * second, hour, 'upper', 293 * hour],
    [1_051_200 * second, hour, 'upper', 292 * hour],
    [59 * second, minute, 'lower', 0],
    [59 * second, minute, 'upper', minute],
    [0, minute, 'upper', 0],
  ] as const)('%i ms at %i ms, %s bound: %i', (ms, unitMs, bound, expected) => {
    expect(roundDuration(ms, unitMs, bound)).toBe(expected)
  })
})

describe('percentages (R10)', () => {
  const century = 100 * 365 * 24 * hour
  it.each([
    ['floored', 999_949, 1_000_000, 2, 'lower', 9999],
    ['ceiled to 100 % although below 1: forbidden', 999_901, 1_000_000, 2, 'upper', null],
    ['100 % only when exactly 1', 5, 5, 2, 'upper', 10_000],
    ['100 % as a lower bound only when exactly 1', 5, 5, 2, 'lower', 10_000],
    ['1 ms of a century is seen, below', century - 1, century, 6, 'lower', 99_999_999],
    ['1 ms of a century is seen, above', century - 1, century, 6, 'upper', null],
    ['57 of 100 is 57 %, not 56.99 %', 57, 100, 2, 'lower', 5700],
    ['57 of 100 is 57 %, not 57.01 %', 57, 100, 2, 'upper', 5700],
    ['a third, floored', 1, 3, 1, 'lower', 333],
    ['a third, ceiled', 1, 3, 1, 'upper', 334],
    ['0 % as an upper bound only when exactly 0', 1, century, 2, 'upper', 1],
    ['nothing is 0 %', 0, 7, 2, 'upper', 0],
    ['no digits', 1, 200, 0, 'upper', 1],
  ] as const)('%s', (_name, part, whole, digits, bound, units) => {
    const expected = units === null ? { kind: 'below100' } : { kind: 'value', units, digits }
    expect(roundPercentage({ part, whole }, digits, bound)).toEqual(expected)
  })

  it.each([
    [0.57, 'lower', 5700],
    [0.57, 'upper', 5700],
    [0.999949, 'lower', 9999],
    [0.9999999999999999, 'lower', 9999],
    [1, 'lower', 10_000],
    [0, 'upper', 0],
    [1e-18, 'upper', 1],
  ] as const)('a fraction that was read, %f, as a %s bound', (fraction, bound, units) => {
    expect(roundPercentage(ratioOf(fraction), 2, bound)).toEqual({ kind: 'value', units, digits: 2 })
  })

  it('a fraction just below 1 is below 100 %', () => {
    expect(roundPercentage(ratioOf(0.9999999999999999), 2, 'upper')).toEqual({ kind: 'below100' })
  })
})
