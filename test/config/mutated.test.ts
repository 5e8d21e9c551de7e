import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'
import { folder } from './folder.ts'

const example: unknown = parse(readFileSync('config/vigie.example.yaml', 'utf8'))
const paths = pathsOf(example, [])
const odd = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -1,
  1.5,
  '',
  ' ',
  'x',
  'x:y',
  '${X}',
  [],
  [[]],
  [null],
  {},
  { a: {} },
  { file: 'x' },
  Number.NaN,
  '💥',
  'a\u0000b',
  { constructor: 1 },
)

describe('a configuration in which things stand where they should not', () => {
  it('is never an exception, and every problem has a place and a sentence of ours', async () => {
    await using home = await folder()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...paths), odd), { minLength: 1, maxLength: 3 }), async (changes) => {
        const changed = changes.reduce<unknown>((tree, [path, value]) => replaced(tree, path, value), example)
        const text = stringify(changed)
        const result = await loadConfig(await home.write('vigie.yaml', text), {})
        const lines = text.split('\n')
        for (const { line, column, message } of result.ok ? [] : result.problems) {
          expect(message).not.toMatch(/Invalid|expected (string|number|array|object|record)|received|undefined|\[object|Too (small|big)/)
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 1)
        }
      }),
      { numRuns: 60 },
    )
  })
})

type Steps = readonly (string | number)[]

function pathsOf(value: unknown, path: Steps): readonly Steps[] {
  if (typeof value !== 'object' || value === null) return [path]
  const below = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))
  return [path, ...below]
}

function replaced(tree: unknown, path: Steps, value: unknown): unknown {
  const [step, ...inner] = path
  if (step === undefined) return value
  if (Array.isArray(tree)) return tree.map((item: unknown, index) => (index === step ? replaced(item, inner, value) : item))
  if (typeof tree !== 'object' || tree === null) return tree
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, key === step ? replaced(item, inner, value) : item]))
}
