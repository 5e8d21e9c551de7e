import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pattern } from '../../src/core/monitor.ts'
import { compilePattern, patternProblem } from '../../src/core/pattern.ts'
import { inBothCases } from '../../src/core/pattern-case.ts'

const pattern = (source: string, flags = ''): Pattern => ({ text: `/${source}/${flags}`, source, flags })

describe('a compiled pattern', () => {
  it('is compiled once', () => {
    const one = pattern('a+')
    expect(compilePattern(one)).toBe(compilePattern(one))
  })

  it('remembers nothing from one text to the next', () => {
    const sticky = compilePattern(pattern('a', 'gy'))
    expect([sticky.test('a'), sticky.test('a'), sticky.test('a')]).toEqual([true, true, true])
  })

  it('keeps its other flags', () => {
    expect(compilePattern(pattern('^b.c$', 'ims')).test('A\nB\nC')).toBe(true)
  })

  it('throws on what is no expression', () => {
    expect(() => compilePattern(pattern('(a'))).toThrow(SyntaxError)
  })
})

describe('a pattern spelled in both cases', () => {
  it.each([
    'maintenance',
    'suspendu|arrêté',
    'caf[é-ê]\\b',
    '[^a-z\\d-]',
    '[-a]',
    '[a-]',
    '[\\w-z]',
    '\\x41\\u00e9\\cJ\\t\\/',
    'a{2,3}?(?:b|(?<n>c))',
    '(?<!x)y',
    '^É.*Σ$',
    '[\\]k]',
    '\\[K\\]',
    '{a',
    'ſ|ı|K|ß',
    '[]|a',
    '[^]z',
    '[*-k]',
  ])('%s matches what flag i matches', (source) => {
    const native = new RegExp(source, 'i')
    const spelled = new RegExp(inBothCases(source))
    const letters = [...Array.from('abcdkxyzABCDKXYZéèêÉÈÊσςΣſsSıiIİßK-*[]{}/\\\t\n0 _'), source, source.toUpperCase()]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { maxLength: 8 }), (bits) => {
        const text = bits.join('')
        expect(spelled.exec(text)?.[0]).toBe(native.exec(text)?.[0])
      }),
      { numRuns: 300 },
    )
  })
})

/** With the reason, in a word, why V8's linear engine refuses it; null when it takes it. */
const linear: readonly (readonly [string, string, string | null])[] = [
  ['(a+)+$', '', null],
  ['(a+)+$', 'i', null],
  ['^x.y$', 'ms', null],
  ['a{16}b{3,16}', '', null],
  ['(?:a{2}){2,4}', '', null],
  ['(a{4}){4}|x{5,}', '', null],
  ['[(?=]\\(?=[{17}]', '', null],
  ['(?<n>x)(?:y)(?<!a)b(?<=c)', '', null],
  ['\\bmot\\b \\d+ [\\d.]+', '', null],
  ['x{,5}{', '', null],
  ['a{17}', '', '{17} repeats'],
  ['a{0,17}', '', '{0,17} repeats'],
  ['a{17,}', '', '{17,} repeats'],
  ['(a{4}){5}', '', '{5} repeats'],
  ['(?:x(?:y{3}){3}){2}', '', '{2} repeats'],
  ['(?=a)b', '', 'lookahead (?='],
  ['^(?!.*maintenance)', 'i', 'lookahead (?!'],
  ['(?i:a)', '', '(?i:'],
  ['(a)\\1', '', 'back reference \\1'],
  ['(?<n>a)\\k<n>', '', 'back reference \\k<n>'],
  ['(?<=(a))b', '', 'group inside a lookbehind'],
  ['\\p{L}', 'u', 'flag u'],
  ['[a&&b]', 'v', 'flag v'],
]

describe('what cannot be matched in bounded time', () => {
  it.each(linear)('/%s/%s: %s', (source, flags, problem) => {
    if (problem === null) expect(patternProblem(pattern(source, flags))).toBeNull()
    else expect(patternProblem(pattern(source, flags))).toContain(problem)
  })

  it("is what V8's own linear engine refuses", () => {
    // A pattern with flag i is spelled out before V8 sees it.
    const asked = linear.map(([source, flags]) => [flags.includes('i') ? inBothCases(source) : source, flags.replace('i', '')])
    const script = `console.log(JSON.stringify(${JSON.stringify(asked)}.map(([source, flags]) => {
      try { new RegExp(source, flags + 'l'); return true } catch { return false } })))`
    const answer = execFileSync(process.execPath, ['--enable-experimental-regexp-engine', '-e', script], { encoding: 'utf8' })
    expect(JSON.parse(answer)).toEqual(linear.map(([, , problem]) => problem === null))
  })
})

describe('a catastrophic pattern', () => {
  it.each([
    ['(a*)*b', ''],
    ['(a+)+$', 'i'],
    ['(é|É|e)+$', 'i'],
    ['(?:a|a)*c', 'm'],
  ])('/%s/%s ends in time, validated before the engine is settled and judged after', (source, flags) => {
    const script = `
      const load = (path) => import(new URL(path, ${JSON.stringify(import.meta.resolve('../../src/'))}))
      const { parsePattern } = await load('config/pattern.ts')
      const { pattern } = parsePattern(${JSON.stringify(`/${source}/${flags}`)})
      new RegExp(pattern.source, pattern.flags).test('short')
      const { boundBacktracking } = await load('engine.ts')
      boundBacktracking()
      const { compilePattern } = await load('core/pattern.ts')
      const text = ${JSON.stringify(source.includes('é') ? 'é' : 'a')}.repeat(100_000) + '!'
      console.log(compilePattern(pattern).test(text))`
    const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 10_000 })
    expect(answer).toBe('false\n')
  })
})
