import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import type { PortalPlace } from '../demo/portal.ts'
import { startModule } from '../thread.ts'
import { prepareWeb, type WebThread } from '../web-link.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import type { PastOrder } from './demo-past-thread.ts'
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
  await using directory = chosen === null ? await temporaryDirectory() : { path: chosen, [Symbol.asyncDispose]: async () => {} }
  const place = { dataDir: directory.path, host: values.host, port }
  // Whoever tries it waits for the past, so it comes first: what shows it and goes on with it is loaded meanwhile.
  await using past = startPast({ place, to: Date.now() })
  await using web = prepareWeb()
  try {
    return await show(place, past, web, io)
  } catch (error) {
    io.stderr.write(`vigie demo: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

async function show(place: PortalPlace, past: Past, web: WebThread, io: Io): Promise<ExitCode> {
  const [{ startDemoPortal }, { portalConfig }, { startApp }, { createLog }] = await Promise.all([
    import('./demo-portal.ts'),
    import('../demo/portal.ts'),
    import('../app.ts'),
    import('../log.ts'),
  ])
  await using portal = await startDemoPortal()
  await past.made
  const log = createLog({ write: (line) => io.stdout.write(line) }, 'warn')
  await using app = await startApp({ config: portalConfig(place, true), load: null, log, version: manifest.version, web, net: portal.net })
  io.stderr.write(`vigie demo: SIMULATION, nothing of it is real: ${app.url}\n`)
  await aborted(io.signal)
  return 0
}

/** A past that is being made, in a thread of its own. */
interface Past extends AsyncDisposable {
  /** Rejects with what went wrong. */
  readonly made: Promise<void>
}

function startPast(order: PastOrder): Past {
  const worker = startModule(new URL('./demo-past-thread.ts', import.meta.url), 'past', order)
  const made = Promise.withResolvers<void>()
  worker.on('message', () => made.resolve())
  worker.on('error', made.reject)
  worker.on('exit', () => made.reject(new Error('the thread that makes the past ended early')))
  // Whoever waits for it hears of it.
  made.promise.catch(() => undefined)
  return { made: made.promise, [Symbol.asyncDispose]: async () => void (await worker.terminate()) }
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
