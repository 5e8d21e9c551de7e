import type { YAMLError, YAMLMap } from 'yaml'
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Expansion } from './expand.ts'
import { expandEnvironment } from './expand.ts'
import type { Path, Report } from './problem.ts'
import { formatPath } from './problem.ts'
import { syntaxMessage } from './syntax.ts'

/** An environment variable that was used, and where. */
export interface PlacedExpansion extends Expansion {
  readonly path: Path
}

/** One YAML file, read: plain values with the environment expanded, and the place of every one of them. */
export interface Source {
  /** Mappings without prototype, lists, strings, finite numbers, booleans, null. Null when the file is empty or is not YAML. */
  readonly root: unknown
  readonly expansions: readonly PlacedExpansion[]
  /** Line and column, from 1, of the value at `path` or of its key; of the nearest thing above it where it does not exist. */
  readonly place: (path: Path, at?: 'key' | 'value') => { readonly line: number; readonly column: number }
}

/** Far more than a configuration needs; keeps a hostile file from costing more than seconds. */
const limits = { characters: 4 * 1024 * 1024, values: 400_000, aliased: 20_000, depth: 64 }

type Env = Readonly<Record<string, string | undefined>>
interface Offsets {
  readonly key: number
  readonly value: number
}

/** Parses YAML 1.2 (with `<<` merges). Mistakes go to `report`; what is sound is still returned, so that the rest can be checked too. */
export function readSource(text: string, env: Env, report: (place: Source['place']) => Report): Source {
  const lines = new LineCounter()
  const offsets = new Map<string, Offsets>()
  const place: Source['place'] = (path, at = 'value') => {
    const { line, col } = lines.linePos(nearest(offsets, path)[at])
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const problem = report(place)
  const empty: Source = { root: null, expansions: [], place }
  if (text.length > limits.characters) {
    problem([], `is larger than ${limits.characters / 1024 / 1024} MiB; split it with \`include:\``)
    return empty
  }
  if (nestsTooDeep(text)) {
    problem([], tooDeep)
    return empty
  }
  // `uniqueKeys` costs quadratic time; the walk below finds duplicates itself.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false, logLevel: 'error' })
  for (const error of firstOfEachLine([...document.errors, ...document.warnings].slice(0, 200), lines).slice(0, 20)) {
    offsets.set('', { key: error.pos[0], value: error.pos[0] })
    problem([], syntaxMessage(error.code))
  }
  offsets.delete('')
  if (document.errors.length > 0) return empty
  const expansions: PlacedExpansion[] = []
  const root = valueOf(document.contents, [], 0, {
    env,
    offsets,
    expansions,
    problem,
    anchors: new Map(),
    values: 0,
    aliased: 0,
    aliasDepth: 0,
    exhausted: false,
  })
  return { root, expansions, place }
}

interface Walk {
  readonly env: Env
  readonly offsets: Map<string, Offsets>
  readonly expansions: PlacedExpansion[]
  readonly problem: Report
  /** Filled on the way, so that an alias means the newest anchor above it; the library would search the document for each alias. */
  readonly anchors: Map<string, unknown>
  values: number
  /** Values that came out of aliases, counted each time. */
  aliased: number
  aliasDepth: number
  exhausted: boolean
}

function valueOf(node: unknown, path: Path, keyOffset: number, state: Walk): unknown {
  state.values += 1
  if (state.aliasDepth > 0) state.aliased += 1
  if (state.values > limits.values || state.aliased > limits.aliased || path.length > limits.depth) {
    if (!state.exhausted) state.problem(path, path.length > limits.depth ? tooDeep : tooMany)
    state.exhausted = true
    return null
  }
  if (!isNode(node)) return null
  const start = node.range?.[0] ?? keyOffset
  state.offsets.set(formatPath(path), { key: path.length === 0 ? start : keyOffset, value: start })
  if (isAlias(node)) return aliased(node.source, path, keyOffset, state)
  if (node.anchor !== undefined) state.anchors.set(node.anchor, node)
  if (isMap(node)) return mapping(node, path, state)
  if (isSeq(node)) return node.items.map((item, index) => valueOf(item, [...path, index], offsetOf(item) ?? start, state))
  if (!isScalar(node)) return null
  return typeof node.value === 'string' ? expanded(node.value, path, state) : node.value
}

function aliased(anchor: string, path: Path, keyOffset: number, state: Walk): unknown {
  if (state.anchors.has(anchor)) {
    state.aliasDepth += 1
    const value = valueOf(state.anchors.get(anchor), path, keyOffset, state)
    state.aliasDepth -= 1
    return value
  }
  state.problem(path, 'no `&anchor` of this name stands above; define it first, or put the text in quotes')
  return null
}

function mapping(node: YAMLMap, path: Path, state: Walk): Record<string, unknown> {
  // No prototype: `constructor` and `__proto__` are unknown keys like any other.
  const values: Record<string, unknown> = Object.create(null)
  const merged: Record<string, unknown> = Object.create(null)
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : ''
    const here = [...path, key]
    const keyOffset = offsetOf(pair.key) ?? 0
    if (key === '<<') {
      const parts = valueOf(pair.value, path, keyOffset, state)
      for (const part of Array.isArray(parts) ? parts.toReversed() : [parts]) if (isRecord(part)) Object.assign(merged, part)
      continue
    }
    if (Object.hasOwn(values, key)) {
      state.offsets.set(formatPath(here), { key: keyOffset, value: keyOffset })
      state.problem(here, `the key \`${key}\` stands twice in this mapping; keep one`, 'key')
      continue
    }
    values[key] = valueOf(pair.value, here, keyOffset, state)
    // A key without a value has no node of its own.
    if (!state.offsets.has(formatPath(here))) state.offsets.set(formatPath(here), { key: keyOffset, value: keyOffset })
  }
  return Object.assign(Object.create(null), merged, values)
}

function expanded(text: string, path: Path, state: Walk): string {
  const result = expandEnvironment(text, state.env)
  for (const fault of result.faults) state.problem(path, fault)
  for (const expansion of result.expansions) state.expansions.push({ ...expansion, path })
  return result.text
}

/** One slip makes the parser stumble again and again until the line ends. */
function firstOfEachLine(errors: readonly YAMLError[], lines: LineCounter): readonly YAMLError[] {
  const lineOf = (error: YAMLError) => lines.linePos(error.pos[0]).line
  return errors.filter((error, index) => errors.findIndex((other) => lineOf(other) === lineOf(error)) === index)
}

const tooDeep = 'is nested too deep; a configuration has a handful of levels'
const tooMany = 'holds too many values (aliases counted each time they are used)'

/** The parser recurses, so a million brackets must not reach it. Brackets inside quotes count too; nobody has so many unclosed ones. */
function nestsTooDeep(text: string): boolean {
  let depth = 0
  for (const bracket of text.matchAll(/[[\]{}]/g)) {
    depth += bracket[0] === '[' || bracket[0] === '{' ? 1 : -1
    if (depth > 4 * limits.depth) return true
  }
  return false
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

function nearest(offsets: ReadonlyMap<string, Offsets>, path: Path): Offsets {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = offsets.get(formatPath(path.slice(0, length)))
    if (found !== undefined) return found
  }
  return { key: 0, value: 0 }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
