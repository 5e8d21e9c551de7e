// From starting the process to the first page read, compile cache warm, against a bare node:http server started the same way.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { firstPage } from './first-page.ts'
import { freePort } from './free-port.ts'
import { median, ratioRow } from './report.ts'

const rounds = 9
const vigie = resolve(import.meta.dirname, '../bin/vigie.js')
const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
const bare = join(dir, 'bare.mjs')
writeFileSync(
  bare,
  "import { createServer } from 'node:http'\ncreateServer((_, response) => response.end('<!doctype html><title>bare</title>')).listen(Number(process.argv[2]), '127.0.0.1')\n",
)
const config = join(dir, 'vigie.yaml')
writeFileSync(
  config,
  `site: { title: Cold, languages: [en] }\nservices:\n${Array.from({ length: 14 }, (_, i) => `  - { id: s${i}, name: S${i}, monitors: [{ id: m${i}, url: 'tcp://127.0.0.1:9' }] }`).join('\n')}\n`,
)
const times = { ours: [] as number[], bare: [] as number[] }
try {
  for (let round = -2; round < rounds; round += 1) {
    const port = await freePort()
    // The first rounds fill the compile cache, which is written down in full only by one that ends in order.
    const endedBy = round < 0 ? 'SIGTERM' : 'SIGKILL'
    const started = (...args: readonly string[]) => firstPage({ command: process.execPath, args, port, askEveryMs: 1, endedBy })
    const b = await started(bare, String(port))
    const a = await started(vigie, 'serve', '--config', config, '--data', join(dir, 'data'), '--port', String(port))
    if (round < 0) continue
    times.ours.push(a)
    times.bare.push(b)
  }
  ratioRow('cold-start', 'process start to first page, ms', median(times.ours), median(times.bare))
} finally {
  rmSync(dir, { recursive: true, force: true })
}
