import type { Clock } from './clock.ts'
import type { TokenBody } from './evidence/tokens.ts'
import type { Log } from './log.ts'
import { type ShortThread, startThread } from './short-thread.ts'
import type { StampNews, StampOrder } from './stamp-thread.ts'

/** Time-stamp authorities, seen from the measuring thread. */
export interface StampLink extends AsyncDisposable {
  /** Has a checkpoint stamped; of those that come while another is being stamped, only the newest. */
  stamp(checkpoint: string, size: number): void
}

export interface StampLinkOptions {
  readonly clock: Clock
  readonly log: Log
  readonly dataDir: string
  /** Asked for each time; none: nothing is stamped. */
  readonly authorities: () => readonly string[]
  /** What is to be recorded, once for each authority. */
  readonly onStamped: (body: TokenBody) => void
}

/** A target that flaps must not make us a burden to authorities that serve everybody for nothing. */
const restMs = 10_000

export function linkStamps({ clock, log, dataDir, authorities, onStamped }: StampLinkOptions): StampLink {
  const stop = new AbortController()
  let next: Pick<StampOrder, 'checkpoint' | 'size'> | null = null
  let stamped = -1
  let running: Promise<void> | null = null
  let thread: ShortThread | null = null

  const take = (news: StampNews): void => {
    if (stop.signal.aborted) return
    if ('failed' in news) return log.error({ reason: news.failed }, 'no time stamp could be kept')
    const { body } = news
    if ('failure' in body) log.warn({ ...body }, 'no time stamp')
    else log.info({ ...body }, 'time stamp')
    onStamped(body)
  }
  const once = async (checkpoint: Pick<StampOrder, 'checkpoint' | 'size'>): Promise<void> => {
    const workerData: StampOrder = { dataDir, authorities: authorities(), ...checkpoint }
    if (workerData.authorities.length === 0 || checkpoint.size <= stamped) return
    stamped = checkpoint.size
    thread = startThread(
      './stamp-thread.ts',
      'stamp',
      workerData,
      (worker) => worker.on('message', take),
      (reason) => take({ failed: reason }),
    )
    await thread.ended
    thread = null
    await clock.sleep(restMs, stop.signal)
  }
  const all = async (): Promise<void> => {
    for (let wish = next; wish !== null && !stop.signal.aborted; wish = next) {
      next = null
      await once(wish)
    }
    running = null
  }
  return {
    stamp(checkpoint, size) {
      next = { checkpoint, size }
      running ??= all()
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await thread?.terminate()
      await running
    },
  }
}
