// How the measuring method reads other people's records, beside what they reported themselves:
//   node tools/compare/compare.ts FOLDER [--list]
// FOLDER holds probes-*.csv.gz (timestamp,service,status,error), reported-outages-*.csv (service,start,end in UTC),
// upptime-observations-*.csv (slug,last_updated,status) and downtime_cases.json; what is not there is left out. --list names every disagreement.
import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { readRows } from '../../src/cli/records.ts'
import type { Sample, SampleForm } from '../../src/cli/samples.ts'
import { inSeries, readSamples } from '../../src/cli/samples.ts'
import { availability, totals } from '../../src/core/availability.ts'
import { buckets } from '../../src/core/calendar.ts'
import { deriveOutages } from '../../src/core/derive.ts'
import { noRounds } from '../../src/core/effective.ts'
import { isoInstant, parseInstant } from '../../src/core/instant.ts'
import type { Outage } from '../../src/core/outage.ts'

const [folder, flag] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node tools/compare/compare.ts FOLDER [--list]')
  process.exit(2)
}
const list = flag === '--list'
const found = (start: string) => readdirSync(folder).find((name) => name.startsWith(start))
const hours = (ms: number) => (ms / 3_600_000).toFixed(1)

interface Report {
  readonly from: number
  readonly to: number
}

await compareProbes(found('probes-'), found('reported-outages-'))
await compareUpptime(found('upptime-'))
compareCases(found('downtime_cases'))

/** Every look of a ten-minute monitor, and the table of outages made from them: first error to first success. */
async function compareProbes(probes: string | undefined, reported: string | undefined): Promise<void> {
  if (probes === undefined || reported === undefined) return
  const reports = Map.groupBy(await rowsOf(reported, ['service', 'start', 'end']), ([service]) => service ?? '')
  const services = new Set((await rowsOf(probes, ['service'])).map(([service]) => service ?? ''))
  console.log(`${probes} beside ${reported}; every 10m, two failed looks confirm`)
  console.table(
    Object.fromEntries(
      await Promise.all(
        [...services].map(async (service) => {
          const form = formOf('timestamp', 'status', { up: 'ok', down: 'error' }, ['service', service], 600_000)
          const theirs = (reports.get(service) ?? []).map(([, start, end]) => ({ from: instant(`${start}Z`), to: instant(`${end}Z`) }))
          return [service, beside(service, inSeries(await readSamples(textOf(probes), form)), theirs, 2)] as const
        }),
      ),
    ),
  )
  const strangers = [...reports.keys()].filter((service) => !services.has(service))
  if (strangers.length > 0) console.log(`reported for services without looks: ${strangers.join(', ')}`)
}

/** Upptime commits a look a day, and each change of state: what it calls an outage is from the first down to the next up. */
async function compareUpptime(file: string | undefined): Promise<void> {
  if (file === undefined) return
  const rows = await rowsOf(file, ['slug'])
  const inherited = new Set(['google', 'wikipedia', 'hacker-news'])
  const slugs = [...new Set(rows.map(([slug]) => slug ?? ''))].filter((slug) => !inherited.has(slug))
  console.log(`\n${file}; every 24h, as only daily looks and changes were kept; one failed look confirms`)
  const table: Record<string, object> = {}
  for (const slug of slugs) {
    const form = formOf('last_updated', 'status', { up: 'degraded', down: 'down' }, ['slug', slug], 86_400_000)
    const series = inSeries(await readSamples(textOf(file), form))
    const downs = series.filter(({ outcome }, index) => outcome === 'down' && series[index - 1]?.outcome !== 'down')
    const theirs = downs.map(({ at }) => ({
      from: at,
      to: series.find((later) => later.at > at && later.outcome === 'up')?.at ?? series.at(-1)?.at ?? at,
    }))
    table[slug] = beside(slug, series, theirs, 1)
  }
  console.table(table)
}

/** Monthly downtime of state changes, looked at every half hour while they are known. */
function compareCases(file: string | undefined): void {
  if (file === undefined) return
  const cases: readonly DowntimeCase[] = JSON.parse(readFileSync(join(folder ?? '', file), 'utf8'))
  const everyMs = 1_800_000
  console.log(`\n${file}; looks every 30m from creation to now`)
  for (const { now, created, tz, flips, status_now, expect } of cases) {
    if (now === undefined || created === undefined || flips === undefined) continue
    const changes = flips.map(([at, outcome]) => ({ at: instant(at), outcome }))
    const first = changes[0] === undefined ? (status_now ?? 'up') : changes[0].outcome === 'down' ? 'up' : 'down'
    const looks: Sample[] = []
    for (let at = instant(created); at <= instant(now); at += everyMs) {
      looks.push(sample(at, everyMs, changes.findLast((change) => change.at <= at)?.outcome ?? first))
    }
    const { segments } = deriveOutages('case', looks, noRounds, { confirmDown: 1, confirmUp: 1 }, { asOf: instant(now), sorted: true })
    for (const [month, expected] of Object.entries(expect)) {
      // Half a month around the 15th reaches no other month, in any zone.
      const middle = Date.parse(`${month}-15T00:00:00Z`)
      const whole = buckets({ from: middle - 20 * 86_400_000, to: middle + 20 * 86_400_000 }, 'month', tz ?? 'UTC').find(
        ({ label }) => label === month,
      )
      const start = whole?.from ?? middle
      const figures = availability(totals(segments, { from: start, to: Math.min(whole?.to ?? middle, instant(now)) }))
      const range = [figures.downMs / 1000, (figures.downMs + figures.ambiguousMs) / 1000] as const
      const verdict =
        expected.seconds === undefined ? '' : expected.seconds >= range[0] && expected.seconds <= range[1] ? 'within' : 'OUTSIDE'
      console.log(
        `${month} ${tz ?? 'UTC'}: they say ${JSON.stringify(expected)}; down ${range[0]}–${range[1]} s, coverage ${figures.coverage.toFixed(3)}, ` +
          `availability ${figures.availability === null ? 'no measurement' : `${figures.availability.min.toFixed(4)}–${figures.availability.max.toFixed(4)}`} ${verdict}`,
      )
    }
  }
}

