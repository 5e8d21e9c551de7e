import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import type { CorrectedClock, RawClock, TimeSample } from '../clock.ts'
import { driftPerMs, machine } from '../clock.ts'
import type { Log } from '../log.ts'
import { answersTo, ntpRequest, readNtpReply } from './ntp.ts'

/** Asks servers for the time and corrects a clock. */
export interface TimeKeeper extends AsyncDisposable {
  /** Asks all servers once; true when the clock was corrected. */
  poll(): Promise<boolean>
}

export interface TimeKeeperOptions {
  /** `host`, `host:port` or `[v6]:port`. */
  readonly servers: readonly string[]
  readonly clock: CorrectedClock
  readonly raw: RawClock
  readonly everyMs: number
  readonly timeoutMs: number
  /** Told about an answer that cannot be used, and about silence. */
  readonly refused: (server: string, reason: string) => void
}

/** Polls at once and then every `everyMs`. Of the answers of one poll the one with the smallest error is taken. */
export function keepTime(options: TimeKeeperOptions): TimeKeeper {
  const stop = new AbortController()
  const muted = new Set<string>()
  let best: TimeSample | null = null

  const poll = async (): Promise<boolean> => {
    const asked = options.servers.filter((server) => !muted.has(server))
    const samples = (await Promise.all(asked.map((server) => ask(server, options, stop.signal, muted)))).filter((sample) => sample !== null)
    const found = samples.toSorted((a, b) => a.errorMs - b.errorMs)[0]
    if (found === undefined || stop.signal.aborted || !better(found, best, options.raw)) return false
    best = found
    options.clock.correct(found)
    return true
  }

  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await poll()
      await options.clock.sleep(options.everyMs, stop.signal)
    }
  }
  const running = loop()

  return {
    poll,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

const pollMs = 64_000
const answerWithinMs = 3_000
const lookAgainMs = 5_000

/** Follows the time servers in force, which a reload may change, until aborted. Without any it does nothing. */
export async function followTime(clock: CorrectedClock, servers: () => readonly string[], log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const asked = servers()
    const same = (): boolean => servers().join(' ') === asked.join(' ')
    const refused = (server: string, reason: string): void => log.warn({ server, reason }, 'time server of no use')
    await using _keeper =
      asked.length === 0 ? null : keepTime({ servers: asked, clock, raw: machine, everyMs: pollMs, timeoutMs: answerWithinMs, refused })
    while (same() && !signal.aborted) await clock.sleep(lookAgainMs, signal)
  }
}

const defaultPort = 123

/** A worse answer than the old one, aged, is not taken unless the wall clock was moved meanwhile. */
function better(found: TimeSample, best: TimeSample | null, raw: RawClock): boolean {
  if (best === null) return true
  const age = raw.elapsed() - best.elapsedMs
  const moved = Math.abs(raw.wall() - best.wallMs - age)
  return found.errorMs <= best.errorMs + age * driftPerMs + moved
}

async function ask(
  server: string,
  { raw, timeoutMs, refused }: TimeKeeperOptions,
  stop: AbortSignal,
  muted: Set<string>,
): Promise<TimeSample | null> {
  const origin = randomBytes(8)
  const exchange = await exchangePacket(server, origin, raw, AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]))
  if (stop.aborted) return null
  if (typeof exchange === 'string') {
    refused(server, exchange)
    return null
  }
  const answer = readNtpReply(exchange.reply, origin, exchange.sentMs, exchange.wallMs)
  if (!('refused' in answer)) {
    return { source: server, ...answer, wallMs: exchange.wallMs, elapsedMs: exchange.elapsedMs }
  }
  if (answer.kiss) muted.add(server)
  refused(server, answer.refused)
  return null
}

interface Exchange {
  readonly reply: Uint8Array
  /** Our wall clock when we sent, and when we received; by the monotonic clock between the two. */
  readonly sentMs: number
  readonly wallMs: number
  readonly elapsedMs: number
}

/** The exchange, or why there was none. */
async function exchangePacket(server: string, origin: Uint8Array, raw: RawClock, signal: AbortSignal): Promise<Exchange | string> {
  const { hostname, port } = splitServer(server)
  const found = await Promise.race([lookup(hostname).catch(() => null), aborted(signal)])
  if (found === null) return 'no answer: its name was not found, or not in time'
  const socket = createSocket(found.family === 6 ? 'udp6' : 'udp4')
  const { promise, resolve } = Promise.withResolvers<Exchange | string>()
  socket.on('error', (error) => resolve(error.message))
  signal.addEventListener('abort', () => resolve('no answer in time'))
  let sentMs = 0
  let sentAt = 0
  // A connected socket takes packets from that address and port alone.
  socket.connect(port, found.address, () => {
    sentMs = raw.wall()
    sentAt = raw.elapsed()
    socket.send(ntpRequest(origin))
  })
  socket.on('message', (reply) => {
    if (!answersTo(reply, origin)) return
    const elapsedMs = raw.elapsed()
    resolve({ reply, sentMs, wallMs: sentMs + (elapsedMs - sentAt), elapsedMs })
  })
  return promise.finally(() => socket.close())
}

function splitServer(server: string): { readonly hostname: string; readonly port: number } {
  const bare = server.includes('://') ? server.slice(server.indexOf('://') + 3) : server
  const parts = /^\[(.+)\](?::(\d+))?$/.exec(bare) ?? /^([^:]+)(?::(\d+))?$/.exec(bare)
  return { hostname: parts?.[1] ?? bare, port: Number(parts?.[2] ?? defaultPort) }
}

async function aborted(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return null
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)))
}
