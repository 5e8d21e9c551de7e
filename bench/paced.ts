// A daemon's pace: 2,000 HTTP monitors every 20 s. CPU per recorded look of the whole process (web thread included), resident memory and
// start lag of `vigie serve`, against a bare loop that makes as many looks in groups of 100 ms. What was done is counted in the store.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { testCertificates } from '../test/support/certificates.ts'
import type { Used } from './metered.ts'
import { row } from './report.ts'
import { startTarget } from './target.ts'

const monitors = 2_000
const everyMs = 20_000
// Every monitor is looked at within 10 s of start, and what start left behind is dropped after 2 s; then one round of the regular pace.
const warmUpMs = 30_000
/** Whole rounds, so that each monitor has as many slots as any other. */
const measureMs = everyMs * Math.max(1, Math.round(Number(process.env['BENCH_PACED_MS'] ?? 40_000) / everyMs))

const due = (monitors * measureMs) / everyMs
// What is due at the very end begins a step of the grid later: slots are counted in a stretch that was over by then.
const settledMs = 1_000

const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
const { good } = testCertificates()
const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') }
writeFileSync(files.cert, good.cert)
writeFileSync(files.key, good.key)
try {
  using target = await startTarget(files)
  const config = join(dir, 'vigie.yaml')
  writeFileSync(config, configText(target.http))
  // Both at once, so that both meet the same noise: neither is charged for the other, but both feel that the machine is busy.
  using floor = startPart(['floor', target.http, String((monitors * 100) / everyMs)])
  using daemon = startPart(['serve', '--config', config, '--data', join(dir, 'data'), '--port', '0', '--log-level', 'warn'])
  await sleep(warmUpMs)
  const from = Date.now()
  const before = { floor: await floor.used(), daemon: await daemon.used() }
  await sleep(from + measureMs - Date.now())
  const after = { floor: await floor.used(), daemon: await daemon.used() }
  await daemon.end()
  const { looks, lagP99Ms, missed } = recorded(join(dir, 'data'), from)
  if (looks < due * 0.98) throw new Error(`the daemon recorded ${looks} looks of ${due}`)
  const cpuMs = after.daemon.cpuMs - before.daemon.cpuMs
  const mainMs = after.daemon.mainMs - before.daemon.mainMs
  const floorMs = (after.floor.cpuMs - before.floor.cpuMs) / (after.floor.looks - before.floor.looks)
  row('look-paced', 'CPU per recorded look at 100 looks/s, ms', cpuMs / looks, floorMs)
  row('look-paced-main', 'of that, in the measuring thread, ms', mainMs / looks)
  row('resident', 'resident memory with 2,000 monitors, MB', after.daemon.residentMb)
  row('start-lag-p99', 'start lag p99 with 2,000 monitors, ms', lagP99Ms)
  row('slots-missed', 'slots of the measured time that no look was made for', missed)
} finally {
  rmSync(dir, { recursive: true, force: true })
}

interface Part extends Disposable {
  used(): Promise<Used>
  /** Ends it in order. */
  end(): Promise<void>
}

function startPart(args: readonly string[]): Part {
  const child = fork(join(import.meta.dirname, 'metered.ts'), [...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return {
    used: () =>
      new Promise((resolve, reject) => {
        child.once('message', (message) => resolve(message as Used))
        child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}: ${said}`)))
        child.send('used')
      }),
    async end() {
      child.kill('SIGTERM')
      await ended
    },
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  }
}

/** What the log says of the looks that began in the measured time, and of the slots that were due in it. */
function recorded(dataDir: string, from: number): { readonly looks: number; readonly lagP99Ms: number; readonly missed: number } {
  const db = new Database(join(dataDir, 'vigie.db'), { readonly: true })
  const numbers = (sql: string, after: number): readonly number[] =>
    db
      .prepare<[number, number], number>(sql)
      .pluck()
      .all(after, after + measureMs)
  const lags = numbers('SELECT late_ms FROM look WHERE at >= ? AND at < ? ORDER BY late_ms', from)
  const slots = numbers('SELECT count(*) FROM look WHERE recheck = 0 AND at - late_ms >= ? AND at - late_ms < ?', from - settledMs)
  db.close()
  return { looks: lags.length, lagP99Ms: lags[Math.ceil(lags.length * 0.99) - 1] ?? Number.NaN, missed: due - (slots[0] ?? 0) }
}

function configText(url: string): string {
  const services = Array.from({ length: monitors / 10 }, (_, service) => {
    const own = Array.from({ length: 10 }, (__, i) => `{ id: bench-${service}-${i}, url: '${url}${service}/${i}' }`)
    return `  - { id: bench-${service}, name: Bench ${service}, monitors: [${own.join(', ')}] }`
  })
  return `site: { title: Bench, languages: [en] }\ndefaults: { every: ${everyMs / 1_000}s, timeout: 10s }\nservices:\n${services.join('\n')}\n`
}
