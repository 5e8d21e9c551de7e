// Do readers delay looks? 300 monitors every second while a second process reads pages and API as fast as it can: start lag of looks with the
// web in a thread of its own, and with the same web in the measuring thread.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startApp } from '../src/app.ts'
import { systemClock } from '../src/clock.ts'
import { loadConfig } from '../src/config/load.ts'
import { createLog } from '../src/log.ts'
import { openReader } from '../src/store/sqlite/reader.ts'
import { startWeb } from '../src/web/start.ts'
import { testCertificates } from '../test/support/certificates.ts'
import { monitorFor } from './monitors.ts'
import { row } from './report.ts'
import { startTarget } from './target.ts'

const monitors = 300
const readMs = 15_000
const lanes = 8
const paths = ['/', '/monitors/m-7', '/api/v1/services', '/api/v1/monitors/m-7/availability?by=hour']

if (process.argv[2] === 'read') await read(process.argv[3] ?? '')
else await measure()

async function measure(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  const { good } = testCertificates()
  const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') }
  writeFileSync(files.cert, good.cert)
  writeFileSync(files.key, good.key)
  try {
    using target = await startTarget(files)
    const calm = await lagWhile(dir, target.http, async () => sleep(readMs))
    const apart = await lagWhile(dir, target.http, (url) => readers(url))
    const together = await lagWhile(dir, target.http, async (_url, second) => readers(await second()))
    row('readers-none', 'start lag p99 without readers, ms', calm.lagMs)
    row(
      'readers-thread',
      `start lag p99 while ${Math.round(apart.answers)} pages a second are read, web in its thread, ms`,
      apart.lagMs,
      calm.lagMs,
    )
    row(
      'readers-together',
      `the same with the web in the measuring thread (${Math.round(together.answers)} a second), ms`,
      together.lagMs,
      calm.lagMs,
    )
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

interface Lag {
  readonly lagMs: number
  readonly answers: number
}

async function lagWhile(
  dir: string,
  target: string,
  work: (url: string, second: () => Promise<string>) => Promise<number | void>,
): Promise<Lag> {
  const dataDir = mkdtempSync(join(dir, 'data-'))
  const file = join(dir, 'vigie.yaml')
  writeFileSync(file, 'site: { title: Bench, languages: [en] }\nserver: { port: 0 }\nservices: []\n')
  const loaded = await loadConfig(file, {})
  if (!loaded.ok) throw new Error('bench configuration')
  const list = Array.from({ length: monitors }, (_, i) => ({
    ...monitorFor(`m-${i}`, `${target}${i}`, null),
    schedule: { kind: 'every' as const, everyMs: 1_000 },
    timeoutMs: 1_000,
  }))
  const services = [{ id: 'bench', name: { en: 'Bench' }, organisation: null, description: null, links: [], monitors: list }]
  const log = createLog({ write: () => true }, 'silent')
  await using app = await startApp({ config: { ...loaded.config, dataDir, services }, load: null, log, version: 'bench' })
  await using second = new AsyncDisposableStack()
  const here = async (): Promise<string> => {
    const { publicConfig } = await import('../src/core/public-config.ts')
    const shown = publicConfig({ ...loaded.config, services }, () => 'hash')
    const reader = second.use(openReader(dataDir))
    const web = second.use(
      await startWeb(
        { dataDir, config: shown, host: '127.0.0.1', port: 0, trustProxy: false, health: app.health() },
        { reader, clock: systemClock(), log: log.log },
      ),
    )
    return web.url
  }
  // The first minute's lag is remembered for a minute: let the start's own pass out of the window.
  await sleep(12_000)
  const answers = (await work(app.url, here)) ?? 0
  const { startLagP99Ms } = app.health()
  return { lagMs: startLagP99Ms ?? Number.NaN, answers: answers / (readMs / 1_000) }
}

function readers(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, ['read', url])
    child.once('message', (count) => resolve(Number(count)))
    child.once('exit', (code) => reject(new Error(`readers ended with ${code}`)))
  })
}

async function read(url: string): Promise<void> {
  const until = performance.now() + readMs
  let answers = 0
  const lane = async (first: number): Promise<void> => {
    for (let i = first; performance.now() < until; i += 1) {
      const response = await fetch(`${url}${paths[i % paths.length]}`)
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`${response.status}`)
      answers += 1
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, i) => lane(i)))
  process.send?.(answers, () => process.exit(0))
}
