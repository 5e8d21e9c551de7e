import { compareWithTemplate } from './compare.ts'
import { acceptPage, type Following, follow, followLook } from './follow.ts'
import { addLook, emptyTally, type Tally } from './tally.ts'
import { type HealthyTemplate, learnTemplate, type TextHash } from './template.ts'
import type { Traits } from './traits.ts'

/** What is known of one monitor's healthy page: good looks so far, then a template and the good looks since. */
export interface PageWatch {
  readonly known: Following | { readonly template: null; readonly since: Tally }
  /** When the newest look began that was learned from, UTC ms; null before the first. */
  readonly learnedAt: number | null
}

/** Why a template was frozen. */
export type TemplateOrigin = 'learned' | 'followed' | 'accepted'

export interface Watched {
  readonly watch: PageWatch
  /** The template that this look brought; null, as nearly always, when it brought none. */
  readonly frozen: { readonly template: HealthyTemplate; readonly origin: TemplateOrigin } | null
}

/** What stays for less than an hour is news, not the page. */
const learnEveryMs = 3_600_000

/** From the newest template of the log, or from nothing. */
export function watchPage(template: HealthyTemplate | null): PageWatch {
  return { known: template === null ? { template: null, since: emptyTally } : follow(template), learnedAt: null }
}

/** Learns from a look that was judged up and not suspect; of looks less than an hour apart the first counts. */
export function watchLook(before: PageWatch, traits: Traits, at: number, hash: TextHash): Watched {
  if (before.learnedAt !== null && Math.abs(at - before.learnedAt) < learnEveryMs) return { watch: before, frozen: null }
  const { known } = before
  if (known.template === null) {
    const since = addLook(known.since, traits)
    const template = learnTemplate(since, hash)
    if (template !== null) return { watch: { known: follow(template), learnedAt: at }, frozen: { template, origin: 'learned' } }
    return { watch: { known: { template: null, since }, learnedAt: at }, frozen: null }
  }
  if (!compareWithTemplate(known.template, traits).healthy) return { watch: before, frozen: null }
  const next = followLook(known, traits, hash)
  const moved = next.template.hash !== known.template.hash
  return { watch: { known: next, learnedAt: at }, frozen: moved ? { template: next.template, origin: 'followed' } : null }
}

/** A person said that this page is the healthy one. */
export function watchAccepted(before: PageWatch, traits: Traits, at: number, hash: TextHash): Watched {
  const template = acceptPage(before.known.template, traits, hash)
  if (template === null) return { watch: before, frozen: null }
  return { watch: { known: follow(template), learnedAt: at }, frozen: { template, origin: 'accepted' } }
}
