import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { backup } from '../../../src/cli/backup.ts'
import type { Command } from '../../../src/cli/command.ts'
import { restore } from '../../../src/cli/restore.ts'
import type { LogItem } from '../../../src/core/log.ts'
import type { Random } from '../../../src/demo/random.ts'
import { openReader } from '../../../src/store/sqlite/reader.ts'
import { openStore } from '../../../src/store/sqlite/store.ts'
import { verify } from '../../../src/store/sqlite/verify.ts'
import { runCommand } from '../../cli/run-command.ts'
import { entry, t0 } from '../../store/make.ts'
import { writeFirstSchema } from '../../store/first-schema.ts'
import { editDatabase } from '../database.ts'
import { itemAt } from '../history.ts'
import { allOf, type Book, emptyBook, judge } from '../judge.ts'
import { type End, startVictim } from './victims.ts'

/** One kill: what was going on, and what was wrong afterwards. */
export interface Killed {
  /** false: it had ended before. */
  readonly killed: boolean
  readonly during: string
  readonly problems: readonly string[]
}
export type RoundKind = 'write' | 'backup' | 'write beside backup' | 'restore' | 'rebuild' | 'migrate'

/** Where kills happen: a directory that lives through many of them, and places for what is made out of it. */
export interface Scene {
  readonly root: string
  readonly random: Random
  /** Kills so far. */
  readonly count: number
  /** The directory that is written to, with its book. */
  readonly data: string
  readonly book: Book
}

/** Starts anew: `write` makes the directory. */
export function newScene(root: string, random: Random, count: number): Scene {
  return { root, random, count, data: join(mkdtempSync(join(root, 'data-')), 'data'), book: emptyBook() }
}

/** Each kills something once; rounds other than `write` and `migrate` need a directory that was written to. */
export const rounds: Readonly<Record<RoundKind, (scene: Scene) => Promise<Killed>>> = {
  write: killWriter,
  backup: killBackup,
  'write beside backup': killWriterBesideBackup,
  restore: killRestore,
  rebuild: killRebuild,
  migrate: killMigration,
}

// Longest waits before a kill, ms: about what the work takes on a machine that does nothing else, and half as much again.
const longest = { open: 120, record: 60, seal: 300, backup: 250, restore: 350, rebuild: 400, migrate: 900 }

const writerArgs = ({ data, random, count }: Scene): readonly string[] => ['write', data, `run-${count}`, String(random.bits())]

async function killWriter(scene: Scene): Promise<Killed> {
  const { random, book } = scene
  const phase = random.next() < 0.2 ? 'open' : random.next() < 0.4 ? 'record' : 'seal'
  const victim = startVictim(writerArgs(scene), book)
  victim.killIn(phase, random.next() * longest[phase], phase === 'open' ? 1 : random.integer(1, 3))
  const end = await victim.ended
  return {
    killed: end.killed,
    during: `${end.phase} (writer)`,
    problems: [...stray(end), ...(await judged(scene))],
  }
}

/** Derivation is checked now and then: it reads everything. */
function judged({ data, book, count }: Scene): Promise<readonly string[]> {
  return judge(data, book, count % 5 === 0)
}

async function killBackup(scene: Scene): Promise<Killed> {
  const file = join(mkdtempSync(join(scene.root, 'copies-')), 'copy.db')
  const victim = startVictim(['backup', file, '--data', scene.data], null)
  victim.killIn('command', scene.random.next() * longest.backup)
  const end = await victim.ended
  const problems = [
    ...stray(end),
    ...(await judged(scene)),
    ...(existsSync(file) ? [] : await succeeds(backup, [file, '--data', scene.data])),
  ]
  return { killed: end.killed, during: 'backup', problems: [...problems, ...(await copyProblems(scene, file))] }
}

async function killWriterBesideBackup(scene: Scene): Promise<Killed> {
  const file = join(mkdtempSync(join(scene.root, 'copies-')), 'copy.db')
  const writer = startVictim(writerArgs(scene), scene.book)
  await writer.reached('record')
  const copier = startVictim(['backup', file, '--data', scene.data], null)
  await copier.reached('command')
  await sleep(scene.random.next() * longest.backup)
  writer.kill()
  const end = await writer.ended
  const { status, text } = await copier.ended
  const failed = status === 0 ? [] : [`a backup failed because the writer was killed: ${text}`]
  return {
    killed: end.killed,
    during: `${end.phase} (writer beside a backup)`,
    problems: [...stray(end), ...failed, ...(await judged(scene)), ...(await copyProblems(scene, file))],
  }
}

