import type { Database } from 'better-sqlite3'
import type { CaptureNote } from '../../core/capture.ts'
import type { Entry } from '../../core/log.ts'
import type { CaptureFilter, CaptureRow } from '../store.ts'
import { entryOf, type EntryRow } from './rows.ts'

/** Captures as the log notes them, by their index. */
export function captureReads(db: Database): (filter: CaptureFilter) => readonly CaptureRow[] {
  const newestOf = db.prepare<[string, number, number, string | null, string | null, number], EntryRow>(
    `SELECT * FROM entry
      WHERE kind = 'capture' AND json_extract(body, '$.monitorId') = ? AND at >= ? AND at < ?
        AND (? IS NULL OR json_extract(body, '$.outcome') = ?) ORDER BY at DESC LIMIT ?`,
  )
  const formerly = db.prepare<[string], string>('SELECT formerly FROM catalogue WHERE monitor_id = ?').pluck()
  return ({ monitorId, period = always, outcome = null, newest }) => {
    const former: unknown = JSON.parse(formerly.get(monitorId) ?? '[]')
    const ids = [monitorId, ...(Array.isArray(former) ? former.filter((id) => typeof id === 'string') : [])]
    const rows = ids.flatMap((id) => newestOf.all(id, period.from, period.to, outcome, outcome, newest ?? -1).map(rowOf))
    return rows.toSorted((a, b) => a.at - b.at || a.seq - b.seq).slice(newest === undefined ? 0 : -newest)
  }
}

const always = { from: 0, to: Number.MAX_SAFE_INTEGER }

function rowOf(row: EntryRow): CaptureRow {
  const { seq, at, body } = entryOf(row)
  return { ...noteOf(body), seq, at }
}

/** What was recorded is what comes back. */
function noteOf(body: Entry['body']): CaptureNote {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the daemon from a CaptureNote
  return body as unknown as CaptureNote
}
