import { z } from 'zod'
import { bare, closest, editDistance } from './nearest.ts'
import type { Path } from './problem.ts'
import { wholeSchema } from './schema.ts'
import { synonyms } from './synonyms.ts'

/** What an unknown key might have meant: `, did you mean …?`, where it belongs, or the keys that stand here. `path` leads to the key's mapping. */
export function unknownKey(key: string, path: Path): string {
  const here = membersAt(path)
  const known = Object.keys(here)
  if (known.includes(key)) return `\`${key}\` stands in the main file only; an included file adds \`services\``
  const below = nestedKeys(here)
  const meant = synonymOf(key, below) ?? closest(key, known) ?? closest(key, below) ?? closestSynonym(key, below)
  if (meant !== null) return `unknown key \`${key}\`, did you mean \`${meant}\`?`
  const home = homeOf(key, path)
  if (home !== null) return `unknown key \`${key}\` here; it belongs to ${home}`
  return `unknown key \`${key}\`; known here: ${known.join(', ')}`
}

function synonymOf(key: string, below: readonly string[]): string | null {
  const meanings = Object.hasOwn(synonyms, bare(key)) ? (synonyms[bare(key)] ?? []) : []
  return meanings.find((meaning) => below.includes(meaning)) ?? null
}

function closestSynonym(key: string, below: readonly string[]): string | null {
  if (bare(key).length < 5) return null
  const near = Object.keys(synonyms).find((word) => word.length >= 5 && editDistance(word, bare(key)) === 1)
  return near === undefined ? null : synonymOf(near, below)
}

/** Where else in the file a key of exactly this name stands. */
function homeOf(key: string, path: Path): string | null {
  const level = path.filter((step) => typeof step === 'string')
  for (let depth = level.length - 1; depth >= 0; depth -= 1) {
    const above = level.slice(0, depth)
    if (Object.hasOwn(membersAt(above), key)) return above.length === 0 ? 'the top of the main file' : `\`${above.at(-1)}\``
  }
  return null
}

type Members = Readonly<Record<string, unknown>>

/** The keys that stand in the mapping at `path`, with their schemas; nothing where any key may stand. */
function membersAt(path: Path): Members {
  let schema: unknown = wholeSchema()
  for (const step of path) if (typeof step === 'string') schema = memberOf(schema, step)
  return shapeOf(schema)
}

function memberOf(schema: unknown, key: string): unknown {
  const inner = peeled(schema)
  return inner instanceof z.ZodRecord ? inner.valueType : shapeOf(inner)[key]
}

/** Dotted names of everything inside the mappings below, not inside lists. */
function nestedKeys(members: Members): readonly string[] {
  return Object.entries(members).flatMap(([key, schema]) => {
    const inner = peeled(schema) instanceof z.ZodArray ? [] : nestedKeys(shapeOf(schema))
    return [key].concat(inner.map((name) => `${key}.${name}`))
  })
}

/** The keys of a mapping, or of the mappings of a list. */
function shapeOf(schema: unknown): Members {
  const inner = peeled(schema)
  if (inner instanceof z.ZodObject) return inner.shape
  return inner instanceof z.ZodArray ? shapeOf(inner.element) : {}
}

function peeled(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return peeled(schema.unwrap())
  // Of a choice, the mapping is the one that has keys.
  if (schema instanceof z.ZodUnion) return schema.options.find((option) => option instanceof z.ZodObject) ?? schema.options[0]
  return schema
}
