import type { PageJudgement } from '../core/notice/judge.ts'
import { type Row, rowsText } from './probe-text.ts'

/** As `vigie judge --json` prints it. */
export function judgedJson({ outcome, failure, suspect, reasons, passage, notice, comparison, traits }: PageJudgement) {
  return {
    outcome,
    code: failure?.code ?? null,
    message: failure?.message ?? null,
    suspect,
    reasons,
    passage: passage?.text ?? null,
    passageLanguage: passage?.language ?? null,
    passageDirection: passage?.direction ?? null,
    notice: notice === null ? null : { kind: notice.kind, points: notice.points },
    template: comparison,
    fingerprint: traits?.fingerprint ?? null,
  }
}

/** For people: the verdict, the passage, then one line a reason. */
export function judgedText({ outcome, failure, suspect, reasons, passage }: PageJudgement): string {
  const rows: readonly Row[] = [
    [outcome, failure === null ? '' : `${failure.code}: ${failure.message}`],
    ...(suspect ? [['suspect', 'only one of the two holds: a notice, or not the healthy page'] as const] : []),
    ...(passage === null ? [] : [['passage', `"${passage.text}" (${passage.language}, ${passage.direction})`] as const]),
    ...reasons.map(({ code, detail }): Row => ['reason', `${code}: ${detail}`]),
  ]
  return rowsText(rows)
}
