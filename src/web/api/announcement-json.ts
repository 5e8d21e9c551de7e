import type { AllClear, Overrun, Silence } from '../../core/announced.ts'
import type { AnnouncementHistory, RecordedAnnouncement } from '../../core/announcement.ts'
import { isoInstant } from '../../core/instant.ts'
import type { Moment } from '../../core/moment.ts'
import type { Beside, OutageAnnouncements } from '../announcements.ts'

/** A moment as the API prints it: as it was told, and the instants that it lies between. */
export function momentJson({ precision, label, earliest, latest }: Moment) {
  return { precision, text: label ?? isoInstant(earliest), earliest: isoInstant(earliest), latest: isoInstant(latest) }
}

/** One record of an announcement. */
export function announcementJson(announcement: RecordedAnnouncement) {
  const { id, serviceId, monitorIds, said, asReported, from, until, over, capturedAt, recordedAt, seq, corrects, via } = announcement
  const { source, quotation, reason, alternatives, note, timeZone } = announcement
  return {
    id,
    serviceId,
    monitorIds,
    said: momentJson(said),
    asReported,
    from: from === null ? null : momentJson(from),
    until: until === null ? null : momentJson(until),
    over,
    timeZone,
    source,
    quotation,
    reason,
    alternatives,
    note,
    capturedAt: isoInstant(capturedAt),
    recordedAt: isoInstant(recordedAt),
    seq,
    corrects,
    via,
  }
}

/** With what it said before it was corrected, newest first. */
export function announcementHistoryJson({ current, earlier }: AnnouncementHistory) {
  return { ...announcementJson(current), earlier: earlier.map(announcementJson) }
}

/** The announcements that meet an outage, beside it. */
export function besideJson(outageId: string, { silence, items }: OutageAnnouncements) {
  return { outageId, silence: silence === null ? null : differenceJson(silence), items: items.map(itemJson) }
}

function itemJson({ announcement, after, overrun, allClear, figures }: Beside) {
  return {
    announcement: announcementJson(announcement),
    announcedAfter: after,
    overrun: overrun === null ? null : differenceJson(overrun),
    allClear: allClear === null ? null : differenceJson(allClear),
    figures,
  }
}

/** Bounds that do not exist are null, so that every kind has one shape. */
function differenceJson<K extends Silence | Overrun | AllClear>(difference: K) {
  const kind: K['kind'] = difference.kind
  return {
    kind,
    minMs: 'minMs' in difference ? difference.minMs : null,
    maxMs: 'maxMs' in difference ? difference.maxMs : null,
  }
}
