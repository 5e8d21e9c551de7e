import { parseArgs } from 'node:util'
import type { Outage } from '../core/outage.ts'
import { rederive, type Rederived } from '../store/rederive.ts'
import { openReader } from '../store/sqlite/reader.ts'
import { openStore } from '../store/sqlite/store.ts'
import { type Reader, type Store, StoreError } from '../store/store.ts'
import type { Command, ExitCode, Io } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'
import { type ProgressLine, progressLine } from './progress.ts'
import { type Difference, differencesOf, strayOutages } from './rebuild-differences.ts'

export const rebuild: Command = {
  name: 'rebuild',
  summary: 'derive outages, gaps and sums again from the log',
  help: `Usage: vigie rebuild [--check] [options]

Outages, gaps and sums by the quarter hour are derived from the log of looks. This derives them again from its first record, says where
what is stored differs, and replaces it. An address of an outage that was ever served keeps leading somewhere: to the outage
that it became, or to the reason why it is no longer one. Needs the directory for itself: stop the daemon first.

  --check         change nothing; also while the daemon runs
${dataHelp}  --json          one JSON object on standard output: {records, outages, gaps, quarters, changed, differences}

Exit status: 0 done, or --check found no difference; 1 --check found some, or it failed; 2 bad usage.
`,
  run: runRebuild,
}

async function runRebuild(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: { ...dataOptions, check: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  })
  const dataDir = await dataDirOf(values, io)
  const progress = progressLine(io, 'deriving')
  try {
    const result = values.check ? await checked(dataDir, progress) : await rebuilt(dataDir, progress)
    progress.end()
    io.stdout.write(values.json ? `${JSON.stringify(result)}\n` : told(result))
    return values.check && result.differences.length > 0 ? 1 : 0
  } catch (error) {
    progress.end()
    if (!(error instanceof StoreError)) throw error
    io.stderr.write(`vigie rebuild: ${error.message}\n`)
    return 1
  }
}

interface Result {
  readonly records: number
  readonly outages: number
  readonly gaps: number
  readonly quarters: number
  /** What is stored was replaced. */
  readonly changed: boolean
  readonly differences: readonly Difference[]
}

async function checked(dataDir: string, progress: ProgressLine): Promise<Result> {
  await using reader = openReader(dataDir, { frozen: true })
  return { ...compare(reader, progress, () => {}), changed: false }
}

async function rebuilt(dataDir: string, progress: ProgressLine): Promise<Result> {
  // A directory without a database is somebody's typing mistake; openStore would make one.
  await openReader(dataDir)[Symbol.asyncDispose]()
  await using store = openStore(dataDir)
  const all: Rederived[] = []
  const found = compare(store, progress, (one) => all.push(one))
  const derived = { outages: all.flatMap(({ outages }) => outages), gaps: all.flatMap(({ gaps }) => gaps) }
  store.replaceDerived(
    derived,
    all.map((one) => one.progress),
    movesOf(store, derived.outages),
    Date.now(),
  )
  return { ...found, changed: true }
}

/** Derives one monitor after another and compares each with what is stored of it. */
function compare(reader: Reader, progress: ProgressLine, take: (one: Rederived) => unknown): Omit<Result, 'changed'> {
  const snapshots = new Map(reader.snapshots().map((snapshot) => [snapshot.monitorId, snapshot]))
  const known = new Set<string>()
  const count = { outages: 0, gaps: 0, quarters: 0 }
  const found: Difference[] = []
  for (const one of rederive(reader, (done, total) => progress.say(done, total))) {
    known.add(one.monitorId)
    count.outages += one.outages.length
    count.gaps += one.gaps.length
    count.quarters += one.progress.quarters.reduce((sum, run) => sum + run.count, 0)
    found.push(...differencesOf(reader, snapshots.get(one.monitorId), one))
    take(one)
  }
  return { records: reader.size(), ...count, differences: [...found, ...strayOutages(reader, known)] }
}

/** Where the ids lead that were minted and are no longer derived: to the confirmed outage that covers their onset, or nowhere. */
function movesOf(store: Store, outages: readonly Outage[]): Parameters<Store['replaceDerived']>[2] {
  const derivedIds = new Set(outages.map(({ id }) => id))
  return store.entries('outage').flatMap(({ body }): Parameters<Store['replaceDerived']>[2] => {
    const { id, monitorId, onset } = body
    if (typeof id !== 'string' || typeof monitorId !== 'string' || derivedIds.has(id)) return []
    const by = typeof onset === 'object' && onset !== null && 'by' in onset && typeof onset.by === 'number' ? onset.by : null
    const covering =
      by === null
        ? undefined
        : outages.find((outage) => outage.confirmed && sameMonitor(store, outage.monitorId, monitorId) && covers(outage, by))
    if (covering === undefined) return [{ id, to: null, reason: 'the records, derived again, show no confirmed outage at that time' }]
    return [{ id, to: covering.id, reason: 'the records, derived again, date this outage differently' }]
  })
}

function sameMonitor(store: Store, one: string, other: string): boolean {
  return (store.currentId(one) ?? one) === (store.currentId(other) ?? other)
}

function covers(outage: Outage, at: number): boolean {
  return (outage.onset.after ?? outage.onset.by) <= at && (outage.recovery === null || at <= outage.recovery.by)
}

const shownDifferences = 20

function told({ records, outages, gaps, quarters, changed, differences: found }: Result): string {
  const summary = `${records} records: ${outages} outages and unconfirmed failures, ${gaps} gaps, ${quarters} quarter hours`
  const verdict = found.length === 0 ? 'as stored' : `${found.length} ${changed ? 'differences, replaced' : 'differences'}`
  const lines = found.slice(0, shownDifferences).map(({ what, key, problem }) => `  ${what} ${key}: ${words[problem]}`)
  const rest = found.length > shownDifferences ? [`  and ${found.length - shownDifferences} more (--json lists all)`] : []
  return [`${summary}; ${verdict}`, ...lines, ...rest].join('\n').concat('\n')
}

const words: Readonly<Record<Difference['problem'], string>> = {
  missing: 'derived from the log, not stored',
  unexpected: 'stored, not derived from the log',
  different: 'stored otherwise than derived from the log',
}
