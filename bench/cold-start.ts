// From starting the process to the first page read, compile cache warm, against a bare node:http server started the same way.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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
    const b = await firstPage([bare, String(port)], port)
    const a = await firstPage([vigie, 'serve', '--config', config, '--data', join(dir, 'data'), '--port', String(port)], port)
    // The first rounds fill the compile cache.
    if (round < 0) continue
    times.ours.push(a)
    times.bare.push(b)
  }
  ratioRow('cold-start', 'process start to first page, ms', median(times.ours), median(times.bare))
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function firstPage(args: readonly string[], port: number): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  try {
    while (performance.now() - began < 20_000) {
      if (await page(port)) return performance.now() - began
      await sleep(1)
    }
    throw new Error(`no page from ${args[0]} within 20 s`)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

function page(port: number): Promise<boolean> {
  return new Promise((done) => {
    const request = get({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
      response.resume()
      response.once('end', () => done(response.statusCode === 200))
    })
    request.once('error', () => done(false))
  })
}
