// What the store takes on disk and how fast it gives back: bytes a look, bytes of the write-ahead log, a year derived and exported, pages and
// API answers from a year's directory with nothing cached. BENCH_YEAR names a directory of 26 million looks; see year-directory.ts.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { deriveColumns } from '../src/core/derive.ts'
import type { LogItem } from '../src/core/log.ts'
import { storedRounds } from '../src/core/stored-rounds.ts'
import { createHistory } from '../src/demo/history.ts'
import { drawHappenings } from '../src/demo/year.ts'
import { chunkRows } from '../src/store/sqlite/chunk-rows.ts'
import { dictionaryOf } from '../src/store/sqlite/dictionary.ts'
import { encodeChunk } from '../src/store/format/chunk.ts'
import type { LookNumbers } from '../src/store/format/look-numbers.ts'
import { openReader } from '../src/store/sqlite/reader.ts'
import { openStore } from '../src/store/sqlite/store.ts'
import { nothingDerived } from '../src/store/store.ts'
import { simulatedConfig } from '../test/support/simulated.ts'
import { median, row } from './report.ts'
import { yearDirectory } from './year-directory.ts'

const directory = await yearDirectory()
const year = { ...directory, monitorId: firstMonitor(directory.path) }
{
  await using reader = openReader(year.path)
  // First, as a process that derives does nothing else before.
  const derived = deriving(year.monitorId, 21)
  const each = reader.monitorIds().map((monitorId) => deriving(monitorId, 5))
  const columns = [...reader.columns(year.monitorId)]
  row('year-outages', 'a monitor-year derived from chunks, ms', derived, bareLoop(columns.map(({ at }) => at)))
  row('year-outages-all', 'the same of every monitor there is, median, ms', median(each))
  const looks = looksIn(year.path)
  row('bytes-per-look', `bytes a look in the file, ${looks.toLocaleString('en')} looks with all phases`, year.bytes / looks)
  row('bytes-latency', 'bytes a look of a day’s chunk with one latency instead', oneLatency(year.path))
}
row('wal-per-look', 'bytes of write-ahead log a look, 1,000 monitors every minute, a commit a second', await walPerLook())
exporting()

function firstMonitor(path: string): string {
  const reader = openReader(path)
  const [first] = reader.monitorIds()
  void reader[Symbol.asyncDispose]()
  if (first === undefined) throw new Error(`${path} holds no looks`)
  return first
}

function looksIn(path: string): number {
  const db = new Database(join(path, 'vigie.db'), { readonly: true })
  try {
    return Number(db.prepare('SELECT sum(looks) FROM chunk').pluck().get())
  } finally {
    db.close()
  }
}

function withoutPhases(look: LookNumbers, i: number): LookNumbers {
  return {
    ...look,
    seq: i,
    counter: i,
    resolveMs: null,
    connectMs: null,
    handshakeMs: null,
    firstByteMs: null,
    bodyLength: null,
    durationMs: look.durationMs + look.totalLessDurationMs,
    totalLessDurationMs: 0,
  }
}

/** The same looks without the phases before the last, as storage.md measured them: start, state and one latency. */
function oneLatency(path: string): number {
  const db = new Database(join(path, 'vigie.db'), { readonly: true })
  try {
    const rows = chunkRows(db, dictionaryOf(db))
    const sizes = rows
      .rowsBySeq(0, 5_000_000)
      .slice(0, 8)
      .flatMap((one) =>
        (rows.open(one, 'all') ?? []).slice(0, 3).map(({ looks }) => {
          const plain = looks().map(withoutPhases)
          const { method, rest } = encodeChunk(plain)
          return (method.length + rest.length) / plain.length
        }),
      )
    return median(sizes)
  } finally {
    db.close()
  }
}

/**
 * Median ms of some runs, each on a connection of its own: nothing is cached but what the system keeps of the file. Frozen, as `vigie rebuild`
 * reads: taking and giving back the database's lock takes 2 µs with each of 300 questions.
 */
