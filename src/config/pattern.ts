import type { Pattern } from '../core/monitor.ts'
import { patternProblem } from '../core/pattern.ts'

/** `/source/flags` → a pattern that compiles and ends, or what is wrong with it. */
export function parsePattern(text: string): { readonly pattern: Pattern } | { readonly fault: string } {
  const match = /^\/(.+)\/([a-z]*)$/s.exec(text)
  if (match === null) return { fault: 'must be a regular expression between slashes, such as /maintenance/i' }
  const [, source = '', written = ''] = match
  // Habit writes /…/iu; the flag only matters to what is beyond the Basic Multilingual Plane, \p{…} and \u{…}.
  const flags = needsUnicodeMode(source) ? written : written.replace('u', '')
  // g and y would give a pattern a memory between looks, d only costs; u and v are not known to the engine that bounds the time.
  const odd = flags.split('').find((flag) => !'ims'.includes(flag))
  if (odd !== undefined) return { fault: `has the flag ${odd}; i, m and s are understood` }
  try {
    const pattern = { text, source, flags: new RegExp(source, flags).flags }
    const endless = patternProblem(pattern)
    return endless === null ? { pattern } : { fault: endless }
  } catch (error) {
    return { fault: `is not a valid regular expression (${reason(error)})` }
  }
}

function needsUnicodeMode(source: string): boolean {
  return /\\(?:[pP]|u)\{/.test(source) || /[\u{10000}-\u{10ffff}]/u.test(source)
}

/** V8 says "Invalid regular expression: /(/: Unterminated group"; the end is enough. */
function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split(': ').at(-1) ?? error.message) : String(error)
}
