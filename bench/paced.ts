// A daemon's pace: 2,000 HTTP monitors every 20 s. CPU per recorded look of the whole process (web thread included), resident memory and
// start lag of `vigie serve`, against a bare loop that makes as many looks in groups of 100 ms. What was done is counted in the store.
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader } from '../src/store/sqlite/reader.ts'
import { startPart, watchedTarget } from './daemon.ts'
import { row } from './report.ts'
import { slotsOf } from './slots.ts'

const monitors = 2_000
const everyMs = 20_000
// Past what comes once: the first looks, dropping what start left behind, the first sealing after a minute, and what V8 takes until it has
// compiled both programs for good: one that runs for months has it behind it. After 15,000 looks, 150 s, it compiles most of what a look is
// once more, which alone is 2 % of the measured time. The hourly sealing that a daemon goes on with is not in these figures.
const warmUpMs = 200_000
/** Whole rounds, so that each monitor has as many slots as any other. */
const measureMs = everyMs * Math.max(1, Math.round(Number(process.env['BENCH_PACED_MS'] ?? 120_000) / everyMs))

/** What a first start reads and compiles. */
const firstStartMs = 5_000

const due = (monitors * measureMs) / everyMs

await pastSealing(firstStartMs + warmUpMs + measureMs)
using watched = await watchedTarget(monitors, everyMs)
await fillCompileCache()
const dataDir = watched.freshData()
// Both at once, so that both meet the same noise: neither is charged for the other, but both feel that the machine is busy.
using floor = startPart(['floor', watched.target.http, String((monitors * 100) / everyMs)])
using daemon = watched.serve(dataDir)
await sleep(warmUpMs)
const from = Date.now()
const before = { floor: await floor.used(), daemon: await daemon.used() }
await sleep(from + measureMs - Date.now())
const after = { floor: await floor.used(), daemon: await daemon.used() }
await daemon.end()
await using reader = openReader(dataDir)
const { looks, lagP99Ms, missed } = slotsOf(reader, from, measureMs, due)
if (looks < due * 0.98) throw new Error(`the daemon recorded ${looks} looks of ${due}`)
const cpuMs = after.daemon.cpuMs - before.daemon.cpuMs
const mainMs = after.daemon.mainMs - before.daemon.mainMs
const floorMs = (after.floor.cpuMs - before.floor.cpuMs) / (after.floor.looks - before.floor.looks)
row('look-paced', 'CPU per recorded look at 100 looks/s, ms', cpuMs / looks, floorMs)
row('look-paced-main', 'of that, in the measuring thread, ms', mainMs / looks)
row('resident', 'resident memory with 2,000 monitors, MB', after.daemon.residentMb)
row('start-lag-p99', 'start lag p99 with 2,000 monitors, ms', lagP99Ms)
row('slots-missed', 'slots of the measured time that no look was made for', missed)

/** Any start but the first of a version finds it filled, and does without Node's type stripper: 10 MB. */
async function fillCompileCache(): Promise<void> {
  using first = watched.serve(watched.freshData())
  await sleep(firstStartMs)
  await first.end()
}

/** Every hour at five past, a daemon seals its looks (app.ts): what begins now and would meet that begins after it. */
async function pastSealing(ms: number): Promise<void> {
  const hour = 3_600_000
  const untilSealing = (hour + 300_000 - (Date.now() % hour)) % hour
  if (untilSealing > ms + 30_000) return
  process.stderr.write(`bench: paced begins in ${Math.ceil(untilSealing / 60_000)} min, after the hourly sealing\n`)
  await sleep(untilSealing + 1_000)
}
