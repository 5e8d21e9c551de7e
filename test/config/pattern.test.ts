import { describe, expect, it } from 'vitest'
import { parsePattern } from '../../src/config/pattern.ts'

describe('the flag u of a pattern', () => {
  it('is taken where it changes nothing: habit writes /…/iu', () => {
    expect(parsePattern('/غير متاح/iu')).toEqual({ pattern: { text: '/غير متاح/iu', source: 'غير متاح', flags: 'i' } })
  })

  it.each([String.raw`/\p{L}+/u`, String.raw`/\u{1f6a8}/u`, '/🚨+/u'])('is refused where the pattern needs it: %s', (text) => {
    expect(parsePattern(text)).toEqual({ fault: 'has the flag u; i, m and s are understood' })
  })
})
