import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { quartersOf } from '../../src/core/rollup.ts'
import { decodeRollup, encodeRollup } from '../../src/store/format/rollup.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { recorded, vigie } from './stored.ts'

const script = `${'u'.repeat(70)}dddu${'-'.repeat(30)}uuoou${'u'.repeat(60)}dd`

function spoil(data: string, sql: string): void {
  const db = new Database(join(data, 'vigie.db'))
  db.exec(sql)
  db.close()
}

/** One ms less of its first quarter hour was up. */
function spoilFirstQuarter(data: string): void {
  const db = new Database(join(data, 'vigie.db'))
  const row = db.prepare<[], { month: number; bytes: Uint8Array }>('SELECT month, bytes FROM rollup ORDER BY month').get()
  const [first, ...rest] = row === undefined ? [] : [...quartersOf(decodeRollup(row.month, row.bytes))]
  if (row === undefined || first === undefined) throw new Error('no sums are stored')
  db.prepare('UPDATE rollup SET bytes = ? WHERE month = ?').run(
    encodeRollup(row.month, [{ ...first, upMs: first.upMs - 1 }, ...rest]),
    row.month,
  )
  db.close()
}

describe('vigie rebuild', () => {
  it('--check finds what was recorded as the daemon records it as it is', async () => {
    using stored = await recorded(script)
    const { exit, out } = await vigie('rebuild', '--check', '--data', stored.data)
    expect(out).toMatch(/^\d+ records: 2 outages and unconfirmed failures, 2 gaps, \d+ quarter hours; as stored\n$/)
    expect(exit).toBe(0)
  })

  it('--check names every difference, changes nothing, and exits 1; without it they are mended', async () => {
    using stored = await recorded(script)
    spoil(
      stored.data,
      `UPDATE outage SET body = json_set(body, '$.minMs', 1) WHERE id = 'cnops-www-20260101T011000Z';
       DELETE FROM gap WHERE from_at = (SELECT min(from_at) FROM gap);
       INSERT INTO outage SELECT 'made-up', monitor_id, onset_by, recovery_by, confirmed, json_set(body, '$.id', 'made-up') FROM outage LIMIT 1`,
    )
    spoilFirstQuarter(stored.data)
    for (const round of [1, 2]) {
      const { exit, out } = await vigie('rebuild', '--check', '--data', stored.data)
      expect(exit, `round ${round}`).toBe(1)
      expect(out).toContain('; 4 differences\n')
      expect(out).toContain('outage cnops-www-20260101T011000Z: stored otherwise than derived from the log')
      expect(out).toContain('outage made-up: stored, not derived from the log')
      expect(out).toMatch(/gap cnops-www 2026-01-01T01:13:00.500Z: derived from the log, not stored/)
      expect(out).toMatch(/quarter cnops-www 2026-01-01T00:00:00.000Z: stored otherwise/)
    }
    const mended = await vigie('rebuild', '--data', stored.data, '--json')
    expect(mended.exit).toBe(0)
    expect(JSON.parse(mended.out)).toMatchObject({ changed: true, outages: 2, differences: expect.objectContaining({ length: 4 }) })
    expect(await vigie('rebuild', '--check', '--data', stored.data)).toMatchObject({ exit: 0 })
  })

  it('checks while a writer runs, but rebuilds only alone', async () => {
    using stored = await recorded('uddu')
    await using _store = openStore(stored.data)
    expect(await vigie('rebuild', '--check', '--data', stored.data)).toMatchObject({ exit: 0 })
    expect(await vigie('rebuild', '--data', stored.data)).toMatchObject({ exit: 1, err: expect.stringContaining('stop it first') })
  })

  it('keeps an address that was served: to the outage that it became, or with the reason', async () => {
    using stored = await recorded(script)
    const by = Date.UTC(2026, 0, 1, 1, 11)
    spoil(
      stored.data,
      `INSERT INTO entry SELECT 1 + max(s), 'outage', 0, '{"id":"served-inside","monitorId":"cnops-www","onset":{"after":null,"by":${by}}}' FROM (SELECT max(last_seq) AS s FROM log UNION SELECT max(seq) FROM entry UNION SELECT max(seq) FROM control_round);
       INSERT INTO entry SELECT 1 + max(seq), 'outage', 0, '{"id":"served-nowhere","monitorId":"cnops-www","onset":{"after":null,"by":5}}' FROM entry`,
    )
    expect(await vigie('rebuild', '--data', stored.data)).toMatchObject({ exit: 0 })
    await using reader = openReader(stored.data)
    expect(reader.outage('served-inside')).toMatchObject({
      found: 'moved',
      to: 'cnops-www-20260101T011000Z',
      reason: expect.stringContaining('differently'),
    })
    expect(reader.outage('served-nowhere')).toMatchObject({ found: 'withdrawn', reason: expect.stringContaining('no confirmed outage') })
  })

  it('makes no directory of a typing mistake', async () => {
    using stored = await recorded('u')
    const wrong = join(stored.path, 'dat')
    expect(await vigie('rebuild', '--data', wrong)).toMatchObject({ exit: 1, err: expect.stringContaining('there is no database') })
    expect(existsSync(wrong)).toBe(false)
    expect(await vigie('rebuild', '--chekc')).toMatchObject({ exit: 2 })
  })
})
