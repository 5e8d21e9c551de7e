import { parseArgs } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import { loadConfig } from '../config/load.ts'
import { closest } from '../config/nearest.ts'
import { formatProblem } from '../config/problem.ts'
import { redact } from '../core/redact.ts'
import type { Config } from '../core/site.ts'
import { userAgentOf } from '../core/user-agent.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { lookNow, type Plan, planForUrl, secretsOf } from './look-once.ts'
import { lookJson } from './probe-json.ts'
import { lookText } from './probe-text.ts'

export const probe: Command = {
  name: 'probe',
  summary: 'look once, now, at a monitor or a URL; nothing is stored',
  help: `Usage: vigie probe <monitor-id or URL> [--config FILE] [--json]

Looks once, as the daemon does, and tells all: each phase of each hop in ms, address, TLS version and certificate,
status, outcome, failure, and what was expected. Nothing is stored, and no control round is made: what is down here
counts as down in the daemon only where the control round after it is fine.

  <monitor-id>    a monitor of the configuration, looked at with its own expectation and timeout
  <URL>           https:// http:// tcp://host:port tls://host:port dns:name?type=A icmp://host; needs no configuration:
                  timeout 30 s, and for http(s) a status of 200 to 299 after at most 10 redirects
  --config FILE   default config/vigie.yaml; with a URL it only names the site in the user agent
  --json          one JSON object on standard output

Exit status: 0 up (degraded too), 1 down, or unknown: only an answer of the service itself earns a 0 (--json tells the two
apart), 2 bad usage or bad configuration.
`,
  run: runProbe,
}

async function runProbe(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { config: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [subject, extra] = positionals
  if (subject === undefined || extra !== undefined) throw new UsageError('name one monitor or one URL')
  const isUrl = subject.includes(':')
  const config = isUrl && values.config === undefined ? null : await readConfig(values.config ?? 'config/vigie.yaml', io)
  if (config === 'bad') return 2
  const plan = isUrl ? planForUrl(subject) : planForMonitor(subject, config)
  const look = await lookNow(plan, userAgentOf(manifest.version, config?.site ?? null), io.signal)
  // A redirect or a certificate may repeat what the configuration hides.
  const secrets = [...(config?.secrets ?? []), ...secretsOf(plan.target)]
  io.stdout.write(redact(values.json ? `${JSON.stringify(lookJson(look))}\n` : lookText(look), secrets))
  return look.judgement.outcome === 'up' ? 0 : 1
}

async function readConfig(path: string, io: Io): Promise<Config | 'bad'> {
  const result = await loadConfig(path, io.env)
  if (result.ok) return result.config
  io.stderr.write(result.problems.map((problem) => `${formatProblem(problem)}\n`).join(''))
  return 'bad'
}

function planForMonitor(id: string, config: Config | null): Plan {
  const monitors = (config?.services ?? []).flatMap((service) => service.monitors)
  const monitor = monitors.find((each) => each.id === id) ?? monitors.find((each) => each.formerly.includes(id))
  if (monitor !== undefined) return { ...monitor, monitorId: monitor.id }
  const near = closest(
    id,
    monitors.map((each) => each.id),
  )
  throw new UsageError(
    `no monitor "${id}" in the configuration${near === null ? '' : `, did you mean "${near}"?`}; a URL begins with https:// or the like`,
  )
}
