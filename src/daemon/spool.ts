import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { type Announcement, announcementBody, parseAnnouncement } from '../core/announcement.ts'
import { canonicalJson } from '../core/canonical.ts'
import { type Label, labelBody, parseLabel } from '../core/label.ts'
import type { Log } from '../log.ts'
import { nothingDerived, type Store } from '../store/store.ts'
import { recordAnnouncements } from './announcements.ts'
import type { Recorder } from './recorder.ts'

// A data directory has one writer. While the daemon is that writer, `vigie announce` and `vigie label` leave what they have to say in a file of
// the directory and the daemon takes it in.

/** How often the folder is looked into. */
const everyMs = 1_000

/** Leaves an announcement for the daemon, whole or not at all; returns the file, which vanishes once it is recorded. */
export function leaveAnnouncement(dataDir: string, draft: Announcement, foundAt: number): Promise<string> {
  return leave(dataDir, `${foundAt}-${draft.id}`, { foundAt, announcement: announcementBody(draft, null) })
}

/** Leaves a label for the daemon, as `leaveAnnouncement` does; `saidAt` is when the person said so, UTC ms. */
export function leaveLabel(dataDir: string, label: Label, saidAt: number): Promise<string> {
  return leave(dataDir, `${saidAt}-label-${process.pid}`, { saidAt, label: labelBody(label) })
}

async function leave(dataDir: string, name: string, value: unknown): Promise<string> {
  const folder = spoolOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${name}.json`)
  const partial = `${file}.partial-${process.pid}`
  try {
    await using written = await open(partial, 'wx', 0o600)
    await written.writeFile(`${JSON.stringify(value)}\n`)
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
  /** Labels were among it. */
  readonly onLabelled: () => void
}

/** Takes in what was left in the folder until aborted. What cannot be recorded now is tried again; what cannot be read is set aside. */
export async function followSpool(parts: SpoolParts): Promise<void> {
  const { dataDir, clock, log, signal } = parts
  let failing = false
  while (!signal.aborted) {
    try {
      for (const name of await waiting(dataDir)) await takeIn(parts, join(spoolOf(dataDir), name))
      failing = false
    } catch (error) {
      if (!failing) log.error({ err: error }, 'what was left in the data directory cannot be taken in; it waits and is tried again')
      failing = true
    }
    await clock.sleep(everyMs, signal)
  }
}

async function takeIn({ store, recorder, clock, log, onRecorded, onLabelled }: SpoolParts, file: string): Promise<void> {
  const left = parseLeft(await readFile(file, 'utf8'))
  if (left === null) {
    await rename(file, `${file}.refused`)
    log.error(
      { file: `${file}.refused` },
      'this file is no announcement and no label: it was set aside; make it anew with vigie announce or vigie label',
    )
    return
  }
  // The log keeps its order: what was seen before is recorded before.
  if (!recorder.commit()) throw new Error('the store cannot be written')
  if (left.kind === 'announcement') {
    const taken = recordAnnouncements(store, [left.announcement], clock.now(), left.foundAt)
    log.info({ announcements: taken }, 'announcement taken in')
  } else {
    recordLabel(store, left.label, left.saidAt)
    log.info({ monitorId: left.label.monitorId, says: left.label.says }, 'label taken in')
    onLabelled()
  }
  recorder.catchUp()
  onRecorded()
  await rm(file)
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

/** Once, although a file that could not be removed is met again. */
function recordLabel(store: SpoolParts['store'], label: Label, saidAt: number): void {
  const body = labelBody(label)
  const same = canonicalJson(body)
  if (store.entries('label').some((one) => one.at === saidAt && canonicalJson(one.body) === same)) return
  store.record([{ type: 'entry', entry: { kind: 'label', at: saidAt, body } }], nothingDerived)
}

type Left =
  | { readonly kind: 'announcement'; readonly foundAt: number; readonly announcement: Announcement }
  | { readonly kind: 'label'; readonly saidAt: number; readonly label: Label }

function parseLeft(text: string): Left | null {
  const members = membersOf(text)
  const [foundAt, saidAt] = [members.get('foundAt'), members.get('saidAt')]
  const announcement = bodyOf(members.get('announcement'), parseAnnouncement)
  if (announcement !== null && isInstant(foundAt)) return { kind: 'announcement', foundAt, announcement }
  const label = bodyOf(members.get('label'), parseLabel)
  return label !== null && isInstant(saidAt) ? { kind: 'label', saidAt, label } : null
}

function bodyOf<T>(body: unknown, parse: (body: Readonly<Record<string, unknown>>) => T | null): T | null {
  return typeof body === 'object' && body !== null ? parse(Object.fromEntries(Object.entries(body))) : null
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}

function membersOf(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  } catch {
    return new Map()
  }
}
