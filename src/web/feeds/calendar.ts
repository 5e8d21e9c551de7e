import { citeWords } from '../../i18n/cite-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { outageTitle } from '../../i18n/outage-title.ts'
import { plain } from '../../i18n/parts.ts'
import { outageSentence } from '../../i18n/sentence.ts'
import type { OutageFacts } from '../outage-facts.ts'
import { authorityOf } from './tag-uri.ts'

/** Entries at most, and days looked back on: a calendar is fetched whole each time. */
export const eventsAtMost = 1_000
export const calendarDays = 400

export interface CalendarModel {
  readonly title: string
  readonly baseUrl: string
  readonly outages: readonly OutageFacts[]
}

/**
 * RFC 5545, one VEVENT for each confirmed outage, in UTC. It spans what is certain: DTSTART is rounded up to the second, DTEND down. An
 * outage in progress has no DTEND, and says why; SEQUENCE rises when it closes.
 */
export function outageCalendar(locale: Locale, { title, baseUrl, outages }: CalendarModel): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Vigie//Outages//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${icsText(title)}`,
    `X-WR-CALNAME:${icsText(title)}`,
    `DESCRIPTION:${icsText(citeWords[locale.language].calendarNote(eventsAtMost))}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT5M',
    `SOURCE;VALUE=URI:${baseUrl}/outages.ics?lang=${locale.language}`,
    ...outages.flatMap((facts) => event(locale, facts, baseUrl)),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

function event(locale: Locale, facts: OutageFacts, baseUrl: string): readonly string[] {
  const { outage, permalink } = facts
  const changed = utcSecond(outage.recovery?.by ?? outage.lastSeenDownAt)
  const start = utcSecond(outage.onset.by, Math.ceil)
  const end = outage.recovery === null ? null : utcSecond(outage.recovery.after ?? outage.onset.by)
  const last = locale.instant(outage.lastSeenDownAt, 'second')
  const open = outage.ongoing ? [citeWords[locale.language].openEvent(last)] : []
  const description = [plain(outageSentence(locale, facts), locale.dir), ...open, permalink].join('\n')
  return [
    'BEGIN:VEVENT',
    `UID:${outage.id}@${authorityOf(baseUrl)}`,
    // Without METHOD, DTSTAMP is the last change (RFC 5545 §3.8.7.2): the same outage is the same bytes.
    `DTSTAMP:${changed}`,
    `LAST-MODIFIED:${changed}`,
    `SEQUENCE:${outage.ongoing ? 0 : 1}`,
    `DTSTART:${start}`,
    // An end must be later than its start (§3.8.2.2); without one the event is an instant.
    ...(end !== null && end > start ? [`DTEND:${end}`] : []),
    `SUMMARY;LANGUAGE=${locale.tag}:${icsText(outageTitle(locale, facts))}`,
    `DESCRIPTION;LANGUAGE=${locale.tag}:${icsText(description)}`,
    `URL:${permalink}`,
    'STATUS:CONFIRMED',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** `20261123T095500Z` */
function utcSecond(at: number, round: (value: number) => number = Math.floor): string {
  return new Date(round(at / 1_000) * 1_000).toISOString().replace(/[-:]|\.000/g, '')
}

/** TEXT (§3.3.11): what separates is escaped, line breaks are `\n`, other control characters are not allowed. */
function icsText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/\p{Cc}/gu, '')
}

/** Lines of at most 75 octets, continued after a space, never within a character (§3.1). */
function folded(line: string): string {
  const pieces: string[] = ['']
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > 75) {
      pieces.push(' ')
      octets = 1
    }
    pieces[pieces.length - 1] += character
    octets += size
  }
  return pieces.join('\r\n')
}
