import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { occurs } from '../../src/core/occurs.ts'

describe('whether a text stands on a page', () => {
  it.each([
    ['at the start', 'px-captcha', 'px-captcha and more', true],
    ['at the end', 'px-captcha', 'more and px-captcha', true],
    ['after a part of itself', 'aqb', 'aqaqb', true],
    ['cut at the end', 'px-captcha', 'px-captch', false],
    ['cut at the start', 'request rejected', 'quest rejected', false],
    ['on an empty page', 'x', '', false],
    ['in another case', 'px-captcha', 'a PX-Captcha', true],
    ['only by what is no letter', 'a-b', 'a\rb', false],
  ])('%s', (_, text, page, expected) => {
    expect(occurs(text, new TextEncoder().encode(page))).toBe(expected)
  })

  it('is told as includes tells it', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'e', 'q', ' ', '1'), minLength: 1, maxLength: 4 })
    const page = fc.string({ unit: fc.constantFrom('a', 'A', 'e', 'q', 'Q', ' ', '1', 'é'), maxLength: 40 })
    fc.assert(fc.property(letters, page, (text, all) => occurs(text, new TextEncoder().encode(all)) === all.toLowerCase().includes(text)))
  })
})
