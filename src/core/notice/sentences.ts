import type { Block, BlockRole, Page } from './page.ts'
import { type Found, phraseFinder } from './phrases.ts'
import { type Meaning, phraseLists } from './vocabulary.ts'
import { ar } from './words/ar.ts'
import { de } from './words/de.ts'
import { en } from './words/en.ts'
import { es } from './words/es.ts'
import { fr } from './words/fr.ts'
import { pt } from './words/pt.ts'
import { wordsOf } from './words.ts'

/** One sentence of a page with the phrases found in it. */
export interface Sentence {
  /** As it is written. */
  readonly text: string
  readonly role: BlockRole | 'image'
  readonly words: number
  readonly found: readonly Found<Meaning>[]
  /** Whether it is all that its block says. */
  readonly alone: boolean
  /** Characters of body text before it. */
  readonly offset: number
}

/**
 * The title and the sentences of the first 4,000 characters of text. A page that says more than that before it says that it is out of
 * service is not found by its words (its template tells); and the bound keeps the cost of a page independent of its length.
 */
export function sentencesOf(page: Page): readonly Sentence[] {
  const sentences: Sentence[] = []
  let offset = 0
  for (const block of page.blocks) {
    if (block.role !== 'title' && offset > examinedCharacters) break
    sentences.push(...sentencesOfBlock(block, offset))
    if (block.role !== 'title') offset += block.text.length + 1
  }
  // Where there is next to no text, pictures speak.
  if (page.textLength > wordlessCharacters) return sentences
  return [...sentences, ...page.imageWords.flatMap((words) => sentencesOfBlock({ role: 'text', text: words }, 0).map(asImage))]
}

const examinedCharacters = 4_000
const wordlessCharacters = 200
const longestSentence = 400

const find = phraseFinder([fr, ar, en, es, de, pt].flatMap(phraseLists))

function sentencesOfBlock(block: Block, offset: number): readonly Sentence[] {
  const parts = block.text
    .slice(0, examinedCharacters)
    .split(/(?<=[.!?؟…])\s|\s[|•»›]\s/)
    .flatMap(pieces)
    .filter((part) => part !== '')
  let at = offset
  return parts.map((text): Sentence => {
    const words = wordsOf(text)
    const sentence = { text, role: block.role, words: words.length, found: find(words), alone: parts.length === 1, offset: at }
    at += text.length + 1
    return sentence
  })
}

/** Text without full stops is cut between words, so that words far apart do not meet. */
function pieces(text: string): readonly string[] {
  const cut: string[] = []
  let rest = text.trim()
  while (rest.length > longestSentence) {
    const space = rest.lastIndexOf(' ', longestSentence)
    const end = space > 0 ? space : longestSentence
    cut.push(rest.slice(0, end))
    rest = rest.slice(end).trim()
  }
  return [...cut, rest]
}

function asImage(sentence: Sentence): Sentence {
  return { ...sentence, role: 'image' }
}
