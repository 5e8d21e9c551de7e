/**
 * Text of a stranger's page as one plain line: no half characters, no controls, no marks that turn the direction of what follows or
 * that nobody sees (Unicode 17, chapter 23.2 and 23.8), at most `most` characters.
 */
export function plainText(text: string, most: number): string {
  // What is far too long is cut before it is worked on.
  const plain = text
    .slice(0, most * 4)
    .toWellFormed()
    .replace(unseen, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = Array.from(plain)
  return characters.length <= most ? plain : `${characters.slice(0, most - 1).join('')}…`
}

/** Zero-width joiners stay: Persian and Indian words are spelt with them. */
const unseen = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\u{e0000}-\u{e007f}]/gu
