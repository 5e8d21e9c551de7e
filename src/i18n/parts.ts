/**
 * A sentence in pieces, so that one wording serves a page (with `<strong>`, `<time>`, `<bdi>`) and plain text to copy.
 * `at` is what `text` shows: an instant (UTC ms), or a local day or month as HTML writes it (`2025-05-27`, `2025-05`); `id` is an
 * identifier or an address, which keeps its own direction.
 */
export type Part =
  | string
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'time'; readonly text: string; readonly at: number | string }
  | { readonly kind: 'id'; readonly text: string }
export type Parts = readonly Part[]

/** Template tag: holes are parts, lists of parts, or text. */
export function parts(texts: TemplateStringsArray, ...holes: readonly (Part | Parts)[]): Parts {
  return texts.flatMap((text, index): Parts => {
    const hole = holes[index]
    const tail: Parts = hole === undefined ? [] : isList(hole) ? hole : [hole]
    return text === '' ? tail : [text, ...tail]
  })
}

export const strong = (text: string): Part => ({ kind: 'strong', text })
export const id = (text: string): Part => ({ kind: 'id', text })
export const time = (at: number | string, text: string): Part => ({ kind: 'time', at, text })

/** Plain text. Identifiers are isolated (U+2068, U+2069) where the sentence runs from right to left. */
export function plain(sentence: Parts, dir: 'ltr' | 'rtl'): string {
  return sentence
    .map((part) => {
      if (typeof part === 'string') return part
      return part.kind === 'id' && dir === 'rtl' ? isolate(part.text) : part.text
    })
    .join('')
}

/** Keeps a text's direction from leaking into its surroundings (Unicode UAX #9, first strong isolate). */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`
}

function isList(hole: Part | Parts): hole is Parts {
  return Array.isArray(hole)
}
