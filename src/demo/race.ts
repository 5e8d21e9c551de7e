/** Many runners, each with the instant of its next move; tells who moves next. Whose instants are equal move in order of their number. */
export interface Race {
  /** The runner that moves next. */
  first(): number
  /** Its instant; Infinity when nobody moves any more. */
  at(): number
  /** Gives a runner another instant. */
  set(runner: number, at: number): void
}

/**
 * A winner tree (Knuth, The Art of Computer Programming 3, 5.4.1): changing one instant costs one comparison per level, and nothing has to be
 * removed when a plan is dropped.
 */
export function createRace(runners: number): Race {
  let width = 1
  while (width < runners) width *= 2
  const instants = new Float64Array(width).fill(Number.POSITIVE_INFINITY)
  // Node i holds the winner of nodes 2i and 2i + 1; the leaves are the runners themselves.
  const winners = new Int32Array(2 * width)
  for (let runner = 0; runner < width; runner += 1) winners[width + runner] = runner
  for (let node = width - 1; node >= 1; node -= 1) winners[node] = winners[2 * node] ?? 0

  return {
    first: () => winners[1] ?? 0,
    at: () => instants[winners[1] ?? 0] ?? Number.POSITIVE_INFINITY,
    set(runner, at) {
      instants[runner] = at
      for (let node = (width + runner) >> 1; node >= 1; node >>= 1) {
        const left = winners[2 * node] ?? 0
        const right = winners[2 * node + 1] ?? 0
        winners[node] = (instants[right] ?? 0) < (instants[left] ?? 0) ? right : left
      }
    },
  }
}
