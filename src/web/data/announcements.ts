import { announcementsIn, type RecordedAnnouncement, speaksOf } from '../../core/announcement.ts'
import { isoInstant } from '../../core/instant.ts'
import type { Moment } from '../../core/moment.ts'
import type { Text } from '../../core/monitor.ts'
import type { Reader } from '../../store/store.ts'
import { announcementJson } from '../api/announcement-json.ts'
import { column } from './column.ts'
import type { Asked, Table } from './tables.ts'

/** Every record of an announcement, corrected ones included, that claims a time which meets the period. */
export const announcements: Table<RecordedAnnouncement> = {
  name: 'announcements',
  description:
    'What was said about services, as it was found; a corrected record stays, and the newest of an id holds. Claims, not measurements.',
  key: ['seq'],
  columns: [
    column('seq', 'integer', 'Place in the log, from 0', ({ seq }) => seq),
    column('id', 'string', 'Permanent id; corrections have the same', ({ id }) => id),
    column('corrects', 'integer', 'seq of the record that this one corrects', ({ corrects }) => corrects),
    column('recordedAt', 'datetime', 'When it was recorded, UTC', ({ recordedAt }) => isoInstant(recordedAt)),
    column('capturedAt', 'datetime', 'When it was found, UTC', ({ capturedAt }) => isoInstant(capturedAt)),
    column('serviceId', 'string', 'Service that it is about', ({ serviceId }) => serviceId),
    column('monitorIds', 'string', 'Monitors that are meant; empty: all of the service', ({ monitorIds }) => monitorIds.join(' ') || null),
    column('timeZone', 'string', 'Days and months are those of this time zone', ({ timeZone }) => timeZone),
    column('said', 'string', 'When it was said: an instant, a day or a month', ({ said }) => momentText(said)),
    column('saidEarliest', 'datetime', 'Not before this, UTC', ({ said }) => isoInstant(said.earliest)),
    column('saidLatest', 'datetime', 'Not after this, UTC', ({ said }) => isoInstant(said.latest)),
    column('asReported', 'string', 'The date in the words of the source', ({ asReported }) => asReported),
    column('from', 'string', 'Since when it is interrupted, as announced; empty: with the announcement', ({ from }) => momentText(from)),
    column('until', 'string', 'Until when; empty: no end was given', ({ until }) => momentText(until)),
    column('over', 'boolean', 'It says that the interruption is over', ({ over }) => over),
    column('sourceUrl', 'string', 'Where it can be read', ({ source }) => source.url),
    column('sourceTitle', 'string', 'Title of that page', ({ source }) => source.title),
    column('text', 'string', 'The words themselves', ({ quotation }) => quotation.text),
    column('language', 'string', 'Their language', ({ quotation }) => quotation.language),
    column('reason', 'string', 'The reason that was given, JSON by language', ({ reason }) => textJson(reason)),
    column('alternatives', 'string', 'Where the public was sent instead, JSON by language', ({ alternatives }) => textJson(alternatives)),
    column('note', 'string', 'What the editor has to say about it, JSON by language', ({ note }) => textJson(note)),
    column('via', 'string', 'file or command', ({ via }) => via),
  ],
  rows: (reader, asked) => announcementsIn(reader.entries('announcement')).filter((announcement) => isAsked(reader, asked, announcement)),
  json: announcementJson,
}

function isAsked(reader: Reader, { period, monitorId }: Asked, announcement: RecordedAnnouncement): boolean {
  const { said, from, until } = announcement
  const told = [said, from, until].filter((moment) => moment !== null)
  const earliest = Math.min(...told.map((moment) => moment.earliest))
  const latest = Math.max(...told.map((moment) => moment.latest))
  if (earliest >= period.to || latest < period.from) return false
  if (monitorId === null) return true
  const current = reader.currentId(monitorId) ?? monitorId
  const row = reader.catalogue().find((known) => known.monitorId === current)
  return row !== undefined && speaksOf(announcement, { id: row.monitorId, formerly: row.formerly, serviceId: row.serviceId })
}

function momentText(moment: Moment | null): string | null {
  return moment === null ? null : (moment.label ?? isoInstant(moment.earliest))
}

function textJson(text: Text | null): string | null {
  return text === null ? null : JSON.stringify(text)
}
