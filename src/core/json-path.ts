/** Keys and indices from the root; empty is the root itself. */
export type JsonPath = readonly (string | number)[]

/** What a path led to. */
export type JsonFound = { readonly found: true; readonly value: unknown } | { readonly found: false }

/**
 * Reads `$.a.b[0]`, `$['a b']`, `$["x"].y` or `$`: the part of RFC 9535 that names one value. A negative index counts from the end.
 * null when it is not such a path.
 */
export function parseJsonPath(path: string): JsonPath | null {
  const text = path.trim()
  if (!text.startsWith('$')) return null
  const steps: (string | number)[] = []
  const step = /\.([^\s.[\]'"*$@?()]+)|\[(-?\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]/y
  step.lastIndex = 1
  while (step.lastIndex < text.length) {
    const [, name, index, single, double] = step.exec(text) ?? []
    const key = name ?? single ?? double
    if (index !== undefined) steps.push(Number(index))
    else if (key !== undefined) steps.push(key)
    else return null
  }
  return steps
}

/** Follows a path; own members only, so `$.toString` leads nowhere. */
export function followJsonPath(root: unknown, path: JsonPath): JsonFound {
  let value = root
  for (const step of path) {
    const next = member(value, step)
    if (!next.found) return next
    value = next.value
  }
  return { found: true, value }
}

/** Deep equality of JSON values; the order of members does not matter. It goes no deeper than `expected` does. */
export function jsonEquals(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && expected.length === actual.length && expected.every((item, index) => jsonEquals(item, actual[index]))
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return false
    const keys = Object.keys(expected)
    return (
      keys.length === Object.keys(actual).length &&
      keys.every((key) => Object.hasOwn(actual, key) && jsonEquals(expected[key], actual[key]))
    )
  }
  return expected === actual
}

function member(value: unknown, step: string | number): JsonFound {
  if (Array.isArray(value)) {
    if (typeof step !== 'number') return { found: false }
    const index = step < 0 ? value.length + step : step
    return index >= 0 && index < value.length ? { found: true, value: value[index] } : { found: false }
  }
  return isObject(value) && Object.hasOwn(value, step) ? { found: true, value: value[step] } : { found: false }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
