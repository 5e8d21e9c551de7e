import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { type Announcement, announcementBody, parseAnnouncement } from '../core/announcement.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import { recordAnnouncements } from './announcements.ts'
import type { Recorder } from './recorder.ts'

// A data directory has one writer. While the daemon is that writer, `vigie announce` leaves its announcement in a file of the directory
// and the daemon takes it in.

/** How often the folder is looked into. */
const everyMs = 1_000

/** Leaves an announcement for the daemon, whole or not at all; returns the file, which vanishes once it is recorded. */
export async function leaveAnnouncement(dataDir: string, draft: Announcement, foundAt: number): Promise<string> {
  const folder = spoolOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${foundAt}-${draft.id}.json`)
  const partial = `${file}.partial-${process.pid}`
  try {
    await using written = await open(partial, 'wx', 0o600)
    await written.writeFile(`${JSON.stringify({ foundAt, announcement: announcementBody(draft, null) })}\n`)
    await written.sync()
    await rename(partial, file)
  } finally {
    await rm(partial, { force: true })
  }
  return file
}

export interface SpoolParts {
  readonly dataDir: string
  readonly store: Pick<Store, 'entries' | 'record'>
  readonly recorder: Pick<Recorder, 'commit' | 'catchUp'>
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** Something was recorded. */
  readonly onRecorded: () => void
}

/** Takes in what was left in the folder until aborted. What cannot be recorded now is tried again; what is no announcement is set aside. */
export async function followSpool(parts: SpoolParts): Promise<void> {
  const { dataDir, clock, log, signal } = parts
  let failing = false
  while (!signal.aborted) {
    try {
      for (const name of await waiting(dataDir)) await takeIn(parts, join(spoolOf(dataDir), name))
      failing = false
    } catch (error) {
      if (!failing) log.error({ err: error }, 'announcements cannot be taken in; they wait and are tried again')
      failing = true
    }
    await clock.sleep(everyMs, signal)
  }
}

async function takeIn({ store, recorder, clock, log, onRecorded }: SpoolParts, file: string): Promise<void> {
  const left = parseLeft(await readFile(file, 'utf8'))
  if (left === null) {
    await rename(file, `${file}.refused`)
    log.error({ file: `${file}.refused` }, 'this file is no announcement: it was set aside; make it anew with vigie announce')
    return
  }
  // The log keeps its order: what was seen before is recorded before.
  if (!recorder.commit()) throw new Error('the store cannot be written')
  const taken = recordAnnouncements(store, [left.announcement], clock.now(), left.foundAt)
  recorder.catchUp()
  onRecorded()
  await rm(file)
  log.info({ announcements: taken }, 'announcement taken in')
}

/** By when they were left. */
async function waiting(dataDir: string): Promise<readonly string[]> {
  try {
    return (await readdir(spoolOf(dataDir))).filter((name) => name.endsWith('.json')).toSorted()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function spoolOf(dataDir: string): string {
  return join(dataDir, 'announcements')
}

function parseLeft(text: string): { readonly foundAt: number; readonly announcement: Announcement } | null {
  const members = membersOf(text)
  const foundAt = members.get('foundAt')
  const body = members.get('announcement')
  if (typeof foundAt !== 'number' || !Number.isSafeInteger(foundAt) || typeof body !== 'object' || body === null) return null
  const announcement = parseAnnouncement(Object.fromEntries(Object.entries(body)))
  return announcement === null ? null : { foundAt, announcement }
}

function membersOf(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  } catch {
    return new Map()
  }
}
