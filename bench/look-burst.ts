// CPU of one look in a burst, for HTTP and HTTPS: probe, judgement, method and record, against the bare floor in the same run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/clock.ts'
import { createReplay } from '../src/core/replay.ts'
import { createPages } from '../src/daemon/pages.ts'
import { createRecorder } from '../src/daemon/recorder.ts'
import { lookAt } from '../src/daemon/run-probe.ts'
import type { LookContext } from '../src/daemon/run-probe.ts'
import { createLog } from '../src/log.ts'
import { probes } from '../src/probes/index.ts'
import { createNet } from '../src/probes/net.ts'
import { openStore } from '../src/store/sqlite/store.ts'
import { testCertificates } from '../test/support/certificates.ts'
import { monitorFor } from './monitors.ts'
import { createFloor } from './floor.ts'
import { median, ratioRow } from './report.ts'
import { startTarget } from './target.ts'

const concurrency = 32
const perBlock = 600
const blocks = 7

const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
const certificates = testCertificates()
const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') }
writeFileSync(files.cert, certificates.good.cert)
writeFileSync(files.key, certificates.good.key)
try {
  using target = await startTarget(files)
  for (const [name, url] of [
    ['http', target.http],
    ['https', target.https],
  ] as const) {
    const floor = createFloor(certificates.ca)
    await using ours = createOurs(join(dir, name), url, certificates.ca)
    const cost = { floor: [] as number[], ours: [] as number[] }
    // One uncounted block each to warm up; then alternating, so that a noisy neighbour disturbs both.
    for (let block = -1; block < blocks; block += 1) {
      const a = await cpuPerLook(async () => {
        const { status } = await floor(url)
        if (status !== 200) throw new Error(`floor: ${status}`)
      })
      const b = await cpuPerLook(() => ours.look())
      if (block < 0) continue
      cost.floor.push(a)
      cost.ours.push(b)
    }
    ratioRow(`look-burst-${name}`, 'CPU per look in a burst, ms', median(cost.ours), median(cost.floor))
  }
} finally {
  rmSync(dir, { recursive: true, force: true })
}

/** ms of this process's CPU per look, `concurrency` at a time. */
async function cpuPerLook(look: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  let left = perBlock
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await look()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / perBlock
}

function createOurs(dataDir: string, url: string, ca: string) {
  const clock = systemClock()
  const { log } = createLog({ write: () => true }, 'silent')
  const store = openStore(dataDir)
  const recorder = createRecorder({
    clock,
    store,
    replay: createReplay(),
    log,
    onCommit: () => undefined,
    lastBreakSeq: 0,
    newestLookAt: 0,
    keptItems: 100_000,
  })
  // One list, as the daemon's is while its configuration is in force: with another one pages are judged anew.
  const secrets: readonly string[] = []
  let counter = 0
  const context: LookContext = {
    clock,
    probes,
    net: createNet(),
    log,
    signal: new AbortController().signal,
    userAgent: 'Vigie/bench',
    boot: 'bench',
    vantageId: () => 'bench',
    nextCounter: () => counter++,
    newestCommittedAt: () => 0,
    keepsExchanges: true,
    pages: createPages({ store, secrets: () => secrets, record: (entry) => recorder.addEntry(entry) }),
  }
  // One monitor per lane, as in the daemon: looks of one monitor never overlap.
  const monitors = Array.from({ length: concurrency }, (_, lane) => monitorFor(`bench-${lane}`, url, ca))
  let turn = 0
  return {
    async look(): Promise<void> {
      const monitor = monitors[turn++ % concurrency]
      if (monitor === undefined) throw new Error('no monitor')
      const { observation: seen } = await lookAt(
        { monitor, dueAt: clock.now(), everyMs: 60_000, recheck: false },
        { span: 0, configHash: 'bench', controlled: true },
        context,
      )
      if (seen.outcome !== 'up') throw new Error(`ours: ${seen.failure?.message}`)
      recorder.addLook(seen, 0)
    },
    async [Symbol.asyncDispose]() {
      await recorder[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}
