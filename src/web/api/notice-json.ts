import type { Passage } from '../../core/notice/detect.ts'
import { readReasons } from '../../core/notice/recorded.ts'
import type { Observation } from '../../core/observation.ts'

/** What the record of a look says of its page (docs/notices.md). */
export interface NoticeJson {
  /** The sentence that says it, as it is written. */
  readonly passage: Passage | null
  /** Codes are a closed list; details are for people, in English. */
  readonly reasons: readonly { readonly code: string; readonly detail: string }[]
}

/** null where the record says nothing of the page: it was simply up, or there was none. */
export function noticeJson({ reasons: recorded }: Pick<Observation, 'reasons'>): NoticeJson | null {
  if (recorded.length === 0) return null
  const { passage, reasons } = readReasons(recorded)
  const ours = reasons.flatMap(({ code, detail }) => (code === null ? [] : [{ code, detail }]))
  return passage === null && ours.length === 0 ? null : { passage, reasons: ours }
}
