/**
 * About how wide a text is in a sans-serif face, in ems; on the wide side, since a drawing that others load cannot know their fonts.
 * Marks and direction controls take no room.
 */
export function emsOf(text: string): number {
  let sum = 0
  for (const character of text) sum += widths.find(([pattern]) => pattern.test(character))?.[1] ?? usual
  return sum
}

/** The text in lines of at most `ems`, broken between words; what does not fit into `lines` ends in an ellipsis. */
export function wrapped(text: string, ems: number, lines: number): readonly string[] {
  const made: string[] = []
  for (const word of text.split(' ')) {
    const last = made.at(-1)
    if (last !== undefined && emsOf(`${last} ${word}`) <= ems) made[made.length - 1] = `${last} ${word}`
    else made.push(word)
  }
  const kept = made.slice(0, lines).map((line) => cut(line, ems))
  if (made.length <= lines) return kept
  return [...kept.slice(0, -1), `${cut(kept.at(-1) ?? '', ems - 1)}…`.replace(/……$/, '…')]
}

function cut(line: string, ems: number): string {
  if (emsOf(line) <= ems) return line
  let short = ''
  for (const character of line) {
    if (emsOf(short + character) > ems - 1) break
    short += character
  }
  return `${short}…`
}

const usual = 0.6
const widths: readonly (readonly [RegExp, number])[] = [
  [/[\p{Mn}\p{Cf}\p{Cc}]/u, 0],
  [/[\s.,:;!|'iIjlft()[\]-]/u, 0.36],
  [/[mwMW—%@]/u, 0.95],
  [/\p{Lu}/u, 0.72],
  [/\p{Script=Arabic}/u, 0.62],
  [/\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Extended_Pictographic}/u, 1.05],
]
