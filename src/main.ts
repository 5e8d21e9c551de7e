import type { Command, ExitCode, Io } from './cli/command.ts'
import { UsageError } from './cli/command.ts'

/** Loaded on demand: `vigie derive` must not pay for the web server. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./cli/serve.ts')).serve,
  demo: async () => (await import('./cli/demo.ts')).demo,
  check: async () => (await import('./cli/check.ts')).check,
  probe: async () => (await import('./cli/probe.ts')).probe,
  judge: async () => (await import('./cli/judge.ts')).judge,
  derive: async () => (await import('./cli/derive.ts')).derive,
  export: async () => (await import('./cli/export.ts')).exportCommand,
  announce: async () => (await import('./cli/announce.ts')).announce,
  label: async () => (await import('./cli/label.ts')).label,
  rebuild: async () => (await import('./cli/rebuild.ts')).rebuild,
  verify: async () => (await import('./cli/verify.ts')).verify,
  erase: async () => (await import('./cli/erase.ts')).erase,
  backup: async () => (await import('./cli/backup.ts')).backup,
  restore: async () => (await import('./cli/restore.ts')).restore,
  'rotate-key': async () => (await import('./cli/rotate-key.ts')).rotateKeyCommand,
}

/** Runs one command line (without `node` and the script) and says how it ended. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(await overview())
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    const { default: manifest } = await import('../package.json', { with: { type: 'json' } })
    io.stdout.write(`${manifest.version}\n`)
    return 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) {
    io.stderr.write(`vigie: no command "${name}"; commands: ${Object.keys(commands).join(', ')} (vigie --help)\n`)
    return 2
  }
  const command = await load()
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout.write(command.help)
    return 0
  }
  try {
    return await command.run(rest, io)
  } catch (error) {
    // parseArgs throws TypeErrors with a code; both are the caller's words, not a bug.
    if (error instanceof UsageError || isParseArgsError(error)) {
      io.stderr.write(`vigie ${name}: ${error.message} (vigie ${name} --help)\n`)
      return 2
    }
    throw error
  }
}

async function overview(): Promise<string> {
  const rows = await Promise.all(Object.values(commands).map((load) => load()))
  const width = Math.max(...rows.map((row) => row.name.length))
  const lines = rows.map((row) => `  ${row.name.padEnd(width)}  ${row.summary}`)
  return `Vigie watches online services and measures their outages between bounds.\n\nUsage: vigie <command> [options]\n\n${lines.join('\n')}\n\nvigie <command> --help tells all; --version prints the version.\n`
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
