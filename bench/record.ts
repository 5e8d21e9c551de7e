// Looks recorded per second, method and store together as the daemon's recorder does it, in groups of 100; the floor is the same number of
// rows of the same size put into a bare table with the same durability.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { LogItem, LogRecord } from '../src/core/log.ts'
import { createReplay } from '../src/core/replay.ts'
import { openStore } from '../src/store/sqlite/store.ts'
import { observation } from '../test/store/make.ts'
import { median, row } from './report.ts'

const looks = 60_000
const monitors = 1_000
const batch = 100
const turns = 5

const items = Array.from({ length: looks }, (_, counter): LogItem => {
  const at = 1_767_225_600_000 + Math.floor(counter / monitors) * 60_000 + (counter % monitors) * 60
  const fields = {
    monitorId: `monitor-${counter % monitors}`,
    counter,
    at,
    scheduledAt: at - (counter % 9),
    durationMs: 300 + (counter % 97),
  }
  return { type: 'observation', observation: observation(fields) }
})
const ours: number[] = []
const floors: number[] = []
for (let turn = 0; turn < turns; turn += 1) {
  floors.push(await perSecond(bare))
  ours.push(await perSecond(recorded))
}
row('record-batch', 'looks recorded per second, groups of 100 (floor: bare rows)', median(ours), median(floors))

async function perSecond(run: (dir: string) => Promise<void>): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  const began = performance.now()
  await run(dir)
  const rate = (looks / (performance.now() - began)) * 1_000
  rmSync(dir, { recursive: true })
  return rate
}

async function recorded(dir: string): Promise<void> {
  await using store = openStore(dir)
  const replay = createReplay()
  for (let from = 0; from < items.length; from += batch) {
    const group = items.slice(from, from + batch)
    const size = store.size()
    const records = group.map((item, i): LogRecord => ({ ...item, seq: size + i }))
    const changes = replay.step(records, null)
    store.record(group, changes)
    replay.accept(changes)
  }
}

async function bare(dir: string): Promise<void> {
  const db = new Database(join(dir, 'bare.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE look (seq INTEGER PRIMARY KEY, bytes BLOB)')
  const insert = db.prepare('INSERT INTO look (bytes) VALUES (?)')
  // What a look takes on disk in the product.
  const bytes = Buffer.alloc(84, 7)
  const group = db.transaction(() => {
    for (let i = 0; i < batch; i += 1) insert.run(bytes)
  })
  for (let from = 0; from < looks; from += batch) group()
  db.close()
}
