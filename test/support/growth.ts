/** What some work costs on a text of 64 KiB and on one of 1 MiB that is made of the same pieces. */
export interface Growth {
  readonly largeMs: number
  /** How many times more the large one took: about 16 where the work is linear, 256 where it is quadratic. */
  readonly times: number
}

/** Between linear and quadratic, on a logarithmic scale nearer to quadratic: other work on the machine must not decide. */
export const mostGrowth = 90

/** The best of several runs of each, in turns: what the work needs, without what the machine did beside it. */
export function growthOf(work: (text: string) => unknown, start: string, piece: string): Growth {
  const text = (length: number) => start + piece.repeat(Math.ceil(length / piece.length))
  const [small, large] = [text(65_536), text(1_048_576)]
  let [smallMs, largeMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let run = 0; run < 2; run++) {
    smallMs = Math.min(smallMs, timed(work, small), timed(work, small), timed(work, small))
    largeMs = Math.min(largeMs, timed(work, large))
  }
  // Below a millisecond the compiler and the collector decide.
  return { largeMs, times: largeMs / Math.max(smallMs, 1) }
}

/** Processor time of this thread: what else the machine does in the meantime is not counted. */
function timed(work: (text: string) => unknown, text: string): number {
  const before = process.threadCpuUsage()
  work(text)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
