import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { type Capture, type CaptureNote, type CaptureReason, captureDue, type Exchanged, type LastSeen } from '../core/capture.ts'
import { knownBy } from '../core/interval.ts'
import type { Entry } from '../core/log.ts'
import type { ControlRound, Observation } from '../core/observation.ts'
import type { HttpReading } from '../core/reading.ts'
import { captureDir } from '../evidence/capture-files.ts'
import { withoutSecrets } from '../evidence/capture.ts'
import type { WarcMaker } from '../evidence/capture-warc.ts'
import type { CaptureNews } from '../evidence/capture-worker.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import { captureThread } from './capture-thread.ts'
import { dailyRoom } from './capture-room.ts'

/** What a look exchanged, put together when it is asked for, and its last answer as it was judged. */
export interface Kept {
  readonly exchanged: () => Exchanged
  readonly http: HttpReading | null
}

export interface CapturesOptions {
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
  readonly store: Pick<Store, 'captures'>
  /** Of the configuration in force. */
  readonly secrets: () => readonly string[]
  /** Who looks, for the files. */
  readonly maker: () => WarcMaker
  readonly record: (entry: Entry) => void
}

/** Keeps what looks exchanged: at each change, and once a day. Nothing here can delay or fail a look. */
export interface Captures extends AsyncDisposable {
  /** `kept` is null when the look exchanged nothing. */
  consider(seen: Observation, kept: Kept | null): void
  /** A control round is over: it is kept with the failed looks that waited for it. */
  heard(round: ControlRound): void
  /** Resolves when all that does not wait for a round is written, and recorded. */
  written(): Promise<void>
  /** Hands over what waits for a round, and resolves when all of it is written. */
  settled(): Promise<void>
}

/** A round that is needed begins within 5 s and takes 5 s at most. */
const roundWithinMs = 15_000
/** Handed over and not written yet; beyond it captures are dropped, for memory's sake. */
const bytesInFlight = 64 * 1024 * 1024
/**
 * Looks at once whose page still works, at most: what nothing depends on waits for a later look. All first looks of 2,000 monitors handed over
 * at once left 66 MB of holes in the heap for good.
 */
const routineAtOnce = 8
/** Of a look, besides its bytes. */
const overheadBytes = 4_096

interface Pending {
  readonly seen: Observation
  readonly reason: CaptureReason
  readonly capture: Capture
  readonly http: HttpReading | null
  readonly bytes: number
  readonly sinceMs: number
}

