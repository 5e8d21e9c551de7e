import { failure } from '../failure.ts'
import type { RecordedLabel } from '../label.ts'
import type { Judgement } from '../reading.ts'
import type { JudgementReason, PageJudgement } from './judge.ts'

/**
 * The judgement of a page that a person has labelled. What `classify` found stands: an error or a broken rule is no matter of taste. Explicit rules
 * that hold still make a labelled notice no more than suspect.
 */
export function withLabel(judged: PageJudgement, classified: Judgement, label: RecordedLabel | null): PageJudgement {
  if (label === null || classified.outcome !== 'up') return judged
  const said = `by ${label.by}, record ${label.seq}`
  if (label.says === 'healthy') {
    const reason: JudgementReason = { code: 'labelled_healthy', detail: said }
    return { ...judged, outcome: 'up', failure: null, suspect: false, reasons: [reason], passage: null }
  }
  const reasons: readonly JudgementReason[] = [{ code: 'labelled_notice', detail: said }, ...judged.reasons]
  if (judged.reasons.some(({ code }) => code === 'rules_held')) return { ...judged, suspect: true, reasons }
  const found = judged.failure ?? failure('content_notice', 'a person says that this page is a notice in place of the service')
  return { ...judged, outcome: found.code === 'content_notice' ? 'down' : judged.outcome, failure: found, suspect: false, reasons }
}
