// What the running evidence log costs over a real store: two days of 100 monitors once a minute, brought up to date as the daemon does it every
// five minutes (read, encode, hash, append, check, sign; the thread's own start apart), what it leaves on the disk, and an entry tile and a proof
// of sealed looks on a new connection, with nothing cached but what the system keeps of the file. CPU time of this process.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHistory } from '../src/demo/history.ts'
import { drawHappenings } from '../src/demo/year.ts'
import { advanceLog } from '../src/evidence/evidence-log.ts'
import { logFiles } from '../src/evidence/log-files.ts'
import { openLogKeys } from '../src/evidence/log-keys.ts'
import { publishedLog } from '../src/evidence/published-log.ts'
import { openReader } from '../src/store/sqlite/reader.ts'
import { openStore } from '../src/store/sqlite/store.ts'
import { nothingDerived } from '../src/store/store.ts'
import { simulatedConfig } from '../test/support/simulated.ts'
import { median, row } from './report.ts'

const monitors = 100
const days = 2
const roundMs = 300_000
const from = Date.UTC(2026, 0, 1)
const to = from + days * 86_400_000
const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
try {
  await fill()
  await read()
} finally {
  rmSync(dir, { recursive: true, force: true })
}

/** Records and signs as time goes by, then seals. */
async function fill(): Promise<void> {
  await using store = openStore(dir)
  await using reader = openReader(dir)
  const files = logFiles(dir)
  const history = historyOf()
  const rounds: number[] = []
  for (let at = from + roundMs, round = 0; at <= to; at += roundMs, round += 1) {
    store.record([...history.until(at)], nothingDerived)
    rounds.push(cpuMs(() => advanceLog({ files, keys: openLogKeys(files, files.key, 'vigie.example.org/log'), reader }, round % 12 === 0)))
  }
  const looks = store.size()
  row(
    'log-cpu',
    `µs of CPU per look, all that a round does, ${Math.round(looks / rounds.length)} looks each`,
    (rounds.reduce((sum, ms) => sum + ms, 0) * 1_000) / looks,
  )
  row('log-round', 'ms of CPU per round', median(rounds))
  const bytes = readdirSync(files.dir).reduce((sum, name) => sum + statSync(join(files.dir, name)).size, 0)
  row('log-rest', `bytes at rest per look: tree, keys and a checkpoint an hour, ${looks.toLocaleString('en')} looks`, bytes / looks)
  await store.seal()
}

async function read(): Promise<void> {
  const tiles: number[] = []
  const proofs: number[] = []
  for (let turn = 0; turn < 9; turn += 1) {
    await using reader = openReader(dir)
    const log = publishedLog(dir, reader)
    const index = 3 + turn * 100
    tiles.push(cpuMs(() => log.tile({ level: 'entries', index, width: 256 }) ?? missing()))
    await using second = openReader(dir)
    proofs.push(cpuMs(() => publishedLog(dir, second).proof(index * 256 + 7) ?? missing()))
  }
  row('entry-tile', 'ms of CPU for an entry tile of 256 sealed records from 100 monitors', median(tiles))
  row('proof-sealed', 'ms of CPU for the proof of a sealed record', median(proofs))
}

function historyOf() {
  const config = simulatedConfig(monitors, 60_000)
  return createHistory({
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
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

function missing(): never {
  throw new Error('the log does not hold what was recorded')
}
