import { z } from 'zod'
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

/** The nearest of some words, or null when none is near: at most one edit per three letters, and one in short words. */
export function closest(word: string, words: readonly string[]): string | null {
  const plain = bare(word)
  const ranked = words
    .map((candidate) => ({ candidate, distance: editDistance(plain, bare(candidate.split('.').at(-1) ?? candidate)) }))
    .filter(
      ({ candidate, distance }) =>
        distance <= Math.max(1, Math.floor(Math.min(plain.length, candidate.length) / 3)) && distance < plain.length,
    )
    .toSorted((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate ?? null
}

/** Edits that turn one word into the other: insert, delete, replace, swap two neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : Infinity
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same, swapped))
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
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
  let members = shapeOf(wholeSchema)
  for (const step of path) if (typeof step === 'string') members = shapeOf(members[step])
  return members
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
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? peeled(schema.unwrap()) : schema
}

function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
