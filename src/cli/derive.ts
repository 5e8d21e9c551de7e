import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { availability, totals } from '../core/availability.ts'
import type { Span } from '../core/availability.ts'
import { deriveOutages } from '../core/derive.ts'
import type { Derived } from '../core/derive.ts'
import { formatDuration, parseDuration } from '../core/duration.ts'
import { noRounds } from '../core/effective.ts'
import { parseInstant } from '../core/instant.ts'
import { adjacent } from '../core/interval.ts'
import type { OutageRules } from '../core/monitor.ts'
import type { Outcome } from '../core/observation.ts'
import type { Availability } from '../core/outage.ts'
import { gapJson, outageJson, totalsJson } from '../core/outage-json.ts'
import type { Command, ExitCode, Io } from './command.ts'
import { UsageError } from './command.ts'
import { deriveTable } from './derive-table.ts'
import type { Sample, SampleForm } from './samples.ts'
import { inSeries, readSamples } from './samples.ts'

/** The measuring method over samples from anywhere. */
export const derive: Command = {
  name: 'derive',
  summary: 'outages, unconfirmed failures, gaps and totals of samples from anywhere (CSV or JSON Lines)',
  help: `Usage: vigie derive [options] [FILE or -]

Applies the measuring method (docs/methodology.md) to looks that were made by anything, and prints
  {"method": 1, "outages": [...], "unconfirmed": [...], "gaps": [...], "totals": {...}}
with instants in UTC and durations in milliseconds. Standard input is read without FILE, or with -.

FILE is CSV with a header, or JSON Lines (one object a line). Each record is one look:
  at             when it began: ISO 8601 with an offset, or epoch milliseconds
  outcome        up, down, or unknown (we could not tell: it counts as a missing look)
  durationMs     how long it took            (optional; 0)
  uncertaintyMs  how far the clock may err   (optional; 0)
  everyMs        the interval then in force  (optional; --every)
Order does not matter and a look may be given twice. Two outcomes at one instant, and looks that overlap,
are refused with their line.

The method:
  --every 60s            the interval between looks; farther apart than 2.5 times that, nobody was looking
  --confirm-down 2       failed looks in a row that confirm an outage
  --confirm-up 1         good looks in a row that end it
  --from T --to T        the period of the totals; from the first to the last look when left out
  --monitor ID           names the series (samples)

Records of another make:
  --at-column NAME       read the instant from this column or key
  --outcome-column NAME  read the outcome from this one
  --duration-column NAME read the duration, in milliseconds, from this one
  --up WORDS             words that mean up, down or unknown there: --up ok,200 --down fail,error;
  --down WORDS           upper and lower case are the same. "up", "down" and "unknown" keep their meaning
  --unknown WORDS
  --where NAME=TEXT      only records with this text in this column; may be repeated

  --json                 the JSON on a terminal too, where a table is shown otherwise

Exit status: 0 derived, 2 bad usage or a record that cannot be read (its line is named).

Example: vigie derive --every 10m --at-column timestamp --outcome-column status --up ok --down error --where service=api looks.csv
`,
  async run(argv: readonly string[], io: Io): Promise<ExitCode> {
    const request = requestOf(argv)
    const series = inSeries(await readSamples(open(request.file, io), request.form))
    const period = periodOf(request, series)
    const spread = spreadNote(series)
    if (spread !== null) io.stderr.write(`vigie derive: note: ${spread}\n`)
    const derived = deriveOutages(request.monitor, series, noRounds, request.rules, { asOf: period.to, sorted: true })
    const figures = availability(totals(derived.segments, period))
    const table = io.stdout.isTTY === true && !request.json
    io.stdout.write(table ? deriveTable(derived, figures, period) : `${JSON.stringify(answerOf(derived, figures), null, 2)}\n`)
    return 0
  },
}

function answerOf(derived: Derived, figures: Availability): object {
  return {
    method: 1,
    outages: derived.outages.map(outageJson),
    unconfirmed: derived.unconfirmed.map(outageJson),
    gaps: derived.gaps.map(gapJson),
    totals: totalsJson(figures),
  }
}

interface Request {
  readonly file: string
  readonly monitor: string
  readonly rules: OutageRules
  readonly from: number | null
  readonly to: number | null
  readonly form: SampleForm
  /** Also on a terminal, where a table is shown otherwise. */
  readonly json: boolean
}

const options = {
  monitor: { type: 'string', default: 'samples' },
  every: { type: 'string', default: '60s' },
  'confirm-down': { type: 'string', default: '2' },
  'confirm-up': { type: 'string', default: '1' },
  from: { type: 'string' },
  to: { type: 'string' },
  'at-column': { type: 'string', default: 'at' },
  'outcome-column': { type: 'string', default: 'outcome' },
  'duration-column': { type: 'string', default: 'durationMs' },
  up: { type: 'string', multiple: true },
  down: { type: 'string', multiple: true },
  unknown: { type: 'string', multiple: true },
  where: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
} as const

