import { boundHeap } from '../engine.ts'
import { once } from 'node:events'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { isoInstant, parseInstant } from '../core/instant.ts'
import { openReader } from '../store/sqlite/reader.ts'
import { type Reader, StoreError } from '../store/store.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'
import { writePackage } from './export-package.ts'
import { type Asked, tables, type TableName } from '../web/data/tables.ts'
import { type RowFormat, tableText } from '../web/data/table-text.ts'
import { progressLine } from './progress.ts'

export const exportCommand: Command = {
  name: 'export',
  summary: 'raw looks, outages, gaps and announcements as CSV, JSON Lines or a data package',
  help: `Usage: vigie export [--from T] [--to T] [--monitor ID] [--what TABLE] [--format csv|jsonl|datapackage] [--out PATH]

Writes what was recorded in a period, also while the daemon runs. Looks carry the recorded outcome (rawOutcome) and what it
counts as after the control rounds (outcome).

  --from T --to T   instants with an offset, 2025-05-27T08:00:00Z; from inclusive, to exclusive; default: everything.
                    Outages, gaps and announcements are whole: those that meet the period
  --monitor ID      one monitor, by any id that it ever had; default all, retired ones included
  --what TABLE      observations (default), outages, gaps or announcements
  --format FORMAT   csv (default; RFC 4180, UTF-8, header; a text that a spreadsheet would run as a formula begins with an apostrophe),
                    jsonl (the shapes of the API), or datapackage (a directory with all four tables as CSV and
                    datapackage.json, which describes every column: Frictionless Data Package)
  --out PATH        a file, for datapackage a directory; neither may exist. Without it to standard output
${dataHelp}  --json            with --out one JSON object on standard output: {path, rows}; without it the same as --format jsonl

Exit status: 0 written, 1 failed, 2 bad usage.
`,
  run: runExport,
}

async function runExport(argv: readonly string[], io: Io): Promise<ExitCode> {
  const request = requestOf(argv, Date.now())
  const dataDir = await dataDirOf(request, io)
  try {
    // Standard output may be a pager that stays open for a day; a file is written in one go.
    await using reader = openReader(dataDir, { frozen: request.out !== null })
    checkMonitor(reader, request.asked.monitorId)
    if (request.out === null) {
      const exit = await toStdout(reader, request, io)
      return tellDamage(reader, io) ? 1 : exit
    }
    const rows = await (request.format === 'datapackage'
      ? toDirectory(reader, request, request.out)
      : toFile(reader, request, request.out, io))
    if (request.json) io.stdout.write(`${JSON.stringify({ path: request.out, rows })}\n`)
    else io.stderr.write(`${request.out}: ${rows} rows\n`)
    return io.signal.aborted || tellDamage(reader, io) ? 1 : 0
  } catch (error) {
    if (!(error instanceof StoreError) && !isFileError(error)) throw error
    io.stderr.write(`vigie export: ${error.message}\n`)
    return 1
  }
}

interface Request {
  readonly asked: Asked
  readonly what: TableName
  readonly format: RowFormat | 'datapackage'
  readonly out: string | null
  readonly json: boolean
  readonly data: string | undefined
  readonly config: string | undefined
}

function requestOf(argv: readonly string[], now: number): Request {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...dataOptions,
      from: { type: 'string' },
      to: { type: 'string' },
      monitor: { type: 'string' },
      what: { type: 'string' },
      format: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const from = instant('from', values.from) ?? 0
  const to = instant('to', values.to) ?? lastInstant
  if (from > to) throw new UsageError('--from lies after --to')
  const out = values.out ?? null
  const format = oneOf('format', values.format ?? (values.json && out === null ? 'jsonl' : 'csv'), ['csv', 'jsonl', 'datapackage'])
  if (format === 'datapackage' && out === null) throw new UsageError('--format datapackage needs --out DIRECTORY')
  if (format === 'datapackage' && values.what !== undefined) throw new UsageError('--format datapackage holds all tables: leave --what out')
  const what = oneOf('what', values.what ?? 'observations', ['observations', 'outages', 'gaps', 'announcements'])
  const asked = { period: { from, to }, monitorId: values.monitor ?? null, asOf: now }
  return { asked, what, format, out, json: values.json, data: values.data, config: values.config }
}

/** The last instant that a Date can hold. */
const lastInstant = 8_640_000_000_000_000

function instant(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const at = parseInstant(text)
  if (at === null) throw new UsageError(`--${name} "${text}" is not an instant such as 2025-05-27T08:02:00Z`)
  return at
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === text)
  if (found === undefined) throw new UsageError(`--${name} takes one of ${allowed.join(', ')}, not "${text}"`)
  return found
}

function checkMonitor(reader: Reader, monitorId: string | null): void {
  if (monitorId === null || reader.currentId(monitorId) !== null) return
  const known = reader.catalogue().map((row) => row.monitorId)
  throw new UsageError(`--monitor "${monitorId}" was never watched; monitors: ${known.join(', ') || 'none yet'}`)
}

async function toStdout(reader: Reader, request: Request, io: Io): Promise<ExitCode> {
  for (const piece of textOf(reader, request, () => {})) {
    if (io.signal.aborted) return 1
    // The stream may hold it for longer than the piece lasts.
    if (!io.stdout.write(new Uint8Array(piece))) await once(io.stdout, 'drain', { signal: io.signal }).catch(() => undefined)
  }
  return 0
}

/** What could not be read is left out, and said. */
function tellDamage(reader: Reader, io: Io): boolean {
  for (const { monitorId, from, to, problem } of reader.damaged()) {
    const where = `looks of ${monitorId} from ${isoInstant(from)} to ${isoInstant(to)}`
    io.stderr.write(
      `vigie export: ${where} are damaged (${problem}) and left out; "vigie verify" checks all of it, "vigie restore" brings a backup back\n`,
    )
  }
  return reader.damaged().length > 0
}

/** Gets its name only when it is whole. */
async function toFile(reader: Reader, request: Request, path: string, io: Io): Promise<number> {
  const partial = `${path}.partial-${process.pid}`
  if (await exists(path)) throw new UsageError(`--out ${path} exists already`)
  const progress = progressLine(io, 'writing')
  let rows = 0
  try {
    boundHeap()
    await using file = await open(partial, 'wx')
    let written: Promise<unknown> = Promise.resolve()
    for (const piece of textOf(reader, request, (count) => (rows = count))) {
      // One piece is written while the next is made.
      await written
      io.signal.throwIfAborted()
      written = file.appendFile(piece)
      progress.count(rows, 'rows')
    }
    await written
    await file.sync()
    await rename(partial, path)
  } finally {
    progress.end()
    await rm(partial, { force: true })
  }
  return rows
}

async function toDirectory(reader: Reader, request: Request, path: string): Promise<number> {
  if ((await exists(path)) && (await readdir(path)).length > 0) throw new UsageError(`--out ${path} exists already and is not empty`)
  await mkdir(path, { recursive: true })
  return writePackage(reader, Object.values(tables), request.asked, path)
}

function textOf(reader: Reader, { what, asked, format }: Request, count: (rows: number) => void): Generator<Uint8Array> {
  return tableText(tables[what], reader, asked, format === 'jsonl' ? 'jsonl' : 'csv', count)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}
