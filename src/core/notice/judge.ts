import { decodeText, mediaType } from '../charset.ts'
import { type Failure, type FailureCode, failure } from '../failure.ts'
import type { Expectation } from '../monitor.ts'
import type { Outcome } from '../observation.ts'
import type { HttpReading, Judgement } from '../reading.ts'
import { plainText } from '../plain-text.ts'
import { looksLikeHtml } from '../visible-text.ts'
import { type Comparison, compareWithTemplate, type Difference } from './compare.ts'
import { detectNotice, type Notice, noticePoints, noticePointsAlone, type Passage, type ReasonCode } from './detect.ts'
import { type Page, pageOfText, readPage } from './page.ts'
import type { HealthyTemplate } from './template.ts'
import { type Traits, traitsOf } from './traits.ts'
import { type Wall, wallOf } from './walls.ts'

/** One look's page, with what the monitor expects of it. */
export interface PageLook {
  readonly http: HttpReading
  /** Where the look was sent, or null. */
  readonly requestedUrl: string | null
  readonly expect: Pick<Expectation, 'contains' | 'matches' | 'json'>
  /** What `classify` made of the look. */
  readonly judgement: Judgement
  /** null before one was learned. */
  readonly template: HealthyTemplate | null
}

/** All that a page's judgement can be explained by. */
export type JudgementCode =
  | FailureCode
  | ReasonCode
  | `differs_${Difference['what']}`
  | 'rule_broken'
  | 'classified'
  | 'rules_held'
  | 'notice_points'
  | 'no_notice'
  | 'template_same'
  | 'template_other'
  | 'no_template'
  | 'labelled_healthy'
  | 'labelled_notice'

/** Why a page was judged as it was: branch on the code; `detail` is for people, in English. */
export interface JudgementReason {
  readonly code: JudgementCode
  readonly detail: string
}

export interface PageJudgement {
  readonly outcome: Outcome
  readonly failure: Failure | null
  /** Up, but only one of the two holds: a notice, or not the healthy page. Shown to operators, never counted. */
  readonly suspect: boolean
  readonly reasons: readonly JudgementReason[]
  /** The sentence that says it; null where none does. */
  readonly passage: Passage | null
  /** null where the body is no text. */
  readonly notice: Notice | null
  readonly comparison: Comparison | null
  readonly traits: Traits | null
}

/**
 * Judges the page of one look, after `classify`. The first of these decides:
 * 1. what `classify` found: an error, a broken rule, a firewall. The page adds its words as reasons.
 * 2. a page that refuses us, and is not the healthy one: unknown;
 * 3. explicit rules that hold: who asks for a text, a pattern or a JSON value and gets it, has the service. A notice makes it suspect;
 * 4. with a template: down where the page is a notice *and* not the healthy page, suspect where one of the two holds;
 * 5. without one: down where the notice test holds at its stricter threshold, suspect where it holds at the usual one.
 * `page` is what the look's answer reads as.
 */
export function judgePage(look: PageLook, page: Page | null = pageOf(look.http)): PageJudgement {
  if (page === null) return { ...asClassified(look.judgement), notice: null, comparison: null, traits: null }
  const traits = traitsOf(page, look.http.finalUrl)
  const notice = detectNotice(page, {
    requestedUrl: look.requestedUrl,
    finalUrl: look.http.finalUrl,
    retryAfter: look.http.headers.some(([name]) => name.toLowerCase() === 'retry-after'),
  })
  const comparison = look.template === null ? null : compareWithTemplate(look.template, traits)
  return { ...decide(look, page, traits, notice, comparison), notice, comparison, traits }
}

type Decision = Pick<PageJudgement, 'outcome' | 'failure' | 'suspect' | 'reasons' | 'passage'>

function asClassified({ outcome, failure, rules, reasons }: Judgement): Decision {
  return {
    outcome,
    failure,
    suspect: false,
    reasons: [
      ...(failure === null ? [] : [{ code: failure.code, detail: failure.message }]),
      ...rules.map((rule): JudgementReason => ({ code: 'rule_broken', detail: rule })),
      ...reasons.map((reason): JudgementReason => ({ code: 'classified', detail: reason })),
    ],
    passage: null,
  }
}

