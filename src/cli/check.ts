import { parseArgs } from 'node:util'
import { loadConfig } from '../config/load.ts'
import { formatProblem } from '../config/problem.ts'
import type { Config } from '../core/site.ts'
import type { Command, ExitCode, Io } from './command.ts'

export const check: Command = {
  name: 'check',
  summary: 'check a configuration file, all mistakes at once',
  help: `Usage: vigie check [--config FILE] [--json]

Reads the configuration with everything that it names (includes, secrets, certificates) and changes nothing.
Mistakes go to standard error, one a line: file:line:column path: message.

  --config FILE   default config/vigie.yaml
  --json          one JSON object on standard output: {ok, services, monitors, controls, warnings, files} or {ok, problems}

Exit status: 0 valid, 2 not valid or not found.
`,
  run: runCheck,
}

async function runCheck(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: { config: { type: 'string', default: 'config/vigie.yaml' }, json: { type: 'boolean', default: false } },
  })
  const result = await loadConfig(values.config, io.env)
  if (!result.ok) {
    io.stderr.write(result.problems.map((problem) => `${formatProblem(problem)}\n`).join(''))
    if (values.json) io.stdout.write(`${JSON.stringify({ ok: false, problems: result.problems })}\n`)
    return 2
  }
  const { config } = result
  if (values.json) io.stdout.write(`${JSON.stringify({ ok: true, ...countsOf(config), warnings: config.warnings, files: config.files })}\n`)
  else io.stdout.write(summaryOf(values.config, config))
  return 0
}

function countsOf(config: Config): { readonly services: number; readonly monitors: number; readonly controls: number } {
  const monitors = config.services.reduce((sum, service) => sum + service.monitors.length, 0)
  return { services: config.services.length, monitors, controls: config.controls.targets.length }
}

/** One line, and one more for each warning. */
function summaryOf(file: string, config: Config): string {
  const { services, monitors, controls } = countsOf(config)
  const parts = [
    counted(services, 'service'),
    counted(monitors, 'monitor'),
    counted(controls, 'control'),
    counted(config.warnings.length, 'warning'),
  ]
  return [`${file}: fine: ${parts.join(', ')}`, ...config.warnings.map((warning) => `warning: ${warning}`)].join('\n').concat('\n')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