function requestOf(argv: readonly string[]): Request {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const [file = '-', ...more] = positionals
  if (more.length > 0) throw new UsageError(`one FILE, not ${positionals.length}`)
  if (values.monitor.trim() === '') throw new UsageError('--monitor needs an id')
  const from = instant('from', values.from)
  const to = instant('to', values.to)
  if (from !== null && to !== null && from > to) throw new UsageError('--from lies after --to')
  return {
    file,
    monitor: values.monitor,
    rules: { confirmDown: count('confirm-down', values['confirm-down']), confirmUp: count('confirm-up', values['confirm-up']) },
    from,
    to,
    form: {
      columns: {
        at: values['at-column'],
        outcome: values['outcome-column'],
        durationMs: values['duration-column'],
        uncertaintyMs: 'uncertaintyMs',
        everyMs: 'everyMs',
      },
      words: words(values),
      where: (values.where ?? []).map(condition),
      everyMs: interval(values.every),
    },
    json: values.json,
  }
}

function interval(text: string): number {
  const everyMs = parseDuration(text)
  if (everyMs === null || everyMs === 0) throw new UsageError(`--every "${text}" is not a duration such as 30s, 5m or 1h`)
  return everyMs
}

function count(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`--${name} "${text}" is not a whole number from 1`)
  return Number(text)
}

function instant(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const at = parseInstant(text)
  if (at === null) throw new UsageError(`--${name} "${text}" is not an instant such as 2025-05-27T08:02:00Z`)
  return at
}

function words(given: { readonly [K in Outcome]?: readonly string[] }): ReadonlyMap<string, Outcome> {
  const meaning = new Map<string, Outcome>([
    ['up', 'up'],
    ['down', 'down'],
    ['unknown', 'unknown'],
  ])
  for (const outcome of ['up', 'down', 'unknown'] as const) {
    for (const word of (given[outcome] ?? []).flatMap((list) => list.split(',')).map((word) => word.trim().toLowerCase())) {
      if (word === '') throw new UsageError(`--${outcome} has an empty word`)
      const other = meaning.get(word)
      if (other !== undefined && other !== outcome) throw new UsageError(`"${word}" cannot mean ${other} and ${outcome}`)
      meaning.set(word, outcome)
    }
  }
  return meaning
}

function condition(text: string): readonly [string, string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new UsageError(`--where "${text}" is not NAME=TEXT`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}

async function* open(file: string, io: Io): AsyncGenerator<string> {
  if (file === '-' && 'isTTY' in io.stdin && io.stdin.isTTY === true) throw new UsageError('no FILE, and standard input is a terminal')
  const source = file === '-' ? io.stdin : createReadStream(file, { highWaterMark: 2 ** 18 })
  source.setEncoding('utf8')
  const stop = () => 'destroy' in source && typeof source.destroy === 'function' && source.destroy(new Error('stopped'))
  io.signal.addEventListener('abort', stop)
  try {
    for await (const chunk of source) yield String(chunk)
  } catch (cause) {
    if (io.signal.aborted) throw cause
    throw new UsageError(`cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  } finally {
    io.signal.removeEventListener('abort', stop)
  }
}

function periodOf(request: Request, series: readonly Sample[]): Span {
  const from = request.from ?? series[0]?.at
  const to = request.to ?? series.at(-1)?.at
  if (from === undefined || to === undefined)
    throw new UsageError('no looks at all: without any, --from and --to must say which period is meant')
  if (from > to) throw new UsageError('the period ends before it begins: --from lies after the last look, or --to before the first')
  return { from, to }
}

/** Nearly always a forgotten --every: most of the time would be unobserved, with nothing to say why. */
function spreadNote(series: readonly Sample[]): string | null {
  const apart = series.flatMap((sample, index) => {
    const before = series[index - 1]
    return before === undefined || adjacent(before, sample) ? [] : [{ distanceMs: sample.at - before.at, everyMs: sample.everyMs }]
  })
  if (apart.length * 2 < series.length) return null
  const usual = apart.sort((a, b) => a.distanceMs - b.distanceMs)[Math.floor(apart.length / 2)]
  if (usual === undefined) return null
  const unitMs = usual.distanceMs < 120_000 ? 1000 : 60_000
  const distance = formatDuration(Math.max(1, Math.round(usual.distanceMs / unitMs)) * unitMs)
  return `most looks are some ${distance} apart, more than 2.5 times the interval of ${formatDuration(usual.everyMs)}: that time counts as unobserved. Is --every right?`
}
