import type { Socket } from 'node:net'
import type { Failure } from '../core/failure.ts'
import type { TcpTarget } from '../core/monitor.ts'
import { type Budget, startBudget } from './budget.ts'
import { exchangeFailure } from './failure-map.ts'
import { open, readingOf, wholeMs } from './open.ts'
import type { Probe } from './probe.ts'
import { receive } from './receive.ts'
import { capturedBytes, capturedHop, connectionOnly, nothing } from './wire.ts'

const replyCapBytes = 64 * 1024
/** A service that has begun to speak and falls silent this long has said what it had to say. */
const idleMs = 1000

/** A connection; what the target says to send; and the reply, when the expectation asks for one. */
export const probeTcp: Probe<TcpTarget> = async (target, context) => {
  const startedAt = context.clock.elapsed()
  const at = context.clock.now()
  using budget = startBudget(context)
  const opened = await open(context.net, { ...target, tls: null }, budget)
  const { socket } = opened
  if (!socket) {
    context.offer?.(() => connectionOnly(target.url, at, opened, opened.failure))
    return readingOf(opened, context.clock.elapsed() - startedAt)
  }
  const talk = await converse(socket, target.send, context.wantsReply, budget)
  socket.destroy()
  context.offer?.(() => {
    const response = () => capturedBytes(talk.chunks, { failure: talk.failure, cut: talk.cut })
    return { lookups: opened.lookups, hops: [capturedHop(target.url, at, opened, { ...nothing, response }, talk.failure)] }
  })
  const reading = readingOf({ ...opened, failure: talk.failure }, context.clock.elapsed() - startedAt)
  return { ...reading, reply: talk.reply, timings: { ...reading.timings, firstByteMs: wholeMs(talk.firstByteMs) } }
}

interface Talk {
  readonly failure: Failure | null
  /** Null when none was wanted; empty when none came. */
  readonly reply: string | null
  readonly firstByteMs: number | null
  readonly chunks: readonly Buffer[]
  /** It ended at the cap, or with the budget. */
  readonly cut: boolean
}

/** The reply ends at 64 KiB, at 1 s of silence after it began, when the peer closes, or with the budget. */
function converse(socket: Socket, send: string | null, wantsReply: boolean, budget: Budget): Promise<Talk> {
  if (!wantsReply && send === null) return Promise.resolve({ failure: null, reply: null, firstByteMs: null, chunks: [], cut: false })
  return new Promise((resolve) => {
    const startedAt = budget.clock.elapsed()
    const chunks: Buffer[] = []
    let length = 0
    let firstByteMs: number | null = null
    let idle: NodeJS.Timeout | undefined
    const finish = (failure: Failure | null, cut = false): void => {
      clearTimeout(idle)
      cancel()
      const reply = wantsReply ? Buffer.concat(chunks).subarray(0, replyCapBytes).toString('utf8') : null
      resolve({ failure, reply, firstByteMs, chunks, cut })
    }
    socket.on('error', (error) => finish(exchangeFailure(error, length > 0)))
    const cancel = budget.onSpent(() => queueMicrotask(() => finish(null, true)))
    if (!wantsReply) {
      socket.write(send ?? '', () => finish(null))
      return
    }
    receive(socket, (bytes) => {
      firstByteMs ??= budget.clock.elapsed() - startedAt
      chunks.push(Buffer.from(bytes))
      length += bytes.length
      clearTimeout(idle)
      if (length >= replyCapBytes) finish(null, true)
      else idle = setTimeout(() => finish(null), idleMs)
    })
    socket.on('end', () => finish(null))
    if (send !== null) socket.write(send)
  })
}
