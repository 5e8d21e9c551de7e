// npm run bench:pages -- DIR: how well the notice test tells labelled pages apart, and what it costs. DIR holds manifest.json, a list of
// {file, class: positive | negative | ambiguous, lang, kind}, and the files. Exit 1 when a target is missed.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { classify } from '../src/core/classify.ts'
import { plainExpectation } from '../src/core/expectation.ts'
import { judgePage, type PageJudgement } from '../src/core/notice/judge.ts'
import { unseenReading } from '../src/core/reading.ts'

interface Entry {
  readonly file: string
  readonly class: string
  readonly lang: string
  readonly kind: string
}
interface Judged extends Entry {
  readonly judgement: PageJudgement
  readonly bytes: number
  readonly cpuMs: number
  /** Which half of the sample it is in, by a hash of its bytes: the first rules were made while looking at the first only. */
  readonly half: 'A' | 'B'
}

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('usage: npm run bench:pages -- DIR (a folder with manifest.json and the pages it names)\n')
  process.exit(2)
}
const judged = entriesOf(folder).map((entry) => judgeEntry(folder, entry))
const positives = judged.filter((page) => page.class === 'positive')
const negatives = judged.filter((page) => page.class === 'negative')
const isDown = ({ judgement }: Judged) => judgement.outcome === 'down'

process.stdout.write(`${judged.length} pages: ${positives.length} positive, ${negatives.length} negative, the others are not scored\n\n`)
table('recall by language', positives, ({ lang }) => lang)
table('recall by kind', positives, ({ kind }) => kind)
table('recall by half', positives, ({ half }) => half)
table('false alarms by language', negatives, ({ lang }) => lang)
table('false alarms by kind', negatives, ({ kind }) => kind)
table('false alarms by half', negatives, ({ half }) => half)
table(
  'suspect, of the negatives (shown to operators, not counted)',
  negatives,
  () => 'all',
  ({ judgement }) => judgement.suspect,
)
costs()
for (const page of [...positives.filter((page) => !isDown(page)), ...negatives.filter(isDown)]) {
  const { outcome, suspect, notice } = page.judgement
  process.stdout.write(
    `wrong: ${page.file} (${page.class}, ${page.lang}, ${page.kind}): ${outcome}${suspect ? ', suspect' : ''}, ${notice?.points} points\n`,
  )
}
process.exitCode = verdict() ? 0 : 1

function entriesOf(folder: string): readonly Entry[] {
  const read: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  if (!Array.isArray(read)) throw new Error(`${folder}/manifest.json: not a list`)
  return read as readonly Entry[]
}

function judgeEntry(folder: string, entry: Entry): Judged {
  const body = readFileSync(join(folder, entry.file))
  const half = Number.parseInt(createHash('sha256').update(body).digest('hex').slice(0, 1), 16) % 2 === 0 ? 'A' : 'B'
  return { ...entry, ...judgeBody(body), bytes: body.length, half }
}

/** The judgement, and what one costs when the code is warm. */
function judgeBody(body: Uint8Array): Pick<Judged, 'judgement' | 'cpuMs'> {
  const expect = plainExpectation('http')
  const http = { status: 200, headers: [['content-type', 'text/html']] as const, finalUrl: '', body, bodyTruncated: false }
  const judgement = classify({ ...unseenReading, http }, expect, 0)
  const judge = () => judgePage({ http, requestedUrl: null, expect, judgement, template: null })
  const result = judge()
  const times = Math.max(3, Math.min(50, Math.round(1_000_000 / (body.length + 1))))
  const before = process.threadCpuUsage()
  for (let turn = 0; turn < times; turn++) judge()
  const { user, system } = process.threadCpuUsage(before)
  return { judgement: result, cpuMs: (user + system) / 1_000 / times }
}

function table(title: string, pages: readonly Judged[], group: (page: Judged) => string, counts: (page: Judged) => boolean = isDown): void {
  process.stdout.write(`${title}\n`)
  const groups = [...Map.groupBy(pages, group)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, members] of [...groups, ['all', pages] as const].filter(([name], index) => name !== 'all' || index === groups.length)) {
    const hits = members.filter(counts).length
    process.stdout.write(
      `  ${name.padEnd(26)} ${String(hits).padStart(4)} of ${String(members.length).padStart(4)}  ${percent(hits, members.length)}\n`,
    )
  }
  process.stdout.write('\n')
}

function costs(): void {
  const perPage = judged.map(({ cpuMs }) => cpuMs).toSorted((a, b) => a - b)
  const bytes = judged.reduce((sum, page) => sum + page.bytes, 0)
  const total = judged.reduce((sum, page) => sum + page.cpuMs, 0)
  const at = (share: number) => (perPage[Math.min(perPage.length - 1, Math.floor(share * perPage.length))] ?? 0).toFixed(2)
  process.stdout.write(
    `CPU per page: median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms; ${((total / bytes) * 102_400).toFixed(2)} ms for 100 KiB\n`,
  )
  process.stdout.write(`CPU for 100 kB of ordinary pages: ${sized(100_000)} ms (≤ 5); for 1 MiB: ${sized(1_048_576)} ms (≤ 50)\n`)
}

/** CPU of a body of that size, made of whole ordinary pages one after the other. */
function sized(bytes: number): string {
  const pages = negatives.map(({ file }) => readFileSync(join(folder ?? '', file)))
  const body = Buffer.concat(pages).subarray(0, bytes)
  return Math.min(...Array.from({ length: 5 }, () => judgeBody(body).cpuMs)).toFixed(2)
}

function verdict(): boolean {
  const recall = share(positives) ?? 1
  const languages = ['fr', 'ar', 'en'].map((lang) => share(positives.filter((page) => page.lang === lang)) ?? 1)
  const alarms = share(negatives.filter(({ kind }) => kind === 'normal-hard')) ?? 0
  const ordinary = share(negatives.filter(({ kind }) => kind !== 'normal-hard')) ?? 0
  const met = recall >= 0.9 && languages.every((one) => one >= 0.85) && alarms <= 0.02 && ordinary <= 0.005
  process.stdout.write(
    `recall ≥ 90 %, ≥ 85 % in each of fr, ar, en; false alarms ≤ 2 % of hard and ≤ 0.5 % of ordinary pages: ${met ? 'met' : 'NOT MET'}\n`,
  )
  return met
}

/** Judged down; null of none. */
function share(pages: readonly Judged[]): number | null {
  return pages.length === 0 ? null : pages.filter(isDown).length / pages.length
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`
}
