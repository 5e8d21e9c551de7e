import { collapse } from './white-space.ts'

/**
 * A text as `contains` and `excludes` compare it, so that texts which a reader takes for the same are equal here too:
 * - case, accents and other combining marks (so also Arabic vowel signs, and the hamza on or under a letter) do not count;
 * - Arabic: tatweel removed; all forms of alef to ا, ى and ی to ي, ة to ه, ک to ك, presentation forms to letters;
 * - digits of Arabic and Persian to 0–9; compatibility forms (ﬁ, ², full width) to what they stand for; œ to oe, æ to ae, ß to ss;
 * - curly apostrophes and quotes to straight ones, every hyphen and dash to -;
 * - white space of any kind to single spaces, trimmed; invisible characters (soft hyphen, zero width, direction marks) removed.
 * Linear in the length of the text: every UTF-16 code unit is folded by itself, so a letter and its marks need no reordering.
 */
export function foldText(text: string): string {
  const pieces: string[] = []
  for (let from = 0; from < text.length; from += pieceLength) pieces.push(foldPiece(text.slice(from, from + pieceLength)))
  return collapse(pieces.join(''))
}

/** Short enough to be the arguments of one call. */
const pieceLength = 4_096

function foldPiece(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  // Code units, not a string grown by `+=`: that is a tree until somebody reads it, and cost ten times as much.
  const units = new Uint16Array(text.length * longestExpansion)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const folded = table[code] ?? foldUnit(code)
    if (folded.length === 1) units[length++] = folded.charCodeAt(0)
    else for (let index = 0; index < folded.length; index++) units[length++] = folded.charCodeAt(index)
  }
  return Reflect.apply(String.fromCharCode, null, units.subarray(0, length))
}

/** Filled as characters are met: a page uses some hundred of them. */
const table: (string | undefined)[] = Array.from({ length: 0x1_0000 })

/** Longer compatibility forms are whole sentences in one character (U+FDFA has 18 letters); a page of them must not grow eighteenfold. */
const longestExpansion = 4

// What Unicode does not decompose by itself: one character and what it folds to.
const special: ReadonlyMap<string, string> = new Map([
  ...pairs('œoe æae øo łl đd ıi ðd ٱا ىي یي ےي ېي ةه ہه ەه ۃه کك ڪك ـ'),
  ...Array.from('‘’ʼʹʻ‛′´＇', (mark) => [mark, "'"] as const),
  ...Array.from('“”„‟″«»', (mark) => [mark, '"'] as const),
  ...Array.from('‐‑‒–—―−﹘﹣－', (mark) => [mark, '-'] as const),
  ...Array.from('٠١٢٣٤٥٦٧٨٩', (digit, value) => [digit, String(value)] as const),
  ...Array.from('۰۱۲۳۴۵۶۷۸۹', (digit, value) => [digit, String(value)] as const),
])

function pairs(list: string): readonly (readonly [string, string])[] {
  return list.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)])
}

function foldUnit(code: number): string {
  const folded = foldCharacter(String.fromCharCode(code))
  table[code] = folded
  return folded
}

function foldCharacter(character: string): string {
  // Half of a pair: folded by itself it would become U+FFFD.
  if (!character.isWellFormed()) return character
  const direct = special.get(character)
  if (direct !== undefined) return direct
  const decomposed = character.normalize('NFKD')
  if (decomposed.length > longestExpansion) return character
  // Through upper case: ß becomes ss, and the final sigma one like any other.
  const plain = decomposed
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
  return Array.from(plain, (letter) => special.get(letter) ?? letter).join('')
}
