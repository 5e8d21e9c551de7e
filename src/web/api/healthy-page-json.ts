import type { RecordedLabel } from '../../core/label.ts'
import { isoInstant } from '../../core/instant.ts'
import { leastLooks } from '../../core/notice/template.ts'
import type { RecordedTemplate } from '../../core/notice/template-record.ts'
import type { HealthyPageModel } from '../pages/healthy-page-model.ts'

/** What is believed to be the healthy page of a monitor; `template` is as `vigie judge --template` takes it. */
export function healthyPageJson(monitorId: string, { current, earlier, looks, labels }: HealthyPageModel) {
  return {
    monitorId,
    looks,
    looksNeeded: leastLooks,
    current: current === null ? null : templateJson(current),
    earlier: earlier.map(templateJson),
    labels: labels.map(labelJson),
  }
}

function templateJson({ seq, at, origin, label, template }: RecordedTemplate) {
  return { seq, at: isoInstant(at), origin, label, template }
}

function labelJson({ seq, at, fingerprint, look, says, by, note }: RecordedLabel) {
  return { seq, at: isoInstant(at), fingerprint, look, as: says, by, note }
}
