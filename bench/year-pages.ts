// `/` and the services with 90 days, each made anew, out of a directory of a whole year of looks; the floor is the same bytes as a ready buffer.
// BENCH_YEAR as for storage.ts; then the two that list everything with 100 monitors (BENCH_YEAR_100, year-directory.ts).
import { figureIndex } from '../src/evidence/bundle/figure-index.ts'
import { noCaptures } from '../src/evidence/capture-files.ts'
import { createLog } from '../src/log.ts'
import { openReader } from '../src/store/sqlite/reader.ts'
import type { Reader } from '../src/store/store.ts'
import { fillOrder } from '../src/evidence/bundle/order.ts'
import { createApp } from '../src/web/app.ts'
import { createLive } from '../src/web/live.ts'
import { handClock } from '../test/support/hand-clock.ts'
import { simulatedConfig } from '../test/support/simulated.ts'
import { healthAt } from '../test/web/site.ts'
import { median, row } from './report.ts'
import { hundredDirectory, yearDirectory } from './year-directory.ts'

await ofYear((await yearDirectory()).path)
await ofHundred((await hundredDirectory()).path)

async function ofYear(path: string): Promise<void> {
  await using reader = openReader(path)
  const site = await siteOver(reader, path)
  row('year-caught-up', `the state of ${site.monitors} monitors with a year behind them, read at start, ms`, site.caughtUpMs)
  await made(site, 'year-home', '/?lang=en', 'home')
  await made(site, 'year-services', '/api/v1/services?days=90', 'the services with 90 days')
  await made(site, 'year-outages-api', '/api/v1/outages', 'all outages')
  const [outage] = reader.outages({ confirmed: true, limit: 1 })
  if (outage !== undefined) await made(site, 'year-outage', `/outages/${outage.id}?lang=en`, 'one outage')
  const [monitorId] = reader.monitorIds()
  await made(site, 'year-monitor', `/monitors/${monitorId}?lang=en`, 'one monitor')
  await made(site, 'year-times', `/api/v1/monitors/${monitorId}/response-times?points=1000`, 'response times of a year')
  site.end()
}

async function ofHundred(path: string): Promise<void> {
  await using reader = openReader(path)
  const site = await siteOver(reader, path)
  await made(site, 'hundred-home', '/?lang=en', `home of ${site.monitors} monitors`)
  await made(site, 'hundred-services', '/api/v1/services?days=90', `${site.monitors} services with 90 days`)
  site.end()
}

interface Site {
  readonly monitors: number
  readonly caughtUpMs: number
  request(address: string): Response | Promise<Response>
  /** What was made in a second is kept for that second. */
  nextSecond(): Promise<void>
  end(): void
}

/** The web side over a directory, a second after its newest look. */
async function siteOver(reader: Reader, path: string): Promise<Site> {
  const [newest] = reader.log(reader.size() - 1, 1)
  if (newest === undefined) throw new Error(`${path} holds no record`)
  const clock = handClock(newest.type === 'observation' ? newest.observation.at + 1_000 : Date.UTC(2026, 10, 27))
  const config = simulatedConfig(reader.monitorIds().length, 60_000)
  const live = createLive(reader, clock)
  const began = performance.now()
  const caughtUp = live.follow(reader.size())
  await caughtUp
  const caughtUpMs = performance.now() - began
  const { app, events } = createApp({
    reader,
    dataDir: 'none',
    makeBundle: (order) => fillOrder(reader, order),
    cite: () => undefined,
    figures: figureIndex(reader),
    captures: noCaptures,
    live,
    clock,
    log: createLog({ write: () => true }).log,
    trustProxy: false,
    config: () => config,
    health: () => healthAt(clock.now()),
    listening: () => 'http://127.0.0.1:8080',
    caughtUp,
  })
  return {
    monitors: config.services.length,
    caughtUpMs,
    request: (address) => app.request(address),
    nextSecond: () => clock.advance(1_000),
    end: () => events.close(),
  }
}

async function made(site: Site, name: string, address: string, what: string): Promise<void> {
  const times: number[] = []
  let bytes = 0
  for (let turn = 0; turn < 21; turn += 1) {
    await site.nextSecond()
    const start = performance.now()
    const response = await site.request(address)
    bytes = (await response.arrayBuffer()).byteLength
    if (response.status !== 200) throw new Error(`${address} answered ${response.status}`)
    times.push(performance.now() - start)
  }
  row(name, `${what} (${Math.round(bytes / 1_000)} kB), median of 21, the first ${Math.round(times[0] ?? 0)} ms; ms`, median(times))
}