/** A copy is sound and holds the beginning of the log. */
async function copyProblems({ data }: Scene, file: string): Promise<readonly string[]> {
  const dir = join(file, '..')
  cpSync(file, join(dir, 'vigie.db'))
  const problems = await sameBeginning(data, dir, 0)
  rmSync(dir, { recursive: true })
  return problems
}

async function killRestore(scene: Scene): Promise<Killed> {
  const dir = mkdtempSync(join(scene.root, 'restored-'))
  const [file, target] = [join(dir, 'copy.db'), join(dir, 'target')]
  const problems = [...(await succeeds(backup, [file, '--data', scene.data]))]
  const victim = startVictim(['restore', file, '--data', target], null)
  victim.killIn('command', scene.random.next() * longest.restore)
  const end = await victim.ended
  problems.push(...stray(end))
  if (!existsSync(join(target, 'vigie.db'))) problems.push(...(await succeeds(restore, [file, '--data', target])))
  problems.push(...(await sameBeginning(scene.data, target, 1)))
  rmSync(dir, { recursive: true })
  return { killed: end.killed, during: 'restore', problems }
}

/** What a directory holds is the beginning of another one's log, but for its last `own` records; it is sound and can be written. */
async function sameBeginning(data: string, dir: string, own: number): Promise<readonly string[]> {
  const { damage } = editDatabase(dir, (db) => verify(db))
  await using original = openReader(data)
  await using store = openStore(dir)
  const copied = allOf(store).slice(0, store.size() - own)
  store.probeWrite()
  const same = copied.length > 0 && isDeepStrictEqual(copied, allOf(original).slice(0, copied.length))
  return [...(damage === null ? [] : [`copy: ${damage}`]), ...(same ? [] : ['a copy does not hold the beginning of the log'])]
}

async function killRebuild(scene: Scene): Promise<Killed> {
  const victim = startVictim(['rebuild', '--data', scene.data], null)
  victim.killIn('command', scene.random.next() * longest.rebuild)
  const end = await victim.ended
  return { killed: end.killed, during: 'rebuild', problems: [...stray(end), ...(await judge(scene.data, scene.book, true))] }
}

const oldItems: readonly LogItem[] = [
  entry({ kind: 'config', body: {} }),
  ...Array.from({ length: 4_000 }, (_, n) => itemAt({ boot: 'old', from: t0 }, n)),
]

/** Killed while it migrates, a database is of the one schema or of the other, and holds everything in both. */
async function killMigration({ root, random, count }: Scene): Promise<Killed> {
  const [first, dir] = [join(root, 'first-schema'), mkdtempSync(join(root, 'migrated-'))]
  if (!existsSync(first)) {
    mkdirSync(first)
    writeFirstSchema(first, oldItems)
  }
  cpSync(join(first, 'vigie.db'), join(dir, 'vigie.db'))
  const victim = startVictim(['open', dir], null)
  victim.killIn('open', random.next() * longest.migrate)
  const end = await victim.ended
  const problems = [...stray(end)]
  const { version, damage } = editDatabase(dir, (db) => ({ version: db.pragma('user_version', { simple: true }), ...verify(db) }))
  if (damage !== null) problems.push(`schema ${String(version)}: ${damage}`)
  await openStore(dir)[Symbol.asyncDispose]()
  const book = emptyBook()
  book.runs.set('old', { boot: 'old', from: t0 })
  problems.push(...(await judge(dir, book, count % 5 === 0)))
  if (book.read.size !== oldItems.length) problems.push(`${book.read.size} of ${oldItems.length} records were carried over`)
  rmSync(dir, { recursive: true })
  return { killed: end.killed, during: `migration (${version === 1 ? 'undone' : 'done'})`, problems }
}

/** A victim that fell by its own hand says why. */
function stray({ killed, status, text }: End): readonly string[] {
  return killed || status === 0 ? [] : [`it was not killed, it failed: ${text}`]
}

async function succeeds(command: Command, args: readonly string[]): Promise<readonly string[]> {
  const { status, stdout, stderr } = await runCommand(command, args)
  return status === 0 ? [] : [`${command.name} afterwards: ${stdout}${stderr}`]
}
