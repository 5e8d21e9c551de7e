/**
 * Whether `text`, of lower-case ASCII, stands in a page in whatever case; the bytes are looked at as they are, since any encoding that a
 * page comes in holds ASCII so. It is found by the character of it that pages hold least: by the first one a search would stop at every
 * "the" of a page to look for "the requested url was rejected".
 */
export function occurs(text: string, page: Uint8Array): boolean {
  const offset = rarestAt(text)
  const rarest = text.charCodeAt(offset)
  return occursBy(text, offset, rarest, page) || (isLetter(rarest) && occursBy(text, offset, rarest - 0x20, page))
}

function occursBy(text: string, offset: number, byte: number, page: Uint8Array): boolean {
  for (let at = page.indexOf(byte, offset); at !== -1; at = page.indexOf(byte, at + 1)) {
    if (standsAt(text, page, at - offset)) return true
  }
  return false
}

function standsAt(text: string, page: Uint8Array, from: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const wanted = text.charCodeAt(i)
    const byte = page[from + i]
    if (byte !== wanted && !(isLetter(wanted) && byte === wanted - 0x20)) return false
  }
  return true
}

function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a
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
