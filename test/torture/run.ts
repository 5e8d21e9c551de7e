// kill -9 at random moments while looks are recorded and outages come and go. After each death: the database is sound, everything
// that anyone was told of is there, and what was derived live equals what the log derives from scratch.
// Usage: npm run torture -- [--times 200] [--seed 1]
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'

const vigie = resolve(import.meta.dirname, '../../bin/vigie.js')
const { values } = parseArgs({ options: { times: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } })
const times = Number(values.times)
const random = mulberry32(Number(values.seed))

const dir = mkdtempSync(join(tmpdir(), 'vigie-torture-'))
const target = createServer((_request, response) => {
  // Flips every second and a half, so that outages open, flap and close all the time.
  const down = Math.floor(Date.now() / 1_500) % 2 === 1
  response.writeHead(down ? 500 : 200, { 'content-type': 'text/plain' }).end('hello')
}).listen(0, '127.0.0.1')
await new Promise((resolve) => target.once('listening', resolve))
const configFile = join(dir, 'vigie.yaml')
writeFileSync(configFile, config((target.address() as AddressInfo).port))

let toldSeq = -1
let looks = 0
const problems: string[] = []
const began = Date.now()
for (let round = 1; round <= times && problems.length === 0; round += 1) {
  const daemon = serve()
  const told = follow(daemon)
  await sleep(300 + random() * 1_700)
  daemon.kill('SIGKILL')
  await new Promise((resolve) => daemon.once('exit', resolve))
  toldSeq = Math.max(toldSeq, await told)
  // Killed before it could make a database: nothing was told, nothing can be lost.
  if (toldSeq < 0 && !existsSync(join(dir, 'data', 'vigie.db'))) continue
  if (round % 10 === 0 || round === times) {
    const check = await run(['rebuild', '--check', '--json', '--data', join(dir, 'data')])
    if (check.code !== 0) problems.push(`round ${round}: rebuild --check said ${check.code}: ${check.stdout}${check.stderr}`)
  }
  const exported = await run([
    'export',
    '--from',
    '2020-01-01T00:00:00Z',
    '--to',
    '2100-01-01T00:00:00Z',
    '--format',
    'jsonl',
    '--data',
    join(dir, 'data'),
  ])
  if (exported.code !== 0) problems.push(`round ${round}: export said ${exported.code}: ${exported.stderr}`)
  const seqs = exported.stdout
    .split('\n')
    .filter(Boolean)
    .map((row) => (JSON.parse(row) as { seq: number }).seq)
  looks = seqs.length
  if (looks > 0 && Math.max(...seqs) < toldSeq)
    problems.push(`round ${round}: told of record ${toldSeq}, stored only to ${Math.max(...seqs)}`)
  if (process.stderr.isTTY || round % 20 === 0) process.stderr.write(`torture: ${round}/${times}: ${looks} looks, told up to ${toldSeq}\n`)
}
target.close()
if (problems.length === 0) rmSync(dir, { recursive: true, force: true })
process.stdout.write(
  problems.length === 0
    ? `torture: ${times} kills in ${Math.round((Date.now() - began) / 1000)} s, ${looks} looks: nothing told was lost, live and rebuilt agree\n`
    : `torture: FAILED, data kept in ${dir}\n${problems.join('\n')}\n`,
)
process.exitCode = problems.length === 0 ? 0 : 1

function serve(): ChildProcess {
  return spawn(process.execPath, [vigie, 'serve', '--config', configFile, '--data', join(dir, 'data'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Listens to the daemon's own events until it dies; resolves with the highest seq it told of. */
async function follow(daemon: ChildProcess): Promise<number> {
  let highest = -1
  let output = ''
  const url = await new Promise<string | null>((resolve) => {
    daemon.once('exit', () => resolve(null))
    daemon.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output)
      if (found !== null) resolve(found[0])
    })
  })
  if (url === null) return highest
  try {
    const response = await fetch(`${url}/events`)
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      for (const [, id] of chunk.matchAll(/^id: ?(\d+)\r?\n/gm)) highest = Math.max(highest, Number(id))
    }
  } catch {
    // The daemon was killed under us; what was told before counts.
  }
  return highest
}

async function run(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [vigie, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}

function config(port: number): string {
  const monitors = Array.from(
    { length: 40 },
    (_, i) =>
      `      - { id: m-${i}, name: m${i}, url: 'http://127.0.0.1:${port}/${i}', every: ${i % 4 === 0 ? '100ms' : '500ms'}, timeout: 100ms }`,
  )
  return [
    'site: { title: Torture, languages: [en] }',
    'defaults: { confirm: { down: 2, up: 1, recheck: 100ms } }',
    `controls: { required: 1, targets: ['tcp://127.0.0.1:${port}'] }`,
    'services:',
    '  - id: all',
    '    name: All',
    '    monitors:',
    ...monitors,
    '',
  ].join('\n')
}

/** A small seeded generator (Tommy Ettinger's mulberry32), so that a failing run can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
