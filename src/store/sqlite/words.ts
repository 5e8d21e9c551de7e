import type { Database } from 'better-sqlite3'

/** Numbers of texts that repeat, while writing. */
export interface WordWriter {
  /** The number of a text, which is added when it is new. */
  idOf(text: string): number
  /** The number of a value's JSON, whose keys stand in the order in which the caller wrote them. */
  idOfJson(value: unknown): number
  /** To be called when a transaction failed: numbers it gave are void. */
  forget(): void
}
/** Texts behind numbers, while reading. */
export interface WordReader {
  textOf(id: number): string
  /** The parsed JSON of a composite word; one shared object per word, never to be changed. */
  jsonOf(id: number): unknown
  forget(): void
}

/** Enough for thousands of monitors; past it the cache starts afresh instead of growing with every odd error message. */
const cacheSize = 20_000

export function wordWriter(db: Database): WordWriter {
  const find = db.prepare<[string], number>('SELECT id FROM word WHERE text = ?').pluck()
  const add = db.prepare<[string]>('INSERT INTO word (text) VALUES (?)')
  const ids = new Map<string, number>()
  const numberFor = (key: string, text: () => string): number => {
    const known = ids.get(key)
    if (known !== undefined) return known
    const word = text()
    const id = find.get(word) ?? Number(add.run(word).lastInsertRowid)
    keep(ids, key, id)
    return id
  }
  return {
    idOf: (text) => numberFor(text, () => text.toWellFormed()),
    idOfJson(value) {
      const json = JSON.stringify(value)
      return numberFor(json, () => wellFormedJson(value, json))
    },
    forget: () => ids.clear(),
  }
}

export function wordReader(db: Database): WordReader {
  const find = db.prepare<[number], string>('SELECT text FROM word WHERE id = ?').pluck()
  const texts = new Map<number, string>()
  const parsed = new Map<number, unknown>()
  const textOf = (id: number): string => {
    const known = texts.get(id)
    if (known !== undefined) return known
    const text = find.get(id)
    if (text === undefined) throw new Error(`word ${id} is missing from the dictionary`)
    keep(texts, id, text)
    return text
  }
  return {
    textOf,
    jsonOf(id) {
      if (parsed.has(id)) return parsed.get(id)
      const value: unknown = JSON.parse(textOf(id))
      keep(parsed, id, value)
      return value
    },
    forget() {
      texts.clear()
      parsed.clear()
    },
  }
}

/**
 * JSON without half characters (lone surrogates): a hostile page can put one into a message, UTF-8 cannot hold it, and a
 * record that cannot be encoded must not stop the log. JSON.stringify would escape it; it becomes U+FFFD instead.
 */
export function wellFormedJson(value: unknown, json: string = JSON.stringify(value)): string {
  if (!json.includes('\\ud')) return json
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === 'string' ? member.toWellFormed() : member))
}

function keep<K, V>(cache: Map<K, V>, key: K, value: V): void {
  if (cache.size >= cacheSize) cache.clear()
  cache.set(key, value)
}
