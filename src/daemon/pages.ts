import { createHash } from 'node:crypto'
import type { Entry } from '../core/log.ts'
import type { Monitor } from '../core/monitor.ts'
import { labelOf, labelsIn, type RecordedLabel } from '../core/label.ts'
import type { PageJudgement, PageLook } from '../core/notice/judge.ts'
import { withLabel } from '../core/notice/labelled.ts'
import { learningOf, resumeWatch } from '../core/notice/learning.ts'
import { type PageWatch, type Watched, watchAccepted, watchLook } from '../core/notice/page-watch.ts'
import { recordedReasons } from '../core/notice/recorded.ts'
import { isIntact } from '../core/notice/template.ts'
import { type RecordedTemplate, templateBody, templatesIn } from '../core/notice/template-record.ts'
import type { Observation } from '../core/observation.ts'
import type { HttpReading, Judgement } from '../core/reading.ts'
import { redact } from '../core/redact.ts'
import { maskedBody } from '../evidence/capture.ts'
import type { Store } from '../store/store.ts'
import { createJudgeCache, type JudgeLook } from './judge-cache.ts'

/** One answer of a monitor, and what `classify` made of it. */
export interface Answer {
  readonly monitor: Monitor
  /** In force when the look began (`LookTerms`). */
  readonly configHash: string
  readonly span: number
  /** When the look began, UTC ms. */
  readonly at: number
  readonly http: HttpReading
  readonly judgement: Judgement
}

/** What a page adds to the record of its look. `reasons` come beside those of `classify`. */
export type JudgedPage = Pick<Observation, 'outcome' | 'failure' | 'fingerprint' | 'flags' | 'reasons'>

/** Judges the pages of looks, and learns from them what each monitor's healthy page is. */
export interface Pages {
  judge(answer: Answer): JudgedPage
  /** Labels were recorded: they hold from now on. */
  relabel(): void
  /** Saves what was learned of some monitors since it was last saved, `most` at once. Whether there may be more. */
  save(most: number): boolean
}

export interface PagesOptions {
  readonly store: Pick<Store, 'entries' | 'templates' | 'learned' | 'saveLearned'>
  /** Of the configuration in force. */
  readonly secrets: () => readonly string[]
  readonly record: (entry: Entry) => void
}

/** What is kept of one monitor from look to look. */
interface Seen {
  readonly configHash: string
  readonly span: number
  watch: PageWatch
  /** Of what is stored. */
  saved: PageWatch
  /** `seq` of the newest label that was accepted; older ones brought their template already. */
  acceptedLabel: number
  judgeLook: JudgeLook
  /** Those that it takes out of pages. */
  secrets: readonly string[]
  /** What was recorded last. */
  told: { readonly about: string; readonly reasons: readonly string[] } | null
}

