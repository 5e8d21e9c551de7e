import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { LogItem } from '../../src/core/log.ts'
import type { Observation } from '../../src/core/observation.ts'

const schema = join(import.meta.dirname, '../../src/store/sqlite/migrations/0001-log-and-derived.sql')

/** Writes a database as the first schema had it: a row a look, control rounds with whole results, and entries. */
export function writeFirstSchema(dir: string, items: readonly LogItem[]): void {
  const db = new Database(join(dir, 'vigie.db'))
  db.exec(readFileSync(schema, 'utf8'))
  db.pragma('user_version = 1')
  const word = (text: string): number => {
    db.prepare('INSERT OR IGNORE INTO word (text) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM word WHERE text = ?)').run(text, text)
    return Number(db.prepare('SELECT id FROM word WHERE text = ?').pluck().get(text))
  }
  const idOf = (table: 'series' | 'boot', a: string, b: string, seq: number): number => {
    const [first, second] = table === 'series' ? ['monitor_id', 'vantage_id'] : ['vantage_id', 'name']
    const found = db.prepare(`SELECT id FROM ${table} WHERE ${first} = ? AND ${second} = ?`).pluck().get(a, b)
    if (found !== undefined) return Number(found)
    const insert =
      table === 'series'
        ? 'INSERT INTO series (monitor_id, vantage_id) VALUES (?, ?)'
        : `INSERT INTO boot (vantage_id, name, first_seq) VALUES (?, ?, ${seq})`
    return Number(db.prepare(insert).run(a, b).lastInsertRowid)
  }
  const look = db.prepare(`INSERT INTO look VALUES (${Array.from({ length: 23 }, () => '?').join(', ')})`)
  const lookRow = (seq: number, o: Observation): readonly unknown[] => {
    const { everyMs, controlled, span, clockSource, configHash } = o
    const { status, finalHost, redirects, bodyTruncated, rules, address, family, tlsVersion, certificate, flags, reasons } = o
    const circumstances = word(JSON.stringify({ everyMs, controlled, span, clockSource, configHash }))
    const answer = word(
      JSON.stringify({ status, finalHost, redirects, bodyTruncated, rules, address, family, tlsVersion, certificate, flags, reasons }),
    )
    const { resolveMs, connectMs, handshakeMs, firstByteMs, totalMs } = o.timings
    return [
      seq,
      idOf('series', o.monitorId, o.vantageId, seq),
      idOf('boot', o.vantageId, o.boot, seq),
      o.counter,
      o.at,
      o.at - o.scheduledAt,
      o.durationMs,
      ['up', 'down', 'unknown'].indexOf(o.outcome),
      Number(o.recheck),
      circumstances,
      answer,
      o.failure === null ? null : word(JSON.stringify(o.failure)),
      o.degraded.length === 0 ? null : word(JSON.stringify(o.degraded)),
      o.uncertaintyMs,
      o.clockOffsetMs,
      resolveMs,
      connectMs,
      handshakeMs,
      firstByteMs,
      totalMs - o.durationMs,
      o.bodyLength,
      o.fingerprint === null ? null : word(o.fingerprint),
      null,
    ]
  }
  const all = db.transaction(() => {
    for (const [seq, item] of items.entries()) {
      if (item.type === 'observation') look.run(...lookRow(seq, item.observation))
      else if (item.type === 'control') {
        const { vantageId, boot, counter, at, durationMs, fine, required, results } = item.round
        db.prepare('INSERT INTO control VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
          seq,
          idOf('boot', vantageId, boot, seq),
          counter,
          at,
          durationMs,
          Number(fine),
          required,
          JSON.stringify(results),
        )
      } else db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?)').run(seq, item.entry.kind, item.entry.at, JSON.stringify(item.entry.body))
    }
    db.exec(`INSERT INTO hour VALUES ('m-0', 0, 1, 2, 3, 4, 5, 6); INSERT INTO snapshot VALUES ('m-0', 3, '{"version":1}')`)
  })
  all()
  db.close()
}
