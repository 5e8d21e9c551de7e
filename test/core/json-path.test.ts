import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followJsonPath, jsonEquals, parseJsonPath } from '../../src/core/json-path.ts'

describe('a JSON path', () => {
  it.each<[string, readonly (string | number)[] | null]>([
    ['$', []],
    [' $.a ', ['a']],
    ['$.a.b[0]', ['a', 'b', 0]],
    ['$[-1].x', [-1, 'x']],
    [`$['a b']["c.d"]`, ['a b', 'c.d']],
    ['$.état-1', ['état-1']],
    ['a.b', null],
    ['', null],
    ['$.', null],
    ['$.a.', null],
    ['$..a', null],
    ['$.*', null],
    ['$[*]', null],
    ['$[a]', null],
    ['$.a[0', null],
    ['$a', null],
    ['$.a b', null],
    ['$[?(@.a)]', null],
    ['$[99999999999]', null],
  ])('%s', (text, path) => {
    expect(parseJsonPath(text)).toEqual(path)
  })

  const document = { a: [{ b: null }, 2], length: 7 }
  it.each<[string, unknown]>([
    ['$', document],
    ['$.a[0].b', null],
    ['$.a[-1]', 2],
    ['$.length', 7],
  ])('%s leads to a value', (text, value) => {
    expect(followJsonPath(document, parseJsonPath(text) ?? [])).toEqual({ found: true, value })
  })

  it.each(['$.a[2]', '$.a[-3]', '$.a.length', '$.a[0].b.c', '$.toString', '$.__proto__', '$[0]', '$.length.x', "$.a['0']"])(
    '%s leads nowhere',
    (text) => {
      expect(followJsonPath(document, parseJsonPath(text) ?? [])).toEqual({ found: false })
    },
  )
})

describe('equal JSON values', () => {
  it('are those with one canonical text', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, each]) => [key, shuffled(each)]),
      )
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy: unknown = JSON.parse(JSON.stringify(value))
        expect(jsonEquals(copy, shuffled(copy))).toBe(true)
      }),
    )
  })

  it.each<[unknown, unknown]>([
    [1, '1'],
    [null, {}],
    [[], {}],
    [{}, []],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ toString: 1 }, {}],
    [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 3 }] } }],
  ])('%j is not %j', (expected, actual) => {
    expect(jsonEquals(expected, actual)).toBe(false)
  })
})
