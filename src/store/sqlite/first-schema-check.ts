import type { Database } from 'better-sqlite3'

/** What verify.ts finds out, for a database whose looks still have a row each: seq counts from 0 without a hole or a double. */
export function firstSchemaDamage(db: Database): string | null {
  const { records, last } = counts(db)
  const doubled = db.prepare<[], number>(doubles).pluck().get()
  if (doubled !== undefined) return `record ${doubled} is there twice`
  if (records === last + 1) return null
  return `record ${db.prepare<[], number>(firstMissing).pluck().get() ?? 0} is missing`
}

function counts(db: Database): { readonly records: number; readonly last: number } {
  const tables = ['look', 'control', 'entry'].map((table) => {
    const row = db.prepare<[], { n: number; last: number | null }>(`SELECT count(*) AS n, max(seq) AS last FROM ${table}`).get()
    return { n: row?.n ?? 0, last: row?.last ?? -1 }
  })
  return { records: tables.reduce((sum, { n }) => sum + n, 0), last: Math.max(...tables.map(({ last }) => last)) }
}

// Entries and rounds are few: each is looked up by its key.
const doubles = `
  SELECT seq FROM control JOIN look USING (seq)
  UNION ALL SELECT seq FROM entry JOIN look USING (seq)
  UNION ALL SELECT seq FROM entry JOIN control USING (seq) LIMIT 1`

const firstMissing = `
  WITH record AS (SELECT seq FROM look UNION ALL SELECT seq FROM control UNION ALL SELECT seq FROM entry)
  SELECT min(seq) + 1 FROM (SELECT -1 AS seq UNION ALL SELECT seq FROM record)
  WHERE seq + 1 NOT IN (SELECT seq FROM record)`
