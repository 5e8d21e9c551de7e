// What evidence costs whoever checks it: a year of one monitor (525,600 looks) logged, check-pointed and verified as `vigie verify DIR` does;
// the bundle of an outage of 12 days among 20 monitors every minute, made and checked by both verifiers. Wall-clock time.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { LogItem, LogRecord } from '../src/core/log.ts'
import type { ControlRound } from '../src/core/observation.ts'
import { phaseOf } from '../src/core/schedule.ts'
import { createReplay } from '../src/core/replay.ts'
import { checkpointFor } from '../src/evidence/bundle/as-of.ts'
import { checkBundle } from '../src/evidence/bundle/check-bundle.ts'
import { makeBundle } from '../src/evidence/bundle/make-bundle.ts'
import { unzip } from '../src/evidence/bundle/unzip.ts'
import { advanceLog } from '../src/evidence/evidence-log.ts'
import { logFiles } from '../src/evidence/log-files.ts'
import { openLogKeys } from '../src/evidence/log-keys.ts'
import { slotsOfAll } from '../src/evidence/slots.ts'
import { verifyLog } from '../src/evidence/verify-log.ts'
import { openStore } from '../src/store/sqlite/store.ts'
import { verifyDataDir } from '../src/store/sqlite/verify-dir.ts'
import { nothingDerived, type Store } from '../src/store/store.ts'
import { catalogueChange, minute, observation, round, t0 } from '../test/store/make.ts'
import { plantCapture } from '../test/web/plant-capture.ts'
import { row } from './report.ts'

