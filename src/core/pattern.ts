import type { Pattern } from './monitor.ts'
import { inBothCases } from './pattern-case.ts'
import { patternTokens } from './pattern-tokens.ts'

/**
 * The regular expression of a pattern, compiled once. Patterns meet text from strangers, so they must not backtrack without end:
 * before anything is judged, src/engine.ts sets V8's `--enable-experimental-regexp-engine-on-excessive-backtracks`, which hands a runaway
 * match to an engine that is linear in the text. That engine knows no flag `i`, so the letters of such a pattern are spelled in both cases.
 * What else it does not know is `patternProblem`'s answer. Throws a SyntaxError on a pattern that is none.
 */
export function compilePattern(pattern: Pattern): RegExp {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const expression = compile(pattern)
  compiled.set(pattern, expression)
  return expression
}

/**
 * Why a valid pattern cannot be matched in time linear in the text, with the remedy; null when it can. The configuration refuses such
 * patterns. The limits are those of V8's linear engine: no flag u or v, no lookahead, no back reference, no modifiers, no group
 * inside a lookbehind, counted repetition up to 16, the counts of nested groups multiplied.
 */
export function patternProblem(pattern: Pattern): string | null {
  if (/[uv]/.test(pattern.flags)) return `flag ${pattern.flags.includes('u') ? 'u' : 'v'} cannot be matched in bounded time: leave it out`
  let scope: Scope = { around: null, lookbehind: false, most: 1 }
  // Copies of the piece that the next quantifier repeats.
  let copies = 1
  for (const { kind, text } of patternTokens(pattern.source)) {
    if (kind === 'reference') return `the back reference ${text} cannot be matched in bounded time: write the alternatives out`
    if (kind === 'open') {
      const problem = groupProblem(text, scope.lookbehind)
      if (problem !== null) return problem
      scope = { around: scope, lookbehind: scope.lookbehind || isLookbehind(text), most: 1 }
      continue
    }
    copies = kind === 'count' ? copies * largest(text) : kind === 'close' ? scope.most : 1
    if (copies > mostCopies) return `${text} repeats more than ${mostCopies} times (nested counts multiplied): use * or +`
    if (kind === 'close') scope = scope.around ?? scope
    scope = { ...scope, most: Math.max(scope.most, copies) }
  }
  return null
}

interface Scope {
  readonly around: Scope | null
  readonly lookbehind: boolean
  /** Copies of the most repeated piece in it. */
  readonly most: number
}

// v8/src/regexp/experimental/experimental-compiler.cc, kMaxReplicationFactor.
const mostCopies = 16

const compiled = new WeakMap<Pattern, RegExp>()

function compile(pattern: Pattern): RegExp {
  // A sticky or global expression remembers where it stopped; a judgement must not depend on the one before.
  const flags = pattern.flags.replace(/[gyd]/g, '')
  const asWritten = new RegExp(pattern.source, flags)
  if (patternProblem(pattern) !== null) return asWritten
  const source = flags.includes('i') ? inBothCases(pattern.source) : pattern.source
  // V8 keeps an expression by its source, and whether it may give way is settled when it is first made. Who validated the configuration has
  // made it as it is written, before the flag was set: so here it is written otherwise.
  return new RegExp(`(?:${source})`, flags.replace('i', ''))
}

function groupProblem(text: string, inLookbehind: boolean): string | null {
  const captures = text === '(' || /^\(\?<[^=!]/.test(text)
  if (captures) return inLookbehind ? 'a group inside a lookbehind cannot be matched in bounded time: use (?:…)' : null
  if (text === '(?:' || isLookbehind(text)) return null
  if (text === '(?=' || text === '(?!') return `the lookahead ${text} cannot be matched in bounded time: use contains and excludes instead`
  return `${text} cannot be matched in bounded time: write the flag after the pattern`
}

function isLookbehind(text: string): boolean {
  return text === '(?<=' || text === '(?<!'
}

function largest(count: string): number {
  return Math.max(1, ...(count.match(/\d+/g) ?? []).map(Number))
}
