// npm run bench [-- name …]: every benchmark in a process of its own, each figure beside its bare floor of the same run.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Row } from './report.ts'

const all = [
  'look-burst',
  'captures',
  'paced',
  'many',
  'readers',
  'open-streams',
  'record',
  'derive',
  'home',
  'storage',
  'year-pages',
  'response-times',
  'evidence',
  'evidence-log',
  'bundle',
  'cold-start',
  'cold-looks',
  'demo',
]
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`bench: no ${unknown.join(', ')}; there are ${all.join(', ')}\n`)
  process.exit(2)
}
/** What the figures are held to; a row without a bound only informs. `ratio` is against the floor, `value` against the figure itself. */
const bounds: Readonly<Record<string, { readonly ratio?: number; readonly value?: number; readonly atLeast?: number }>> = {
  'look-burst-http': { ratio: 1.4 },
  'look-burst-https': { ratio: 1.2 },
  'capture-held-http': { ratio: 1.05 },
  'capture-held-https': { ratio: 1.05 },
  'look-paced': { ratio: 1.15 },
  'start-lag-p99': { value: 120 },
  resident: { value: 200 },
  'slots-missed': { value: 0 },
  'audience-lag': { value: 120 },
  'audience-missed': { value: 0 },
  'many-core': { value: 25 },
  'many-missed': { value: 0 },
  'record-batch': { atLeast: 20_000 },
  'derive-year': { value: 300 },
  'bytes-per-look': { value: 6 },
  'bytes-latency': { value: 1.5 },
  'wal-per-look': { value: 350 },
  'year-outages': { value: 15 },
  'year-csv': { value: 2 },
  'year-csv-memory': { value: 150 },
  'year-home': { value: 20 },
  'year-services': { value: 20 },
  'year-outage': { value: 30 },
  'response-year': { value: 200 },
  'log-append': { value: 20 },
  'log-stored': { value: 0.5 },
  'log-cpu': { value: 20 },
  'log-rest': { value: 0.5 },
  checkpoint: { value: 1 },
  'entry-tile': { value: 100 },
  'year-verify': { value: 5 },
  'bundle-year': { value: 5 },
  'bundle-size': { value: 5 },
  'bundle-verify': { value: 3 },
  'bundle-verify-sh': { value: 3 },
  'cold-start': { ratio: 4 },
  'cold-looks': { value: 5 },
  demo: { value: 3_000 },
}

let missed = 0
for (const name of asked.length > 0 ? asked : all) {
  for (const row of await rowsOf(name)) {
    const { text, met } = verdict(row)
    if (!met) missed += 1
    const ratio = row.floor === null ? '' : `  floor ${show(row.floor)}  ratio ${(row.value / row.floor).toFixed(2)}`
    process.stdout.write(`${row.name.padEnd(17)} ${show(row.value).padStart(10)}${ratio}  ${row.what}${text}\n`)
  }
}
process.stdout.write(missed === 0 ? 'bench: every bound is met\n' : `bench: ${missed} bounds are not met\n`)
process.exitCode = missed === 0 ? 0 : 1

function verdict(row: Row): { readonly text: string; readonly met: boolean } {
  const bound = bounds[row.name]
  if (bound === undefined) return { text: '', met: true }
  const { ratio, value, atLeast } = bound
  const met =
    (ratio === undefined || (row.floor !== null && row.value / row.floor <= ratio)) &&
    (value === undefined || row.value <= value) &&
    (atLeast === undefined || row.value >= atLeast)
  const limit = ratio === undefined ? (value === undefined ? `≥ ${atLeast}` : `≤ ${value}`) : `ratio ≤ ${ratio}`
  return { text: `  (${limit}: ${met ? 'met' : 'NOT MET'})`, met }
}

async function rowsOf(name: string): Promise<readonly Row[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  if (code !== 0) throw new Error(`bench ${name} ended with ${code}`)
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Row => JSON.parse(line))
}

function show(value: number): string {
  return value >= 1_000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(3)
}
