// A year of one monitor's response times, 525,600 looks in sealed chunks, down-sampled; the floor is reading the same looks' method columns alone.
//   npx node bench/response-times.ts [--data DIR]   (DIR as bench/history.ts makes it with --monitors 1 --days 366; it is made without one)
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openReader } from '../src/store/sqlite/reader.ts'
import { responseTimes } from '../src/web/response-times.ts'
import { median, row } from './report.ts'

const points = 2_000
const yearMs = 365 * 86_400_000
const { values } = parseArgs({ options: { data: { type: 'string' } } })
const own = values.data === undefined ? mkdtempSync(join(tmpdir(), 'vigie-bench-')) : null
const dataDir = values.data ?? filled(own ?? '')
try {
  await using reader = openReader(dataDir)
  const [monitorId = ''] = reader.monitorIds()
  const last = reader.snapshots().length === 0 ? Date.now() : newest()
  const period = { from: last - yearMs, to: last }
  const times: number[] = []
  const floors: number[] = []
  let looks = 0
  for (let i = 0; i < 9; i += 1) {
    const began = performance.now()
    looks = (await responseTimes(reader, monitorId, period, points)).looks
    times.push(performance.now() - began)
    const start = performance.now()
    let read = 0
    for (const { length } of reader.columns(monitorId, { period })) read += length
    if (read < looks) throw new Error(`${read} looks were read of ${looks}`)
    floors.push(performance.now() - start)
  }
  row('response-year', `a year of response times at ${points} points, ${looks} successful looks, ms`, median(times), median(floors))
  row('response-first', 'the same, the first time, ms', times[0] ?? Number.NaN)

  function newest(): number {
    let at = 0
    for (const columns of reader.columns(monitorId)) at = Math.max(at, columns.at[columns.length - 1] ?? 0)
    return at
  }
} finally {
  if (own !== null) rmSync(own, { recursive: true, force: true })
}

function filled(dir: string): string {
  execFileSync(process.execPath, [join(import.meta.dirname, 'history.ts'), '--data', dir, '--monitors', '1', '--days', '366'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return dir
}
