// 10,000 monitors every 20 s through the real scheduler, recorder and store, on one core. A probe that has always just seen a good page
// stands in for the network, so that what remains is the price of scheduling, judging and recording.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../src/clock.ts'
import { loadConfig } from '../src/config/load.ts'
import { publicConfig } from '../src/core/public-config.ts'
import type { Reading } from '../src/core/reading.ts'
import { applyConfig } from '../src/daemon/catalogue.ts'
import { startMeasuring } from '../src/daemon/measure.ts'
import { resume } from '../src/daemon/resume.ts'
import { settleEngine } from '../src/engine.ts'
import { createLog } from '../src/log.ts'
import { createNet } from '../src/probes/net.ts'
import { openReader } from '../src/store/sqlite/reader.ts'
import { openStore } from '../src/store/sqlite/store.ts'
import { configText } from './daemon.ts'
import { row } from './report.ts'
import { slotsOf } from './slots.ts'

const monitors = 10_000
const everyMs = 20_000
// First looks are over after 8 s; then one round of the regular pace.
const warmUpMs = 30_000
const measureMs = 2 * everyMs
const pinned = 'pinned'

const nullProbe = (): Promise<Reading> => Promise.resolve(goodPage)

const body = new TextEncoder().encode(
  `<!doctype html><title>Portal</title><h1>Welcome</h1>${'<p>Lorem ipsum dolor sit amet.</p>'.repeat(60)}`,
)
const url = 'http://127.0.0.1/'
const goodPage: Reading = {
  failure: null,
  timings: { resolveMs: null, connectMs: 1, handshakeMs: null, firstByteMs: 3, totalMs: 4 },
  address: '127.0.0.1',
  family: 4,
  hops: [{ url, status: 200, address: '127.0.0.1', resolveMs: null, connectMs: 1, handshakeMs: null, firstByteMs: 3, transferMs: 0 }],
  tls: null,
  http: { status: 200, headers: [['content-type', 'text/html; charset=utf-8']], finalUrl: url, body, bodyTruncated: false },
  dns: null,
  reply: null,
  remarks: [],
}

if (process.argv[2] === pinned || spawnSync('taskset', ['-V']).error !== undefined) await measure()
else await onOneCore()

/** This file again, bound to the first core. */
async function onOneCore(): Promise<void> {
  const child = spawn('taskset', ['-c', '0', process.execPath, import.meta.filename, pinned], { stdio: 'inherit' })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  process.exitCode = code ?? 1
}

async function measure(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  try {
    await using daemon = await startDaemon(dir)
    await sleep(warmUpMs)
    const from = Date.now()
    const before = process.cpuUsage()
    await sleep(measureMs)
    const { user, system } = process.cpuUsage(before)
    const share = (user + system) / 10 / (Date.now() - from)
    await daemon[Symbol.asyncDispose]()
    await using reader = openReader(dir)
    const { lagP99Ms, missed } = slotsOf(reader, from, measureMs, (monitors * measureMs) / everyMs)
    const where = process.argv[2] === pinned ? '' : ' (taskset is missing: not bound to one)'
    row('many-core', `share of one core for 10,000 monitors every 20 s, the network left out, %${where}`, share)
    row('many-missed', 'slots of the measured time that no look was made for', missed)
    row('many-lag-p99', 'start lag p99 with 10,000 monitors, ms', lagP99Ms)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The measuring side as app.ts puts it together, with the probe replaced and without the web. */
async function startDaemon(dir: string): Promise<AsyncDisposable> {
  const file = join(dir, 'vigie.yaml')
  writeFileSync(file, configText('http://127.0.0.1/', monitors, everyMs))
  const loaded = await loadConfig(file, {})
  if (!loaded.ok) throw new Error('bench configuration')
  const { config } = loaded
  const clock = systemClock()
  await using stack = new AsyncDisposableStack()
  const store = stack.use(openStore(dir))
  applyConfig(
    store,
    publicConfig(config, (text) => text.length.toString(16).padStart(64, '0')),
    clock.now(),
  )
  const resumed = resume(store)
  settleEngine()
  stack.use(
    startMeasuring({
      clock,
      sinceBoot: () => clock.elapsed(),
      store,
      resumed,
      probes: { http: nullProbe, tcp: nullProbe, tls: nullProbe, dns: nullProbe, icmp: nullProbe },
      net: createNet(),
      log: createLog({ write: () => true }, 'silent').log,
      boot: 'bench',
      userAgent: 'Vigie/bench',
      config,
      maxInFlight: 512,
      captureDataDir: null,
      onCommit: () => undefined,
    }),
  )
  return stack.move()
}
