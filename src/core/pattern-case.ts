import { classItems, patternTokens } from './pattern-tokens.ts'

/**
 * A regular expression that matches without flag `i` what `source` matches with it: `Caf[é-ê]` becomes `[Cc][Aa][Ff][É-Êé-ê]`.
 * Case is ECMAScript's Canonicalize for expressions without flag u: two code units are one letter when they have one upper case.
 */
export function inBothCases(source: string): string {
  return patternTokens(source)
    .map(({ kind, text }) => {
      if (kind === 'class') return classInBothCases(text)
      const unit = kind === 'escape' || kind === 'character' ? unitOf(text) : null
      const units = unit === null ? [] : variantsOf(unit)
      return units.length > 1 ? `[${units.map(written).join('')}]` : text
    })
    .join('')
}

function classInBothCases(text: string): string {
  const negated = text.startsWith('[^')
  const content = text.slice(negated ? 2 : 1, -1)
  const added = otherCases(classItems(content))
  // A hyphen that was first, and so itself, would become a range's.
  const rest = content.startsWith('-') ? `\\${content}` : content
  return `[${negated ? '^' : ''}${added}${rest}]`
}

function otherCases(items: readonly string[]): string {
  const units = new Set<number>()
  for (let index = 0; index < items.length; index++) {
    const from = unitOf(items[index] ?? '', true)
    const to = items[index + 1] === '-' ? unitOf(items[index + 2] ?? '', true) : null
    if (from === null) continue
    for (let unit = from; unit <= (to ?? from); unit++) for (const variant of variantsOf(unit)) units.add(variant)
    if (to !== null) index += 2
  }
  return ranges([...units].toSorted((a, b) => a - b))
}

function ranges(units: readonly number[]): string {
  let text = ''
  for (let start = 0, end = 0; start < units.length; start = end + 1) {
    end = start
    while (units[end + 1] === (units[end] ?? 0) + 1) end++
    const [first, last] = [units[start] ?? 0, units[end] ?? 0]
    text += first === last ? written(first) : `${written(first)}-${written(last)}`
  }
  return text
}

/** The one code unit that a token stands for; null for operators, sets such as `\d`, and assertions. */
function unitOf(token: string, inClass = false): number | null {
  if (!token.startsWith('\\')) return token.length === 1 && (inClass || !'^$.*+?|{}'.includes(token)) ? token.charCodeAt(0) : null
  const code = /^\\[xu]([0-9a-fA-F]+)$/.exec(token)?.[1]
  if (code !== undefined && code.length % 2 === 0) return Number.parseInt(code, 16)
  // What these escapes stand for has no case, or is a set; \B and \b are assertions.
  return token.length === 2 && !/[dDwWsSbBfnrtv0-9]/.test(token.charAt(1)) ? token.charCodeAt(1) : null
}

function written(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}

/** Code units with the same Canonicalize as `unit`, itself included. */
function variantsOf(unit: number): readonly number[] {
  families ??= Map.groupBy(
    Array.from({ length: 0x1_0000 }, (_, each) => each),
    canonical,
  )
  return families.get(canonical(unit)) ?? [unit]
}

/** Built on the first use: 65,536 entries take some ms. */
let families: ReadonlyMap<number, readonly number[]> | null = null

function canonical(unit: number): number {
  const upper = String.fromCharCode(unit).toUpperCase()
  if (upper.length !== 1) return unit
  const code = upper.charCodeAt(0)
  return unit >= 128 && code < 128 ? unit : code
}
