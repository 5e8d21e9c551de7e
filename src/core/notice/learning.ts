import { follow } from './follow.ts'
import { type PageWatch, watchPage } from './page-watch.ts'
import type { Tally } from './tally.ts'
import type { HealthyTemplate } from './template.ts'

/** A `PageWatch` as it is kept over a restart: plain JSON. Its template is in the log already and stands here by its hash. */
interface Learning {
  readonly version: 1
  readonly template: string | null
  readonly learnedAt: number | null
  readonly since: Omit<Tally, Counts> & Readonly<Record<Counts, readonly (readonly [string, number])[]>>
}
type Counts = 'hosts' | 'titleWords' | 'landmarks' | 'fields'

export function learningOf({ known, learnedAt }: PageWatch): Learning {
  const { since, template } = known
  const { hosts, titleWords, landmarks, fields } = since
  return {
    version: 1,
    template: template?.hash ?? null,
    learnedAt,
    since: { ...since, hosts: [...hosts], titleWords: [...titleWords], landmarks: [...landmarks], fields: [...fields] },
  }
}

/** Goes on from the newest template of the log and from what was learned since, unless that was about another template. */
export function resumeWatch(template: HealthyTemplate | null, stored: unknown): PageWatch {
  if (!isLearning(stored)) return watchPage(template)
  const { learnedAt } = stored
  if (stored.template !== (template?.hash ?? null)) return { ...watchPage(template), learnedAt }
  const { hosts, titleWords, landmarks, fields } = stored.since
  const since = {
    ...stored.since,
    hosts: new Map(hosts),
    titleWords: new Map(titleWords),
    landmarks: new Map(landmarks),
    fields: new Map(fields),
  }
  return { known: template === null ? { template, since } : { ...follow(template), since }, learnedAt }
}

/** Good looks since the newest template, or since the first look. */
export function looksLearned(template: HealthyTemplate | null, stored: unknown): number {
  return resumeWatch(template, stored).known.since.looks
}

/** We wrote it ourselves, so its version tells its shape. */
function isLearning(value: unknown): value is Learning {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'since' in value
}
