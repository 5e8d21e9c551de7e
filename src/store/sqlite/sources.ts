import type { LookNumbers } from '../format/look-numbers.ts'

/** Some looks that are read together: a chunk, or what the log still holds of a series. `first` and `last` are places in the order asked for. */
export interface Source {
  readonly first: number
  readonly last: number
  readonly looks: () => readonly LookNumbers[]
}

/** Where a look stands in the order asked for. */
export interface Order {
  place(look: LookNumbers): number
  compare(a: LookNumbers, b: LookNumbers): number
}

export const bySeq: Order = { place: ({ seq }) => seq, compare: (a, b) => a.seq - b.seq }
export const byTime: Order = { place: ({ at }) => at, compare: (a, b) => a.at - b.at || a.seq - b.seq }

/**
 * The looks of all sources in one order. Only sources that overlap are in memory at once; one that overlaps with no other is handed over as
 * it is, so that whoever can read it in columns need not take it apart. `sources` must come by `first`.
 */
export function* inOrder<S extends Source>(sources: Iterable<S>, order: Order): Generator<S | readonly LookNumbers[]> {
  let pool: readonly LookNumbers[] = []
  let held: S | null = null
  for (const source of sources) {
    if (held !== null && held.last < source.first) {
      yield held
      held = null
    }
    if (held !== null) {
      pool = held.looks()
      held = null
    }
    const [ready, rest] = splitBefore(pool, source.first, order)
    if (ready.length > 0) yield ready
    pool = rest
    if (pool.length === 0) held = source
    else pool = [...pool, ...source.looks()].sort((a, b) => order.compare(a, b))
  }
  if (held !== null) yield held
  if (pool.length > 0) yield pool
}

/** Those that nothing which begins at `place` can come before, and the others; sorted either way. */
function splitBefore(pool: readonly LookNumbers[], place: number, order: Order): readonly [readonly LookNumbers[], readonly LookNumbers[]] {
  const sorted = pool.toSorted((a, b) => order.compare(a, b))
  const end = sorted.findIndex((look) => order.place(look) >= place)
  return end < 0 ? [sorted, []] : [sorted.slice(0, end), sorted.slice(end)]
}
