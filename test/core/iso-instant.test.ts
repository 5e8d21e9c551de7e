import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoInstant } from '../../src/core/instant.ts'

describe('an instant as text', () => {
  it('is what Date says, in whatever order instants come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -8.64e15, max: 8.64e15 }), { minLength: 1 }), fc.nat(172_800_000), (instants, later) => {
        for (const at of instants.flatMap((one) => [one, Math.min(one + later, 8.64e15), Math.abs(one) % 4e12]))
          expect(isoInstant(at)).toBe(new Date(at).toISOString())
      }),
    )
  })

  it('keeps to the millisecond below an instant that has a fraction, and refuses what is none', () => {
    expect(isoInstant(1_767_225_599_999.9)).toBe('2025-12-31T23:59:59.999Z')
    expect(() => isoInstant(Number.NaN)).toThrow(RangeError)
  })
})
