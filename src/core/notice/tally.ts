import type { Traits } from './traits.ts'

/** What was seen in some good looks, added up: how often each landmark, field and word of the title was there. */
export interface Tally {
  readonly looks: number
  readonly hosts: ReadonlyMap<string, number>
  readonly titleWords: ReadonlyMap<string, number>
  readonly landmarks: ReadonlyMap<string, number>
  readonly fields: ReadonlyMap<string, number>
  readonly minLength: number
  readonly maxLength: number
  /** Of the last look; null before the first. */
  readonly fingerprint: string | null
}

export const emptyTally: Tally = {
  looks: 0,
  hosts: new Map(),
  titleWords: new Map(),
  landmarks: new Map(),
  fields: new Map(),
  minLength: Number.MAX_SAFE_INTEGER,
  maxLength: 0,
  fingerprint: null,
}

export function addLook(tally: Tally, traits: Traits): Tally {
  return {
    looks: tally.looks + 1,
    hosts: counted(tally.hosts, traits.host === null ? [] : [traits.host]),
    titleWords: counted(tally.titleWords, traits.titleWords),
    landmarks: counted(tally.landmarks, traits.landmarks),
    fields: counted(tally.fields, traits.fields),
    minLength: Math.min(tally.minLength, traits.textLength),
    maxLength: Math.max(tally.maxLength, traits.textLength),
    fingerprint: traits.fingerprint,
  }
}

export function tallyOf(looks: Iterable<Traits>): Tally {
  let tally = emptyTally
  for (const traits of looks) tally = addLook(tally, traits)
  return tally
}

/** News come and go; what is always there was there in the first looks. */
const mostCounted = 400

function counted(before: ReadonlyMap<string, number>, seen: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map(before)
  for (const text of seen) {
    const count = counts.get(text)
    if (count !== undefined || counts.size < mostCounted) counts.set(text, (count ?? 0) + 1)
  }
  return counts
}
