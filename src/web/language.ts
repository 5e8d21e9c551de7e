import type { Language } from '../core/site.ts'
import { preferences } from './accept.ts'

/** What a request says about the language it wants. */
export interface LanguageWish {
  /** `?lang=` */
  readonly query: string | undefined
  readonly cookie: string | undefined
  readonly acceptLanguage: string | undefined
}

/** `?lang=`, then the cookie, then Accept-Language, then the site's first; only languages of the site are ever chosen. */
export function chooseLanguage(wish: LanguageWish, offered: readonly Language[]): Language {
  const asked = [wish.query, wish.cookie, ...preferences(wish.acceptLanguage).flatMap(({ value, weight }) => (weight > 0 ? [value] : []))]
  for (const tag of asked) {
    const [base = ''] = (tag ?? '').toLowerCase().split('-')
    const found = offered.find((language) => language === base)
    if (found !== undefined) return found
  }
  return offered[0] ?? 'en'
}

export const languageCookie = 'lang'
