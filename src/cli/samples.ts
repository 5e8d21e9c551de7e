import { parseInstant } from '../core/instant.ts'
import type { Look, Outcome } from '../core/observation.ts'
import { UsageError } from './command.ts'
import type { Row } from './records.ts'
import { readRows } from './records.ts'

/** A look from elsewhere, and the line it was read from. */
export interface Sample extends Look {
  readonly line: number
}

/** Where the parts of a look stand in somebody's records, and what their words mean. */
export interface SampleForm {
  /** Column (CSV) or key (JSON Lines) of each part; only the first two must exist. */
  readonly columns: Readonly<Record<'at' | 'outcome' | 'durationMs' | 'uncertaintyMs' | 'everyMs', string>>
  /** Outcome words in lower case, and what they mean. */
  readonly words: ReadonlyMap<string, Outcome>
  /** Column and text: only records that have all of them are looks of the series. */
  readonly where: readonly (readonly [string, string])[]
  /** I where a record carries none. */
  readonly everyMs: number
}

/** All looks of the series, in the order of the text. Throws a UsageError that names the line of the first record that is no look. */
export async function readSamples(chunks: AsyncIterable<string>, form: SampleForm): Promise<readonly Sample[]> {
  const { at, outcome, durationMs, uncertaintyMs, everyMs } = form.columns
  const wanted = [at, outcome, durationMs, uncertaintyMs, everyMs, ...form.where.map(([name]) => name)]
  const samples: Sample[] = []
  let named: readonly string[] | null = null
  let rowCount = 0
  for await (const { names, rows } of readRows(chunks, wanted)) {
    if (named === null) checkNames(names, form)
    named = names
    rowCount += rows.length
    for (const row of rows) {
      if (form.where.every(([, text], index) => textOf(row.values[index + 5]) === text)) samples.push(sampleOf(row, form))
    }
  }
  if (rowCount > 0 && samples.length === 0) {
    throw new UsageError(`none of ${rowCount} records has ${form.where.map(([name, text]) => `${name}=${text}`).join(' and ')}`)
  }
  return samples
}

/**
 * The samples as one series: by time, each look once. A look given twice is kept once, with its longest duration and uncertainty. Throws a
 * UsageError for two looks at one instant with different outcomes, and for looks that overlap (method.md, Words).
 */
export function inSeries(samples: readonly Sample[]): readonly Sample[] {
  const sorted = samples.toSorted((a, b) => a.at - b.at || a.line - b.line)
  const series: Sample[] = []
  for (const sample of sorted) {
    const before = series.at(-1)
    if (before === undefined || before.at !== sample.at) series.push(sample)
    else series[series.length - 1] = merged(before, sample)
  }
  for (const [index, sample] of series.entries()) {
    const before = series[index - 1]
    if (before !== undefined && sample.at < before.at + before.durationMs) {
      throw new UsageError(
        `line ${sample.line}: a look that begins ${before.at + before.durationMs - sample.at} ms before the one of line ${before.line} ended; ` +
          'looks of one series never overlap',
      )
    }
  }
  return series
}

function merged(first: Sample, again: Sample): Sample {
  if (first.outcome !== again.outcome) {
    throw new UsageError(`line ${again.line}: ${again.outcome} at the same instant as line ${first.line}, which says ${first.outcome}`)
  }
  return {
    ...first,
    durationMs: Math.max(first.durationMs, again.durationMs),
    uncertaintyMs: Math.max(first.uncertaintyMs, again.uncertaintyMs),
    everyMs: Math.min(first.everyMs, again.everyMs),
  }
}

function sampleOf({ line, values }: Row, form: SampleForm): Sample {
  const [at, outcome, durationMs, uncertaintyMs, everyMs] = values
  return {
    line,
    at: instantOf(at, form.columns.at, line),
    outcome: outcomeOf(outcome, form, line),
    durationMs: wholeMs(durationMs, form.columns.durationMs, line) ?? 0,
    uncertaintyMs: wholeMs(uncertaintyMs, form.columns.uncertaintyMs, line) ?? 0,
    everyMs: intervalOf(everyMs, form, line),
    failure: null,
    degraded: [],
    controlled: false,
    span: 0,
  }
}

function instantOf(value: unknown, name: string, line: number): number {
  if (value === undefined) throw new UsageError(`line ${line}: no "${name}"`)
  const at = parseInstant(textOf(value))
  if (at !== null) return at
  throw new UsageError(
    `line ${line}: ${name} "${textOf(value)}" is not an instant: ISO 8601 with an offset (2025-05-27T08:02:00Z) or epoch milliseconds`,
  )
}

function outcomeOf(value: unknown, form: SampleForm, line: number): Outcome {
  const name = form.columns.outcome
  if (value === undefined) throw new UsageError(`line ${line}: no "${name}"`)
  const outcome = form.words.get(textOf(value).toLowerCase())
  if (outcome !== undefined) return outcome
  const words = [...form.words.keys()].join(', ')
  throw new UsageError(`line ${line}: ${name} "${textOf(value)}" is none of ${words}; say what it means with --up, --down or --unknown`)
}

function intervalOf(value: unknown, form: SampleForm, line: number): number {
  const everyMs = wholeMs(value, form.columns.everyMs, line) ?? form.everyMs
  if (everyMs > 0) return everyMs
  throw new UsageError(`line ${line}: ${form.columns.everyMs} is 0; an interval is longer`)
}

/** Fractions of a millisecond are rounded up: a look may not end before it did. */
function wholeMs(value: unknown, name: string, line: number): number | undefined {
  if (value === undefined) return undefined
  const ms = Math.ceil(/^\d+(\.\d+)?$/.test(textOf(value)) ? Number(textOf(value)) : Number.NaN)
  if (Number.isSafeInteger(ms)) return ms
  throw new UsageError(`line ${line}: ${name} "${textOf(value)}" is not a number of milliseconds`)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

const likelyNames = {
  at: ['timestamp', 'time', 'date', 'datetime', 'ts', 'instant', 'checked_at', 'checkedat', 'created_at', 'start', 'last_updated'],
  outcome: ['status', 'state', 'result', 'ok', 'success', 'failed', 'up', 'verdict'],
} as const

/** Says what to write when the records are somebody else's: guessing wrong would date an outage wrong. */
function checkNames(names: readonly string[], { columns, where }: SampleForm): void {
  const absent = [columns.at, columns.outcome, ...where.map(([name]) => name)].filter((name) => !names.includes(name))
  const guess = (part: 'at' | 'outcome') =>
    names.find((name) => (likelyNames[part] as readonly string[]).includes(name.toLowerCase())) ?? 'NAME'
  if (absent.length > 0) {
    const missing = absent.map((name) => `"${name}"`).join(' and no ')
    throw new UsageError(
      `no ${missing} among ${names.join(', ')}. Name the columns: ` +
        `--at-column ${names.includes(columns.at) ? columns.at : guess('at')} --outcome-column ${names.includes(columns.outcome) ? columns.outcome : guess('outcome')}, ` +
        'and say what their words mean: --up ok --down fail',
    )
  }
  for (const [part, name] of Object.entries(columns)) {
    const close = names.includes(name) ? undefined : names.find((other) => folded(other) === folded(name))
    if (close !== undefined) throw new UsageError(`"${close}" is not read; rename it ${part}, or leave it out`)
  }
}

const folded = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')
