// From `npm run demo` to the first page read, with all of its two years, as whoever tries it waits for it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstPage } from './first-page.ts'
import { freePort } from './free-port.ts'
import { median, row } from './report.ts'

const turns = 5
// The compile cache is kept there, and the data of the demonstration.
const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
try {
  row('demo-first', '`npm run demo` to the first page, nothing compiled before, ms', await demo())
  const times: number[] = []
  // What is loaded after the first page is compiled by the first run's end.
  for (let turn = -1; turn < turns; turn += 1) {
    const ms = await demo()
    if (turn >= 0) times.push(ms)
  }
  row('demo', '`npm run demo` to the first page, ms', median(times))
  row('demo-worst', `the worst of ${turns}, ms`, Math.max(...times))
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function demo(): Promise<number> {
  const port = await freePort()
  // Ended in order: only so is what was compiled kept.
  const args = ['run', 'demo', '--', '--port', String(port)]
  return firstPage({ command: 'npm', args, env: { ...process.env, TMPDIR: dir }, port, askEveryMs: 20, endedBy: 'SIGTERM' })
}
