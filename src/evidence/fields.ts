/** Typed access to the keys of one JSON object that comes from outside; every mistake is an Error that names its key. */
export interface Fields {
  readonly text: (key: string) => string
  readonly integer: (key: string) => number
  readonly truth: (key: string) => boolean
  readonly object: (key: string) => Readonly<Record<string, unknown>>
  readonly list: (key: string) => readonly unknown[]
  readonly texts: (key: string) => readonly string[]
  /** The absent value when the key is left out. */
  readonly optional: <T, A>(key: string, read: (key: string) => T, absent: A) => T | A
  /** Refuses keys that nobody asked for. */
  readonly end: () => void
}

export function fieldsOf(value: unknown, where: string): Fields {
  if (!isObject(value)) throw new Error(`${where} is not an object`)
  const left = new Set(Object.keys(value))
  const taken =
    <T>(fits: (found: unknown) => found is T, wanted: string) =>
    (key: string): T => {
      if (!left.delete(key)) throw new Error(`${where}: key "${key}" is missing`)
      const found = value[key]
      if (!fits(found)) throw new Error(`${where}: key "${key}" is not ${wanted}`)
      return found
    }
  return {
    text: taken(isText, 'a string'),
    integer: taken(isInteger, 'a whole number'),
    truth: taken(isTruth, 'true or false'),
    object: taken(isObject, 'an object'),
    list: taken(isList, 'a list'),
    texts: taken(areTexts, 'a list of strings'),
    optional: (key, read, absent) => (left.has(key) ? read(key) : absent),
    end() {
      const [unexpected] = left
      if (unexpected !== undefined) throw new Error(`${where}: unexpected key "${unexpected}"`)
    },
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

export function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isTruth(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}
