import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import { prepareWeb, type WebThread } from '../web-link.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { aborted, portOf } from './serving.ts'

export const demo: Command = {
  name: 'demo',
  summary: 'show Vigie at work on a simulated portal, without Internet',
  help: `Usage: vigie demo [--host HOST] [--port N] [--data DIR]

Makes up two years of looks at public services that do not exist, and goes on watching them on this machine, until SIGINT or SIGTERM: a
service suspended for weeks behind a page that answers 200, a crash, a flapping service, a slow one, a night without network, a maintenance
that overran, an outage that goes on, and a server that works, slows down, fails and recovers while it is looked at every other
second. Every page says SIMULATION. Nothing leaves this machine.

  --host HOST  address to listen on, 127.0.0.1 by default
  --port N     port to listen on, 8080 by default; 0 takes any free one
  --data DIR   a new or empty directory for the data, which stay there; by default a temporary one, removed at the end

Exit status: 0 ended when asked to, 1 could not start or failed, 2 bad usage.
`,
  run: runDemo,
}

async function runDemo(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '8080' }, data: { type: 'string' } },
  })
  const port = portOf(values.port)
  const chosen = values.data === undefined ? null : newDirectory(values.data)
  // It loads what it needs on another core while the past is made here.
  await using web = prepareWeb()
  await using directory = chosen === null ? await temporaryDirectory() : { path: chosen, [Symbol.asyncDispose]: async () => {} }
  try {
    return await show({ dataDir: directory.path, host: values.host, port }, web, io)
  } catch (error) {
    io.stderr.write(`vigie demo: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

async function show(
  place: { readonly dataDir: string; readonly host: string; readonly port: number },
  web: WebThread,
  io: Io,
): Promise<ExitCode> {
  const [{ startDemoPortal }, { makePast }, { portalConfig }, { storyUntil }, { startApp }, { createLog }] = await Promise.all([
    import('./demo-portal.ts'),
    import('./demo-past.ts'),
    import('../demo/portal.ts'),
    import('../demo/story.ts'),
    import('../app.ts'),
    import('../log.ts'),
  ])
  await using portal = await startDemoPortal()
  await makePast(portalConfig(place, false), storyUntil(Date.now()))
  const log = createLog({ write: (line) => io.stdout.write(line) }, 'warn')
  await using app = await startApp({ config: portalConfig(place, true), load: null, log, version: manifest.version, web, net: portal.net })
  io.stderr.write(`vigie demo: SIMULATION, nothing of it is real: ${app.url}\n`)
  await aborted(io.signal)
  return 0
}

/** Absolute. Throws UsageError when something is in it. */
function newDirectory(data: string): string {
  const path = resolve(data)
  if (existsSync(path) && readdirSync(path).length > 0) throw new UsageError(`--data ${data}: it is not empty; name a new directory`)
  return path
}

async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'vigie-demo-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
