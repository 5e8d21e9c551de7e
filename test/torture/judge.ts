import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { rebuild } from '../../src/cli/rebuild.ts'
import type { LogRecord } from '../../src/core/log.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { verify } from '../../src/store/sqlite/verify.ts'
import type { Reader } from '../../src/store/store.ts'
import { runCommand } from '../cli/run-command.ts'
import { always } from '../store/make.ts'
import { editDatabase } from './database.ts'
import { itemAt, numberOf, type Run } from './history.ts'

/** What is known of a data directory from outside: who recorded there, what was told, what was read at the last visit. */
export interface Book {
  readonly runs: Map<string, Run>
  /** Since the last visit: the place and name of each record that was told. */
  told: { readonly seq: number; readonly name: string }[]
  read: { readonly size: number; readonly digest: string }
}

export function emptyBook(): Book {
  return { runs: new Map(), told: [], read: { size: 0, digest: digest([]) } }
}

/** A look or a round by its run and number, an entry by its text. */
export function nameOf(record: LogRecord): string {
  if (record.type === 'entry') return JSON.stringify(record.entry)
  const boot = record.type === 'control' ? record.round.boot : record.observation.boot
  return `${boot} ${numberOf(record)}`
}

/**
 * Visits a directory that nobody writes to. Everything that was told is there, at the place that was told; every look and round is one that its
 * run made, in its order, none left out and none twice; looks read by time are those read by arrival; and all that `visit` sees to.
 * Returns what is wrong.
 */
export async function judge(dir: string, book: Book, derived: boolean): Promise<readonly string[]> {
  return visit(dir, book, derived, (reader, records) => [
    ...lost(records, book),
    ...invented(records, book),
    ...otherwiseByTime(reader, records),
  ])
}

/**
 * What was there at the last visit is there unchanged; SQLite, chunks and batches are sound. With `derived`: what is stored of outages,
 * gaps and sums is what the log gives. Returns what is wrong.
 */
export async function visit(
  dir: string,
  book: Book,
  derived: boolean,
  more: (reader: Reader, records: readonly LogRecord[]) => readonly string[],
): Promise<readonly string[]> {
  // It may have died before the schema was there: then the next start makes it.
  if (book.read.size === 0 && book.told.length === 0) await openStore(dir)[Symbol.asyncDispose]()
  const problems: string[] = []
  {
    await using reader = openReader(dir)
    const records = allOf(reader)
    problems.push(...more(reader, records))
    if (digest(records.slice(0, book.read.size)) !== book.read.digest) problems.push('what was read before reads otherwise now')
    book.read = { size: records.length, digest: digest(records) }
    book.told = []
    if (records.length !== reader.size()) problems.push(`${records.length} records are read, of ${reader.size()}`)
    for (const { monitorId, problem } of reader.damaged()) problems.push(`looks of ${monitorId}: ${problem}`)
  }
  const { damage } = editDatabase(dir, (db) => verify(db))
  if (damage !== null) problems.push(`verify: ${damage}`)
  if (derived) {
    const { status, stdout, stderr } = await runCommand(rebuild, ['--check', '--data', dir])
    if (status !== 0) problems.push(`rebuild --check: ${stdout}${stderr}`)
  }
  return problems
}

const pageRecords = 5_000

export function allOf(reader: Reader): readonly LogRecord[] {
  const records: LogRecord[] = []
  for (;;) {
    const page = reader.log(records.length, pageRecords)
    if (page.length === 0) return records
    records.push(...page)
  }
}

function lost(records: readonly LogRecord[], { told }: Book): readonly string[] {
  const first = told.find(({ seq, name }) => {
    const stored = records[seq]
    return stored?.seq !== seq || nameOf(stored) !== name
  })
  return first === undefined ? [] : [`record ${first.seq} (${first.name}) was told and is not there; ${records.length} are`]
}

function invented(records: readonly LogRecord[], { runs }: Book): readonly string[] {
  const next = new Map<string, number>()
  for (const record of records) {
    if (record.type === 'entry') continue
    const { boot } = record.type === 'control' ? record.round : record.observation
    const run = runs.get(boot)
    const n = numberOf(record)
    const { seq: _, ...item } = record
    if (run === undefined || n !== (next.get(boot) ?? 0) || !isDeepStrictEqual(item, itemAt(run, n))) {
      return [`record ${record.seq} (${nameOf(record)}) is not what its run recorded there (${boot} ${next.get(boot) ?? 0})`]
    }
    next.set(boot, n + 1)
  }
  return []
}

function otherwiseByTime(reader: Reader, records: readonly LogRecord[]): readonly string[] {
  const byArrival = Map.groupBy(
    records.filter((record) => record.type === 'observation'),
    ({ observation }) => observation.monitorId,
  )
  return [...byArrival].flatMap(([monitorId, looks]) => {
    const byTime = [...reader.looks(monitorId, always)].map(({ seq, at }) => `${seq} ${at}`)
    // Each run begins after the one before it ended, so that time and arrival are one order.
    const same = isDeepStrictEqual(
      byTime,
      looks.map(({ seq, observation: { at } }) => `${seq} ${at}`),
    )
    return same ? [] : [`looks of ${monitorId} read otherwise by time than by arrival`]
  })
}

function digest(records: readonly LogRecord[]): string {
  const hash = createHash('sha256')
  for (const record of records) hash.update(JSON.stringify(record))
  return hash.digest('hex')
}
