import { setImmediate } from 'node:timers/promises'
import { type Effective, effective } from '../../core/effective.ts'
import { adjacent } from '../../core/interval.ts'
import type { Observation, Recorded } from '../../core/observation.ts'
import type { Outage } from '../../core/outage.ts'
import type { Reader } from '../../store/store.ts'
import { storedRounds } from '../../core/stored-rounds.ts'

export interface JudgedLook {
  readonly look: Recorded<Observation>
  readonly judged: Effective
}
/** A row of the table: a look, a stretch in which nobody looked, or how many looks without change were left out. */
export type LookRow =
  | ({ readonly kind: 'look' } & JudgedLook)
  | { readonly kind: 'gap'; readonly from: number; readonly to: number }
  | { readonly kind: 'skipped'; readonly count: number }

const endsShown = 50
/** Looks are read in stretches, so that other requests get their turn. */
const stretch = 2_000
/** A year of looks every minute, and some: beyond that the middle is not read for a page. */
const looksRead = 600_000
/** Changes listed at most between the first and the last looks. */
const changesShown = 200

/**
 * The looks of an outage: from the last known look before it to the first after it, the first and last 50 and every change in between.
 * Memory is bounded by what is shown.
 */
export async function outageLooks(reader: Reader, outage: Outage, everyMs: number, asOf: number): Promise<readonly LookRow[]> {
  const period = { from: outage.onset.after ?? outage.onset.by - 1, to: (outage.recovery?.by ?? asOf) + 1 }
  const rounds = storedRounds(reader)
  const head: LookRow[] = []
  const middle: LookRow[] = []
  let tail: LookRow[] = []
  let skipped = 0
  let read = 0
  let before: JudgedLook | null = null
  const flush = () => {
    if (skipped > 0) middle.push({ kind: 'skipped', count: skipped })
    skipped = 0
  }
  for (const look of reader.looks(outage.monitorId, period)) {
    const seen: JudgedLook = { look, judged: effective(look, rounds, asOf) }
    const rows = rowsFor(before, seen)
    if (head.length < endsShown) head.push(...rows)
    else {
      tail.push(...rows)
      while (tail.length > endsShown) {
        const oldest = tail.shift()
        if (oldest === undefined) break
        if (isChange(oldest, middle, head) && middle.length < changesShown) {
          flush()
          middle.push(oldest)
        } else skipped += 1
      }
    }
    before = seen
    read += 1
    if (read % stretch === 0) await setImmediate()
    if (read >= looksRead) break
  }
  flush()
  tail = tail.slice(-endsShown)
  return [...head, ...middle, ...tail]
}

function rowsFor(before: JudgedLook | null, seen: JudgedLook): readonly LookRow[] {
  const row: LookRow = { kind: 'look', ...seen }
  if (before === null || adjacent(before.look, seen.look)) return [row]
  return [{ kind: 'gap', from: before.look.at, to: seen.look.at }, row]
}

/** Whether a row differs from the row listed or skipped before it. */
function isChange(row: LookRow, middle: readonly LookRow[], head: readonly LookRow[]): boolean {
  if (row.kind !== 'look') return true
  const last = [...head, ...middle].findLast((other) => other.kind === 'look')
  return last === undefined || last.judged.outcome !== row.judged.outcome || last.look.failure?.code !== row.look.failure?.code
}
