import { parseArgs } from 'node:util'
import { createReplay, type Replay } from '../core/replay.ts'
import type { Gap, HourTotals, Outage } from '../core/outage.ts'
import { openReader } from '../store/sqlite/reader.ts'
import { openStore } from '../store/sqlite/store.ts'
import { type Derived, type Reader, type Store, StoreError } from '../store/store.ts'
import type { Command, ExitCode, Io } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'
import { type ProgressLine, progressLine } from './progress.ts'
import { type Difference, differences } from './rebuild-differences.ts'

export const rebuild: Command = {
  name: 'rebuild',
  summary: 'derive outages, gaps and hours again from the log',
  help: `Usage: vigie rebuild [--check] [options]

Outages, gaps and hourly sums are derived from the log of looks. This derives them again from its first record, says where
what is stored differs, and replaces it. An address of an outage that was ever served keeps leading somewhere: to the outage
that it became, or to the reason why it is no longer one. Needs the directory for itself: stop the daemon first.

  --check         change nothing; also while the daemon runs
${dataHelp}  --json          one JSON object on standard output: {records, outages, gaps, hours, changed, differences}

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
  readonly hours: number
  /** What is stored was replaced. */
  readonly changed: boolean
  readonly differences: readonly Difference[]
}

async function checked(dataDir: string, progress: ProgressLine): Promise<Result> {
  await using reader = openReader(dataDir, { frozen: true })
  const { derived, replay } = replayed(reader, progress)
  return { ...counts(derived, replay), changed: false, differences: differences(reader, derived) }
}

async function rebuilt(dataDir: string, progress: ProgressLine): Promise<Result> {
  // A directory without a database is somebody's typing mistake; openStore would make one.
  await openReader(dataDir)[Symbol.asyncDispose]()
  await using store = openStore(dataDir)
  const { derived, replay } = replayed(store, progress)
  const found = differences(store, derived)
  store.replaceDerived(derived, replay.snapshot(), movesOf(store, derived.outages))
  return { ...counts(derived, replay), changed: true, differences: found }
}

const pageRecords = 5_000

function replayed(reader: Reader, progress: ProgressLine): { readonly derived: Derived; readonly replay: Replay } {
  const size = reader.size()
  const replay = createReplay()
  const outages = new Map<string, Outage>()
  const gaps: (Gap & { readonly monitorId: string })[] = []
  const hours: HourTotals[] = []
  for (let from = 0; from < size; from += pageRecords) {
    const changes = replay.step(reader.log(from, Math.min(pageRecords, size - from)), null)
    replay.accept(changes)
    for (const outage of changes.outages) outages.set(outage.id, outage)
    gaps.push(...changes.gaps)
    hours.push(...changes.hours)
    progress.say(Math.min(from + pageRecords, size), size)
  }
  return { derived: { outages: [...outages.values()], gaps, hours }, replay }
}

function counts({ outages, gaps, hours }: Derived, replay: Replay): Pick<Result, 'records' | 'outages' | 'gaps' | 'hours'> {
  return { records: replay.throughSeq() + 1, outages: outages.length, gaps: gaps.length, hours: hours.length }
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

function told({ records, outages, gaps, hours, changed, differences: found }: Result): string {
  const summary = `${records} records: ${outages} outages and unconfirmed failures, ${gaps} gaps, ${hours} hours`
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
