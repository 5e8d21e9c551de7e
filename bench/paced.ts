// A daemon's pace: 2,000 HTTP monitors every 20 s. CPU per recorded look of the whole process (web thread included), resident memory and
// start lag, against a bare loop of the same looks grouped to 100 ms in the same run.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testCertificates } from '../test/support/certificates.ts'
import { createFloor } from './floor.ts'
import { monitorFor } from './monitors.ts'
import { row } from './report.ts'
import { startTarget } from './target.ts'

const monitors = 2_000
const everyMs = 20_000
const warmUpMs = 12_000
const measureMs = Number(process.env['BENCH_PACED_MS'] ?? 40_000)

interface Measured {
  readonly cpuMsPerLook: number
  readonly looks: number
  readonly residentMb: number
  readonly startLagP99Ms: number | null
  readonly skipped: number
}

const part = process.argv[2]
if (part === 'floor') await runFloor(process.argv[3] ?? '')
else if (part === 'daemon') await runDaemon(process.argv[3] ?? '', process.argv[4] ?? '')
else await runBoth()

async function runBoth(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  const { good } = testCertificates()
  const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') }
  writeFileSync(files.cert, good.cert)
  writeFileSync(files.key, good.key)
  try {
    using target = await startTarget(files)
    // Both at once, so that both meet the same noise.
    const [floor, daemon] = await Promise.all([inChild('floor', target.http), inChild('daemon', target.http, join(dir, 'data'))])
    const expected = (monitors * measureMs) / everyMs
    if (daemon.looks < expected * 0.98) throw new Error(`the daemon made ${daemon.looks} looks instead of ${expected}`)
    row('look-paced', 'CPU per recorded look at 100 looks/s, ms', daemon.cpuMsPerLook, floor.cpuMsPerLook)
    row('resident', 'resident memory with 2,000 monitors, MB', daemon.residentMb)
    row('start-lag-p99', 'start lag p99 with 2,000 monitors, ms', daemon.startLagP99Ms ?? Number.NaN)
    row('slots-missed', 'slots missed', daemon.skipped)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function inChild(...args: readonly string[]): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [...args])
    child.once('message', (message) => resolve(message as Measured))
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)))
  })
}

async function runFloor(url: string): Promise<void> {
  const look = createFloor(null)
  let looks = 0
  const perGroup = (monitors * 100) / everyMs
  const began = performance.now()
  let measuring: { readonly cpu: NodeJS.CpuUsage; readonly looks: number } | null = null
  for (let group = 1; performance.now() - began < warmUpMs + measureMs; group += 1) {
    for (let i = 0; i < perGroup; i += 1) void look(url).then(() => (looks += 1))
    if (measuring === null && performance.now() - began >= warmUpMs) measuring = { cpu: process.cpuUsage(), looks }
    await sleep(Math.max(0, began + group * 100 - performance.now()))
  }
  if (measuring === null) throw new Error('the floor never measured')
  send({ ...since(measuring.cpu, looks - measuring.looks), startLagP99Ms: null, skipped: 0 })
}

async function runDaemon(url: string, dataDir: string): Promise<void> {
  const [{ startApp }, { createLog }, config] = await Promise.all([
    import('../src/app.ts'),
    import('../src/log.ts'),
    configFor(url, dataDir),
  ])
  await using app = await startApp({ config, load: null, log: createLog({ write: () => true }), version: 'bench' })
  await sleep(warmUpMs)
  const before = { cpu: process.cpuUsage(), looks: app.health().looksRecorded }
  await sleep(measureMs)
  const health = app.health()
  send({ ...since(before.cpu, health.looksRecorded - before.looks), startLagP99Ms: health.startLagP99Ms, skipped: health.looksLost })
}

function since(cpu: NodeJS.CpuUsage, looks: number) {
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMsPerLook: (user + system) / 1000 / looks, looks, residentMb: process.memoryUsage.rss() / 1_048_576 }
}

function send(measured: Measured): void {
  process.send?.(measured, () => process.exit(0))
}

async function configFor(url: string, dataDir: string) {
  const { loadConfig } = await import('../src/config/load.ts')
  const file = `${dataDir}.yaml`
  writeFileSync(file, 'site: { title: Bench, languages: [en] }\nserver: { port: 0 }\nservices: []\n')
  const loaded = await loadConfig(file, {})
  if (!loaded.ok) throw new Error('bench configuration')
  const list = Array.from({ length: monitors }, (_, i) => ({
    ...monitorFor(`bench-${i}`, `${url}${i}`, null),
    schedule: { kind: 'every' as const, everyMs },
  }))
  const services = [{ id: 'bench', name: { en: 'Bench' }, organisation: null, description: null, links: [], monitors: list }]
  return { ...loaded.config, dataDir, services }
}
