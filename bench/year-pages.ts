// `/` and the services with 90 days, each made anew, out of a directory of a whole year of looks; the floor is the same bytes as a ready buffer.
// BENCH_YEAR as for storage.ts.
import { figureIndex } from '../src/evidence/bundle/figure-index.ts'
import { noCaptures } from '../src/evidence/capture-files.ts'
import { createLog } from '../src/log.ts'
import { openReader } from '../src/store/sqlite/reader.ts'
import { fillOrder } from '../src/evidence/bundle/order.ts'
import { createApp } from '../src/web/app.ts'
import { createLive } from '../src/web/live.ts'
import { handClock } from '../test/support/hand-clock.ts'
import { simulatedConfig } from '../test/support/simulated.ts'
import { healthAt } from '../test/web/site.ts'
import { median, row } from './report.ts'
import { yearDirectory } from './year-directory.ts'

const { path } = await yearDirectory()
await using reader = openReader(path)
const [newest] = reader.log(reader.size() - 1, 1)
if (newest === undefined) throw new Error(`${path} holds no record`)
const clock = handClock(newest.type === 'observation' ? newest.observation.at + 1_000 : Date.UTC(2026, 10, 27))
const config = simulatedConfig(reader.monitorIds().length, 60_000)
const live = createLive(reader, clock)
const began = performance.now()
const caughtUp = live.follow(reader.size())
await caughtUp
row(
  'year-caught-up',
  `the state of ${config.services.length} monitors with a year behind them, read at start, ms`,
  performance.now() - began,
)
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

await made('year-home', '/?lang=en', 'home')
await made('year-services', '/api/v1/services?days=90', 'the services with 90 days')
await made('year-outages-api', '/api/v1/outages', 'all outages')
const [outage] = reader.outages({ confirmed: true, limit: 1 })
if (outage !== undefined) await made('year-outage', `/outages/${outage.id}?lang=en`, 'one outage')
const [monitorId] = reader.monitorIds()
await made('year-monitor', `/monitors/${monitorId}?lang=en`, 'one monitor')
await made('year-times', `/api/v1/monitors/${monitorId}/response-times?points=1000`, 'response times of a year')
events.close()

async function made(name: string, address: string, what: string): Promise<void> {
  const times: number[] = []
  let bytes = 0
  for (let turn = 0; turn < 21; turn += 1) {
    // An answer is kept for the second it was made in; the next second makes a new one.
    await clock.advance(1_000)
    const start = performance.now()
    const response = await app.request(address)
    bytes = (await response.arrayBuffer()).byteLength
    if (response.status !== 200) throw new Error(`${address} answered ${response.status}`)
    times.push(performance.now() - start)
  }
  row(name, `${what} (${Math.round(bytes / 1_000)} kB), median of 21, the first ${Math.round(times[0] ?? 0)} ms; ms`, median(times))
}
