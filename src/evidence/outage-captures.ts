import type { Outage } from '../core/outage.ts'
import type { CaptureRow, Reader } from '../store/store.ts'

/** Captures that belong to an outage, by time: `reference` is the healthy page before it, the newest one. */
export interface OutageCaptures {
  readonly reference: CaptureRow | null
  readonly own: readonly CaptureRow[]
}

/** `until`: where an outage that goes on is taken to end, UTC ms. */
export function outageCaptures(
  reader: Pick<Reader, 'captures'>,
  { monitorId, onset, recovery }: Pick<Outage, 'monitorId' | 'onset' | 'recovery'>,
  until: number,
): OutageCaptures {
  const from = onset.after ?? onset.by
  const own = reader.captures({ monitorId, period: { from, to: (recovery?.by ?? until) + 1 } })
  const [before = null] = reader.captures({ monitorId, period: { from: 0, to: from }, outcome: 'up', newest: 1 })
  // The last good look may itself have been kept.
  const [first] = own
  return { reference: first?.outcome === 'up' && first.at <= onset.by ? null : before, own }
}

/** All of them, by time. */
export function capturesOf({ reference, own }: OutageCaptures): readonly CaptureRow[] {
  return [...(reference === null ? [] : [reference]), ...own]
}
