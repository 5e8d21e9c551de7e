import { inTime, type LookNumbers } from '../format/look-numbers.ts'
import type { Extent } from './look-sources.ts'

export type Side = 'before' | 'after'

/**
 * The look nearest to an instant, before it or from it on, that `known` accepts; null without one. Of extents by time, only those are opened
 * that may hold a nearer one than was found.
 */
export function nearestLook(side: Side, extents: readonly Extent[], at: number, known: (look: LookNumbers) => boolean): LookNumbers | null {
  const sign = side === 'before' ? -1 : 1
  const edge = ({ first, last }: { readonly first: number; readonly last: number }): number => (side === 'before' ? last : first)
  const nearer = (a: LookNumbers, b: LookNumbers): number => sign * inTime(a, b)
  let best: LookNumbers | null = null
  const cannotBeat = (place: number): boolean => best !== null && sign * (place - best.at) > 0
  for (const extent of extents.toSorted((a, b) => sign * (edge(a) - edge(b)))) {
    if (cannotBeat(edge(extent))) break
    for (const source of extent.sources().toSorted((a, b) => sign * (edge(a) - edge(b)))) {
      if (cannotBeat(edge(source))) break
      const within = source.looks().filter((look) => (side === 'before' ? look.at < at : look.at >= at))
      for (const look of within.toSorted(nearer)) {
        if (best !== null && nearer(look, best) > 0) break
        if (!known(look)) continue
        best = look
        break
      }
    }
  }
  return best
}
