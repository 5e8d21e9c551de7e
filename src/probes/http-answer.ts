import { type Failure, failure } from '../core/failure.ts'
import { type Body, type BodySink, codingsOf, collectBody } from './body.ts'
import { exchangeFailure, truncated } from './failure-map.ts'
import { type BodyReader, createBodyReader, framingOf } from './http-framing.ts'
import { createHeadReader, type FinalHead, type Head, headCapBytes } from './http-head.ts'

/** What came back, as far as it came. */
export interface Answer {
  readonly failure: Failure | null
  /** Of the final answer; null when it did not come whole. */
  readonly head: Head | null
  /** When the first byte of that head came. */
  readonly beganAt: number
  /** Decoded. */
  readonly body: Uint8Array
  readonly bodyTruncated: boolean
}

export interface AnswerLimits {
  /** The bytes that are read stay as they are: nothing of them has to be copied. */
  readonly keepsBytes?: boolean
  readonly bodyCapBytes: number
  /** Answers whose body nobody will read: it is left unread. */
  readonly skipBody: (status: number) => boolean
}

/** Told once, through the callback it was made with, when the answer is there or can no longer come. */
export interface AnswerReader {
  /** Takes the next bytes of the connection, which came at `at`; unless they stay as they are (`keepsBytes`) it copies what it keeps. How they were cut makes no difference. */
  read(bytes: Buffer, at: number): void
  /** The connection is over: by an error, or (null) because the peer closed it. */
  close(error: unknown): void
  /** Whatever is missing will not be waited for. */
  fail(fault: Failure): void
}

/** Bytes on the wire beyond the body's cap: a head, chunk sizes, and nothing without end. */
const wireSlackBytes = headCapBytes + 128 * 1024

/** Reads the answer to a request of this method; it knows bytes and no sockets. */
export function createAnswerReader(method: string, limits: AnswerLimits, told: (answer: Answer) => void): AnswerReader {
  const heads = createHeadReader()
  let head: Head | null = null
  let beganAt = 0
  let body: BodyReader | null = null
  let sink: BodySink | null = null
  let broken: Failure | null = null
  let wireLeft = limits.bodyCapBytes + wireSlackBytes
  /** All has come, though some may still have to be decoded. */
  let whole = false

  const end = (decoded: Body | null): void => {
    whole = true
    told({
      failure: broken ?? decoded?.failure ?? null,
      head,
      beganAt,
      body: decoded?.bytes ?? empty,
      // Cut by us at the cap; what the peer cut short is a failure, not a truncation.
      bodyTruncated: broken === null && (decoded?.truncated ?? false),
    })
  }
  // A broken body keeps what was decoded of it: people want to see it.
  const fail = (fault: Failure): void => {
    broken ??= fault
    if (sink) sink.cut()
    else if (!whole) end(null)
  }
  const begin = (final: FinalHead): void => {
    const framed = framingOf(method, final.head)
    if ('code' in framed) return fail(framed)
    head = final.head
    beganAt = final.beganAt
    // Done with its head; what a careless server sends after it is not ours to judge.
    if (framed.framing.kind === 'none' || limits.skipBody(head.status)) return end(null)
    const codings = codingsOf(framed.codings)
    if (!codings) return fail(failure('http_decode', 'a Content-Encoding that we did not ask for'))
    const into = collectBody(codings, limits.bodyCapBytes, end)
    sink = into
    body = createBodyReader(framed.framing, (bytes) => {
      // A copy of what is only lent: a decoder reads it in another thread, later.
      if (!whole) into.write(limits.keepsBytes === true ? bytes : Buffer.from(bytes))
    })
    readBody(body, into, final.rest)
  }
  const readBody = (from: BodyReader, into: BodySink, bytes: Buffer): void => {
    const step = from.read(bytes)
    if (step === 'more' || whole) return
    if (step !== 'end') return fail(step)
    whole = true
    into.end()
  }
  const readHead = (bytes: Buffer, at: number): void => {
    const found = heads.read(bytes, at)
    if (found === null) return
    if ('code' in found) fail(found)
    else begin(found)
  }

  return {
    read(bytes, at) {
      if (whole) return
      const taken = bytes.subarray(0, wireLeft)
      if (body && sink) readBody(body, sink, taken)
      else readHead(taken, at)
      wireLeft -= taken.length
      if (whole || taken.length === bytes.length) return
      if (sink) sink.cut()
      else fail(failure('http_too_large', 'more bytes than an answer may have'))
    },
    close(error) {
      if (whole) return
      if (error !== null) return fail(exchangeFailure(error, head !== null))
      if (!sink || !body?.endsWithConnection) return fail(truncated(head !== null))
      whole = true
      sink.end()
    },
    fail,
  }
}

const empty = new Uint8Array(0)
