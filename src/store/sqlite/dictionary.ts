import type { Database } from 'better-sqlite3'
import { wordReader, type WordReader } from './words.ts'

/** What the numbers of a look stand for. */
export interface Dictionary extends WordReader {
  seriesOf(id: number): { readonly monitorId: string; readonly vantageId: string }
  bootOf(id: number): string
}

export function dictionaryOf(db: Database): Dictionary {
  const words = wordReader(db)
  const findSeries = db.prepare<[number], { readonly monitorId: string; readonly vantageId: string }>(
    'SELECT monitor_id AS monitorId, vantage_id AS vantageId FROM series WHERE id = ?',
  )
  const findBoot = db.prepare<[number], string>('SELECT name FROM boot WHERE id = ?').pluck()
  const series = new Map<number, { readonly monitorId: string; readonly vantageId: string }>()
  const boots = new Map<number, string>()
  return {
    ...words,
    seriesOf: (id) => known(series, id, () => findSeries.get(id), 'series'),
    bootOf: (id) => known(boots, id, () => findBoot.get(id), 'boot'),
    forget() {
      words.forget()
      series.clear()
      boots.clear()
    },
  }
}

function known<T>(cache: Map<number, T>, id: number, find: () => T | undefined, what: string): T {
  const value = cache.get(id) ?? find()
  if (value === undefined) throw new Error(`${what} ${id} is missing from the dictionary`)
  cache.set(id, value)
  return value
}
