import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Announcement } from '../core/announcement.ts'
import { announcementFaults } from '../core/announcement-faults.ts'
import { type Moment, parseMoment } from '../core/moment.ts'
import type { Service } from '../core/monitor.ts'
import type { Site } from '../core/site.ts'
import { announcementSchema, type AnnouncementShape, unknownAnnouncementKey } from './announcement-schema.ts'
import { textOf } from './monitor.ts'
import { type At, fault, type Scope } from './scope.ts'
import { soundPart } from './shape.ts'
import type { Source } from './source.ts'
import { isId } from './words.ts'

/** The folder beside the main file whose files are announcements. */
const folderName = 'announcements'

/** What the reading of these files needs of the whole load. */
export interface AnnouncementFiles {
  /** The main file, as the user named it. */
  readonly main: string
  readonly services: readonly Service[]
  readonly site: Site
  /** Where files to watch are remembered. */
  readonly watched: Set<string>
  readonly open: (name: string) => Promise<{ readonly source: Source; readonly scope: Scope } | null>
  readonly complain: (file: string, message: string) => void
  /** Mistakes told so far. */
  readonly told: () => number
}

/** Reads every announcement of the folder, by file name; what is wrong is reported, and no folder is no announcements. */
export async function readAnnouncements(files: AnnouncementFiles): Promise<readonly Announcement[]> {
  const folder = join(dirname(files.main), folderName)
  files.watched.add(resolve(folder))
  const read: Announcement[] = []
  for (const name of await yamlFiles(folder, files)) {
    const file = join(folder, name)
    const id = name.replace(/\.ya?ml$/, '')
    if (!isId(id)) {
      files.complain(file, 'is named by no id: addresses carry the name; use small letters, digits and dashes ([a-z0-9-]) before .yaml')
      continue
    }
    const announcement = await readOne(files, file, id)
    if (announcement !== null) read.push(announcement)
  }
  return read
}

async function yamlFiles(folder: string, files: AnnouncementFiles): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.')).toSorted()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    if (code !== 'ENOENT') files.complain(folder, `cannot be read as a folder of announcements (${code}); give this user the right to`)
    return []
  }
}

async function readOne(files: AnnouncementFiles, file: string, id: string): Promise<Announcement | null> {
  const before = files.told()
  const opened = await files.open(file)
  // What is no YAML is one mistake; that it lacks everything else is none.
  if (opened === null || (opened.source.root === null && files.told() > before)) return null
  const { scope, source } = opened
  const at: At = { scope, path: [] }
  const raw = source.root ?? {}
  const shape = soundPart(announcementSchema, raw, [], scope.report, unknownAnnouncementKey)
  for (const [key, remedy] of needed) if (isMissing(raw, key)) fault(at, [], `needs \`${key}\`: ${remedy}`)
  if (shape === null) return null
  checkSubject(at, shape, files.services)
  return assembled(at, shape, id, files.site)
}

const needed: readonly (readonly [key: string, remedy: string])[] = [
  ['service', 'the id of the service that it is about'],
  ['at', 'when it was said; a day or a month is enough'],
  ['source', 'the address where it can be read'],
  ['text', 'the words themselves'],
]

function isMissing(raw: unknown, key: string): boolean {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !Object.hasOwn(raw, key)
}

function checkSubject(at: At, { service: serviceId, monitors = [] }: AnnouncementShape, services: readonly Service[]): void {
  if (serviceId === undefined) return
  const service = services.find(({ id }) => id === serviceId)
  if (service === undefined) {
    const known = services.map(({ id }) => id).join(', ') || 'none'
    return fault(at, ['service'], `no service has the id \`${serviceId}\`; services: ${known}`)
  }
  const ids = service.monitors.flatMap(({ id, formerly }) => [id].concat(formerly))
  monitors.forEach((id, index) => {
    if (!ids.includes(id))
      fault(at, ['monitors', index], `${serviceId} has no monitor \`${id}\`; its monitors: ${ids.join(', ') || 'none'}`)
  })
}

function assembled(at: At, shape: AnnouncementShape, id: string, site: Site): Announcement | null {
  const language = site.languages[0] ?? 'en'
  const moment = (key: 'at' | 'captured' | 'from' | 'until'): Moment | null => {
    const text = shape[key]
    if (text === undefined) return null
    const parsed = parseMoment(text, site.timeZone)
    if (parsed === null)
      fault(at, [key], 'must be an instant with its offset (2025-05-27T09:00:00+01:00), a day (2025-05-27) or a month (2025-05)')
    return parsed
  }
  const [said, captured, from, until] = [moment('at'), moment('captured'), moment('from'), moment('until')]
  if (captured !== null && captured.precision !== 'instant') fault(at, ['captured'], 'must be an instant: whoever found it knows when')
  if (said === null || shape.service === undefined || shape.source === undefined || shape.text === undefined) return null
  const announcement: Announcement = {
    id,
    serviceId: shape.service,
    monitorIds: shape.monitors ?? [],
    timeZone: site.timeZone,
    said,
    asReported: shape.asReported ?? null,
    from,
    until,
    over: String(shape.over ?? false) === 'true',
    capturedAt: captured?.earliest ?? null,
    source: { url: shape.source, title: shape.sourceTitle ?? null },
    quotation: { text: shape.text, language: shape.language ?? language },
    reason: shape.reason === undefined ? null : textOf(shape.reason, language),
    alternatives: shape.alternatives === undefined ? null : textOf(shape.alternatives, language),
    note: shape.note === undefined ? null : textOf(shape.note, language),
    via: 'file',
  }
  for (const { field, message } of announcementFaults(announcement)) fault(at, [field], message)
  return announcement
}
