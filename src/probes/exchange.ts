import type { Socket } from 'node:net'
import { type Failure, failure } from '../core/failure.ts'
import type { Budget } from './budget.ts'
import { type Answer, type AnswerLimits, createAnswerReader } from './http-answer.ts'
import { requestHead, type WireRequest } from './http-request.ts'
import { receive } from './receive.ts'

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
}

/** One HTTP/1.1 request over an open socket, which is destroyed at the end. */
export function exchange(socket: Socket, wire: WireRequest, limits: AnswerLimits, budget: Budget): Promise<Exchange> {
  return new Promise((resolve) => {
    const { clock } = budget
    const sentAt = clock.elapsed()
    const reader = createAnswerReader(wire.method, limits, (answer) => {
      cancel()
      socket.destroy()
      resolve(timed(answer, sentAt, clock.elapsed()))
    })
    const cancel = budget.onSpent(() => queueMicrotask(() => reader.fail(budget.failure('http_timeout', 'the answer did not end'))))
    const head = requestHead(wire)
    // A header with a line break, for example: a fault of the configuration. Its value may be a secret.
    if (head === null) return reader.fail(failure('internal', 'the request cannot be written: a character that HTTP forbids'))
    // The connection may have ended since it stood, and its events with it.
    if (socket.destroyed || socket.readableEnded) return reader.close(socket.errored)
    receive(socket, (bytes) => reader.read(bytes, clock.elapsed()))
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

function timed({ failure, head, beganAt, body, bodyTruncated }: Answer, sentAt: number, endedAt: number): Exchange {
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
