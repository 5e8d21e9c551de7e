import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http'
import type { Socket } from 'node:net'
import { type Failure, failure } from '../core/failure.ts'
import { type Body, type BodySink, codingsOf, collectBody } from './body.ts'
import type { Budget } from './budget.ts'
import { errorCode, exchangeFailure } from './failure-map.ts'

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  /** `/path?query`, or a whole URL for a proxy. */
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
}

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

export interface ExchangeLimits {
  readonly bodyCapBytes: number
  /** Answers whose body nobody will read: it is left unread. */
  readonly skipBody: (status: number) => boolean
}

/** Servers of today stay under 16 KiB; browsers stop at about 256 KiB. */
const headersCapBytes = 64 * 1024
/** Bytes on the wire beyond the body's cap: headers, chunk sizes, and nothing without end. */
const wireSlackBytes = 128 * 1024
const informationalMax = 16

/**
 * One HTTP/1.1 request over an open socket, which is destroyed at the end. Node's own client is the layer: it costs what
 * undici's lowest one does, and it takes an unasked `100 Continue`, which RFC 9110 section 15.2 obliges clients to
 * accept and undici 8 answers by hanging up.
 */
export async function exchange(socket: Socket, wire: WireRequest, limits: ExchangeLimits, budget: Budget): Promise<Exchange> {
  try {
    return await converse(socket, wire, limits, budget)
  } catch (error) {
    // Node refuses to write the request, a header with a line break for example: a fault of the configuration.
    socket.destroy()
    return { ...unanswered, failure: failure('internal', `the request cannot be written (${errorCode(error)})`) }
  }
}

const unanswered: Exchange = {
  failure: null,
  status: null,
  headers: [],
  body: new Uint8Array(0),
  bodyTruncated: false,
  firstByteMs: null,
  transferMs: null,
}

function converse(socket: Socket, wire: WireRequest, limits: ExchangeLimits, budget: Budget): Promise<Exchange> {
  return new Promise((resolve) => {
    const request = send(socket, wire)
    const sentAt = budget.clock.elapsed()
    const seen = watchBytes(socket, budget, limits.bodyCapBytes + headersCapBytes + wireSlackBytes, () => overflow())
    let answer: IncomingMessage | null = null
    let sink: BodySink | null = null
    let broken: Failure | null = null
    let done = false
    const finish = (body: Body | null): void => {
      if (done) return
      done = true
      cancel()
      seen.stop()
      request.destroy()
      socket.destroy()
      const firstByteAt = answer ? seen.firstByteAt() : null
      resolve({
        failure: broken ?? body?.failure ?? null,
        status: answer?.statusCode ?? null,
        headers: pairs(answer?.rawHeaders ?? []),
        body: body?.bytes ?? unanswered.body,
        // Cut by us at the cap; what the peer cut short is a failure, not a truncation.
        bodyTruncated: broken === null && (body?.truncated ?? false),
        firstByteMs: firstByteAt === null ? null : firstByteAt - sentAt,
        transferMs: firstByteAt === null ? null : budget.clock.elapsed() - firstByteAt,
      })
    }
    // A broken body keeps what was decoded of it: people want to see it.
    const fail = (fault: Failure): void => {
      broken ??= fault
      if (sink) sink.cut()
      else finish(null)
    }
    const overflow = (): void => (sink ? sink.cut() : fail(failure('http_too_large', 'more bytes than an answer may have')))
    const cancel = budget.onSpent(() => queueMicrotask(() => fail(budget.failure('http_timeout', 'the answer did not end'))))
    request.on('error', (error) => fail(exchangeFailure(error, answer !== null)))
    request.on('upgrade', () => fail(failure('http_protocol', 'switched protocols unasked')))
    let informational = 0
    request.on('information', () => {
      seen.forgetFirstByte()
      if (++informational > informationalMax) fail(failure('http_protocol', 'informational answers without end'))
    })
    request.on('response', (message) => {
      answer = message
      message.on('error', (error) => fail(exchangeFailure(error, true)))
      // Done with its head; what a careless server sends after it is not ours to judge.
      if (!hasBody(wire.method, message) || limits.skipBody(message.statusCode ?? 0)) return finish(null)
      const codings = codingsOf(message.headers['content-encoding'] ?? '')
      if (!codings) return fail(failure('http_decode', 'a Content-Encoding that we did not ask for'))
      sink = collectBody(codings, limits.bodyCapBytes, finish)
      message.on('data', (chunk: Buffer) => sink?.write(chunk))
      message.on('end', () => sink?.end())
    })
  })
}

function hasBody(method: string, message: IncomingMessage): boolean {
  return method !== 'HEAD' && message.statusCode !== 204 && message.statusCode !== 304
}

function send(socket: Socket, wire: WireRequest): ClientRequest {
  const { method, path, body } = wire
  const request = startRequest({
    createConnection: () => socket,
    method,
    path,
    headers: wire.headers.flat(),
    setDefaultHeaders: false,
    maxHeaderSize: headersCapBytes,
  })
  request.end(body ?? undefined)
  return request
}

/** Notes when the first byte of an answer came, and calls `overflow` once more than `capBytes` have come. */
function watchBytes(socket: Socket, budget: Budget, capBytes: number, overflow: () => void) {
  let firstAt: number | null = null
  let bytes = 0
  const see = (chunk: Buffer): void => {
    firstAt ??= budget.clock.elapsed()
    bytes += chunk.length
    if (bytes > capBytes) overflow()
  }
  // `prepend`: before the parser sees the chunk, and without setting the socket flowing before the parser is there.
  socket.prependListener('data', see)
  return {
    firstByteAt: () => firstAt ?? budget.clock.elapsed(),
    forgetFirstByte: () => {
      firstAt = null
    },
    stop: () => socket.off('data', see),
  }
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? ''] as const)
}
