import { z } from 'zod'
import { parseDuration } from '../core/duration.ts'
import { kindOf } from './problem.ts'
import { isId, isWebUrl } from './words.ts'

/** Text, not empty. */
export function text(description: string): z.ZodString {
  return z
    .string({ error: (issue) => wrongText(issue.input) })
    .min(1, 'must not be empty; give a text or remove the key')
    .describe(description)
}

/** Text that `accepts`; `wanted` completes "must be …". */
export function textThat(wanted: string, accepts: (value: string) => boolean, description: string): z.ZodString {
  return text(description).refine(accepts, { error: (issue) => `must be ${wanted}, not ${quoted(issue.input)}` })
}

/** A whole number, also as text ("8080"), since an expanded environment variable is text. */
export function integer(min: number, max: number, description: string) {
  const error = (issue: { readonly input?: unknown }) => `must be a whole number from ${min} to ${max}, not ${quoted(issue.input)}`
  const number = z.number({ error }).int({ error }).min(min, { error }).max(max, { error })
  const digits = z
    .string()
    .refine((value) => /^\d{1,15}$/.test(value) && number.safeParse(Number(value)).success, { error })
    .meta({ pattern: String.raw`^\d+$|\$\{` })
  return z.union([number, digits], { error }).describe(description)
}

/** true or false, also as text. */
export function truth(description: string) {
  return z
    .union([z.boolean(), z.enum(['true', 'false'])], { error: (issue) => `must be true or false, not ${quoted(issue.input)}` })
    .describe(description)
}

/** A length of time as text, at least `minMs`. */
export function duration(minMs: number, description: string): z.ZodString {
  const wanted = 'a duration such as 500ms, 30s, 5m, 1h or 2d'
  return z
    .string({
      error: (issue) =>
        typeof issue.input === 'number'
          ? `needs a unit: ${issue.input}s or ${issue.input}ms`
          : `must be ${wanted}, not ${quoted(issue.input)}`,
    })
    .refine((value) => parseDuration(value) !== null, { error: (issue) => `must be ${wanted}, not ${quoted(issue.input)}`, abort: true })
    .refine((value) => (parseDuration(value) ?? 0) >= minMs, {
      error: (issue) => `must be at least ${minMs}ms, not ${quoted(issue.input)}`,
    })
    .meta({ description, pattern: String.raw`^\d+(ms|s|m|h|d)$|\$\{` })
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T, description: string) {
  return z.enum(words, { error: (issue) => `must be one of ${words.join(', ')}, not ${quoted(issue.input)}` }).describe(description)
}

/** A list; never one bare value. */
export function listOf<T extends z.ZodType>(item: T, description: string): z.ZodArray<T> {
  return z
    .array(item, { error: (issue) => `must be a list, [ … ] or lines that start with "- ", not ${kindOf(issue.input)}` })
    .describe(description)
}

/** One value or a list of them. */
export function oneOrMore<T extends z.ZodType>(item: T, description: string) {
  return z
    .union([item, z.array(item)], { error: (issue) => `must be one value or a list of them, not ${kindOf(issue.input)}` })
    .describe(description)
}

/** A mapping with these keys and no others. */
export function mapping<T extends z.core.$ZodLooseShape>(shape: T, description: string) {
  return z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === 'invalid_type' ? `must be a mapping (lines of \`key: value\`), not ${kindOf(issue.input)}` : undefined,
    })
    .describe(description)
}

/** Text, or `{ file: path }`: the text of that file without its last line break. */
export function secret(description: string) {
  return z
    .union([text('The secret itself.'), mapping({ file: text('File to read it from.') }, 'A secret kept in a file of its own.')], {
      error: (issue) =>
        `must be text or { file: /path/to/secret }, not ${issue.input === '' ? 'empty' : kindOf(issue.input)}${remedyForText(issue.input)}`,
    })
    .describe(`${description} Text, or { file: /path } to read it from.`)
}

/** A permanent id. */
export function idText(description: string) {
  return textThat('an id of small letters, digits and dashes ([a-z0-9-])', isId, description)
}

/** An absolute http(s) address. */
export function webUrl(description: string) {
  return textThat('an address that starts with https:// or http://', isWebUrl, description)
}

/** One text, or one per language. */
export function localized(description: string) {
  return z
    .union([text(description), z.strictObject({ fr: text('French'), ar: text('Arabic'), en: text('English') }).partial()], {
      error: (issue) =>
        `must be text, or one text per language as in { fr: …, en: … }, not ${kindOf(issue.input)}${remedyForText(issue.input)}`,
    })
    .describe(`${description} One text, or one per language.`)
}

/** The user's own words in a message, short and on one line. */
export function quoted(value: unknown): string {
  if (typeof value !== 'string') return kindOf(value)
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value
  return JSON.stringify(shown)
}

/** What to do about a number or a truth value where text is wanted. */
export function remedyForText(input: unknown): string {
  return typeof input === 'number' || typeof input === 'boolean' ? '; put it in quotes' : ''
}

function wrongText(input: unknown): string {
  if (input === undefined) return 'is missing'
  return `must be text, not ${kindOf(input)}${remedyForText(input)}`
}
