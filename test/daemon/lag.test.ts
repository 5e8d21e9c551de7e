import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLag } from '../../src/daemon/lag.ts'

describe('lateness over the last minute', () => {
  it('has no percentile without a sample', () => {
    expect(createLag().p99(0)).toBeNull()
    expect(createLag().worst(0)).toBe(0)
  })

  it('is the 99th of a hundred, and forgets after a minute', () => {
    const lag = createLag()
    for (let i = 1; i <= 100; i += 1) lag.add(1_000, i)
    expect(lag.p99(1_000)).toBe(99)
    expect(lag.worst(60_999)).toBe(100)
    lag.add(61_000, 7)
    expect(lag.p99(61_000)).toBe(7)
    expect(lag.worst(61_000)).toBe(7)
  })

  it('keeps the newest of more samples in a minute than it holds', () => {
    const lag = createLag()
    for (let i = 0; i < 10_000; i += 1) lag.add(1_000, 90_000)
    expect(lag.p99(1_000)).toBe(90_000)
    for (let i = 1; i <= 20_000; i += 1) lag.add(2_000, i)
    expect(lag.p99(2_000)).toBe(19_800)
    expect(lag.worst(2_000)).toBe(20_000)
  })

  it('is what sorting them finds, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat({ max: 3 }), fc.double({ min: 0, max: 60_000, noNaN: true })), { minLength: 1, maxLength: 400 }),
        (lags) => {
          const lag = createLag()
          for (const one of lags) lag.add(1_000, one)
          expect(lag.p99(1_000)).toBe(lags.toSorted((a, b) => a - b)[Math.ceil(lags.length * 0.99) - 1])
        },
      ),
    )
  })

  it('forgets samples that a stepped clock has left in the future', () => {
    const lag = createLag()
    lag.add(3_600_000, 5_000)
    lag.add(1_000, 3)
    expect(lag.worst(1_000)).toBe(3)
  })
})
