import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import type { LoadResult } from '../config/load.ts'
import { formatProblem } from '../config/problem.ts'
import type { Config } from '../core/site.ts'
import type { LogLevel } from '../log.ts'
import { prepareWeb, type WebThread } from '../web-link.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { aborted, portOf } from './serving.ts'

export const serve: Command = {
  name: 'serve',
  summary: 'run the daemon: look, record, and serve the pages',
  help: `Usage: vigie serve [--config FILE] [--data DIR] [--host HOST] [--port N] [--log-level LEVEL]

Looks at every monitor, records what it saw, and serves the pages, until SIGTERM or SIGINT; a second one ends it at once.
SIGHUP, or a change of a configuration file, loads the configuration again; a bad one keeps the old one and says why.

  --config FILE      default config/vigie.yaml
  --data DIR         data directory, instead of the configuration's \`data\`
  --host HOST        address to listen on, instead of the configuration's \`server.host\`
  --port N           port to listen on, instead of \`server.port\`; 0 takes any free one
  --log-level LEVEL  trace, debug, info (default), warn, error, fatal or silent

The log goes to standard output, one JSON object a line; what a person must read goes to standard error.

Exit status: 0 ended when asked to, 1 could not start or failed, 2 bad usage or bad configuration.
`,
  run: runServe,
}

const levels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

async function runServe(argv: readonly string[], io: Io): Promise<ExitCode> {
  const asked = readArguments(argv)
  // It loads on another core what it needs while this one reads the configuration: half of the time to the first page.
  await using web = prepareWeb()
  const { loadConfig } = await import('../config/load.ts')
  const load = async (): Promise<LoadResult> => overridden(await loadConfig(asked.config, io.env), asked)
  const loaded = await load()
  if (!loaded.ok) {
    io.stderr.write(loaded.problems.map((problem) => `${formatProblem(problem)}\n`).join(''))
    return 2
  }
  return await runDaemon(loaded.config, load, asked.level, web, io)
}

async function runDaemon(config: Config, load: () => Promise<LoadResult>, level: LogLevel, web: WebThread, io: Io): Promise<ExitCode> {
  const [{ startApp }, { createLog }] = await Promise.all([import('../app.ts'), import('../log.ts')])
  const log = createLog({ write: (line) => io.stdout.write(line) }, level)
  log.hide(config.secrets)
  try {
    await using app = await startApp({ config, load, log, version: manifest.version, web })
    io.stderr.write(`vigie: serving ${app.url}\n`)
    void app.verifierKey.then((key) => io.stderr.write(`vigie: the key of the log is ${key}\n`))
    for (const warning of app.health().warnings) log.log.warn({ warning }, 'configuration warning')
    const onHangup = (): void => void app.reload()
    process.on('SIGHUP', onHangup)
    await aborted(io.signal)
    process.off('SIGHUP', onHangup)
    log.log.info('stopping')
  } catch (error) {
    // One clear line: what is meant for people is in the message, and a daemon's stack helps nobody who picked a taken port.
    io.stderr.write(`vigie serve: ${error instanceof Error ? error.message : String(error)}\n`)
    log.log.debug({ err: error }, 'could not start')
    return 1
  }
  log.log.info('stopped')
  return 0
}

interface Asked {
  readonly config: string
  readonly data: string | null
  readonly host: string | null
  readonly port: number | null
  readonly level: LogLevel
}

function readArguments(argv: readonly string[]): Asked {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      config: { type: 'string', default: 'config/vigie.yaml' },
      data: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      'log-level': { type: 'string', default: 'info' },
    },
  })
  const level = levels.find((name) => name === values['log-level'])
  if (level === undefined) throw new UsageError(`--log-level takes one of ${levels.join(', ')}, not "${values['log-level']}"`)
  const port = values.port === undefined ? null : portOf(values.port)
  return { config: values.config, data: values.data ?? null, host: values.host ?? null, port, level }
}

function overridden(loaded: LoadResult, { data, host, port }: Asked): LoadResult {
  if (!loaded.ok) return loaded
  const { config } = loaded
  const server = { ...config.server, host: host ?? config.server.host, port: port ?? config.server.port }
  return { ok: true, config: { ...config, server, dataDir: data === null ? config.dataDir : resolve(data) } }
}
