import { z } from 'zod'
import { parseDuration } from '../core/duration.ts'
import { kindOf } from './problem.ts'

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
  const wanted = `a whole number from ${min} to ${max}`
  const error = (issue: { readonly input?: unknown }) => `must be ${wanted}, not ${quoted(issue.input)}`
  const inside = (value: number) => Number.isInteger(value) && value >= min && value <= max
  return z
    .union(
      [z.number().refine(inside, { error }), z.string().refine((value) => /^\d{1,15}$/.test(value) && inside(Number(value)), { error })],
      { error },
    )
    .describe(description)
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
    .describe(description)
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
    .union([z.string().min(1), z.strictObject({ file: z.string().min(1) })], {
      error: (issue) => `must be text or { file: /path/to/secret }, not ${typeof issue.input === 'string' ? 'empty' : kindOf(issue.input)}`,
    })
    .describe(`${description} Text, or { file: /path } to read it from.`)
}

/** The user's own words in a message, short and on one line. */
export function quoted(value: unknown): string {
  if (typeof value !== 'string') return kindOf(value)
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value
  return JSON.stringify(shown)
}

function wrongText(input: unknown): string {
  const remedy = typeof input === 'number' || typeof input === 'boolean' ? '; put it in quotes' : ''
  return `must be text, not ${kindOf(input)}${remedy}`
}
