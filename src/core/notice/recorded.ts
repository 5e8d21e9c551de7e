import { type FailureCode, failureCodes } from '../failure.ts'
import { plainText } from '../plain-text.ts'
import type { Judgement } from '../reading.ts'
import type { Passage, ReasonCode } from './detect.ts'
import type { JudgementCode, PageJudgement } from './judge.ts'

/** What explains a page's judgement in the record of its look: `code: detail`, one reason each. */
export type RecordedCode = keyof typeof recordedCodes | FailureCode

export interface RecordedReason {
  /** null: a remark of another kind. */
  readonly code: RecordedCode | null
  /** For people, in English; quotes the page where it matters. */
  readonly detail: string
}

type PageCode = ReasonCode | Exclude<JudgementCode, FailureCode | 'rule_broken' | 'classified' | 'no_notice'>

/** A closed list: the log holds these words. */
const recordedCodes = {
  notice_statement: true,
  notice_second_statement: true,
  notice_title: true,
  notice_heading: true,
  notice_only: true,
  notice_first: true,
  notice_return: true,
  notice_apology: true,
  notice_address: true,
  notice_retry_after: true,
  other_host: true,
  other_text: true,
  reported: true,
  working_links: true,
  working_form: true,
  differs_host: true,
  differs_title: true,
  differs_length: true,
  differs_landmarks: true,
  differs_fields: true,
  differs_words: true,
  rules_held: true,
  notice_points: true,
  template_same: true,
  template_other: true,
  no_template: true,
  labelled_healthy: true,
  labelled_notice: true,
} satisfies Record<PageCode, true>

/** Enough to know a page again by; a hostile one fills no log. */
const passageCharacters = 300
const detailCharacters = 200
const mostReasons = 20

/**
 * The reasons of a page's judgement, as they are recorded: first the passage, as `passage: fr: …`. None of a page that is simply up, nor
 * where what `classify` found needs no words of the page: most looks say nothing.
 */
export function recordedReasons({ passage, reasons, suspect, outcome }: PageJudgement, classified: Judgement): readonly string[] {
  const ours = classified.outcome === 'up'
  const tells = ours ? suspect || outcome !== 'up' || reasons[0]?.code === 'labelled_healthy' : passage !== null
  if (!tells) return []
  const told = reasons.filter(({ code }) => Object.hasOwn(recordedCodes, code) || (ours && code.startsWith('blocked_')))
  return [
    ...(passage === null ? [] : [`passage: ${passage.language}: ${plainText(passage.text, passageCharacters)}`]),
    ...told.slice(0, mostReasons).map(({ code, detail }) => `${code}: ${plainText(detail, detailCharacters)}`),
  ]
}

/** Reads the recorded reasons of a look back. */
export function readReasons(recorded: readonly string[]): {
  readonly passage: Passage | null
  readonly reasons: readonly RecordedReason[]
} {
  const [, language, text] = /^passage: ([a-z]{2}): (.+)$/s.exec(recorded[0] ?? '') ?? []
  const passage: Passage | null =
    language === undefined || text === undefined ? null : { text, language, direction: language === 'ar' ? 'rtl' : 'ltr' }
  return { passage, reasons: recorded.slice(passage === null ? 0 : 1).map(readReason) }
}

function readReason(text: string): RecordedReason {
  const [, code, detail] = /^([a-z_]+): (.*)$/s.exec(text) ?? []
  return code !== undefined && detail !== undefined && isRecordedCode(code) ? { code, detail } : { code: null, detail: text }
}

function isRecordedCode(code: string): code is RecordedCode {
  return Object.hasOwn(recordedCodes, code) || Object.hasOwn(failureCodes, code)
}
