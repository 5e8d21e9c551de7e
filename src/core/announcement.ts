import { canonicalJson } from './canonical.ts'
import { type Moment, momentFrom, momentValue } from './moment.ts'
import type { Text } from './monitor.ts'

/** What an operator said about a service, as it was found. A claim by people: it is kept beside the measurement and never counted (R13). */
export interface Announcement {
  /** Permanent: addresses carry it. Corrections keep it. */
  readonly id: string
  readonly serviceId: string
  /** The monitors of the service that are meant; empty: all of it. */
  readonly monitorIds: readonly string[]
  /** Days and months are those of this IANA time zone. */
  readonly timeZone: string
  readonly said: Moment
  /** The date in the source's own words; null when there is nothing to quote. */
  readonly asReported: string | null
  /** When the announced interruption begins; null: with the announcement. */
  readonly from: Moment | null
  /** When it ends or ended; null: no end was given. */
  readonly until: Moment | null
  /** It says that the interruption is over. */
  readonly over: boolean
  /** When it was found, UTC ms; null: when it is recorded. */
  readonly capturedAt: number | null
  readonly source: { readonly url: string; readonly title: string | null }
  readonly quotation: { readonly text: string; readonly language: string }
  /** The reason that was given. */
  readonly reason: Text | null
  /** Other ways that the public was pointed to: counters, post, telephone. */
  readonly alternatives: Text | null
  /** What the editor has to say about it. */
  readonly note: Text | null
  /** A file of the configuration, or the command. */
  readonly via: 'file' | 'command'
}

/** One as the log holds it. */
export interface RecordedAnnouncement extends Announcement {
  readonly capturedAt: number
  readonly seq: number
  readonly recordedAt: number
  /** `seq` of the record that it corrects. */
  readonly corrects: number | null
}

/** An announcement with what it said before it was corrected, newest first. */
export interface AnnouncementHistory {
  readonly current: RecordedAnnouncement
  readonly earlier: readonly RecordedAnnouncement[]
}

/** The body of an announcement's record (docs/evidence-format.md): what is absent is left out. */
export function announcementBody(announcement: Announcement, corrects: number | null): Readonly<Record<string, unknown>> {
  const { id, serviceId, monitorIds, timeZone, said, from, until, over, asReported, capturedAt, source, quotation, via } = announcement
  const { reason, alternatives, note } = announcement
  const dated = [said, from, until].some((moment) => moment !== null && moment.label !== null)
  return withoutAbsent({
    id,
    service: serviceId,
    monitors: monitorIds.length === 0 ? null : monitorIds,
    zone: dated || asReported !== null ? timeZone : null,
    said: momentValue(said),
    asReported,
    from: from === null ? null : momentValue(from),
    until: until === null ? null : momentValue(until),
    over: over ? true : null,
    captured: capturedAt,
    source: withoutAbsent({ url: source.url, title: source.title }),
    quotation,
    reason,
    alternatives,
    note,
    via: via === 'file' ? null : via,
    corrects,
  })
}

/** An entry of the log, of kind `announcement`. */
export interface AnnouncementEntry {
  readonly seq: number
  readonly at: number
  readonly body: Readonly<Record<string, unknown>>
}

/** What these entries hold; one of a form that only another version knows is left out. */
export function announcementsIn(entries: readonly AnnouncementEntry[]): readonly RecordedAnnouncement[] {
  return entries.flatMap((entry) => announcementOf(entry) ?? [])
}

/** Reads a record's body back; null when it is not of this form. */
export function announcementOf(entry: AnnouncementEntry): RecordedAnnouncement | null {
  const { seq, at, body } = entry
  const parsed = parseAnnouncement(body)
  if (parsed === null) return null
  const { corrects = null } = body
  if (corrects !== null && !isWhole(corrects)) return null
  return { ...parsed, capturedAt: parsed.capturedAt ?? at, seq, recordedAt: at, corrects }
}

