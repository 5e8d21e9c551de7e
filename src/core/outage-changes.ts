import type { Outage } from './outage.ts'

/** One change of state of an outage, as feeds tell it: each is told once and keeps its name for ever. */
export type OutageChange =
  | { readonly kind: 'confirmed' | 'closed'; readonly at: number; readonly id: string; readonly outage: Outage }
  | {
      readonly kind: 'moved'
      readonly at: number
      readonly id: string
      readonly monitorId: string
      readonly to: string
      readonly reason: string
    }
  | { readonly kind: 'withdrawn'; readonly at: number; readonly id: string; readonly monitorId: string; readonly reason: string }

/** An id that was given out: when (UTC ms), and for which monitor. */
export interface Minted {
  readonly id: string
  readonly monitorId: string
  readonly at: number
}

/** What became of an id that was given out and is no longer derived; `at` is when that was found, or of the id where nobody noted it. */
export type Correction = Minted & { readonly to: string | null; readonly reason: string }

/**
 * What happened to confirmed outages and to ids given out earlier, newest first. Confirmed when the id was given out (its onset where no
 * derivation that ran live gave it out), closed with the first look that saw it working.
 */
export function outageChanges(
  outages: readonly Outage[],
  mintedAt: (id: string) => number | null,
  corrections: readonly Correction[],
): readonly OutageChange[] {
  const lived = outages.flatMap((outage): readonly OutageChange[] => {
    if (!outage.confirmed) return []
    const confirmed: OutageChange = { kind: 'confirmed', at: mintedAt(outage.id) ?? outage.onset.by, id: outage.id, outage }
    return outage.recovery === null ? [confirmed] : [confirmed, { kind: 'closed', at: outage.recovery.by, id: outage.id, outage }]
  })
  const corrected = corrections.map(
    ({ id, monitorId, at, to, reason }): OutageChange =>
      to === null ? { kind: 'withdrawn', at, id, monitorId, reason } : { kind: 'moved', at, id, monitorId, to, reason },
  )
  return [...lived, ...corrected].toSorted((a, b) => b.at - a.at || order(b) - order(a) || (a.id < b.id ? 1 : -1))
}

/** Of two changes at one instant the later one in an outage's life is the newer. */
function order({ kind }: OutageChange): number {
  return ['confirmed', 'closed', 'moved', 'withdrawn'].indexOf(kind)
}
