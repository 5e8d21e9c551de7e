/** A way into a document: `['services', 0, 'monitors', 1, 'every']`. */
export type Path = readonly (string | number)[]

/** One mistake of a configuration file, with its place and a remedy. It never holds a secret. */
export interface Problem {
  /** As the user named it; an included file relative to where the main file was named from. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** `services[0].monitors[1].every`; empty for the file itself. */
  readonly path: string
  readonly message: string
}

/** Collects the problems of one file; `at` says whether a key or its value is meant. */
export type Report = (path: Path, message: string, at?: 'key' | 'value') => void

/** `file:line:column path: message`, as every command prints it. */
export function formatProblem(problem: Problem): string {
  const { file, line, column, path, message } = problem
  const text = `${file}:${line}:${column} ${path === '' ? '(file)' : path}: ${message}`
  // A key may hold anything; one problem stays one line, and no terminal is steered by a file.
  return text.replaceAll(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
}

/** `services[0].monitors[1].every` */
export function formatPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}

/** What a value is, in words for people. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'empty (give a value, or remove the key)'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return `the truth value ${value}`
  return typeof value === 'number' ? `the number ${value}` : `a ${typeof value}`
}
