import { existsSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { isLanguageCode } from '../config/announcement-schema.ts'
import { isWebUrl } from '../config/words.ts'
import { type Announcement, announcementsIn, contentOf, decideRecording, type RecordedAnnouncement } from '../core/announcement.ts'
import { announcementFaults } from '../core/announcement-faults.ts'
import { parseInstant } from '../core/instant.ts'
import { type Moment, parseMoment } from '../core/moment.ts'
import { localIso } from '../core/time-zone.ts'
import { recordAnnouncements } from '../daemon/announcements.ts'
import { leaveAnnouncement } from '../daemon/spool.ts'
import { openReader } from '../store/sqlite/reader.ts'
import { openStore } from '../store/sqlite/store.ts'
import { StoreError } from '../store/store.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'
import { recordedSite, type RecordedSite } from './recorded-site.ts'

export const announce: Command = {
  name: 'announce',
  summary: 'record what an operator said about a service',
  help: `Usage: vigie announce --service ID --at T --source URL --text TEXT [options]

Records an announcement: what somebody said, beside what is measured, never instead of it. While the daemon runs it leaves the
announcement in the data directory, and the daemon takes it in within seconds; otherwise it is recorded at once.

  --service ID          service that it is about
  --monitor ID          monitor that is meant, where it is not the whole service; may be repeated
  --at T                when it was said
  --source URL          where it can be read
  --source-title TEXT   title of that page
  --text TEXT           the words themselves
  --lang CODE           language of --text, --reason, --alternatives and --note; default: the site's first
  --from T              since when the service is interrupted, as announced; default: --at
  --until T             until when; left out: no end was given
  --over                it says that the interruption is over (since --until, or since --at)
  --as-reported TEXT    the date in the words of the source
  --reason TEXT         the reason that was given
  --alternatives TEXT   where the public was sent instead: counters, post, telephone
  --note TEXT           what the editor has to say about it
  --captured INSTANT    when it was found; default: now
  --corrects ID         an announcement of this command that this one corrects; the old one stays, and stays visible
${dataHelp}  --json                one JSON object on standard output: {id, recorded, seq, corrects, waitsIn}

T is an instant with its offset (2025-05-27T09:00:00+01:00), a day (2025-05-27) or a month (2025-05) of the site's time zone. The same
announcement is recorded once, however often it is given.

Exit status: 0 recorded, or left for the daemon; 1 failed; 2 bad usage.
`,
  run: runAnnounce,
}

/** How long to wait for the daemon to take it in, before saying that it waits. */
const waitMs = 10_000

async function runAnnounce(argv: readonly string[], io: Io): Promise<ExitCode> {
  const values = optionsOf(argv)
  const dataDir = await dataDirOf(values, io)
  try {
    const now = Date.now()
    const { site, known } = await knownIn(dataDir)
    const draft = draftOf(values, site, known, now)
    const done = await recordOrLeave(dataDir, draft, now, io.signal)
    io.stdout.write(values.json ? `${JSON.stringify({ id: draft.id, ...done })}\n` : `${told(draft.id, done)}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof StoreError) && !(error instanceof Error && 'syscall' in error)) throw error
    io.stderr.write(`vigie announce: ${error.message}\n`)
    return 1
  }
}

type Options = ReturnType<typeof optionsOf>

function optionsOf(argv: readonly string[]) {
  const text = { type: 'string' } as const
  return parseArgs({
    args: [...argv],
    options: {
      ...dataOptions,
      service: text,
      monitor: { type: 'string', multiple: true, default: [] },
      at: text,
      source: text,
      'source-title': text,
      text,
      lang: text,
      from: text,
      until: text,
      over: { type: 'boolean', default: false },
      'as-reported': text,
      reason: text,
      alternatives: text,
      note: text,
      captured: text,
      corrects: text,
      json: { type: 'boolean', default: false },
    },
  }).values
}

async function knownIn(dataDir: string): Promise<{ readonly site: RecordedSite; readonly known: readonly RecordedAnnouncement[] }> {
  await using reader = openReader(dataDir)
  return { site: recordedSite(reader), known: announcementsIn(reader.entries('announcement')) }
}

function draftOf(values: Options, site: RecordedSite, known: readonly RecordedAnnouncement[], now: number): Announcement {
  const language = values.lang ?? site.language
  if (!isLanguageCode(language)) throw new UsageError(`--lang "${language}" is not a language code such as fr, ar or en`)
  const source = given('source', values.source)
  if (!isWebUrl(source)) throw new UsageError(`--source "${source}" must start with https:// or http://`)
  const moment = (name: string, text: string | undefined): Moment | null =>
    text === undefined ? null : momentOf(name, text, site.timeZone)
  const translated = (text: string | undefined) => (text === undefined ? null : { [language]: text })
  const draft: Announcement = {
    id: '',
    ...subjectOf(values, site),
    timeZone: site.timeZone,
    said: momentOf('at', given('at', values.at), site.timeZone),
    asReported: values['as-reported'] ?? null,
    from: moment('from', values.from),
    until: moment('until', values.until),
    over: values.over,
    capturedAt: capturedOf(values.captured, now),
    source: { url: source, title: values['source-title'] ?? null },
    quotation: { text: given('text', values.text), language },
    reason: translated(values.reason),
    alternatives: translated(values.alternatives),
    note: translated(values.note),
    via: 'command',
  }
  if (draft.said.earliest > now) throw new UsageError(`--at ${values.at} lies in the future: nothing can be said then yet`)
  const [first] = announcementFaults(draft)
  if (first !== undefined) throw new UsageError(`--${first.field} ${first.message}`)
  return { ...draft, id: values.corrects === undefined ? newId(draft) : correctedId(values.corrects, known) }
}

function subjectOf(values: Options, site: RecordedSite): Pick<Announcement, 'serviceId' | 'monitorIds'> {
  const serviceId = given('service', values.service)
  const service = site.services.find(({ id }) => id === serviceId)
  if (service === undefined) {
    const ids = site.services.map(({ id }) => id).join(', ') || 'none yet'
    throw new UsageError(`--service "${serviceId}" is not watched here; services: ${ids}`)
  }
  const stranger = values.monitor.find((id) => !service.monitorIds.includes(id))
  if (stranger !== undefined)
    throw new UsageError(`--monitor "${stranger}" is none of ${serviceId}; its monitors: ${service.monitorIds.join(', ') || 'none'}`)
  return { serviceId, monitorIds: values.monitor }
}

function given(name: string, text: string | undefined): string {
  if (text === undefined || text.trim() === '') throw new UsageError(`--${name} is needed`)
  return text
}

function momentOf(name: string, text: string, timeZone: string): Moment {
  const moment = parseMoment(text, timeZone)
  if (moment === null)
    throw new UsageError(`--${name} "${text}" is not an instant such as 2025-05-27T09:00:00+01:00, a day (2025-05-27) or a month (2025-05)`)
  return moment
}

function capturedOf(text: string | undefined, now: number): number | null {
  if (text === undefined) return null
  const at = parseInstant(text)
  if (at === null || at > now) throw new UsageError(`--captured "${text}" is not an instant of the past such as 2025-05-27T09:00:00+01:00`)
  return at
}

/** Permanent and the same for the same content: what it is about, when, and the beginning of a hash of it. */
function newId(draft: Announcement): string {
  const when = draft.from ?? draft.said
  const day = (when.label ?? localIso(when.earliest, draft.timeZone).slice(0, 10)).replaceAll('-', '')
  const hash = createHash('sha256').update(contentOf(draft)).digest('hex').slice(0, 8)
  return `${draft.serviceId.slice(0, 80)}-${day}-${hash}`
}

function correctedId(id: string, known: readonly RecordedAnnouncement[]): string {
  const found = known.find((announcement) => announcement.id === id)
  if (found === undefined) throw new UsageError(`--corrects "${id}" is no announcement of this log; /announcements lists them`)
  if (found.via === 'file') throw new UsageError(`--corrects "${id}" came from a file of the configuration: correct it there`)
  return id
}

interface Done {
  readonly recorded: boolean
  /** Its place in the log; null while it waits. */
  readonly seq: number | null
  readonly corrects: number | null
  /** The file in which it waits for the daemon. */
  readonly waitsIn: string | null
}

async function recordOrLeave(dataDir: string, draft: Announcement, now: number, signal: AbortSignal): Promise<Done> {
  try {
    await using store = openStore(dataDir)
    const [taken] = recordAnnouncements(store, [draft], now)
    return { recorded: true, seq: taken?.seq ?? null, corrects: taken?.corrects ?? null, waitsIn: null }
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'locked') throw error
  }
  const file = await leaveAnnouncement(dataDir, draft, now)
  for (let waited = 0; existsSync(file) && waited < waitMs && !signal.aborted; waited += 100) await sleep(100)
  const { known } = await knownIn(dataDir)
  const decision = decideRecording(known, draft)
  if (decision.kind === 'record') return { recorded: false, seq: null, corrects: null, waitsIn: file }
  return { recorded: true, seq: decision.seq, corrects: known.find(({ seq }) => seq === decision.seq)?.corrects ?? null, waitsIn: null }
}

function told(id: string, { recorded, seq, corrects, waitsIn }: Done): string {
  if (!recorded) return `${id}: not recorded yet; it waits in ${waitsIn} until "vigie serve" takes it in`
  return `${id}: record ${seq}${corrects === null ? '' : `, which corrects record ${corrects}`}; /announcements/${id}`
}
