import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Committed } from './committed.ts'
import type { Live } from './live.ts'

/** Keeps the live state at what is committed: at once for whoever asks or listens, otherwise in strides. */
export interface Follower {
  /** More may be committed: records with seq < size are. */
  told(size?: number): void
  /** Resolves when everything told so far is taken in: whoever asks sees all that was committed when the question came. */
  now(): Promise<void>
}

export interface FollowerOptions {
  readonly live: Live
  readonly clock: Clock
  readonly log: Log
  /** Committed when we began: taken in at once. */
  readonly size: number
  readonly committed: Pick<Committed, 'size' | 'wanted'>
  /** Somebody wants to hear of every commit. */
  readonly listens: () => boolean
  /** Aborted at the end. */
  readonly signal: AbortSignal
}

/**
 * While nobody reads, most of what following every second cost was waking up and collecting garbage: 100 looks took 7 ms of CPU, 1 ms of it
 * for reading and deriving. So the log is followed when this many records wait, some 100 ms of work for the first reader, or, where looks
 * are rare, after this long: an unreadable log is noticed by then.
 */
const strideRecords = 10_000
const strideMs = 60_000

export function createFollower({ live, clock, log, size, committed, listens, signal }: FollowerOptions): Follower {
  let told = size
  let asked = size
  let striding = false

  const followTo = async (end: number): Promise<void> => {
    await live.follow(end)
    const trouble = live.trouble()
    if (trouble !== null) log.error({ trouble }, 'the log cannot be followed')
  }
  let following = followTo(size)

  const hear = (): void => {
    // Asked for first, so that no commit falls between.
    committed.wanted(listens())
    told = Math.max(told, committed.size())
  }
  const now = (): Promise<void> => {
    hear()
    if (asked < told && !signal.aborted) {
      asked = told
      following = following.then(() => followTo(asked))
    }
    return following
  }
  const stride = async (): Promise<void> => {
    striding = true
    await clock.sleep(strideMs, signal)
    striding = false
    await now()
  }

  return {
    now,
    told(size = 0) {
      told = Math.max(told, size)
      hear()
      if (listens() || told - asked >= strideRecords) void now()
      else if (!striding && told > asked) void stride()
    },
  }
}
