import { foldText } from '../text-fold.ts'

/** The words of a text as phrases compare them: folded (text-fold.ts), without punctuation, Arabic words without their proclitics. */
export function wordsOf(text: string): readonly string[] {
  return (foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []).map(withoutProclitics)
}

/**
 * Arabic writes "and", "in", "for" and the article as part of the word: والخدمة, بالموقع, للصيانة. They are cut off where enough is left to be
 * a word. That cuts some roots too, but the same way in phrases and on pages, so that equal words stay equal.
 */
function withoutProclitics(word: string): string {
  const first = word.charCodeAt(0)
  if (first < 0x621 || first > 0x64a) return word
  const bare = word.length >= 5 && (first === waw || first === fa) ? word.slice(1) : word
  if (bare.length >= 4 && bare.startsWith('ال')) return bare.slice(2)
  if (bare.length >= 5 && (bare.startsWith('بال') || bare.startsWith('كال'))) return bare.slice(3)
  return bare.length >= 5 && bare.startsWith('لل') ? bare.slice(2) : bare
}

const waw = 0x648
const fa = 0x641
