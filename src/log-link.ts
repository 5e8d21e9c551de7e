import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { LogNews, LogOrder } from './log-thread.ts'
import { type ShortThread, startThread } from './short-thread.ts'

/** The evidence log, seen from the measuring thread. Each time it is brought up to date in a thread that lives only for that. */
export interface LogLink extends AsyncDisposable {
  /**
   * Signs a checkpoint over all that is committed now, if anything is new; `keep`: one that can be named for ever. Resolves when that is done
   * or has failed; one at a time, and whoever asks meanwhile is served by the next.
   */
  advance(keep: boolean): Promise<void>
  /** The public key in force, once it is known. */
  readonly verifierKey: Promise<string>
  /** Why nothing can be signed, or null. */
  trouble(): string | null
}

export interface LogLinkOptions {
  readonly clock: Clock
  readonly log: Log
  /** Asked for each time. */
  readonly order: () => Omit<LogOrder, 'keep'>
  /** Records that are committed. */
  readonly size: () => number
  /** A checkpoint that is kept was signed. */
  readonly onKept: (checkpoint: string, size: number) => void
}

/** The last checkpoint of a run gets this long. */
const lastWithinMs = 1_000

export function linkLog({ clock, log, order, size, onKept }: LogLinkOptions): LogLink {
  const key = Promise.withResolvers<string>()
  let wanted: { readonly keep: boolean } | null = null
  let running: Promise<void> | null = null
  let thread: ShortThread | null = null
  let trouble: string | null = null
  let signed: { readonly size: number; readonly kept: boolean } | null = null

  const take = (news: LogNews, keep: boolean): void => {
    if ('failed' in news) {
      if (trouble !== news.failed) log.error({ reason: news.failed }, 'no checkpoint can be signed')
      trouble = news.failed
      return
    }
    const { name, verifierKey, rebuilt, checkpoint, ...done } = news.done
    if (signed === null) {
      key.resolve(verifierKey)
      const wish = order().name
      if (wish !== name) log.warn({ name, site: wish }, 'the log keeps the name that it began with')
    }
    if (rebuilt) log.warn(done, 'the tree of the log was lost or damaged; it was made again from the records')
    if (trouble !== null) log.info(done, 'checkpoints are signed again')
    log.debug(done, 'checkpoint signed')
    trouble = null
    signed = { size: done.size, kept: keep }
    if (keep) onKept(checkpoint, done.size)
  }
  const once = async (keep: boolean): Promise<void> => {
    const isNew = signed === null || trouble !== null || size() > signed.size || (keep && !signed.kept)
    if (!isNew) return
    const workerData: LogOrder = { ...order(), keep }
    thread = startThread(
      './log-thread.ts',
      'log',
      workerData,
      (worker) => worker.on('message', (news: LogNews) => take(news, keep)),
      (reason) => take({ failed: reason }, keep),
    )
    await thread.ended
    thread = null
  }
  const all = async (): Promise<void> => {
    for (let wish = wanted; wish !== null; wish = wanted) {
      wanted = null
      await once(wish.keep)
    }
    running = null
  }
  const advance = (keep: boolean): Promise<void> => {
    wanted = { keep: keep || (wanted?.keep ?? false) }
    running ??= all()
    return running
  }
  return {
    advance,
    verifierKey: key.promise,
    trouble: () => trouble,
    async [Symbol.asyncDispose]() {
      // A run that ended before its log began has nothing to sign.
      if (signed === null && running === null) return
      const patience = new AbortController()
      await Promise.race([advance(true), clock.sleep(lastWithinMs, patience.signal)])
      patience.abort()
      wanted = null
      await thread?.terminate()
      await running
    },
  }
}
