import type { z } from 'zod'
import type { Path, Report } from './problem.ts'
import { formatPath } from './problem.ts'
import { unknownKey } from './suggest.ts'

/**
 * Checks the shape of one part and returns what is sound of it: a key with a mistake is reported and left out, so that the rest is still
 * checked. `base` leads to the part. Null when nothing of it can be used. `unknown` says what a key may have meant that is none of its.
 */
export function soundPart<T>(
  schema: z.ZodType<T>,
  value: unknown,
  base: Path,
  report: Report,
  unknown: (key: string, path: Path) => string = unknownKey,
): T | null {
  const first = schema.safeParse(value)
  if (first.success) return first.data
  const issues = withoutEchoes(first.error.issues.flatMap(flatten))
  const mistakes = issues.flatMap((issue) => mistakesOf(issue, base, unknown))
  for (const tell of mistakes.slice(0, mostTold)) tell(report)
  if (mistakes.length > mostTold) report(base, `holds ${mistakes.length - mostTold} more mistakes; correct these first`)
  const sound = mistakes.length > mostTold ? withoutTopKeys(value, issues) : issues.reduce(without, value)
  const second = schema.safeParse(sound)
  if (second.success) return second.data
  // What is left of a key may be as wrong as the whole was: { fil: x } leaves {}.
  const third = schema.safeParse(withoutTopKeys(sound, second.error.issues))
  return third.success ? third.data : null
}

/** Of one part; a hostile file may hold a million. */
const mostTold = 100

type Issue = z.core.$ZodIssue

/** A union complains as a whole; where one of its branches got inside the value, that branch knows better what is wrong. */
function flatten(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const branch = issue.errors.find(
    (inner) => inner.length > 0 && inner.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
  )
  if (branch === undefined) return [issue]
  return branch.flatMap(flatten).map((inner) => Object.assign(inner, { path: issue.path.concat(inner.path) }))
}

/** A misspelt key is one mistake: that the right one is missing, or a rule about it unmet, is not said as well. */
function withoutEchoes(issues: readonly Issue[]): readonly Issue[] {
  const misspelt = new Set(issues.filter((issue) => issue.code === 'unrecognized_keys').map((issue) => formatPath(steps(issue))))
  const echoes = (issue: Issue) =>
    (issue.code === 'custom' && misspelt.has(formatPath(steps(issue)))) ||
    (issue.code === 'invalid_type' && issue.message === 'is missing' && misspelt.has(formatPath(steps(issue).slice(0, -1))))
  return issues.filter((issue) => !echoes(issue))
}

function mistakesOf(issue: Issue, base: Path, unknown: typeof unknownKey): readonly ((report: Report) => void)[] {
  const path = [...base, ...steps(issue)]
  if (issue.code !== 'unrecognized_keys') return [(report) => report(path, issue.message)]
  return issue.keys.map((key) => (report) => report([...path, key], unknown(key, path), 'key'))
}

/** A copy without the keys of the part itself in which something is wrong. */
function withoutTopKeys(value: unknown, issues: readonly Issue[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  const wrong = new Set(
    issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : steps(issue).slice(0, 1))),
  )
  return Object.fromEntries(Object.entries(value).filter(([key]) => !wrong.has(key)))
}

/** A copy without the key that the issue is about; a mistake inside a list takes the whole list. */
function without(value: unknown, issue: Issue): unknown {
  const path = steps(issue)
  const list = path.findIndex((step) => typeof step === 'number')
  const keys = list === -1 ? path : path.slice(0, list)
  if (issue.code === 'unrecognized_keys' && list === -1) return issue.keys.reduce((rest, key) => removed(rest, [...keys, key]), value)
  return removed(value, keys)
}

function removed(value: unknown, path: Path): unknown {
  const [key, ...inner] = path
  if (key === undefined || typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  if (inner.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key))
  return Object.fromEntries(entries.map(([name, member]) => [name, name === key ? removed(member, inner) : member]))
}

function steps(issue: Issue): Path {
  return issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
}
