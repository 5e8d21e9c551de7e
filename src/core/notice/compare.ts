import { fingerprintDistance } from './fingerprint.ts'
import type { HealthyTemplate } from './template.ts'
import type { Traits } from './traits.ts'

/** How a page differs from the healthy template. */
export interface Difference {
  /** A closed list: branch on it, not on the detail. */
  readonly what: 'host' | 'title' | 'length' | 'landmarks' | 'fields' | 'words'
  /** For people, in English. */
  readonly detail: string
}

export interface Comparison {
  readonly healthy: boolean
  /** 0 (nothing in common) to 1, two decimals. */
  readonly similarity: number
  readonly differences: readonly Difference[]
}

/**
 * Whether a page is the healthy one: it came from a known host, has at least half of what is always there, its forms are not gone, and
 * it is not far shorter or longer than it ever was. Less than that is ordinary: news, prices, another variant, a section that is missing.
 */
export function compareWithTemplate(template: HealthyTemplate, traits: Traits): Comparison {
  const parts = partsOf(template, traits)
  const weight = parts.reduce((sum, part) => sum + part.weight, 0)
  const similarity = weight === 0 ? 1 : parts.reduce((sum, part) => sum + part.weight * part.share, 0) / weight
  const broken = breaks(template, traits)
  const differences = [...broken, ...parts.flatMap(({ share, difference }) => (share < leastPartShare ? [difference] : []))]
  return {
    healthy: broken.length === 0 && similarity >= leastSimilarity,
    similarity: Math.round(similarity * 100) / 100,
    differences: differences.filter(({ what }, index) => differences.findIndex((other) => other.what === what) === index),
  }
}

const leastSimilarity = 0.5
/** A part below this is told as a difference, whether or not it decides. */
const leastPartShare = 0.7

interface Part {
  readonly weight: number
  readonly share: number
  readonly difference: Difference
}

/** What the template can say something about; a page without forms is not judged by forms. */
function partsOf({ landmarks, fields, titleWords, fingerprint }: HealthyTemplate, traits: Traits): readonly Part[] {
  const distance = fingerprintDistance(fingerprint, traits.fingerprint) ?? 0
  return [
    // Few landmarks say less than many.
    ...presence('landmarks', 0.5 * Math.min(1, landmarks.length / 8), landmarks, traits.landmarks),
    ...presence('fields', 0.15, fields, traits.fields),
    ...presence('title', 0.15, titleWords, traits.titleWords),
    {
      weight: 0.2,
      share: Math.max(0, 1 - distance / unrelatedBits),
      difference: { what: 'words', detail: `${distance} of 64 bits of the fingerprint differ` },
    },
  ]
}

function presence(what: Difference['what'], weight: number, expected: readonly string[], found: readonly string[]): readonly Part[] {
  if (expected.length === 0) return []
  const present = new Set(found)
  const missing = expected.filter((text) => !present.has(text))
  const detail = `${expected.length - missing.length} of ${expected.length} are there; missing: ${listed(missing)}`
  return [{ weight, share: 1 - missing.length / expected.length, difference: { what, detail } }]
}

/** Pages that have nothing in common differ in 32 bits, give or take 4. */
const unrelatedBits = 28

/** What no ordinary change does. */
function breaks({ hosts, length, fields, landmarks }: HealthyTemplate, traits: Traits): readonly Difference[] {
  const found: Difference[] = []
  if (traits.host !== null && hosts.length > 0 && !hosts.includes(traits.host))
    found.push({ what: 'host', detail: `ended on ${traits.host}, not on ${listed(hosts)}` })
  const band = `between ${length.min} and ${length.max}`
  if (traits.textLength < length.min * shortestShare) found.push({ what: 'length', detail: `${traits.textLength} characters, not ${band}` })
  if (traits.textLength > length.max * longestTimes + slack)
    found.push({ what: 'length', detail: `${traits.textLength} characters, not ${band}` })
  if (fields.length >= 2 && !fields.some((field) => traits.fields.includes(field)))
    found.push({ what: 'fields', detail: `none of ${fields.length} form fields is there` })
  if (landmarks.length >= 8 && !landmarks.some((text) => traits.landmarks.includes(text)))
    found.push({ what: 'landmarks', detail: `none of ${landmarks.length} is there` })
  return found
}

const shortestShare = 0.4
const longestTimes = 3
const slack = 1_000

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).map((text) => `"${text}"`)
  return texts.length > shown.length ? `${shown.join(', ')} and ${texts.length - shown.length} more` : shown.join(', ')
}
