import { type Figure, type FigureWish, wishKey } from './core/figure.ts'
import type { FigureNews, FigureOrder } from './figure-thread.ts'
import type { Log } from './log.ts'
import { type ShortThread, startThread } from './short-thread.ts'

/** Minting of figures, seen from the measuring thread: they are derived in a thread of their own, since a long outage or period has many looks. */
export interface FigureLink extends AsyncDisposable {
  /** Mints the figures that are due of what is wished; what is wished meanwhile comes next. Resolves when that is done or has failed. */
  mint(wishes: readonly FigureWish[]): Promise<void>
}

export interface FigureLinkOptions {
  readonly log: Log
  readonly dataDir: string
  /** To be committed at once, so that the next one knows of it. */
  readonly onMinted: (figure: Figure) => void
}

export function linkFigures({ log, dataDir, onMinted }: FigureLinkOptions): FigureLink {
  const wanted = new Map<string, FigureWish>()
  let running: Promise<void> | null = null
  let thread: ShortThread | null = null
  const stopped = new AbortController()

  const take = (news: FigureNews): void => {
    if (stopped.signal.aborted) return
    if ('failed' in news) return log.error({ ...news }, 'a figure could not be made')
    onMinted(news.figure)
  }
  const once = async (wishes: readonly FigureWish[]): Promise<void> => {
    const workerData: FigureOrder = { dataDir, wishes }
    thread = startThread(
      './figure-thread.ts',
      'figure',
      workerData,
      (worker) => worker.on('message', take),
      (failed) => log.error({ failed }, 'a figure could not be made'),
    )
    await thread.ended
    thread = null
  }
  const all = async (): Promise<void> => {
    while (wanted.size > 0 && !stopped.signal.aborted) {
      const wishes = [...wanted.values()]
      wanted.clear()
      await once(wishes)
    }
    running = null
  }
  return {
    mint(wishes) {
      for (const wish of wishes) wanted.set(wishKey(wish), wish)
      running ??= all()
      return running
    },
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await thread?.terminate()
      await running
    },
  }
}
