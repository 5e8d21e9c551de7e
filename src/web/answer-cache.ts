import type { Web } from './context.ts'
import { Html, render } from './html.ts'
import { type Sendable, sendable } from './respond.ts'

/**
 * Finished answers of the current stretch of time, with their compressed forms: a hundred readers in a second cost one making. `None`: null
 * where an answer may turn out to be for nobody else.
 */
export interface AnswerCache<None extends null = never> {
  /**
   * The answer under `key`, made now unless it was within the same stretch (`stretchOf`, for most). Whoever asks while it is being made
   * waits for it. What failed, or was for nobody else, is made anew by the next one.
   */
  get(key: string, stretch: string, make: () => Made | None | Promise<Made | None>): Promise<Sendable | None>
}

/** A second in which nothing changed: who hears of an outage and asks at once is not told of the time before it. */
export function stretchOf({ clock, live }: Pick<Web, 'clock' | 'live'>): string {
  return `${Math.floor(clock.now() / 1_000)} ${live.changes()}`
}

/** A page, or what is ready to send. */
export type Made = Html | Sendable

/** Bytes of bodies and keys kept at most; the oldest answers go first. Compressed forms come on top: a fifth of that and less. */
const bytesAtMost = 16_000_000
/** Of an answer besides its body and its key. */
const overheadBytes = 1_000

interface Kept<None> {
  readonly stretch: string
  readonly answer: Promise<Sendable | None>
  bytes: number
}

export function createAnswerCache<None extends null = never>(): AnswerCache<None> {
  const kept = new Map<string, Kept<None>>()
  let bytes = 0
  const drop = (key: string, entry: Kept<None> | undefined): void => {
    if (entry === undefined || kept.get(key) !== entry) return
    kept.delete(key)
    bytes -= entry.bytes
  }
  const weigh = (key: string, entry: Kept<None>, more: number): void => {
    if (kept.get(key) !== entry) return
    entry.bytes += more
    bytes += more
    for (const [oldest, other] of kept) {
      if (bytes <= bytesAtMost) return
      drop(oldest, other)
    }
  }
  return {
    get(key, stretch, make) {
      const known = kept.get(key)
      if (known?.stretch === stretch) return known.answer
      const answer = (async () => {
        const made = await make()
        return made instanceof Html ? sendable(render(made), 'text/html; charset=utf-8') : made
      })()
      const entry = { stretch, answer, bytes: 0 }
      drop(key, known)
      kept.set(key, entry)
      weigh(key, entry, overheadBytes + 2 * key.length)
      answer.then(
        (made) => (made === null ? drop(key, entry) : weigh(key, entry, made.body.length)),
        // A failure must not be kept for the rest of its second.
        () => drop(key, entry),
      )
      return answer
    },
  }
}