const yearLooks = 525_600
const monitors = 20
const upMinutes = 30
const outageMinutes = 17_280
const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-bundle-'))
try {
  await year(join(dir, 'year'))
  await outage(join(dir, 'outage'))
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function year(dataDir: string): Promise<void> {
  await using store = openStore(dataDir)
  const [id, every] = ['cnops-www', minute]
  const monitor = { id, formerly: [], rules: { confirmDown: 2, confirmUp: 1 }, schedule: { kind: 'every', everyMs: every } }
  store.configure(t0, { services: [{ monitors: [monitor] }] }, [catalogueChange({ monitorId: id })])
  for (let from = 0; from < yearLooks; from += 1_000) {
    const looks = Array.from({ length: Math.min(1_000, yearLooks - from) }, (_, place) =>
      lookAt(id, from + place, 'up', phaseOf(id, every)),
    )
    store.record(looks, nothingDerived)
  }
  await store.seal()
  const files = logFiles(dataDir)
  const logged = await timed(() => advanceLog({ files, keys: openLogKeys(files, files.key, 'vigie.example.org/log'), reader: store }, true))
  row('bundle-year-log', 's to hash and sign a year of one monitor that was never signed', logged.s)
  const stored = await timed(() => verifyDataDir(dataDir))
  const tree = await timed(() => verifyLog(files, store))
  if (stored.value.damage !== null || tree.value.damage !== null) throw new Error(`${stored.value.damage} ${tree.value.damage}`)
  row('bundle-year-rows', 's to verify the stored looks of a year: checksums, order, words', stored.s)
  row('bundle-year', 's to make its tree again from the records and compare it with the checkpoint', tree.s)
  const slots = await timed(() => [...slotsOfAll(store)])
  if (slots.value[0]?.scheduled !== slots.value[0]?.recorded) throw new Error(JSON.stringify(slots.value).slice(0, 300))
  row('bundle-year-slots', 's to compare the slots of the year with its looks', slots.s)
}

async function outage(dataDir: string): Promise<void> {
  await using store = openStore(dataDir)
  recordOutage(store)
  await keepCaptures(store, dataDir)
  await store.seal()
  const files = logFiles(dataDir)
  advanceLog({ files, keys: openLogKeys(files, files.key, 'vigie.example.org/log'), reader: store }, true)
  const [found] = store.outages({})
  const asOf = found === undefined ? null : checkpointFor(files, store, found)
  if (found === undefined || asOf === null) throw new Error('the outage was not derived')
  const path = join(dir, 'bundle.zip')
  const made = await timed(() =>
    makeBundle(path, { dataDir, reader: store, outage: found, checkpoint: asOf.checkpoint, replaces: null, readme: {} }),
  )
  row('bundle-make', 's to make the bundle of an outage of 12 days (17,280 looks among 20 monitors)', made.s)
  row('bundle-size', 'MB of that bundle, full of captures', statSync(path).size / 1e6)
  const checked = await timed(() => checkBundle(unzip(readFileSync(path)), null))
  row('bundle-verify', `s for vigie verify to check it: ${checked.value.looks} looks, ${checked.value.records} records`, checked.s)
  const unpacked = join(dir, 'unpacked')
  for (const [name, content] of unzip(readFileSync(path))) {
    mkdirSync(dirname(join(unpacked, name)), { recursive: true })
    writeFileSync(join(unpacked, name), content)
  }
  const script = await timed(() => execFileSync('sh', [join(unpacked, 'verify.sh')]))
  row('bundle-verify-sh', 's for verify.sh to check it', script.s)
}

/** As the daemon records it: 20 monitors a minute, one of them out for twelve days, a control round after each failed look. */
function recordOutage(store: Store): void {
  const replay = createReplay()
  const rules = { confirmDown: 2, confirmUp: 1 }
  const names = ['cnops-www', ...Array.from({ length: monitors - 1 }, (_, place) => `other-${place}`)]
  store.configure(
    t0,
    { services: [{ monitors: names.map((id) => ({ id, formerly: [], rules })) }] },
    names.map((monitorId) => catalogueChange({ monitorId })),
  )
  replay.accept(replay.step(store.log(0, 1), null))
  for (let from = 0; from < outageMinutes + 2 * upMinutes; from += 60) {
    const items = Array.from({ length: 60 }, (_, place) => itemsOf(names, from + place)).flat()
    const changes = replay.step(
      items.map((item, place): LogRecord => Object.assign({ seq: store.size() + place }, item)),
      null,
    )
    store.record(items, changes)
    replay.accept(changes)
  }
}

/** Once a day, before, during and after; more than a bundle has room for, of what hardly compresses. */
async function keepCaptures(store: Store, dir: string): Promise<void> {
  const site = { dir, record: async (items: readonly LogItem[]) => void store.record(items, nothingDerived) }
  for (let day = 0; day <= 13; day += 1) {
    const at = t0 + (day === 0 ? 0 : Math.min((day - 1) * 1_440 + upMinutes, outageMinutes + upMinutes)) * minute
    const body = Buffer.from(Array.from({ length: 200_000 }, (_, place) => noise(day * 200_000 + place, 127))).toString('latin1')
    await plantCapture(site, { monitorId: 'cnops-www', at, outcome: day === 0 || day === 13 ? 'up' : 'down', body })
  }
}

function itemsOf(names: readonly string[], at: number): readonly LogItem[] {
  const isOut = at >= upMinutes && at < upMinutes + outageMinutes
  const looks = names.map((name, place) => lookAt(name, at, isOut && place === 0 ? 'down' : 'up'))
  const after = round({ counter: at, at: t0 + at * minute + 2_000 + noise(at, 90), durationMs: 20 + noise(at, 60), results: results(at) })
  return [...looks, ...(isOut || at % 5 === 0 ? [{ type: 'control' as const, round: after }] : [])]
}

function results(at: number): ControlRound['results'] {
  return ['https://a.example/', 'https://b.example/', 'tcp://192.0.2.1:53'].map((target, place) => {
    return { target, reachable: true, durationMs: 20 + noise(at * 3 + place, 60), failure: null }
  })
}

function lookAt(monitorId: string, counter: number, outcome: 'up' | 'down', phaseMs = 0): LogItem {
  const [resolveMs, connectMs, handshakeMs, firstByteMs] = [3, 30, 60, 400].map((ms, place) => ms + noise(counter * 7 + place, ms))
  const durationMs = 520 + noise(counter, 300)
  const failure = { phase: 'exchange', code: 'http_status', message: 'answered 503' } as const
  const timings = {
    resolveMs: resolveMs ?? 0,
    connectMs: connectMs ?? 0,
    handshakeMs: handshakeMs ?? 0,
    firstByteMs: firstByteMs ?? 0,
    totalMs: durationMs,
  }
  const scheduledAt = t0 + phaseMs + counter * minute
  const at = scheduledAt + 37 + noise(counter, 60)
  const down = outcome === 'down' ? { outcome, failure, status: 503, rules: ['status'] } : {}
  return {
    type: 'observation',
    observation: observation({ monitorId, boot: monitorId, counter, at, scheduledAt, durationMs, timings, ...down }),
  }
}

/** The same numbers each time, without a pattern that would compress (xorshift). */
function noise(seed: number, below: number): number {
  let bits = (seed + 1) * 2_654_435_761
  bits ^= bits << 13
  bits ^= bits >>> 17
  bits ^= bits << 5
  return Math.abs(bits) % below
}

async function timed<T>(run: () => T | Promise<T>): Promise<{ readonly value: T; readonly s: number }> {
  const before = performance.now()
  const value = await run()
  return { value, s: (performance.now() - before) / 1_000 }
}
