import { decodeText, mediaType, type TextHints } from './charset.ts'
import { type Failure, type FailureCode, failure } from './failure.ts'
import { foldText } from './text-fold.ts'
import { followJsonPath, jsonEquals, parseJsonPath } from './json-path.ts'
import type { Expectation, JsonRule } from './monitor.ts'
import { compilePattern } from './pattern.ts'
import type { HttpReading, Reading } from './reading.ts'
import { looksLikeHtml, visibleText } from './visible-text.ts'

/** A rule of the expectation that does not hold. */
export interface BrokenRule {
  /** `contains[0]`: the list in the configuration and the place in it. */
  readonly rule: string
  readonly failure: Failure
}

/**
 * The rules about an HTTP answer or a TCP reply that do not hold, in the order contains, excludes, matches, json, header.
 * `contains` and `excludes` compare folded texts (text-fold.ts); `matches` runs on the text as it is written. For a page, text is what a reader
 * sees (visible-text.ts); any other body, and a reply, is taken whole.
 * What a truncated body lacks may stand beyond the cap: that is `http_too_large`.
 */
export function brokenContentRules(reading: Pick<Reading, 'http' | 'reply'>, expect: Expectation): readonly BrokenRule[] {
  if (asksNothing(expect)) return []
  const subject = subjectOf(reading)
  const missing = (code: FailureCode): FailureCode => (subject.truncated ? 'http_too_large' : code)
  const broken: BrokenRule[] = []
  const add = (rule: string, code: FailureCode, message: string) => broken.push({ rule, failure: failure(code, message, 'expect') })
  for (const [index, text] of expect.contains.entries()) {
    if (!subject.folded().includes(foldText(text))) add(`contains[${index}]`, missing('content_missing'), `${quoted(text)} not found`)
  }
  for (const [index, text] of expect.excludes.entries()) {
    const unwanted = foldText(text)
    if (unwanted !== '' && subject.folded().includes(unwanted)) add(`excludes[${index}]`, 'content_forbidden', `${quoted(text)} found`)
  }
  for (const [index, pattern] of expect.matches.entries()) {
    if (!compilePattern(pattern).test(subject.text()))
      add(`matches[${index}]`, missing('content_mismatch'), `${shown(pattern.text)} not matched`)
  }
  for (const [index, rule] of expect.json.entries()) {
    const problem = jsonProblem(rule, subject.json())
    if (problem !== null) add(`json[${index}]`, missing('content_mismatch'), problem)
  }
  for (const rule of expect.header) {
    const problem = headerProblem(rule, reading.http?.headers ?? [])
    if (problem !== null) add(`header.${rule.name.toLowerCase()}`, 'content_mismatch', problem)
  }
  return broken
}

function asksNothing({ contains, excludes, matches, json, header }: Expectation): boolean {
  return contains.length + excludes.length + matches.length + json.length + header.length === 0
}

/** What was answered, each view of it made when a rule first asks for it. */
interface Subject {
  readonly truncated: boolean
  readonly text: () => string
  readonly folded: () => string
  readonly json: () => Json
}
type Json = { readonly valid: true; readonly value: unknown } | { readonly valid: false }

function subjectOf({ http, reply }: Pick<Reading, 'http' | 'reply'>): Subject {
  const source = once(() => (http === null ? (reply ?? '') : decodeText(http.body, hintsOf(http))))
  const text = once(() => (http !== null && isPage(http, source()) ? visibleText(source()) : source()))
  return {
    truncated: http?.bodyTruncated ?? false,
    text,
    folded: once(() => foldText(text())),
    json: once(() => parseJson(source())),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function contentTypeOf(http: HttpReading): string | null {
  return http.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
}

function hintsOf(http: HttpReading): TextHints {
  return { contentType: contentTypeOf(http), truncated: http.bodyTruncated }
}

function isPage(http: HttpReading, source: string): boolean {
  const type = mediaType(contentTypeOf(http))
  return type === '' ? looksLikeHtml(source) : type === 'text/html' || type === 'application/xhtml+xml'
}

function parseJson(text: string): Json {
  try {
    return { valid: true, value: JSON.parse(text) }
  } catch {
    return { valid: false }
  }
}

function jsonProblem(rule: JsonRule, json: Json): string | null {
  const path = parseJsonPath(rule.path)
  if (path === null) return `${shown(rule.path)} is not a JSON path`
  if (!json.valid) return 'the body is not JSON'
  const found = followJsonPath(json.value, path)
  if (rule.exists === false) return found.found ? `${shown(rule.path)} exists` : null
  if (!found.found) return `${shown(rule.path)} is not there`
  if (rule.equals !== undefined && !jsonEquals(rule.equals, found.value))
    return `${shown(rule.path)} is ${inWords(found.value)}, not ${inWords(rule.equals)}`
  if (rule.matches === undefined) return null
  const scalar = typeof found.value === 'string' ? found.value : typeof found.value === 'object' ? null : JSON.stringify(found.value)
  return scalar !== null && compilePattern(rule.matches).test(scalar)
    ? null
    : `${shown(rule.path)} does not match ${shown(rule.matches.text)}`
}

function headerProblem(rule: Expectation['header'][number], headers: HttpReading['headers']): string | null {
  const values = headers.filter(([name]) => name.toLowerCase() === rule.name.toLowerCase()).map(([, value]) => value.trim())
  if (values.length === 0) return `no header ${rule.name}`
  // Fields of one name are one list (RFC 9110, 5.3); a rule may mean one of them or the whole.
  const forms = [...values, values.join(', ')]
  const { equals, matches } = rule
  if (equals !== null && !forms.includes(equals)) return `header ${rule.name} is not ${quoted(equals)}`
  if (matches !== null && !forms.some((form) => compilePattern(matches).test(form)))
    return `header ${rule.name} does not match ${shown(matches.text)}`
  return null
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : shown(JSON.stringify(value))
}

function quoted(text: string): string {
  return `"${shown(text)}"`
}

/** Short enough for a message; cut between characters, not inside one. */
function shown(text: string): string {
  const characters = Array.from(text.slice(0, 200))
  return characters.length <= 60 ? text : `${characters.slice(0, 59).join('')}…`
}
