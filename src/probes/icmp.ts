import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:dgram'
import { type Failure, failure } from '../core/failure.ts'
import type { IcmpTarget } from '../core/monitor.ts'
import { type Budget, startBudget } from './budget.ts'
import { hasRoute } from './connect.ts'
import { errorCode } from './failure-map.ts'
import { pingOnce } from './icmp-ping.ts'
import { openEchoSocket } from './icmp-socket.ts'
import type { Address } from './net.ts'
import { readingOf, unopened, wholeMs } from './open.ts'
import type { Probe } from './probe.ts'
import { connectionOnly } from './wire.ts'

/** What became of echo requests. `unable`: we could not even ask. */
export type Echo =
  | { readonly kind: 'reply'; readonly rttMs: number | null }
  | { readonly kind: 'silence' }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'unable'; readonly why: string }

/**
 * Echo requests to the first address of a host, three at most: a lost packet is not the host's failure. `firstByteMs` is the round trip.
 * By a socket of our own where the system gives one, else by its `ping`; where neither can be had, the look is unknown and says what to do.
 */
export const probeIcmp: Probe<IcmpTarget> = async (target, context) => {
  const startedAt = context.clock.elapsed()
  const begun = context.clock.now()
  using budget = startBudget(context)
  const resolved = await context.net.resolve(target.host, target.ipVersion, budget)
  const opened = { ...unopened, lookups: resolved.lookups, resolveMs: wholeMs(resolved.tookMs), remarks: resolved.remarks }
  const [at] = resolved.ok ? resolved.value : []
  if (at === undefined) {
    const why = resolved.ok ? failure('dns_no_address', `${target.host}: no address`) : resolved.failure
    context.offer?.(() => connectionOnly(target.url, begun, opened, why))
    return readingOf({ ...opened, failure: why }, context.clock.elapsed() - startedAt)
  }
  const echo = await ask(at, budget)
  const fault = await failureOf(echo, at, budget)
  context.offer?.(() => connectionOnly(target.url, begun, { ...opened, at }, fault))
  const reading = readingOf({ ...opened, at, failure: fault }, context.clock.elapsed() - startedAt)
  return { ...reading, timings: { ...reading.timings, firstByteMs: echo.kind === 'reply' ? wholeMs(echo.rttMs) : null } }
}

const requests = 3

async function ask(at: Address, budget: Budget): Promise<Echo> {
  const socket = await openEchoSocket(at.family)
  return socket === null ? pingInTurns(at, budget) : echoOver(socket, at, budget)
}

async function failureOf(echo: Echo, at: Address, budget: Budget): Promise<Failure | null> {
  if (echo.kind === 'reply') return null
  if (echo.kind === 'silence') return budget.failure('icmp_timeout', `${at.address}: no echo reply`)
  if (!(await hasRoute(at.address))) return failure('observer_offline', `this observer has no route to ${at.address}`)
  if (echo.kind === 'unreachable') return failure('icmp_unreachable', `${at.address}: ${echo.why}`)
  return failure('internal', `cannot send ICMP (${echo.why}): ${remedy}`)
}

const remedy = "put this process's group into sysctl net.ipv4.ping_group_range, or install ping (Debian: iputils-ping)"

/** `ping` waits for whole seconds, so a short look has one request; the end of the budget kills it. */
async function pingInTurns(at: Address, budget: Budget): Promise<Echo> {
  const end = new AbortController()
  const takeBack = budget.onSpent(() => end.abort())
  let echo: Echo = { kind: 'silence' }
  for (let left = requests; left > 0 && echo.kind === 'silence' && !budget.spent(); left--) {
    echo = await pingOnce(at.address, at.family, budget.leftMs() / left, end.signal)
  }
  takeBack()
  return echo
}

function echoOver(socket: Socket, at: Address, budget: Budget): Promise<Echo> {
  const { promise, resolve } = Promise.withResolvers<Echo>()
  // Tells our replies from those to an earlier socket that had the same id.
  const token = randomBytes(16)
  const sentAt: number[] = []
  const send = (): void => {
    sentAt.push(budget.clock.elapsed())
    socket.send(echoRequest(at.family, sentAt.length - 1, token))
  }
  const leftMs = budget.leftMs()
  const timers = [1, 2].map((nth) => setTimeout(send, (nth * leftMs) / requests))
  const takeBack = budget.onSpent(() => queueMicrotask(() => resolve({ kind: 'silence' })))
  socket.on('message', (message: Buffer) => {
    const sequence = replyTo(message, at.family, token)
    const sent = sequence === null ? undefined : sentAt[sequence]
    if (sent !== undefined) resolve({ kind: 'reply', rttMs: budget.clock.elapsed() - sent })
  })
  socket.on('error', (error) => resolve(echoOfError(errorCode(error))))
  socket.on('connect', send)
  // A port is asked for but means nothing to ICMP.
  socket.connect(1, at.address)
  return promise.finally(() => {
    for (const timer of timers) clearTimeout(timer)
    takeBack()
    socket.close()
  })
}

const unreachable: ReadonlySet<string> = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ECONNREFUSED', 'EHOSTDOWN', 'ENOPROTOOPT', 'EACCES'])

function echoOfError(code: string): Echo {
  return unreachable.has(code) ? { kind: 'unreachable', why: code } : { kind: 'unable', why: code }
}

// RFC 792 and RFC 4443: type and code, then checksum and id, which are the kernel's, and the sequence number.
function echoRequest(family: 4 | 6, sequence: number, token: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt8(family === 4 ? 8 : 128, 0)
  header.writeUInt16BE(sequence, 6)
  return Buffer.concat([header, token])
}

/** The sequence number that a message replies to; null for anything else. */
function replyTo(message: Buffer, family: 4 | 6, token: Buffer): number | null {
  if (message.length < 8 + token.length || message.readUInt8(0) !== (family === 4 ? 0 : 129)) return null
  return message.subarray(8, 8 + token.length).equals(token) ? message.readUInt16BE(6) : null
}
