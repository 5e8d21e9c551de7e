import { z } from 'zod'
import { parseDuration } from '../core/duration.ts'
import { kindOf } from './problem.ts'
import { isId, isWebUrl } from './words.ts'

// Checks that zod compiles for itself would cost more at the start than they save on one file.
z.config({ jitless: true })

// Every check and every `describe` in a chain would copy the schema: hundreds of copies at each start. So all checks go in at once, and
// what is said about a schema is registered for it as it is.

/** Says what a schema is for, in the JSON Schema. */
export function described<T extends z.ZodType>(schema: T, description: string): T {
  return annotated(schema, { description })
}

/** Adds to the JSON Schema of a schema. */
export function annotated<T extends z.ZodType>(schema: T, notes: z.core.GlobalMeta): T {
  z.globalRegistry.add(schema, notes)
  return schema
}

/** Text, not empty. */
export function text(description: string): z.ZodString {
  return described(z.string({ error: (issue) => wrongText(issue.input) }).check(notEmpty), description)
}

/** Text that `accepts`; `wanted` completes "must be …". */
export function textThat(wanted: string, accepts: (value: string) => boolean, description: string): z.ZodString {
  const error = (issue: { readonly input?: unknown }) => `must be ${wanted}, not ${quoted(issue.input)}`
  return described(z.string({ error: (issue) => wrongText(issue.input) }).check(notEmpty, z.refine(accepts, { error })), description)
}

/** A whole number, also as text ("8080"), since an expanded environment variable is text. */
export function integer(min: number, max: number, description: string) {
  const error = (issue: { readonly input?: unknown }) => `must be a whole number from ${min} to ${max}, not ${quoted(issue.input)}`
  const number = z.int({ error }).check(z.gte(min, { error }), z.lte(max, { error }))
  const inRange = (value: string) => /^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max
  const digits = annotated(z.string().check(z.refine(inRange, { error })), { pattern: String.raw`^\d+$|\$\{` })
  return described(z.union([number, digits], { error }), description)
}

/** true or false, also as text. */
export function truth(description: string) {
  const schema = z.union([z.boolean(), z.enum(['true', 'false'])], {
    error: (issue) => `must be true or false, not ${quoted(issue.input)}`,
  })
  return described(schema, description)
}

/** A length of time as text, at least `minMs`. */
export function duration(minMs: number, description: string): z.ZodString {
  const wanted = 'a duration such as 500ms, 30s, 5m, 1h or 2d'
  const schema = z.string({
    error: (issue) =>
      typeof issue.input === 'number'
        ? `needs a unit: ${issue.input}s or ${issue.input}ms`
        : `must be ${wanted}, not ${quoted(issue.input)}`,
  })
  const isDuration = z.refine<string>((value) => parseDuration(value) !== null, {
    error: (issue) => `must be ${wanted}, not ${quoted(issue.input)}`,
    abort: true,
  })
  const isLongEnough = z.refine<string>((value) => (parseDuration(value) ?? 0) >= minMs, {
    error: (issue) => `must be at least ${minMs}ms, not ${quoted(issue.input)}`,
  })
  return annotated(schema.check(isDuration, isLongEnough), { description, pattern: String.raw`^\d+(ms|s|m|h|d)$|\$\{` })
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T, description: string) {
  return described(z.enum(words, { error: (issue) => `must be one of ${words.join(', ')}, not ${quoted(issue.input)}` }), description)
}

/** A list; never one bare value. */
export function listOf<T extends z.ZodType>(item: T, description: string): z.ZodArray<T> {
  const schema = z.array(item, {
    error: (issue) => `must be a list, [ … ] or lines that start with "- ", not ${kindOf(issue.input)}`,
  })
  return described(schema, description)
}

/** One value or a list of them. */
export function oneOrMore<T extends z.ZodType>(item: T, description: string) {
  const schema = z.union([item, z.array(item)], {
    error: (issue) => `must be one value or a list of them, not ${kindOf(issue.input)}`,
  })
  return described(schema, description)
}

/** A mapping with these keys and no others. */
export function mapping<T extends z.core.$ZodLooseShape>(shape: T, description: string) {
  const schema = z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'invalid_type' ? `must be a mapping (lines of \`key: value\`), not ${kindOf(issue.input)}` : undefined,
  })
  return described(schema, description)
}

/** Text, or `{ file: path }`: the text of that file without its last line break. */
export function secret(description: string) {
  const inFile = mapping({ file: text('File to read it from.') }, 'A secret kept in a file of its own.')
  const schema = z.union([text('The secret itself.'), inFile], {
    error: (issue) =>
      `must be text or { file: /path/to/secret }, not ${issue.input === '' ? 'empty' : kindOf(issue.input)}${remedyForText(issue.input)}`,
  })
  return described(schema, `${description} Text, or { file: /path } to read it from.`)
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
  const perLanguage = z.strictObject({ fr: text('French').optional(), ar: text('Arabic').optional(), en: text('English').optional() })
  const schema = z.union([text(description), perLanguage], {
    error: (issue) =>
      `must be text, or one text per language as in { fr: …, en: … }, not ${kindOf(issue.input)}${remedyForText(issue.input)}`,
  })
  return described(schema, `${description} One text, or one per language.`)
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

const notEmpty = z.minLength(1, 'must not be empty; give a text or remove the key')
