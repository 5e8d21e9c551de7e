// What captures cost: CPU of an HTTP look that holds what it exchanged against one that does not, and the time to write one capture.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exchanged } from '../src/core/capture.ts'
import { systemClock } from '../src/clock.ts'
import { hex, takeApart } from '../src/evidence/capture-manifest.ts'
import { keepBytes } from '../src/evidence/capture-files.ts'
import { probeHttp } from '../src/probes/http.ts'
import { createNet } from '../src/probes/net.ts'
import { testCertificates } from '../test/support/certificates.ts'
import { httpTarget, probeContext } from '../test/support/probe-context.ts'
import { median, ratioRow, row } from './report.ts'
import { startTarget } from './target.ts'

const perBlock = 200
const blocks = 9

const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
const { good } = testCertificates()
const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') }
writeFileSync(files.cert, good.cert)
writeFileSync(files.key, good.key)
try {
  using target = await startTarget(files)
  const shared = { clock: systemClock(), net: createNet() }
  let last: (() => Exchanged) | null = null
  const offer = (exchanged: () => Exchanged): void => void (last = exchanged)
  for (const [name, url] of [
    ['http', target.http],
    ['https', target.https],
  ] as const) {
    const plain = probeContext(shared)
    const holding = probeContext({ ...shared, offer })
    const cost = { without: [] as number[], with: [] as number[] }
    for (let block = -1; block < blocks; block += 1) {
      const a = await cpuPerLook(async () => void (await probeHttp(httpTarget(url), plain)))
      const b = await cpuPerLook(async () => void (await probeHttp(httpTarget(url), holding)))
      if (block < 0) continue
      cost.without.push(a)
      cost.with.push(b)
    }
    ratioRow(
      `capture-held-${name}`,
      'CPU of a look that holds what it exchanged, ms; floor: one that does not',
      median(cost.with),
      median(cost.without),
    )
  }
  if (last !== null) row('capture-write', 'one capture of a new body of 100 kB written and flushed, ms', median(writes(last)))
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function cpuPerLook(look: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  for (let turn = 0; turn < perBlock; turn += 1) await look()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / perBlock
}

function writes(exchanged: () => Exchanged): readonly number[] {
  return Array.from({ length: 30 }, (_, counter) => {
    const body = Buffer.from(`${counter} `.repeat(40_000)).subarray(0, 100_000)
    const began = performance.now()
    const { lookups, hops } = exchanged()
    const answered = hops.map((hop) => Object.assign({}, hop, { response: { head: hop.response?.head ?? body, body, truncated: null } }))
    const capture = { monitorId: 'm', vantageId: 'v', boot: 'b', counter, at: counter, controls: null, lookups, hops: answered }
    const { manifest, blobs } = takeApart(capture, null, { software: 'Vigie/bench', operator: null })
    for (const { sha256, bytes } of blobs) keepBytes(join(dir, 'captures'), sha256, bytes, 'bin')
    keepBytes(join(dir, 'captures'), hex(manifest), manifest, 'json')
    return performance.now() - began
  })
}