function deriving(monitorId: string, turns: number): number {
  const times: number[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    const reader = openReader(year.path, { frozen: true })
    const began = performance.now()
    const { state } = deriveColumns(
      monitorId,
      reader.columns(monitorId),
      storedRounds(reader),
      { confirmDown: 2, confirmUp: 1 },
      Number.MAX_SAFE_INTEGER,
    )
    times.push(performance.now() - began)
    if (state.run === null) throw new Error('a year without looks')
    void reader[Symbol.asyncDispose]()
  }
  return median(times)
}

/** One pass over the same looks, unpacked already. */
function bareLoop(starts: readonly Float64Array[]): number {
  return median(
    Array.from({ length: 9 }, () => {
      const began = performance.now()
      let sum = 0
      for (const column of starts) for (let i = 0; i < column.length; i += 1) sum += column[i] ?? 0
      return performance.now() - began + (sum > 0 ? 0 : 1)
    }),
  )
}

/** A read transaction that stays open keeps the write-ahead log from being started again, so that its length is what was written. */
async function walPerLook(): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  try {
    await using store = openStore(dir)
    const seconds = secondsOf(1_000, 160)
    for (const items of seconds.slice(0, 100)) store.record(items, nothingDerived)
    const file = join(dir, 'vigie.db')
    const reader = new Database(file)
    reader.pragma('wal_checkpoint(TRUNCATE)')
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM log').get()
    const before = statSync(`${file}-wal`).size
    const measured = seconds.slice(100)
    for (const items of measured) store.record(items, nothingDerived)
    const bytes = statSync(`${file}-wal`).size - before
    reader.close()
    return bytes / measured.flat().filter(({ type }) => type === 'observation').length
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What arrives second by second. */
function secondsOf(monitors: number, seconds: number): readonly (readonly LogItem[])[] {
  const from = Date.UTC(2026, 0, 1)
  const config = simulatedConfig(monitors, 60_000)
  const to = from + (seconds + 90) * 1_000
  const history = createHistory({
    seed: '1',
    from,
    vantageId: config.vantage.id,
    controls: config.controls,
    observer: [],
    monitors: config.services.flatMap((service) =>
      service.monitors.map((monitor) => ({
        monitor,
        intervals: [],
        happenings: drawHappenings('1', monitor, { from, to }),
        terms: { span: 0, configHash: monitor.configHash },
      })),
    ),
  })
  // The first minute begins all of them.
  for (const _ of history.until(from + 90_000)) continue
  return Array.from({ length: seconds }, (_, second) => [...history.until(from + 90_000 + (second + 1) * 1_000)])
}

/** The command itself, as a user runs it; it says at its end how much memory it took. */
function exporting(): void {
  const out = join(mkdtempSync(join(tmpdir(), 'vigie-bench-')), 'year.csv')
  const told = "process.on('exit',()=>process._rawDebug('resident '+process.resourceUsage().maxRSS))"
  const vigie = join(import.meta.dirname, '../bin/vigie.js')
  const args = [`--import=data:text/javascript,${told}`, vigie, 'export', '--data', year.path, '--monitor', year.monitorId, '--out', out]
  const times: number[] = []
  const memory: number[] = []
  try {
    for (let turn = 0; turn < 3; turn += 1) {
      const began = performance.now()
      const { stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      times.push((performance.now() - began) / 1_000)
      if (status !== 0) throw new Error(`the export ended with ${status}: ${stderr}`)
      memory.push(Number(/^resident (\d+)$/m.exec(stderr)?.[1]) / 1_024)
      rmSync(out)
    }
  } finally {
    rmSync(dirname(out), { recursive: true })
  }
  row('year-csv', 'a monitor-year exported as CSV by `vigie export`, whole process, s', median(times))
  row('year-csv-memory', 'most memory that it took, MB', Math.max(...memory))
}
