import { foldText } from '../text-fold.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { Page } from './page.ts'
import { wordsOf } from './words.ts'

/** What one look's page is told by, folded (text-fold.ts): what templates are learned from and compared with. */
export interface Traits {
  /** Host where redirects ended, without `www.`; null where it is not known (a file). */
  readonly host: string | null
  readonly titleWords: readonly string[]
  /** UTF-16 code units of visible text. */
  readonly textLength: number
  /** Short texts, those of menus, buttons and headers first; each once, digits as `#`. */
  readonly landmarks: readonly string[]
  /** `text:email`: fields of forms. */
  readonly fields: readonly string[]
  readonly hasPassword: boolean
  /** See fingerprint.ts. */
  readonly fingerprint: string
}

export function traitsOf(page: Page, finalUrl: string | null): Traits {
  const title = page.blocks.filter(({ role }) => role === 'title').map(({ text }) => text)
  return {
    host: hostOf(finalUrl),
    titleWords: [...new Set(wordsOf(title.join(' ').slice(0, 300)))].filter((word) => word.length > 1 && !/\d/.test(word)),
    textLength: page.textLength,
    landmarks: landmarksOf(page),
    fields: [...new Set(page.fields)],
    hasPassword: page.hasPassword,
    fingerprint: fingerprintOf(page),
  }
}

const shortest = 3
const longest = 60
/** Enough for the menus of a large page; the rest is its content. */
const mostLandmarks = 200

function landmarksOf(page: Page): readonly string[] {
  const short = page.blocks.filter(({ role, text }) => role !== 'title' && text.length >= shortest && text.length <= longest)
  const labels = short.filter(({ role }) => role === 'label')
  const others = short.filter(({ role }) => role !== 'label')
  const texts = [...labels, ...others].slice(0, mostLandmarks * 2).map(({ text }) => foldText(text).replace(/\d+/g, '#'))
  return [...new Set(texts.filter((text) => /\p{L}{2}/u.test(text)))].slice(0, mostLandmarks)
}

function hostOf(url: string | null): string | null {
  const host = url === null ? null : URL.parse(url)?.hostname
  return host ? host.replace(/^www\./, '').replace(/\.$/, '') : null
}
