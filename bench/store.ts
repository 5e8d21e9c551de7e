// Recording and reading looks: speed, bytes on disk, bytes of write-ahead log.
//   node bench/store.ts [directory]      a directory on the disk to be measured; default: the system's temporary one
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { LogItem } from '../src/core/log.ts'
import { openStore } from '../src/store/sqlite/store.ts'
import { nothingDerived } from '../src/store/store.ts'
import { observation } from '../test/store/make.ts'

const parent = process.argv[2] ?? tmpdir()

for (const pageBytes of [4096, 8192, 16384]) {
  for (const monitors of [50, 1_000]) {
    for (const [batch, looks] of [
      [1, 2_000],
      [10, 20_000],
      [100, 50_000],
      [1_000, 100_000],
    ] as const) {
      await recording(pageBytes, monitors, batch, looks)
    }
  }
}
await reading()

async function recording(pageBytes: number, monitors: number, batch: number, looks: number): Promise<void> {
  const dir = mkdtempSync(join(parent, 'vigie-bench-'))
  const items = made(looks, monitors)
  const began = performance.now()
  {
    await using store = openStore(dir, { pageBytes })
    for (let from = 0; from < items.length; from += batch) store.record(items.slice(from, from + batch), nothingDerived)
  }
  const perSecond = (looks / (performance.now() - began)) * 1_000
  const bytes = statSync(join(dir, 'vigie.db')).size / looks
  rmSync(dir, { recursive: true })
  const wal = await walBytes(pageBytes, batch, items.slice(0, 20 * batch + 1_000))
  console.log(
    `pages of ${pageBytes}, ${monitors} monitors, batches of ${batch}: ${Math.round(perSecond)} looks/s, ${bytes.toFixed(1)} bytes/look, ${Math.round(wal)} log bytes/look`,
  )
}

/** A read transaction that stays open keeps the write-ahead log from being started again, so that its length is what was written. */
async function walBytes(pageBytes: number, batch: number, items: readonly LogItem[]): Promise<number> {
  const dir = mkdtempSync(join(parent, 'vigie-bench-'))
  await using store = openStore(dir, { pageBytes })
  const file = join(dir, 'vigie.db')
  const reader = new Database(file, { readonly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM look').get()
  const warm = items.length - 20 * batch
  for (let from = 0; from < warm; from += 1_000) store.record(items.slice(from, from + 1_000), nothingDerived)
  const before = statSync(`${file}-wal`).size
  for (let from = warm; from < items.length; from += batch) store.record(items.slice(from, from + batch), nothingDerived)
  const bytes = (statSync(`${file}-wal`).size - before) / (items.length - warm)
  reader.close()
  rmSync(dir, { recursive: true })
  return bytes
}

async function reading(): Promise<void> {
  const dir = mkdtempSync(join(parent, 'vigie-bench-'))
  await using store = openStore(dir)
  const items = made(500_000, 50)
  for (let from = 0; from < items.length; from += 1_000) store.record(items.slice(from, from + 1_000), nothingDerived)
  const whole = { from: 0, to: 8e15 }
  took('a monitor streamed by time', () => [...store.looks('monitor-7', whole)].length)
  took('a page of 1000 by place', () => store.observations('monitor-7', whole, 250_000, 1_000).length)
  took('the log, pages of 1000', () => {
    let count = 0
    for (let from = 0; from < 500_000; from += 1_000) count += store.log(from, 1_000).length
    return count
  })
  rmSync(dir, { recursive: true })
}

function took(name: string, work: () => number): void {
  const began = performance.now()
  const count = work()
  console.log(`${name}: ${count} in ${(performance.now() - began).toFixed(1)} ms`)
}

function made(looks: number, monitors: number): readonly LogItem[] {
  return Array.from({ length: looks }, (_, counter): LogItem => {
    const monitor = counter % monitors
    const at = 1_767_225_600_000 + Math.floor(counter / monitors) * 60_000 + Math.floor((monitor * 60_000) / monitors) + (counter % 9)
    const durationMs = 300 + ((counter * 7_919) % 997)
    return {
      type: 'observation',
      observation: observation({
        monitorId: `monitor-${monitor}`,
        counter,
        at,
        scheduledAt: at - (counter % 9),
        durationMs,
        timings: {
          resolveMs: counter % 30,
          connectMs: 20 + (counter % 50),
          handshakeMs: 60 + (counter % 60),
          firstByteMs: durationMs - 60,
          totalMs: durationMs,
        },
        finalHost: `www.service-${monitor}.example`,
        address: `198.51.100.${monitor % 250}`,
        bodyLength: 48_000 + ((counter * 31) % 900),
      }),
    }
  })
}
