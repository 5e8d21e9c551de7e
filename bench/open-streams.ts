// Does an audience delay looks? 2,000 HTTP monitors every 20 s: start lag of looks while nobody reads, and then, in the same run, while 200
// event streams are open and 50 pages and API answers a second are read, all by another process. Some two and a half minutes, or as long as
// BENCH_AUDIENCE_MS says of the second part.
import { fork } from 'node:child_process'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader } from '../src/store/sqlite/reader.ts'
import { startPart, watchedTarget } from './daemon.ts'
import { freePort } from './free-port.ts'
import { median, row } from './report.ts'
import { slotsOf } from './slots.ts'

const monitors = 2_000
const everyMs = 20_000
const streams = 200
const requestsPerSecond = 50
const paths = ['/', '/services/bench-7', '/monitors/bench-7-0', '/api/v1/services', '/api/v1/monitors/bench-7-0/availability?by=hour']
// Past the first looks and the sealing after a minute.
const warmUpMs = 70_000
/** Whole rounds, so that each monitor has as many slots as any other. */
const calmMs = 2 * everyMs
const readMs = everyMs * Math.max(1, Math.round(Number(process.env['BENCH_AUDIENCE_MS'] ?? calmMs) / everyMs))
const settleMs = 5_000
/** A request that takes longer has failed. */
const patienceMs = 30_000

/** What the readers saw. */
interface Seen {
  /** Streams that were open all the time. */
  readonly open: number
  readonly events: number
  readonly answers: number
  /** Requests that got no answer, or another one than 200. */
  readonly failed: number
  readonly medianMs: number
  readonly p99Ms: number
}

const [, , part, url = ''] = process.argv
if (part === 'read') process.send?.(await read(url), () => process.exit(0))
else await measure()

async function measure(): Promise<void> {
  using watched = await watchedTarget(monitors, everyMs)
  const dataDir = watched.freshData()
  const port = await freePort()
  using daemon = startPart(['serve', '--config', watched.config, '--data', dataDir, '--port', String(port), '--log-level', 'warn'])
  await sleep(warmUpMs)
  const calmFrom = Date.now()
  await sleep(calmMs)
  const readers = readAll(`http://127.0.0.1:${port}`)
  // Awaited below, after what is measured meanwhile.
  readers.catch(() => undefined)
  await sleep(settleMs)
  const readFrom = Date.now()
  const before = await daemon.used()
  await sleep(readMs)
  const after = await daemon.used()
  const seen = await readers
  await daemon.end()
  await using reader = openReader(dataDir)
  const due = (ms: number): number => (monitors * ms) / everyMs
  const calm = slotsOf(reader, calmFrom, calmMs, due(calmMs))
  const read = slotsOf(reader, readFrom, readMs, due(readMs))
  row('audience-none', 'start lag p99 of 2,000 monitors without readers, ms', calm.lagP99Ms)
  row(
    'audience-lag',
    `the same with ${seen.open} open streams and ${perSecond(seen.answers)} answers a second, ms`,
    read.lagP99Ms,
    calm.lagP99Ms,
  )
  row('audience-missed', 'slots missed meanwhile', read.missed, calm.missed)
  row('audience-core', 'of one core, the daemon with its web thread, %', (100 * (after.cpuMs - before.cpuMs)) / readMs)
  row('audience-failed', 'requests without their answer', seen.failed)
  row('audience-events', 'events that each stream got, a second', perSecond(seen.events / streams))
  row('audience-median', 'an answer, median, ms', seen.medianMs)
  row('audience-p99', 'an answer, p99, ms', seen.p99Ms)
}

function perSecond(count: number): number {
  return Math.round((10_000 * count) / (settleMs + readMs)) / 10
}

function readAll(base: string): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, ['read', base])
    child.once('message', (seen) => resolve(seen as Seen))
    child.once('exit', (code) => reject(new Error(`readers ended with ${code}`)))
  })
}

async function read(base: string): Promise<Seen> {
  let open = 0
  let events = 0
  for (let i = 0; i < streams; i += 1) {
    const response = await answered(`${base}/events`)
    open += 1
    response.on('data', (chunk: Buffer) => (events += chunk.toString().split('event: ').length - 1))
    response.once('close', () => (open -= 1))
  }
  const until = performance.now() + settleMs + readMs
  const times: number[] = []
  const waiting: Promise<void>[] = []
  let failed = 0
  for (let i = 0; performance.now() < until; i += 1) {
    waiting.push(timed(`${base}${paths[i % paths.length]}`, times).catch(() => void (failed += 1)))
    await sleep(1_000 / requestsPerSecond)
  }
  await Promise.all(waiting)
  const sorted = times.toSorted((a, b) => a - b)
  return {
    open,
    events,
    answers: times.length,
    failed,
    medianMs: median(times),
    p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN,
  }
}

/** Notes how long it takes to read it to its end. */
async function timed(address: string, times: number[]): Promise<void> {
  const began = performance.now()
  const response = await answered(address, AbortSignal.timeout(patienceMs))
  for await (const _ of response) continue
  times.push(performance.now() - began)
}

function answered(address: string, signal?: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(address, { agent: false, ...(signal === undefined ? {} : { signal }) }, (response) => {
      if (response.statusCode === 200) resolve(response)
      else reject(new Error(`${address}: ${response.statusCode}`))
    }).once('error', reject)
  })
}
