import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Failure, failure } from '../core/failure.ts'
import type { Budget } from './budget.ts'
import { type Answer, type AnswerLimits, createAnswerReader } from './http-answer.ts'
import { requestHead, type WireRequest } from './http-request.ts'
import { receive } from './receive.ts'
import { capturedAnswer, type Wire } from './wire.ts'

/** What came back, as far as it came; `status` is null when no final answer began. */
export interface Exchange {
  readonly failure: Failure | null
  readonly status: number | null
  /** In the order they came, names as they came, bytes as latin1. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
  readonly bodyTruncated: boolean
  /** Request sent → first byte of the final answer; fractional ms. */
  readonly firstByteMs: number | null
  /** First byte → end. */
  readonly transferMs: number | null
  /** What went over the wire; of the answer only where bytes were to be kept. */
  readonly wire: Wire
}

/** One HTTP/1.1 request over an open socket, which is destroyed at the end. */
export function exchange(socket: Socket, wire: WireRequest, limits: AnswerLimits, budget: Budget): Promise<Exchange> {
  return new Promise((resolve) => {
    const { clock } = budget
    const sentAt = clock.elapsed()
    const received: Buffer[] = []
    const reader = createAnswerReader(wire.method, limits, (answer) => {
      cancel()
      socket.destroy()
      resolve({ ...timed(answer, sentAt, clock.elapsed()), wire: wireOf(wire, limits, received, answer) })
    })
    const cancel = budget.onSpent(() => queueMicrotask(() => reader.fail(budget.failure('http_timeout', 'the answer did not end'))))
    const head = requestHead(wire)
    // A header with a line break, for example: a fault of the configuration. Its value may be a secret.
    if (head === null) return reader.fail(failure('internal', 'the request cannot be written: a character that HTTP forbids'))
    // The connection may have ended since it stood, and its events with it.
    if (socket.destroyed || socket.readableEnded) return reader.close(socket.errored)
    receive(socket, (bytes) => {
      const at = clock.elapsed()
      if (limits.keepsBytes !== true) return reader.read(bytes, at)
      // Under TLS each piece is a buffer of its own already.
      const own = socket instanceof TLSSocket ? bytes : Buffer.from(bytes)
      received.push(own)
      reader.read(own, at)
    })
    socket.on('end', () => reader.close(null))
    socket.on('close', () => reader.close(null))
    socket.on('error', (error) => reader.close(error))
    send(socket, head, wire.body)
  })
}

function send(socket: Socket, head: string, body: string | null): void {
  if (body === null) {
    socket.write(head, 'latin1')
    return
  }
  socket.cork()
  socket.write(head, 'latin1')
  socket.write(body, 'utf8')
  socket.uncork()
}

function wireOf(wire: WireRequest, limits: AnswerLimits, received: readonly Buffer[], { failure, head, bodyTruncated }: Answer): Wire {
  const cut = bodyTruncated || (head !== null && limits.skipBody(head.status))
  return {
    request() {
      const text = requestHead(wire)
      return text === null ? null : Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from(wire.body ?? '')])
    },
    response: () => capturedAnswer(wire.method, received, { failure, cut }),
  }
}

function timed({ failure, head, beganAt, body, bodyTruncated }: Answer, sentAt: number, endedAt: number): Omit<Exchange, 'wire'> {
  return {
    failure,
    status: head?.status ?? null,
    headers: head?.headers ?? [],
    body,
    bodyTruncated,
    firstByteMs: head === null ? null : beganAt - sentAt,
    transferMs: head === null ? null : endedAt - beganAt,
  }
}
