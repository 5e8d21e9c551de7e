import { type Announcement, announcementBody, type RecordedAnnouncement } from '../../src/core/announcement.ts'
import type { LogItem } from '../../src/core/log.ts'
import { type Moment, parseMoment } from '../../src/core/moment.ts'

export const casablanca = 'Africa/Casablanca'

/** A moment of Casablanca: `2025-05-27T16:00:00Z`, `2025-05-27` or `2025-05`. */
export function moment(text: string): Moment {
  const parsed = parseMoment(text, casablanca)
  if (parsed === null) throw new Error(`no moment: ${text}`)
  return parsed
}

export function announcement(changes: Partial<Announcement> = {}): Announcement {
  return {
    id: 'cnops-works',
    serviceId: 'cnops',
    monitorIds: [],
    timeZone: casablanca,
    said: moment('2025-05-27T15:00:00Z'),
    asReported: null,
    from: null,
    until: null,
    over: false,
    capturedAt: null,
    source: { url: 'https://press.example/notice', title: null },
    quotation: { text: 'Travaux de maintenance technique.', language: 'fr' },
    reason: null,
    alternatives: null,
    note: null,
    via: 'file',
    ...changes,
  }
}

/** The same, found and recorded an hour after it was said at the latest. */
export function recordedAnnouncement(changes: Partial<RecordedAnnouncement> = {}): RecordedAnnouncement {
  const base = announcement(changes)
  const capturedAt = changes.capturedAt ?? base.said.latest + 3_600_000
  return { ...base, seq: 1, recordedAt: capturedAt, corrects: null, ...changes, capturedAt }
}

/** One that says everything. */
export const wholeAnnouncement = announcement({
  monitorIds: ['cnops-www'],
  said: moment('2025-05'),
  asReported: 'lundi 27 mai 2025',
  from: moment('2025-05-27'),
  until: moment('2025-05-30T12:00:00Z'),
  over: true,
  capturedAt: 1_748_400_000_000,
  source: { url: 'https://press.example/notice', title: 'A title' },
  reason: { fr: 'maintenance technique' },
  alternatives: { fr: 'guichets', ar: 'الشبابيك' },
  note: { en: 'as reported' },
  via: 'command',
})

/** The entry that records it. */
export function announced(said: Announcement, corrects: number | null = null, at: number = said.said.latest): LogItem {
  return { type: 'entry', entry: { kind: 'announcement', at, body: announcementBody(said, corrects) } }
}
