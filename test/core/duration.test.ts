import { assert, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/core/duration.ts'

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', '60', '1.5h', '-1s', '1 h', '1H', '1h30m', 's', '1w', ' 1s', '9007199254740993ms', '999999999999999d', '١s'])(
    '%j is not a duration',
    (text) => {
      expect(parseDuration(text)).toBeNull()
    },
  )

  it.each([
    [0, '0s'],
    [1, '1ms'],
    [90_000, '90s'],
    [3_600_000, '1h'],
    [86_400_000, '1d'],
    [90_061_001, '90061001ms'],
  ])('%d ms prints as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('reads back what it printed', () => {
    assert(property(nat({ max: 10 ** 12 }), (ms) => parseDuration(formatDuration(ms)) === ms))
  })
})
