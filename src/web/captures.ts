import type { Outage } from '../core/outage.ts'
import type { CaptureRow } from '../store/store.ts'
import type { Web } from './context.ts'

/** Captures that belong to an outage, by time: `reference` is the healthy page before it, the newest one. */
export interface OutageCaptures {
  readonly reference: CaptureRow | null
  readonly own: readonly CaptureRow[]
}

export function outageCaptures({ reader, clock }: Pick<Web, 'reader' | 'clock'>, { monitorId, onset, recovery }: Outage): OutageCaptures {
  const from = onset.after ?? onset.by
  const own = reader.captures({ monitorId, period: { from, to: (recovery?.by ?? clock.now()) + 1 } })
  const [before = null] = reader.captures({ monitorId, period: { from: 0, to: from }, outcome: 'up', newest: 1 })
  // The last good look may itself have been kept.
  const [first] = own
  return { reference: first?.outcome === 'up' && first.at <= onset.by ? null : before, own }
}

/** Where a capture is had as a WARC file. */
export function warcPath(sha256: string): string {
  return `/api/v1/captures/${sha256}.warc.gz`
}
