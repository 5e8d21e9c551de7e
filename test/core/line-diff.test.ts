import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFolded } from '../../src/core/find-folded.ts'
import { lineDiff } from '../../src/core/line-diff.ts'

describe('the difference of two texts', () => {
  it('names what went and what came, in order', () => {
    expect(lineDiff(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([
      { kind: 'same', lines: ['a'] },
      { kind: 'gone', lines: ['b'] },
      { kind: 'new', lines: ['x'] },
      { kind: 'same', lines: ['c'] },
      { kind: 'new', lines: ['d'] },
    ])
  })

  it('holds both texts whole, whatever they are', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const parts = lineDiff(before, after)
        const without = (kind: string) => parts.filter((part) => part.kind !== kind).flatMap((part) => part.lines)
        expect(without('new')).toEqual(before)
        expect(without('gone')).toEqual(after)
      }),
    )
  })
})

describe('a passage in a text', () => {
  it.each([
    {
      name: 'case, accents and white space do not count',
      text: 'Le  SERVICE est  suspendu.',
      wanted: ['sérvice est suspendu'],
      hits: ['SERVICE est  suspendu'],
    },
    { name: 'Arabic as contains compares it', text: 'الخدمة متوقّفة الآن', wanted: ['الخدمه متوقفه'], hits: ['الخدمة متوقّفة'] },
    { name: 'every place', text: 'a b a', wanted: ['a'], hits: ['a', 'a'] },
    { name: 'nothing', text: 'abc', wanted: ['', 'x'], hits: [] },
  ])('is found: $name', ({ text, wanted, hits }) => {
    const pieces = findFolded(text, wanted)
    expect(pieces.filter(({ hit }) => hit).map((piece) => piece.text)).toEqual(hits)
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
  })
})
