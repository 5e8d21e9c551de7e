// From starting `vigie serve` on an empty data directory to a recorded look of each of 2,000 monitors, read from the store by another
// process as it is committed.
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader } from '../src/store/sqlite/reader.ts'
import { StoreError } from '../src/store/store.ts'
import type { Reader } from '../src/store/store.ts'
import { watchedTarget } from './daemon.ts'
import { median, row } from './report.ts'

const monitors = 2_000
const turns = 5
const patienceMs = 60_000

using watched = await watchedTarget(monitors, 20_000)
const times: { readonly first: number; readonly all: number }[] = []
// The first fills the compile cache.
for (let turn = -1; turn < turns; turn += 1) {
  const found = await coldStart()
  if (turn >= 0) times.push(found)
}
row('cold-looks-first', 'process start to the first recorded look, 2,000 monitors, s', median(times.map(({ first }) => first)))
row('cold-looks', 'process start to a recorded look of each of 2,000 monitors, s', median(times.map(({ all }) => all)))
row('cold-looks-worst', `the worst of ${turns} starts, s`, Math.max(...times.map(({ all }) => all)))

async function coldStart(): Promise<{ readonly first: number; readonly all: number }> {
  const dataDir = watched.freshData()
  const began = performance.now()
  const passedS = (): number => (performance.now() - began) / 1_000
  using daemon = watched.serve(dataDir)
  await using reader = await opened(dataDir, began)
  const seen = new Set<string>()
  let first: number | null = null
  for (let next = 0; seen.size < monitors; ) {
    const records = reader.log(next, 5_000)
    next += records.length
    for (const record of records) if (record.type === 'observation') seen.add(record.observation.monitorId)
    if (seen.size > 0) first ??= passedS()
    if (performance.now() - began > patienceMs) throw new Error(`${seen.size} monitors were looked at within ${patienceMs} ms`)
    if (records.length === 0) await sleep(20)
  }
  const all = passedS()
  await daemon.end()
  return { first: first ?? all, all }
}

/** The store, once the daemon has made it. */
async function opened(dataDir: string, began: number): Promise<Reader> {
  for (;;) {
    try {
      return openReader(dataDir)
    } catch (error) {
      if (!(error instanceof StoreError) || performance.now() - began > patienceMs) throw error
      await sleep(20)
    }
  }
}
