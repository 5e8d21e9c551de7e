import { UsageError } from './command.ts'

/** One record of a CSV or JSON Lines text: the values of the wanted names, in the order they were asked for. */
export interface Row {
  /** Line where it begins, from 1. */
  readonly line: number
  /** A text, or whatever JSON held; undefined where there is no such name, an empty cell or null. */
  readonly values: readonly unknown[]
}
export interface Rows {
  /** Names of the header's columns, or keys of the first object. */
  readonly names: readonly string[]
  readonly rows: readonly Row[]
}

/**
 * Reads records from chunks of text, some thousands at a time. It is JSON Lines when the first character is `{`, else CSV with a header (RFC 4180
 * quoting; separated by comma, semicolon or tab, whichever the header has most of). A byte order mark, CRLF and blank lines are no obstacle.
 * Yields nothing for an empty text. Throws a UsageError that names the line for what cannot be read.
 */
export async function* readRows(chunks: AsyncIterable<string>, wanted: readonly string[]): AsyncGenerator<Rows> {
  let format: Format | null = null
  for await (const { first, lines } of readLines(chunks)) {
    const rows: Row[] = []
    for (const [index, text] of lines.entries()) {
      format ??= text.trim() === '' ? null : formatOf(text, first + index)
      const row = format?.push(text, first + index, wanted) ?? null
      if (row !== null) rows.push(row)
    }
    if (format !== null) yield { names: format.names(), rows }
  }
  format?.end()
}

interface Format {
  names(): readonly string[]
  /** The record that this line ends, if any. */
  push(text: string, line: number, wanted: readonly string[]): Row | null
  end(): void
}

const longestRecord = 2 ** 20

async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<{ readonly first: number; readonly lines: readonly string[] }> {
  let rest = ''
  let first = 1
  let started = false
  for await (const chunk of chunks) {
    rest += started ? chunk : chunk.replace(/^\uFEFF/, '')
    started ||= chunk !== ''
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestRecord) throw new UsageError(`line ${first + lines.length}: over 1 MiB without an end`)
    if (lines.length === 0) continue
    yield { first, lines: lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) }
    first += lines.length
  }
  if (rest !== '') yield { first, lines: [rest] }
}

function formatOf(text: string, line: number): Format {
  const start = text.trimStart()[0]
  if (start === '[') throw new UsageError(`line ${line}: a JSON array; JSON Lines has one object a line (jq -c '.[]' makes it so)`)
  if (text.includes('\0')) throw new UsageError(`line ${line}: not UTF-8 text`)
  return start === '{' ? jsonLines() : csv()
}

function jsonLines(): Format {
  let names: readonly string[] | null = null
  return {
    names: () => names ?? [],
    push(text, line, wanted) {
      if (text.trim() === '') return null
      const record = parseJson(text, line)
      names ??= Object.keys(record)
      return { line, values: wanted.map((name) => (Object.hasOwn(record, name) ? (record[name] ?? undefined) : undefined)) }
    },
    end: () => undefined,
  }
}

function parseJson(text: string, line: number): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`line ${line}: not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  if (!isRecord(value)) throw new UsageError(`line ${line}: not a JSON object`)
  return value
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function csv(): Format {
  let names: readonly string[] | null = null
  let separator = ','
  let columns: readonly number[] = []
  // A record whose quoted cell goes on in the next line.
  let open: { readonly line: number; readonly lines: string[]; length: number } | null = null
  return {
    names: () => names ?? [],
    push(text, line, wanted) {
      if (open === null && text.trim() === '') return null
      const turns = text.includes('"') && text.split('"').length % 2 === 0
      if (turns ? open === null : open !== null) {
        open ??= { line, lines: [], length: 0 }
        open.lines.push(text)
        open.length += text.length + 1
        if (open.length > longestRecord) throw new UsageError(`line ${open.line}: over 1 MiB in one record; is a quote never closed?`)
        return null
      }
      const [start, record] = open === null ? [line, text] : [open.line, [...open.lines, text].join('\n')]
      open = null
      if (names === null) {
        separator = separatorOf(record)
        names = cells(record, separator, start).map((name) => name.trim())
        columns = columnsOf(names, wanted, start)
        return null
      }
      const found = cells(record, separator, start)
      if (found.length !== names.length) throw new UsageError(`line ${start}: ${found.length} cells where the header has ${names.length}`)
      return { line: start, values: columns.map((column) => found[column]?.trim() || undefined) }
    },
    end() {
      if (open !== null) throw new UsageError(`line ${open.line}: a quote that is never closed`)
    },
  }
}

function separatorOf(header: string): string {
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: header.split(separator).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).separator
}

function columnsOf(names: readonly string[], wanted: readonly string[], line: number): readonly number[] {
  const twice = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name))
  if (twice !== undefined) throw new UsageError(`line ${line}: two columns are named "${twice}"`)
  return wanted.map((name) => names.indexOf(name))
}

function cells(record: string, separator: string, line: number): readonly string[] {
  if (!record.includes('"')) return record.split(separator)
  const found: string[] = []
  let at = 0
  for (;;) {
    if (record[at] !== '"') {
      const end = record.indexOf(separator, at)
      found.push(record.slice(at, end === -1 ? undefined : end))
      if (end === -1) return found
      at = end + 1
      continue
    }
    const end = closingQuote(record, at + 1)
    found.push(record.slice(at + 1, end).replaceAll('""', '"'))
    if (end + 1 >= record.length) return found
    if (record[end + 1] !== separator) throw new UsageError(`line ${line}: text after a closing quote`)
    at = end + 2
  }
}

/** The first quote from `from` on that is not doubled. */
function closingQuote(record: string, from: number): number {
  let at = record.indexOf('"', from)
  while (at !== -1 && record[at + 1] === '"') at = record.indexOf('"', at + 2)
  return at === -1 ? record.length : at
}
