// Rendering `/` with 100 services and 90 days behind them, nothing cached but the sums of past days; the floor is the same bytes as a ready buffer.
import { brotliCompressSync } from 'node:zlib'
import { QUARTER_MS } from '../src/core/quarters.ts'
import { type QuarterRun, quarterRuns } from '../src/core/rollup.ts'
import { configOf, hour, monitorOf, now, serviceOf, testSite } from '../test/web/site.ts'
import { median, row } from './report.ts'

const services = 100
const days = 90
const ids = Array.from({ length: services }, (_, i) => `service-${String(i).padStart(3, '0')}`)
await using site = await testSite(configOf(ids.map((id) => serviceOf(id, [monitorOf(id)]))))
site.store.saveProgress(ids.map((monitorId) => ({ monitorId, throughSeq: 0, state: null, quarters: quartersOf() })))

const first = await timed()
const later: number[] = []
for (let i = 0; i < 15; i += 1) {
  // A page is kept for the second it was made in; the next second makes a new one.
  await site.clock.advance(1_000)
  later.push((await timed()).ms)
}
const { text } = first
const floor = Buffer.from(text)
const began = performance.now()
for (let i = 0; i < 1_000; i += 1) await new Response(floor).arrayBuffer()
const floorMs = (performance.now() - began) / 1_000
row('home-first', 'first `/` after a start, 100 services × 90 days, ms', first.ms)
row('home', '`/` made anew, 100 services × 90 days, ms', median(later), floorMs)
row('home-bytes', '`/` compressed (brotli), kB', brotliCompressSync(text).length / 1_000)

async function timed(): Promise<{ readonly ms: number; readonly text: string }> {
  const start = performance.now()
  const response = await site.get('/?lang=en')
  const body = await response.text()
  if (response.status !== 200) throw new Error(`/ answered ${response.status}`)
  return { ms: performance.now() - start, text: body }
}

/** Ninety days of quarter hours, with a bad one now and then. */
function quartersOf(): readonly QuarterRun[] {
  const last = Math.floor(now / hour) * hour - hour
  const quarters = Array.from({ length: days * 96 }, (_, i): QuarterRun => {
    const downMs = i % 1_331 === 0 ? 600_000 : 0
    const unobserved = i % 2_577 === 0
    const from = last - i * QUARTER_MS
    return {
      from,
      count: 1,
      upMs: unobserved ? 0 : QUARTER_MS - downMs,
      downMs: unobserved ? 0 : downMs,
      ambiguousMs: 0,
      degradedMs: 0,
      looks: 15,
    }
  })
  return quarterRuns(quarters)
}
