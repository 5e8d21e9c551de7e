import { canonicalJson } from '../canonical.ts'
import type { Tally } from './tally.ts'

/** SHA-256 of a text in lower-case hex; passed in, for core has no packages. */
export type TextHash = (text: string) => string

/** What the healthy page of one monitor always shows. Frozen: `hash` is that of the canonical JSON of all other members. */
export interface HealthyTemplate {
  readonly version: 1
  /** Good looks it was learned from. */
  readonly looks: number
  /** Hosts where redirects ended, sorted; empty where none was known. */
  readonly hosts: readonly string[]
  readonly titleWords: readonly string[]
  /** Least and most visible text seen, UTF-16 code units. */
  readonly length: { readonly min: number; readonly max: number }
  /** Short texts that are always there, folded. */
  readonly landmarks: readonly string[]
  /** `text:email`: form fields that are always there. */
  readonly fields: readonly string[]
  /** Of the last look it was learned from. */
  readonly fingerprint: string
  /** Hash of the template that it follows, or null for the first. */
  readonly follows: string | null
  readonly hash: string
}

/** Good looks that a template needs. They should span a day at least: what stays for an hour is news, not the page. */
export const leastLooks = 20

/** The template of a tally of good looks; null while there are too few. */
export function learnTemplate(tally: Tally, hash: TextHash, follows: string | null = null): HealthyTemplate | null {
  return tally.looks < leastLooks ? null : freezeTemplate(tally, hash, follows)
}

/** The template of however few looks: of the one page that a person says is healthy, for example. */
export function freezeTemplate(tally: Tally, hash: TextHash, follows: string | null): HealthyTemplate | null {
  if (tally.fingerprint === null) return null
  const always = (counts: ReadonlyMap<string, number>) =>
    [...counts].filter(([, count]) => count >= tally.looks * alwaysShare).map(([text]) => text)
  return frozen(
    {
      version: 1,
      looks: tally.looks,
      hosts: [...tally.hosts.keys()].toSorted(),
      titleWords: always(tally.titleWords),
      length: { min: tally.minLength, max: tally.maxLength },
      landmarks: spread(always(tally.landmarks), mostTemplateLandmarks),
      fields: always(tally.fields).slice(0, mostTemplateFields),
      fingerprint: tally.fingerprint,
      follows,
    },
    hash,
  )
}

/** With its hash. */
export function frozen(content: Omit<HealthyTemplate, 'hash'>, hash: TextHash): HealthyTemplate {
  return { ...content, hash: hash(canonicalJson(content)) }
}

/** Whether nobody has changed it since it was frozen. */
export function isIntact({ hash: told, ...content }: HealthyTemplate, hash: TextHash): boolean {
  return hash(canonicalJson(content)) === told
}

/** One look in twenty may lack it: a page that was caught while it was being put together. */
const alwaysShare = 0.95
export const mostTemplateLandmarks = 40
export const mostTemplateFields = 20

/** As many as asked for, from all over the list: a lost section then costs its share and no more. */
function spread(texts: readonly string[], most: number): readonly string[] {
  if (texts.length <= most) return texts
  return Array.from({ length: most }, (_, index) => texts[Math.floor((index * texts.length) / most)] ?? '')
}