export function createCaptures(options: CapturesOptions): Captures {
  const { clock, log, store } = options
  const thread = captureThread(captureDir(options.dataDir))
  const last = new Map<string, LastSeen>()
  const room = dailyRoom(options.record)
  let pending: readonly Pending[] = []
  let inFlight = 0
  let handedOver = 0
  let failing = false

  const lastOf = (monitorId: string): LastSeen | null => {
    const known = last.get(monitorId)
    if (known !== undefined) return known
    const [newest] = store.captures({ monitorId, newest: 1 })
    if (newest === undefined) return null
    const found = { outcome: newest.outcome, code: newest.code, keptAt: newest.at }
    last.set(monitorId, found)
    return found
  }
  const usedToday = (monitorId: string, day: number): readonly number[] =>
    store.captures({ monitorId, period: { from: day, to: Number.MAX_SAFE_INTEGER } }).map(({ bytes }) => bytes)

  const send = async ({ seen, reason, capture, http, bytes }: Pending): Promise<void> => {
    handedOver += 1
    const news = await thread.keep({ capture, http, maker: options.maker() })
    handedOver -= 1
    inFlight -= bytes
    if ('failed' in news) {
      room.missed(seen, 'not_written')
      if (!failing) log.error({ problem: news.failed, monitorId: seen.monitorId }, 'a capture could not be written; looks go on')
      failing = true
      return
    }
    if (failing) log.info('captures can be written again')
    failing = false
    for (const entry of entriesOf(seen, reason, bytes, news)) options.record(entry)
  }
  const release = (ready: (one: Pending) => boolean, round: ControlRound | null): void => {
    const now = pending.filter(ready)
    pending = pending.filter((one) => !now.includes(one))
    for (const one of now) void send({ ...one, capture: { ...one.capture, controls: round } })
  }

  const consider = (seen: Observation, kept: Kept | null): void => {
    const before = lastOf(seen.monitorId)
    const reason = kept === null ? null : captureDue(before, seen)
    const code = seen.failure?.code ?? null
    const same = before !== null && before.outcome === seen.outcome && before.code === code
    const waits = seen.outcome === 'up' && (before === null || same) && handedOver >= routineAtOnce
    // What is tried counts as kept: a full disk is not tried again at each look.
    const isKept = reason !== null && !waits
    if (isKept || !same) last.set(seen.monitorId, { outcome: seen.outcome, code, keptAt: isKept ? seen.at : null })
    release((one) => clock.elapsed() - one.sinceMs > roundWithinMs, null)
    if (reason === null || kept === null || waits) return
    const { capture, http } = captureOf(seen, kept, options.secrets())
    const bytes = bytesOf(capture)
    if (inFlight + bytes > bytesInFlight) return room.missed(seen, 'too_many')
    if (!room.take(seen, bytes, usedToday)) return
    inFlight += bytes
    const one = { seen, reason, capture, http, bytes, sinceMs: clock.elapsed() }
    if (seen.outcome === 'down' && seen.controlled) pending = [...pending, one]
    else void send(one)
  }

  const written = async (): Promise<void> => {
    await thread.idle()
    // Whoever handed it over records it in a later turn.
    await setImmediate()
  }

  return {
    consider(seen, kept) {
      try {
        consider(seen, kept)
      } catch (error) {
        log.error({ err: error, monitorId: seen.monitorId }, 'a capture was lost; looks go on')
        room.missed(seen, 'not_written')
      }
    },
    heard(round) {
      release(({ seen }) => round.at > knownBy(seen), round)
    },
    written,
    async settled() {
      release(() => true, null)
      await written()
    },
    async [Symbol.asyncDispose]() {
      release(() => true, null)
      await thread[Symbol.asyncDispose]()
      room.end()
    },
  }
}

/** What the log says of a capture: bytes that are new first, then the capture that names them. */
function entriesOf(
  seen: Observation,
  reason: CaptureReason,
  bytes: number,
  news: Exclude<CaptureNews, { failed: string }>,
): readonly Entry[] {
  const { monitorId, vantageId, boot, counter, at, outcome, failure } = seen
  const { sha256, length, blobs } = news
  const note: CaptureNote = { monitorId, vantageId, boot, counter, sha256, length, outcome, code: failure?.code ?? null, reason, bytes }
  const bodies = blobs.map((blob): Entry => ({ kind: 'body', at, body: { of: blob.kind, sha256: blob.sha256, length: blob.length } }))
  return [...bodies, { kind: 'capture', at, body: { ...note } }]
}

function captureOf(seen: Observation, { exchanged, http }: Kept, secrets: readonly string[]): Pick<Pending, 'capture' | 'http'> {
  const { monitorId, vantageId, boot, counter, at } = seen
  const dirty: Capture = { monitorId, vantageId, boot, counter, at, controls: null, ...exchanged() }
  const capture = withoutSecrets(dirty, secrets, http?.body ?? null)
  const leftOut = capture.hops.at(-1)?.response?.truncated === 'unspecified'
  return { capture, http: leftOut ? null : http }
}

function bytesOf({ hops }: Capture): number {
  return hops.reduce((sum, { request, response, chain }) => {
    const body = response?.body
    const answer = response === null ? 0 : response.head.length + (body instanceof Uint8Array ? body.length : 0)
    return sum + (request?.length ?? 0) + answer + chain.reduce((all, der) => all + der.length, 0)
  }, overheadBytes)
}
