import { createHash } from 'node:crypto'
import { labelsIn, type RecordedLabel } from '../../core/label.ts'
import { looksLearned } from '../../core/notice/learning.ts'
import { isIntact } from '../../core/notice/template.ts'
import { type RecordedTemplate, templatesIn } from '../../core/notice/template-record.ts'
import type { PublicMonitor } from '../../core/public-config.ts'
import type { Reader } from '../../store/store.ts'

/** What is believed to be the healthy page of a monitor. */
export interface HealthyPageModel {
  /** The template that looks are compared with; null before one was learned of the target and expectation in force. */
  readonly current: RecordedTemplate | null
  /** Newest first, those of earlier targets and expectations among them. */
  readonly earlier: readonly RecordedTemplate[]
  /** Good looks since the current one, or since the first, as last saved: within the hour. */
  readonly looks: number
  /** Newest first. */
  readonly labels: readonly RecordedLabel[]
}

/** null for a monitor that looks at no page. */
export function healthyPageModel(reader: Reader, monitor: PublicMonitor): HealthyPageModel | null {
  if (monitor.kind !== 'http') return null
  const names = [monitor.id, ...monitor.formerly]
  const all = templatesIn(reader.templates(names)).filter(({ template }) => isIntact(template, sha256))
  const row = reader.catalogue().find(({ monitorId }) => monitorId === monitor.id)
  const isInForce = (one: { readonly configHash: string }): boolean => row !== undefined && one.configHash === row.configHash
  const current = all.findLast((one) => isInForce(one) && one.seq > (row?.span ?? 0)) ?? null
  const learned = names.map((id) => reader.learned(id)).find((found) => found !== null) ?? null
  return {
    current,
    earlier: all.filter((one) => one !== current).toReversed(),
    looks:
      learned !== null && isInForce(learned) && learned.span === row?.span ? looksLearned(current?.template ?? null, learned.state) : 0,
    labels: labelsIn(reader.entries('label'))
      .filter(({ monitorId }) => names.includes(monitorId))
      .toReversed(),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