export function createPages(options: PagesOptions): Pages {
  const { store } = options
  const seenBy = new Map<string, Seen>()
  let labels = labelsIn(store.entries('label'))

  const seenOf = (answer: Answer): Seen => {
    const { monitor, configHash, span } = answer
    const known = seenBy.get(monitor.id)
    if (known !== undefined && known.configHash === configHash && known.span === span) return known
    const own = templatesOf(store, answer)
    const newest = own.findLast(({ template }) => isIntact(template, sha256)) ?? null
    const acceptedLabel = Math.max(span, ...own.map(({ label }) => label ?? 0))
    const watch = resumeWatch(newest?.template ?? null, learnedOf(store, answer))
    const fresh: Seen = { configHash, span, watch, saved: watch, acceptedLabel, ...judgesWithout(options.secrets()), told: null }
    seenBy.set(monitor.id, fresh)
    return fresh
  }

  const keep = ({ monitor, configHash, at }: Answer, seen: Seen, { watch, frozen }: Watched, label: number | null): void => {
    seen.watch = watch
    if (frozen === null) return
    options.record({ kind: 'template', at, body: templateBody({ monitorId: monitor.id, configHash, label, ...frozen }) })
  }

  const learn = (answer: Answer, seen: Seen, judged: PageJudgement, label: RecordedLabel | null): void => {
    const { traits, outcome, suspect } = judged
    if (traits === null || outcome !== 'up' || suspect) return
    if (label?.says === 'healthy' && label.seq > seen.acceptedLabel) {
      seen.acceptedLabel = label.seq
      keep(answer, seen, watchAccepted(seen.watch, traits, answer.at, sha256), label.seq)
      return
    }
    keep(answer, seen, watchLook(seen.watch, traits, answer.at, sha256), null)
  }

  return {
    judge(answer) {
      const seen = seenOf(answer)
      const secrets = options.secrets()
      if (seen.secrets !== secrets) Object.assign(seen, judgesWithout(secrets))
      const bare = seen.judgeLook(lookOf(answer, seen.watch.known))
      const fingerprint = bare.traits?.fingerprint ?? null
      const label = fingerprint === null ? null : labelOf(labels, answer.monitor, fingerprint)
      const judged = withLabel(bare, answer.judgement, label)
      learn(answer, seen, judged, label)
      const { outcome, failure, suspect } = judged
      const flags = suspect ? ['suspect'] : []
      return { outcome, failure, fingerprint, flags, reasons: steady(seen, judged, recordedReasons(judged, answer.judgement)) }
    },
    relabel() {
      labels = labelsIn(store.entries('label'))
    },
    save(most) {
      const due: (readonly [string, Seen])[] = []
      // Asked a few hundred times in a row: a list of all pairs for each was more garbage than a minute of looks makes.
      for (const [monitorId, seen] of seenBy) {
        if (due.length === most) break
        if (seen.watch !== seen.saved) due.push([monitorId, seen])
      }
      if (due.length === 0) return false
      store.saveLearned(due.map(([monitorId, { configHash, span, watch }]) => ({ monitorId, configHash, span, state: learningOf(watch) })))
      for (const [, seen] of due) seen.saved = seen.watch
      return due.length === most
    },
  }
}

/** What was learned of the same target and expectation, under whatever name; null when nothing was. */
function learnedOf(store: PagesOptions['store'], { monitor, configHash, span }: Answer): unknown {
  const stored = [monitor.id, ...monitor.formerly].map((id) => store.learned(id)).find((found) => found !== null) ?? null
  return stored?.configHash === configHash && stored.span === span ? stored.state : null
}

/** Those of its target and expectation: after another one it begins afresh. */
function templatesOf(store: PagesOptions['store'], { monitor, configHash, span }: Answer): readonly RecordedTemplate[] {
  const all = templatesIn(store.templates([monitor.id, ...monitor.formerly]))
  return all.filter((one) => one.seq > span && one.configHash === configHash)
}

function judgesWithout(secrets: readonly string[]): Pick<Seen, 'judgeLook' | 'secrets'> {
  return { judgeLook: createJudgeCache((look) => maskedLook(look, secrets)), secrets }
}

/** Reasons quote the page and where it led. */
function maskedLook(look: PageLook, secrets: readonly string[]): PageLook {
  const { http, requestedUrl } = look
  return {
    ...look,
    requestedUrl: requestedUrl === null ? null : redact(requestedUrl, secrets),
    http: { ...http, body: maskedBody(http.body, secrets), finalUrl: redact(http.finalUrl, secrets) },
  }
}

function lookOf({ monitor, http, judgement }: Answer, { template }: PageWatch['known']): PageLook {
  const requestedUrl = monitor.target.kind === 'http' ? monitor.target.url : null
  return { http, requestedUrl, expect: monitor.expect, judgement, template }
}

/**
 * The reasons of the look before where they say the same but for figures that change with each look: the log keeps each different text, and a page
 * may stay suspect for weeks.
 */
function steady(
  seen: Seen,
  { outcome, failure, suspect, passage, traits, reasons }: PageJudgement,
  recorded: readonly string[],
): readonly string[] {
  if (recorded.length === 0) return recorded
  const codes = reasons.map(({ code }) => code)
  const about = JSON.stringify([
    outcome,
    failure?.code,
    suspect,
    passage?.text,
    traits?.fingerprint,
    codes,
    seen.watch.known.template?.hash,
  ])
  if (seen.told?.about !== about) seen.told = { about, reasons: recorded }
  return seen.told.reasons
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