function decide(look: PageLook, page: Page, traits: Traits, notice: Notice, comparison: Comparison | null): Decision {
  const { judgement, template } = look
  const said = noticeReasons(notice)
  const passage = notice.points >= noticePoints ? notice.passage : null
  const plain = asClassified(judgement)
  if (judgement.outcome === 'unknown') return plain
  if (judgement.outcome === 'down') return { ...plain, reasons: [...plain.reasons, ...said], passage }
  const reasons = [...plain.reasons, ...said, ...templateReasons(comparison)]
  const up: Decision = { outcome: 'up', failure: null, suspect: false, reasons, passage }
  const wall = comparison?.healthy === true ? null : (wallOf(page) ?? loginWall(template, traits))
  if (wall !== null) return behindWall(wall, up)
  const explicit = heldRules(look.expect)
  if (explicit !== null) return { ...up, suspect: notice.points >= noticePoints, reasons: [...reasons, explicit] }
  if (comparison !== null) {
    const isNotice = notice.points >= noticePoints
    if (isNotice && !comparison.healthy) return outOfService(notice, up)
    return { ...up, suspect: isNotice || !comparison.healthy }
  }
  const alone: JudgementReason = {
    code: 'no_template',
    detail: `no healthy page is known: the notice test decides alone, from ${noticePointsAlone} points on`,
  }
  if (notice.points >= noticePointsAlone) return outOfService(notice, { ...up, reasons: [...reasons, alone] })
  return { ...up, suspect: notice.points >= noticePoints, reasons: [...reasons, alone] }
}

function outOfService(notice: Notice, decision: Decision): Decision {
  const quoted = notice.passage === null ? '' : `: "${plainText(notice.passage.text, 200)}"`
  return { ...decision, outcome: 'down', failure: failure('content_notice', `the page says: ${notice.kind}${quoted}`) }
}

function behindWall({ code, passage }: Wall, decision: Decision): Decision {
  const reason: JudgementReason = { code, detail: `the page refuses us: "${passage.slice(0, 120).toWellFormed()}"` }
  return {
    ...decision,
    outcome: 'unknown',
    failure: failure(code, 'the page refuses us'),
    reasons: [reason, ...decision.reasons],
    passage: null,
  }
}

/** Only a template can tell: many services begin with a form that asks for a password. */
function loginWall(template: HealthyTemplate | null, traits: Traits): Wall | null {
  if (template === null || !traits.hasPassword || traits.textLength > longestLogin) return null
  return template.fields.some((field) => field.startsWith('password:'))
    ? null
    : { code: 'blocked_login', passage: traits.titleWords.join(' ') }
}

const longestLogin = 1_500

function heldRules({ contains, matches, json }: PageLook['expect']): JudgementReason | null {
  const count = contains.length + matches.length + json.length
  return count === 0 ? null : { code: 'rules_held', detail: `${count} explicit rules of the expectation hold` }
}

function noticeReasons({ reasons, points }: Notice): readonly JudgementReason[] {
  if (points === 0) return [{ code: 'no_notice', detail: 'nothing on the page says that the service is out, or too little among the rest' }]
  return [
    { code: 'notice_points', detail: `${points} points for a notice (${noticePoints} with a template, ${noticePointsAlone} without)` },
    ...reasons.map(({ code, detail, points }) => ({ code, detail: `${points > 0 ? '+' : ''}${points} ${detail}` })),
  ]
}

function templateReasons(comparison: Comparison | null): readonly JudgementReason[] {
  if (comparison === null) return []
  const { healthy, similarity, differences } = comparison
  const detail = `similarity ${similarity} to the healthy page`
  return [
    { code: healthy ? 'template_same' : 'template_other', detail },
    ...differences.map((difference): JudgementReason => ({ code: `differs_${difference.what}`, detail: difference.detail })),
  ]
}

/** The page of an answer; null for a body that nobody reads, an image or JSON for example. */
export function pageOf({ headers, body, bodyTruncated }: HttpReading): Page | null {
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
  const type = mediaType(contentType)
  const isHtml = type === 'text/html' || type === 'application/xhtml+xml'
  if (!isHtml && type !== '' && type !== 'text/plain') return null
  const text = decodeText(body, { contentType, truncated: bodyTruncated })
  return isHtml || (type === '' && looksLikeHtml(text)) ? readPage(text) : pageOfText(text)
}