interface DowntimeCase {
  readonly now?: string
  readonly created?: string
  readonly tz?: string
  readonly flips?: readonly (readonly [string, 'up' | 'down'])[]
  readonly status_now?: 'up' | 'down'
  readonly expect: Readonly<Record<string, { readonly seconds?: number }>>
}

/** One line of figures: theirs, ours, and how theirs lie in our bounds. */
function beside(name: string, series: readonly Sample[], reports: readonly Report[], confirmDown: number): object {
  const [from, to] = [series[0]?.at ?? 0, series.at(-1)?.at ?? 0]
  const derived = deriveOutages(name, series, noRounds, { confirmDown, confirmUp: 1 }, { asOf: to, sorted: true })
  const ours = [...derived.outages, ...derived.unconfirmed].sort((a, b) => a.onset.by - b.onset.by)
  const figures = availability(totals(derived.segments, { from, to }))
  const verdicts = reports.map((report) => ({ report, verdict: verdictOf(report, ours) }))
  const tally = Object.groupBy(verdicts, ({ verdict }) => verdict)
  if (list) {
    for (const { report, verdict } of verdicts) {
      if (verdict !== 'within') console.log(`${name} ${isoInstant(report.from)} – ${isoInstant(report.to)}: ${verdict}`)
    }
  }
  return {
    looks: series.length,
    gaps: derived.gaps.length,
    coverage: figures.coverage.toFixed(3),
    theirs: reports.length,
    'their h': hours(reports.reduce((sum, report) => sum + report.to - report.from, 0)),
    confirmed: derived.outages.length,
    unconfirmed: derived.unconfirmed.length,
    'our h': `${hours(sum(ours, (outage) => outage.minMs))}–${hours(sum(ours, (outage) => (outage.recovery?.by ?? to) - (outage.onset.after ?? from)))}`,
    'unseen inside h': hours(sum(ours, (outage) => outage.unobservedMs)),
    unreported: ours.filter((outage) => !reports.some((report) => meets(report, outage))).length,
    ...Object.fromEntries(Object.entries(tally).map(([verdict, those]) => [verdict, those?.length])),
  }
}

/** Their instants are cut to the second. */
function verdictOf(report: Report, ours: readonly Outage[]): string {
  const slackMs = 1000
  const met = ours.filter((outage) => meets(report, outage))
  const [outage] = met
  if (outage === undefined) return 'no failed look'
  if (met.length > 1) return 'seen up inside'
  const lengthMs = report.to - report.from
  if (lengthMs < outage.minMs - slackMs) return 'below our minimum'
  if (outage.maxMs !== null && lengthMs > outage.maxMs + slackMs) return 'above our maximum'
  return 'within'
}

function meets(report: Report, outage: Outage): boolean {
  return report.from < (outage.recovery?.by ?? Infinity) && outage.onset.by < report.to + 1000
}

function sum(outages: readonly Outage[], of: (outage: Outage) => number): number {
  return outages.reduce((all, outage) => all + of(outage), 0)
}

function sample(at: number, everyMs: number, outcome: 'up' | 'down'): Sample {
  return { line: 0, at, everyMs, outcome, durationMs: 0, uncertaintyMs: 0, failure: null, degraded: [], controlled: false, span: 0 }
}

function formOf(
  at: string,
  outcome: string,
  words: { up: string; down: string },
  where: readonly [string, string],
  everyMs: number,
): SampleForm {
  return {
    columns: { at, outcome, durationMs: 'durationMs', uncertaintyMs: 'uncertaintyMs', everyMs: 'everyMs' },
    words: new Map([
      ['up', 'up'],
      [words.up, 'up'],
      [words.down, 'down'],
    ]),
    where: [where],
    everyMs,
  }
}

async function rowsOf(file: string, names: readonly string[]): Promise<readonly (readonly string[])[]> {
  const all: (readonly string[])[] = []
  for await (const { rows } of readRows(textOf(file), names))
    all.push(...rows.map(({ values }) => values.map((value) => (typeof value === 'string' ? value : ''))))
  return all
}

async function* textOf(file: string): AsyncGenerator<string> {
  const raw = createReadStream(join(folder ?? '', file))
  const text = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  text.setEncoding('utf8')
  for await (const chunk of text) yield String(chunk)
}

function instant(text: string): number {
  const at = parseInstant(text)
  if (at === null) throw new Error(`not an instant: ${text}`)
  return at
}