/** An announcement that comes as JSON: the body of a record, or what the command left for the daemon; null when it is not of this form. */
export function parseAnnouncement(body: Readonly<Record<string, unknown>>): Announcement | null {
  const { id, service, monitors = [], zone = 'UTC', asReported = null, captured = null, over = false, via = 'file' } = body
  const [source, quotation] = [pairOf(body['source'], 'url', 'title'), pairOf(body['quotation'], 'text', 'language')]
  if (!isText(id) || !isText(service) || !isText(zone) || !areTexts(monitors) || typeof over !== 'boolean') return null
  if (source === null || quotation === null || quotation.second === null || (via !== 'file' && via !== 'command')) return null
  if ((asReported !== null && !isText(asReported)) || (captured !== null && !isWhole(captured))) return null
  const said = momentFrom(body['said'], zone)
  const [from, until] = [optionalMoment(body['from'], zone), optionalMoment(body['until'], zone)]
  const [reason, alternatives, note] = [textOf(body['reason']), textOf(body['alternatives']), textOf(body['note'])]
  if (said === null || from === undefined || until === undefined) return null
  if (reason === undefined || alternatives === undefined || note === undefined) return null
  return {
    id,
    serviceId: service,
    monitorIds: monitors,
    timeZone: zone,
    said,
    asReported,
    from,
    until,
    over,
    capturedAt: captured,
    source: { url: source.first, title: source.second },
    quotation: { text: quotation.first, language: quotation.second },
    reason,
    alternatives,
    note,
    via,
  }
}

/** Every announcement with its corrections, by when it was said. */
export function announcementHistories(recorded: readonly RecordedAnnouncement[]): readonly AnnouncementHistory[] {
  const byId = Map.groupBy(recorded, ({ id }) => id)
  return [...byId.values()]
    .flatMap((versions): readonly AnnouncementHistory[] => {
      const [current, ...earlier] = versions.toSorted((a, b) => b.seq - a.seq)
      return current === undefined ? [] : [{ current, earlier }]
    })
    .toSorted((a, b) => a.current.said.earliest - b.current.said.earliest || (a.current.id < b.current.id ? -1 : 1))
}

/** What becomes of a draft: a record, one that corrects an earlier one, or nothing because it was recorded already. */
export type Recording =
  | { readonly kind: 'recorded already'; readonly seq: number }
  | { readonly kind: 'record'; readonly corrects: number | null }

/** Taking the same draft in again changes nothing; another content under a known id is a correction. When it was found counts only where the draft says so. */
export function decideRecording(known: readonly RecordedAnnouncement[], draft: Announcement): Recording {
  const newest = known.filter(({ id }) => id === draft.id).toSorted((a, b) => b.seq - a.seq)[0]
  if (newest === undefined) return { kind: 'record', corrects: null }
  const same = contentOf(newest) === contentOf(draft) && (draft.capturedAt === null || draft.capturedAt === newest.capturedAt)
  return same ? { kind: 'recorded already', seq: newest.seq } : { kind: 'record', corrects: newest.seq }
}

/** Canonical JSON of what was said, without when it was found: the same text for the same content. */
export function contentOf(announcement: Announcement): string {
  return canonicalJson(announcementBody({ ...announcement, capturedAt: null }, null))
}

/** Whether it speaks of a monitor. */
export function speaksOf(
  announcement: Pick<Announcement, 'serviceId' | 'monitorIds'>,
  monitor: { readonly id: string; readonly formerly: readonly string[]; readonly serviceId: string },
): boolean {
  const { serviceId, monitorIds } = announcement
  if (monitorIds.length > 0) return [monitor.id, ...monitor.formerly].some((id) => monitorIds.includes(id))
  return serviceId === monitor.serviceId
}

function withoutAbsent(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}

/** null when it was left out, undefined when it is no moment. */
function optionalMoment(value: unknown, timeZone: string): Moment | null | undefined {
  return value === undefined ? null : (momentFrom(value, timeZone) ?? undefined)
}

/** null when it was left out, undefined when it is no text by language. */
function textOf(value: unknown): Text | null | undefined {
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries = Object.entries(value)
  return entries.every((entry): entry is [string, string] => isText(entry[1])) ? Object.fromEntries(entries) : undefined
}

function pairOf(value: unknown, first: string, second: string): { readonly first: string; readonly second: string | null } | null {
  if (typeof value !== 'object' || value === null) return null
  const members = new Map<string, unknown>(Object.entries(value))
  const [one, other = null] = [members.get(first), members.get(second)]
  return isText(one) && (other === null || isText(other)) ? { first: one, second: other } : null
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
