/**
 * Whether `text`, of lower-case ASCII, stands in `page`: as `includes` says, but found by the character of it that pages hold least. `includes`
 * goes by the first one, and stops at every "the" of a page to look for "the requested url was rejected".
 */
export function occurs(text: string, page: string): boolean {
  const offset = rarestAt(text)
  const rarest = text.charAt(offset)
  for (let at = page.indexOf(rarest, offset); at !== -1; at = page.indexOf(rarest, at + 1)) {
    if (page.startsWith(text, at - offset)) return true
  }
  return false
}

/** From the most frequent on, in running text and mark-up; what is not among them is rarer. */
const frequent = ' etaoinsrhldcumpfgwy/<>="-.bvkxjqz'

const known = new Map<string, number>()

/** Where the rarest character of a text stands in it. */
function rarestAt(text: string): number {
  const found = known.get(text)
  if (found !== undefined) return found
  const ranks = Array.from(text, (character) => (frequent.includes(character) ? frequent.indexOf(character) : frequent.length))
  const at = ranks.indexOf(Math.max(...ranks))
  known.set(text, at)
  return at
}
