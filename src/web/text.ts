import type { Text } from '../core/monitor.ts'
import type { Language } from '../core/site.ts'

/** A configured text in a language; in another one where it was not given in this. */
export function textIn(text: Text, language: Language): string {
  return text[language] ?? Object.values(text)[0] ?? ''
}

/** The same of a text that need not be given. */
export function textOrNull(text: Text | null, language: Language): string | null {
  return text === null ? null : textIn(text, language)
}

/** The language that `textIn` answers in, for a `lang` attribute. */
export function languageOf(text: Text, language: Language): string {
  return text[language] === undefined ? (Object.keys(text)[0] ?? language) : language
}
