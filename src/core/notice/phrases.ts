import { wordsOf } from './words.ts'

/**
 * A list of phrases, one a line, and what finding one of them means. In a phrase `a/b` is a or b, `word?` may be absent, and `_` lets up
 * to three words pass; the first word is never optional. Case, accents and Arabic letter forms do not count.
 */
export interface PhraseList<Tag> {
  readonly tag: Tag
  readonly phrases: string
}

/** A phrase found in a sentence: indexes of its first word and of the word after its last. */
export interface Found<Tag> {
  readonly tag: Tag
  readonly from: number
  readonly to: number
}

/** Finds every phrase of the lists in the words of one sentence; of those of one list that begin at one word, the longest. */
export type PhraseFinder<Tag> = (words: readonly string[]) => readonly Found<Tag>[]

/** Phrases by their first word. Each word of a sentence is looked up once; a phrase then looks at a bounded number of words. */
export function phraseFinder<Tag>(lists: readonly PhraseList<Tag>[]): PhraseFinder<Tag> {
  const byFirstWord = new Map<string, Phrase<Tag>[]>()
  for (const { tag, phrases } of lists) {
    for (const steps of phrases.split('\n').map(readSteps)) {
      for (const word of steps[0]?.words ?? []) {
        const others = byFirstWord.get(word)
        if (others === undefined) byFirstWord.set(word, [{ tag, steps }])
        else others.push({ tag, steps })
      }
    }
  }
  return (words) => words.flatMap((word, at) => longest(byFirstWord.get(word) ?? [], words, at))
}

interface Step {
  readonly words: ReadonlySet<string>
  readonly optional: boolean
  /** Up to three words of any kind may stand before it. */
  readonly afterGap: boolean
}

interface Phrase<Tag> {
  readonly tag: Tag
  /** The first is never optional. */
  readonly steps: readonly Step[]
}

const widestGap = 3

function readSteps(line: string): readonly Step[] {
  const steps: Step[] = []
  let afterGap = false
  for (const token of line.split(/\s+/).filter((token) => token !== '')) {
    if (token !== '_') steps.push({ words: new Set(token.split('/').flatMap(wordsOf)), optional: token.endsWith('?'), afterGap })
    afterGap = token === '_'
  }
  return steps
}

function longest<Tag>(phrases: readonly Phrase<Tag>[], words: readonly string[], at: number): readonly Found<Tag>[] {
  const best = new Map<Tag, Found<Tag>>()
  for (const { tag, steps } of phrases) {
    const to = endOfMatch(steps, 1, words, at + 1)
    if (to !== null && (best.get(tag)?.to ?? 0) < to) best.set(tag, { tag, from: at, to })
  }
  return [...best.values()]
}

/** Index after the last word of the phrase, its steps from `step` on matched from `at` on; null when they do not. */
function endOfMatch(steps: readonly Step[], step: number, words: readonly string[], at: number): number | null {
  const next = steps[step]
  if (next === undefined) return at
  const last = next.afterGap ? at + widestGap : at
  for (let index = at; index <= last; index++) {
    const word = words[index]
    if (word === undefined) break
    const end = next.words.has(word) ? endOfMatch(steps, step + 1, words, index + 1) : null
    if (end !== null) return end
  }
  return next.optional ? endOfMatch(steps, step + 1, words, at) : null
}
