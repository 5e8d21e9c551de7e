/**
 * About how wide a text is in a sans-serif face, in ems; on the wide side, since a drawing that others load cannot know their fonts.
 * Marks and direction controls take no room.
 */
export function emsOf(text: string): number {
  let sum = 0
  for (const character of text) sum += widths.find(([pattern]) => pattern.test(character))?.[1] ?? usual
  return sum
}

/**
 * The text in lines of at most `ems`, broken between words; what does not fit into `lines` ends in an ellipsis. What is isolated (U+2066 to
 * U+2069) and runs on in the next line is isolated there again: each line is drawn by itself.
 */
export function wrapped(text: string, ems: number, lines: number): readonly string[] {
  const made = broken(text, ems)
  const kept = made.slice(0, lines)
  if (made.length > lines) kept.push(`${cut(kept.pop() ?? '', ems - 1).replace(/…$/, '')}…`)
  return isolatedAgain(kept.map((line) => cut(line, ems)))
}

/** The largest of the sizes, largest first, in which the text fits into `width` and `height` in lines 1.4 sizes apart; cut where none does. */
export function fitted(
  text: string,
  room: { readonly width: number; readonly height: number },
  sizes: readonly number[],
): { readonly size: number; readonly lines: readonly string[] } {
  const atMost = (size: number) => Math.max(1, Math.floor(room.height / (size * 1.4)))
  const size = sizes.find((one) => broken(text, room.width / one).length <= atMost(one)) ?? sizes.at(-1) ?? 1
  return { size, lines: wrapped(text, room.width / size, atMost(size)) }
}

function broken(text: string, ems: number): string[] {
  const made: string[] = []
  for (const word of text.split(' ')) {
    const last = made.at(-1)
    if (last !== undefined && emsOf(`${last} ${word}`) <= ems) made[made.length - 1] = `${last} ${word}`
    else made.push(word)
  }
  return made
}

function isolatedAgain(lines: readonly string[]): readonly string[] {
  let open = ''
  return lines.map((line) => {
    const begun = open + line
    for (const [mark] of line.matchAll(/[\u2066-\u2069]/g)) open = mark === '\u2069' ? open.slice(0, -1) : open + mark
    return begun + '\u2069'.repeat(open.length)
  })
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
