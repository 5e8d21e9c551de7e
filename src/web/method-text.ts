import { readFileSync } from 'node:fs'
import type { Language } from '../core/site.ts'
import { type Block, markdownBlocks } from './markdown.ts'

/** The method in a language: its documents are the only place where it is written, for pages as for readers of the source. */
export function methodText(language: Language): readonly Block[] {
  const known = read.get(language)
  if (known !== undefined) return known
  const blocks = markdownBlocks(readFileSync(new URL(`../../docs/${documents[language]}`, import.meta.url), 'utf8'))
  read.set(language, blocks)
  return blocks
}

const documents: Readonly<Record<Language, string>> = { en: 'methodology.md', fr: 'methodology.fr.md', ar: 'methodology.ar.md' }
const read = new Map<Language, readonly Block[]>()
