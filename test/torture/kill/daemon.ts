import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../../../src/demo/random.ts'
import { emptyBook, visit } from '../judge.ts'
import type { Tally } from './kills.ts'

const vigie = resolve(import.meta.dirname, '../../../bin/vigie.js')
/** A daemon is killed as it starts, at most this long after its birth, or at most that long after it told of a record, ms. */
const longest = { start: 1_500, measure: 1_700 }
const startShare = 0.2

/**
 * Kills `vigie serve`, the whole of it, as it measures a server that fails and recovers all the time. What it told on `/events` is there, what
 * was there is unchanged, and what was derived live is what the log gives from scratch. Leaves the directory of a failure in `root`.
 */
export async function killDaemons(root: string, times: number, random: Random, said: (tally: Tally) => void): Promise<Tally> {
  const dir = mkdtempSync(join(root, 'daemon-'))
  const data = join(dir, 'data')
  await using target = await flapping()
  const configFile = join(dir, 'vigie.yaml')
  writeFileSync(configFile, config(target.port))
  const book = emptyBook()
  let problems: readonly string[] = []
  let kills = 0
  let toldSeq = -1
  const during = new Map<string, number>()
  const tally = (): Tally => ({ kills, during, records: book.read.size, problems })
  while (kills < times && problems.length === 0) {
    const daemon = spawn(process.execPath, [vigie, 'serve', '--config', configFile, '--data', data, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(daemon, 'exit')
    const first = Promise.withResolvers<void>()
    const told = served(daemon).then((url) => follow(url, () => first.resolve()))
    const phase = random.next() < startShare ? 'start' : 'measure'
    if (phase === 'measure') await Promise.race([ended, first.promise])
    await Promise.race([ended, sleep(random.next() * longest[phase])])
    if (!daemon.kill('SIGKILL')) problems = ['the daemon ended by itself']
    await ended
    kills += 1
    during.set(phase, (during.get(phase) ?? 0) + 1)
    toldSeq = Math.max(toldSeq, await told)
    problems = [
      ...problems,
      ...(await visit(data, book, kills % 10 === 0 || kills === times, (_, { length }) =>
        length > toldSeq ? [] : [`record ${toldSeq} was told, ${length} records are there`],
      )),
    ].map((problem) => `daemon ${kills}: ${problem} (${data})`)
    said(tally())
  }
  if (problems.length === 0 && toldSeq < 0) problems = ['no daemon lived long enough to tell anything']
  return tally()
}

/** A target that changes every second and a half, so that outages open, flap and close. */
async function flapping(): Promise<AsyncDisposable & { readonly port: number }> {
  const server: Server = createServer((_request, response) => {
    const down = Math.floor(Date.now() / 1_500) % 2 === 1
    response.writeHead(down ? 500 : 200, { 'content-type': 'text/plain' }).end('hello')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the target has no port')
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Resolves with the daemon's address once it says it, or with null when it is dead before. */
function served(daemon: ChildProcess): Promise<string | null> {
  let output = ''
  return new Promise((found) => {
    daemon.once('exit', () => found(null))
    daemon.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)
      if (address !== null) found(address[0])
    })
  })
}

/** Listens to the daemon's own events until it dies; resolves with the highest seq it told of. */
async function follow(url: string | null, heard: () => void): Promise<number> {
  let highest = -1
  if (url === null) return highest
  try {
    const response = await fetch(`${url}/events`)
    let line = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = `${line}${chunk}`.split('\n')
      line = lines.pop() ?? ''
      for (const whole of lines) highest = Math.max(highest, Number(/^id: ?(\d+)/.exec(whole)?.[1] ?? -1))
      if (highest >= 0) heard()
    }
  } catch {
    // The daemon was killed under us; what was told before counts.
  }
  return highest
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
