import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import { classify } from '../core/classify.ts'
import { plainExpectation } from '../core/expectation.ts'
import type { Expectation } from '../core/monitor.ts'
import { judgePage, type PageJudgement } from '../core/notice/judge.ts'
import type { HealthyTemplate } from '../core/notice/template.ts'
import { type HttpReading, type Judgement, unseenReading } from '../core/reading.ts'
import { redact } from '../core/redact.ts'
import { userAgentOf } from '../core/user-agent.ts'
import { bodyCapBytes } from '../probes/settings.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { judgedJson, judgedText } from './judge-output.ts'
import { lookNow, planForUrl, secretsOf } from './look-once.ts'
import { type NamedBytes, templateFrom, templateOf } from './template-file.ts'

export const judge: Command = {
  name: 'judge',
  summary: 'tell a page that works from a notice in its place; nothing is stored',
  help: `Usage: vigie judge <FILE or URL> [--template FILE] [--json]
       vigie judge --learn <FILE> <FILE> …

Says whether a page is the service or a notice instead of it (suspended, in maintenance, unavailable, parked, an error that comes
with status 200), in French, Arabic, English, Spanish, German or Portuguese, why, and which sentence says so. Without a template the
notice test decides alone, at a stricter threshold.

  <FILE>              a saved page: its bytes are read as an answer 200 of text/html
  <URL>               http:// or https://, fetched once as the daemon does
  --template FILE     the healthy page: what --learn printed, or one saved page that is known to be healthy. Down is then only what is a
                      notice and not the healthy page; what is one of the two is up and suspect
  --learn             prints the template of 20 healthy pages or more, saved an hour or more apart
  --status N          status of the answer in FILE, 200 unless set
  --content-type T    its media type, with charset where the server sends one
  --header "N: V"     a header of it; may stand several times
  --url URL           the address it was got from, after redirects
  --contains TEXT     must be in the visible text; what is there decides before all tests of the page. May stand several times
  --excludes TEXT     must not be there. May stand several times
  --json              one JSON object on standard output: outcome, code, suspect, reasons, passage and more

Exit status: 0 up, 1 down, or unknown (a firewall, a captcha or a rate limit answered instead), 2 bad usage.
`,
  run: runJudge,
}

const options = {
  template: { type: 'string' },
  learn: { type: 'boolean', default: false },
  status: { type: 'string' },
  'content-type': { type: 'string' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  url: { type: 'string' },
  contains: { type: 'string', multiple: true, default: [] as string[] },
  excludes: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true; args: string[] }>>['values']

async function runJudge(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  if (values.learn) return learn(positionals, io)
  const [subject, extra] = positionals
  if (subject === undefined || extra !== undefined) throw new UsageError('name one file or one URL')
  const template = values.template === undefined ? null : templateFrom(await readBytes(values.template), sha256)
  const expect: Expectation = { ...plainExpectation('http'), contains: values.contains, excludes: values.excludes }
  const seen = await (isUrl(subject) ? seenAtUrl(subject, expect, values, io) : seenInFile(subject, expect, values))
  const judged = judgeSeen(seen, expect, template)
  io.stdout.write(redact(values.json ? `${JSON.stringify(judgedJson(judged))}\n` : judgedText(judged), seen.secrets))
  return judged.outcome === 'up' ? 0 : 1
}

async function learn(names: readonly string[], io: Io): Promise<ExitCode> {
  if (names.length === 0) throw new UsageError('name the healthy pages to learn from')
  const pages: NamedBytes[] = []
  for (const name of names) pages.push(await readBytes(name))
  io.stdout.write(`${JSON.stringify(templateOf(pages, sha256), null, 2)}\n`)
  return 0
}

/** An answer and what `classify` made of it. */
interface Seen {
  readonly http: HttpReading | null
  readonly requestedUrl: string | null
  readonly judgement: Judgement
  readonly secrets: readonly string[]
}

function judgeSeen({ http, requestedUrl, judgement }: Seen, expect: Expectation, template: HealthyTemplate | null): PageJudgement {
  // Nothing answered: an empty body says as little of a page, and the failure is told.
  const answer = http ?? { status: 0, headers: [['content-type', 'none']], finalUrl: '', body: new Uint8Array(), bodyTruncated: false }
  return judgePage({ http: answer, requestedUrl, expect, judgement, template })
}

async function seenAtUrl(url: string, expect: Expectation, values: Values, io: Io): Promise<Seen> {
  const wrong = (['status', 'content-type', 'url'] as const).find((name) => values[name] !== undefined)
  if (wrong !== undefined || values.header.length > 0)
    throw new UsageError(`--${wrong ?? 'header'} is for a file; a URL answers for itself`)
  const plan = planForUrl(url)
  const look = await lookNow({ ...plan, expect }, userAgentOf(manifest.version, null), io.signal)
  return { http: look.reading.http, requestedUrl: plan.target.url, judgement: look.judgement, secrets: secretsOf(plan.target) }
}

async function seenInFile(name: string, expect: Expectation, values: Values): Promise<Seen> {
  const { bytes } = await readBytes(name)
  const http: HttpReading = {
    status: statusOf(values.status ?? '200'),
    headers: [['content-type', values['content-type'] ?? 'text/html'], ...values.header.map(headerOf)],
    finalUrl: values.url === undefined ? '' : planForUrl(values.url).target.url,
    body: bytes.subarray(0, bodyCapBytes),
    bodyTruncated: bytes.length > bodyCapBytes,
  }
  return { http, requestedUrl: null, judgement: classify({ ...unseenReading, http }, expect, 0), secrets: [] }
}

function isUrl(subject: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(subject)?.[1]?.toLowerCase()
  if (scheme === undefined) return false
  if (scheme !== 'http' && scheme !== 'https')
    throw new UsageError(`${scheme}:// has no pages; name a file, or an address of http:// or https://`)
  return true
}

function statusOf(text: string): number {
  if (!/^[1-5]\d\d$/.test(text)) throw new UsageError(`--status is a number from 100 to 599, not "${text}"`)
  return Number(text)
}

function headerOf(text: string): readonly [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new UsageError(`--header is "Name: value", not "${text}"`)
  return [name, value]
}

async function readBytes(name: string): Promise<NamedBytes> {
  try {
    return { name, bytes: await readFile(name) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const why: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'that is a folder; name one page in it',
      EACCES: 'we may not read it',
    }
    throw new UsageError(`cannot read ${name}: ${why[code] ?? code}`, { cause: error })
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
