import type { QuarterRun } from '../../core/rollup.ts'
import { QUARTER_MS } from '../../core/quarters.ts'
import { byteReader, byteWriter, FormatError } from './bytes.ts'

/**
 * Sums of one monitor's quarter hours in one month of UTC. Quarters that say the same stand as one run; a quarter that was up from end to end,
 * which most are, says only how many looks it had.
 */
const version = 1
const allUp = 0

/** Runs ascend and lie within the month that begins at `month`. */
export function encodeRollup(month: number, runs: readonly QuarterRun[]): Uint8Array {
  const out = byteWriter(64 + 8 * runs.length)
  out.count(version)
  out.count(runs.length)
  let end = month
  for (const run of runs) {
    const plain = run.upMs === QUARTER_MS && run.degradedMs === 0
    out.count((run.from - end) / QUARTER_MS)
    out.count(run.count * 2 + (plain ? allUp : 1))
    out.count(run.looks)
    if (!plain) for (const ms of [run.upMs, run.downMs, run.ambiguousMs, run.degradedMs]) out.count(ms)
    end = run.from + run.count * QUARTER_MS
  }
  return out.done().slice()
}

export function decodeRollup(month: number, bytes: Uint8Array): readonly QuarterRun[] {
  const input = byteReader(bytes)
  if (input.count() !== version) throw new FormatError('a rollup of an unknown version')
  let end = month
  return Array.from({ length: input.count() }, (): QuarterRun => {
    const from = end + input.count() * QUARTER_MS
    const countAndKind = input.count()
    const looks = input.count()
    const count = countAndKind >> 1
    end = from + count * QUARTER_MS
    if ((countAndKind & 1) === allUp) return { from, count, looks, upMs: QUARTER_MS, downMs: 0, ambiguousMs: 0, degradedMs: 0 }
    const [upMs, downMs, ambiguousMs, degradedMs] = [input.count(), input.count(), input.count(), input.count()]
    return { from, count, looks, upMs, downMs, ambiguousMs, degradedMs }
  })
}
