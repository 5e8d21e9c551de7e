// Fills a new data directory with a simulated past, through the public store as the daemon's recorder does it.
//   npx node bench/history.ts --data DIR [--monitors 50] [--days 365] [--every 60s] [--seed 1] [--end ISO]
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { parseDuration } from '../src/core/duration.ts'
import type { LogItem, LogRecord } from '../src/core/log.ts'
import { createReplay, type Changes } from '../src/core/replay.ts'
import { applyConfig } from '../src/daemon/catalogue.ts'
import { createHistory } from '../src/demo/history.ts'
import { drawHappenings, drawObserver } from '../src/demo/year.ts'
import { openStore } from '../src/store/sqlite/store.ts'
import { simulatedConfig } from '../test/support/simulated.ts'

const batchItems = 10_000
/** Four days of 50 monitors every minute. */
const sealLooks = 288_000
const dayMs = 86_400_000

const { dataDir, monitors, days, everyMs, seed, to } = parsed(process.argv.slice(2))
const from = to - days * dayMs
const config = simulatedConfig(monitors, everyMs)
const began = performance.now()

await using store = openStore(dataDir)
applyConfig(store, config, from)
const replay = createReplay()
replay.accept(replay.step(store.log(0, 1), null))
const history = createHistory({
  seed,
  from,
  vantageId: config.vantage.id,
  controls: config.controls,
  monitors: simulated(),
  observer: drawObserver(seed, { from, to }),
})

let looks = 0
let sealedLooks = 0
let sealing: Promise<unknown> = Promise.resolve()
let toldAt = began
let batch: LogItem[] = []
for (const item of history.until(to)) {
  batch.push(item)
  if (item.type === 'observation') looks += 1
  if (batch.length < batchItems) continue
  batch = recorded(batch)
  if (looks - sealedLooks >= sealLooks) await keep()
}
while (batch.length > 0) batch = recorded(batch)
await keep()
await sealing

const seconds = (performance.now() - began) / 1_000
const bytes = readdirSync(dataDir).reduce((sum, name) => sum + statSync(join(dataDir, name)).size, 0)
const each = `${Math.round(looks / seconds).toLocaleString('en')} looks/s, ${(bytes / looks).toFixed(1)} bytes/look`
process.stdout.write(`${looks} looks, ${seconds.toFixed(1)} s, ${bytes} bytes (${each})\n`)

/** Every monitor from the first day, with the span of the record that configured it. */
function simulated(): Parameters<typeof createHistory>[0]['monitors'] {
  const spans = new Map(store.catalogue().map(({ monitorId, span }) => [monitorId, span]))
  return config.services.flatMap((service) =>
    service.monitors.map((monitor) => ({
      monitor,
      intervals: [],
      happenings: drawHappenings(seed, monitor, { from, to }),
      terms: { span: spans.get(monitor.id) ?? 0, configHash: monitor.configHash },
    })),
  )
}

/** Derives and records a batch; what it minted is the beginning of the next one. */
function recorded(items: readonly LogItem[]): LogItem[] {
  const first = store.size()
  const changes = replay.step(
    items.map((item, index) => withSeq(item, first + index)),
    null,
  )
  store.record(items, changes)
  replay.accept(changes)
  tell(items.at(-1))
  return minted(changes)
}

function withSeq(item: LogItem, seq: number): LogRecord {
  if (item.type === 'observation') return { type: 'observation', observation: item.observation, seq }
  return item.type === 'control' ? { type: 'control', round: item.round, seq } : { type: 'entry', entry: item.entry, seq }
}

function minted({ confirmed }: Changes): LogItem[] {
  return confirmed.map(({ id, monitorId, onset }) => ({
    type: 'entry',
    entry: { kind: 'outage', at: onset.by, body: { id, monitorId, onset } },
  }))
}

/** Stores sums and seals, as the daemon does every hour. */
async function keep(): Promise<void> {
  sealedLooks = looks
  store.saveProgress(replay.progress())
  replay.stored(replay.throughSeq())
  await sealing
  sealing = store.seal()
}

/** A line on standard error every other second. */
function tell(item: LogItem | undefined): void {
  const now = performance.now()
  if (item?.type !== 'observation' || now - toldAt < 2_000) return
  toldAt = now
  const share = Math.floor(((item.observation.at - from) / (to - from)) * 100)
  process.stderr.write(`history: ${share} %, ${looks} looks, ${Math.round((looks / (now - began)) * 1_000)} a second\n`)
}

function parsed(argv: readonly string[]) {
  const { values } = understood({
    args: [...argv],
    options: {
      data: { type: 'string' },
      monitors: { type: 'string', default: '50' },
      days: { type: 'string', default: '365' },
      every: { type: 'string', default: '60s' },
      seed: { type: 'string', default: '1' },
      end: { type: 'string', default: new Date().toISOString() },
    },
  })
  const dataDir = values.data ?? refuse('--data DIR is missing: a directory that does not exist yet')
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) refuse(`${dataDir} is not empty: name a new directory`)
  const everyMs = parseDuration(values.every) ?? refuse(`--every ${values.every}: a duration such as 60s or 15m`)
  if (everyMs < 1_000) refuse(`--every ${values.every}: at least 1s`)
  const to = Date.parse(values.end)
  if (Number.isNaN(to)) refuse(`--end ${values.end}: an instant such as 2026-11-23T10:00:00Z`)
  return { dataDir, monitors: whole('monitors', values.monitors), days: whole('days', values.days), everyMs, seed: values.seed, to }
}

function understood<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

function whole(option: string, text: string): number {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : refuse(`--${option} ${text}: a whole number from 1 on`)
}

function refuse(why: string): never {
  process.stderr.write(`history: ${why}\n`)
  process.exit(2)
}
