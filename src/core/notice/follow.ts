import { compareWithTemplate } from './compare.ts'
import { fingerprintDistance } from './fingerprint.ts'
import { addLook, emptyTally, type Tally } from './tally.ts'
import {
  freezeTemplate,
  frozen,
  type HealthyTemplate,
  leastLooks,
  mostTemplateFields,
  mostTemplateLandmarks,
  type TextHash,
} from './template.ts'
import type { Traits } from './traits.ts'

/** A template and the good looks since it was frozen. */
export interface Following {
  readonly template: HealthyTemplate
  readonly since: Tally
}

export function follow(template: HealthyTemplate): Following {
  return { template, since: emptyTally }
}

/**
 * Takes one look into account that was judged up. A page that is not the healthy one changes nothing: a jump is for a person to accept. After
 * twenty healthy looks the template moves towards them, by a bounded step: a tenth of its length band, a quarter of its landmarks; it names
 * the one it follows. Where no more than news changed it stays as it is. Looks should lie an hour or more apart, so that what is new in all of
 * them is the page and not the day's news.
 */
export function followLook(before: Following, traits: Traits, hash: TextHash): Following {
  if (!compareWithTemplate(before.template, traits).healthy) return before
  const since = addLook(before.since, traits)
  if (since.looks < leastLooks) return { ...before, since }
  const next = moved(before.template, since, hash)
  return follow(isNews(before.template, next) ? before.template : next)
}

/** The template that a person puts in place of another by saying of one page that it is healthy. It names the one it replaces. */
export function acceptPage(before: HealthyTemplate | null, traits: Traits, hash: TextHash): HealthyTemplate | null {
  return freezeTemplate(addLook(emptyTally, traits), hash, before?.hash ?? null)
}

/** Whether all that a template would bring is a little more or less text: not worth another one in the log each day. What adds up is seen later. */
function isNews(before: HealthyTemplate, next: HealthyTemplate): boolean {
  return (
    hasSame(before.hosts, next.hosts) &&
    hasSame(before.titleWords, next.titleWords) &&
    hasSame(before.landmarks, next.landmarks) &&
    hasSame(before.fields, next.fields) &&
    isNear(before.length.min, next.length.min) &&
    isNear(before.length.max, next.length.max) &&
    (fingerprintDistance(before.fingerprint, next.fingerprint) ?? 64) <= newsBits
  )
}

function hasSame(one: readonly string[], two: readonly string[]): boolean {
  return one.length === two.length && one.every((text) => two.includes(text))
}

function isNear(one: number, two: number): boolean {
  return Math.abs(two - one) <= one * newsShare
}

/** Half a step. */
const newsShare = 0.05
/** News leave the fingerprint as it is, or nearly; another page differs in half of 64 bits. */
const newsBits = 8

const lengthStep = 0.1
const newShare = 0.25
/** Seen in fewer of the looks than this, it is not part of the page any more. */
const keptShare = 0.5

function moved(template: HealthyTemplate, since: Tally, hash: TextHash): HealthyTemplate {
  const seen = freezeTemplate(since, hash, null)
  if (seen === null) return template
  const next = {
    version: 1 as const,
    looks: template.looks + since.looks,
    hosts: template.hosts.length === 0 ? seen.hosts : template.hosts,
    titleWords: merged(template.titleWords, seen.titleWords, since.titleWords, since.looks, 20),
    length: { min: step(template.length.min, seen.length.min), max: step(template.length.max, seen.length.max) },
    landmarks: merged(template.landmarks, seen.landmarks, since.landmarks, since.looks, mostTemplateLandmarks),
    fields: merged(template.fields, seen.fields, since.fields, since.looks, mostTemplateFields),
    fingerprint: seen.fingerprint,
    follows: template.hash,
  }
  return frozen(next, hash)
}

function step(from: number, to: number): number {
  return Math.round(Math.min(from * (1 + lengthStep) + 1, Math.max(from * (1 - lengthStep), to)))
}

/** What is still there, and of what is new a quarter at most; never so much gone that less than three quarters are left. */
function merged(
  old: readonly string[],
  always: readonly string[],
  counts: ReadonlyMap<string, number>,
  looks: number,
  most: number,
): readonly string[] {
  const bound = Math.max(1, Math.floor(Math.max(old.length, always.length) * newShare))
  const isGone = (text: string): boolean => (counts.get(text) ?? 0) < looks * keptShare
  const gone = new Set(old.filter(isGone).slice(0, bound))
  const kept = old.filter((text) => !gone.has(text))
  const added = always.filter((text) => !old.includes(text)).slice(0, bound)
  return [...kept, ...added].slice(0, most)
}
