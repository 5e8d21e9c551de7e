/**
 * reference: `\1`, `\k<name>` · open: `(` with what makes its kind, `(?<name>` for example · close: `)` · count: `{2,5}` ·
 * class: `[a-z]` · escape: `\d`, `\u00e9` · character: anything else, operators such as `*` and `|` included.
 */
export type PatternTokenKind = 'reference' | 'open' | 'close' | 'count' | 'class' | 'escape' | 'character'
export interface PatternToken {
  readonly kind: PatternTokenKind
  readonly text: string
}

/** The parts of a valid regular expression without flags u and v, in order; joined they are the source again. */
export function patternTokens(source: string): readonly PatternToken[] {
  return Array.from(source.matchAll(token), ([text]) => ({ kind: kindOf(text), text }))
}

/** The parts of a character class between its brackets, in order: one escape or one character each. */
export function classItems(content: string): readonly string[] {
  return content.match(item) ?? []
}

const escape = String.raw`\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[a-zA-Z]|[^])`
const item = new RegExp(`${escape}|[^]`, 'g')
const group = String.raw`\((?:\?(?:<[=!]|<[^>]*>|[a-z-]*:|[=!]))?`
const token = new RegExp(String.raw`\\[1-9]\d*|\\k<[^>]*>|${escape}|\[(?:\\[^]|[^\]\\])*\]|${group}|\{\d+(?:,\d*)?\}|[^]`, 'g')

function kindOf(text: string): PatternTokenKind {
  if (/^\\(?:[1-9]|k<)/.test(text)) return 'reference'
  if (text.startsWith('\\')) return 'escape'
  if (text.startsWith('(')) return 'open'
  if (text === ')') return 'close'
  if (text.startsWith('[')) return 'class'
  return /^\{\d/.test(text) ? 'count' : 'character'
}
