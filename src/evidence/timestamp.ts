import { randomBytes } from 'node:crypto'
import { type IncomingMessage, request as startHttp } from 'node:http'
import { request as startHttps } from 'node:https'
import { errorCode } from '../core/error-code.ts'
import { readTimestampAnswer } from './timestamp-answer.ts'
import { nonceBytes, nonceOf, timestampRequest } from './timestamp-request.ts'
import type { Token } from './timestamp-token.ts'

/** One authority's outcome: recorded as it is, whatever it is. `authority` is its address without a password. */
export type Stamp = { readonly authority: string; readonly attempts: number } & (
  | { readonly ok: true; readonly token: Token }
  | ({ readonly ok: false } & StampFailure)
)
export interface StampFailure {
  readonly code: 'unreachable' | 'timeout' | 'http_status' | 'too_large' | 'malformed' | 'refused' | 'mismatch' | 'stopped'
  /** Asking again may help. */
  readonly transient: boolean
  readonly reason: string
}
export interface StampContext {
  /** For one attempt, from connecting to the last byte. */
  readonly timeoutMs: number
  /** Ends everything; outcomes are then `stopped`. */
  readonly signal: AbortSignal
  /** Resolves after `ms`, or at once when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Asks every authority (http or https addresses) at once for a token over a SHA-256 digest. Failures are data; it never rejects for them. */
export function stampWithAll(digest: Uint8Array, authorities: readonly string[], context: StampContext): Promise<readonly Stamp[]> {
  return Promise.all(authorities.map((address) => stamp(digest, new URL(address), context)))
}

/** Whether to ask again after so many attempts, and after which pause: 2 s, 8 s, 32 s. The hour's next stamp is another try. */
export function decideRetry(
  failure: StampFailure,
  attempts: number,
): { readonly retry: true; readonly afterMs: number } | { readonly retry: false; readonly reason: string } {
  if (!failure.transient) return { retry: false, reason: `${failure.code} will not pass` }
  if (attempts >= mostAttempts) return { retry: false, reason: `${attempts} attempts failed` }
  return { retry: true, afterMs: 2_000 * 4 ** (attempts - 1) }
}

const mostAttempts = 4
/** A token with a chain of RSA certificates is 6 kB. */
const longestAnswer = 64 * 1024

async function stamp(digest: Uint8Array, address: URL, context: StampContext): Promise<Stamp> {
  const authority = `${address.origin}${address.pathname}`
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt(digest, address, context)
    if (outcome.ok) return { authority, attempts, ...outcome }
    const decision = decideRetry(outcome, attempts)
    if (!decision.retry) return { authority, attempts, ...outcome }
    await context.sleep(decision.afterMs, context.signal)
  }
}

type Attempt = { readonly ok: true; readonly token: Token } | ({ readonly ok: false } & StampFailure)

async function attempt(digest: Uint8Array, address: URL, { timeoutMs, signal }: StampContext): Promise<Attempt> {
  const nonce = randomBytes(nonceBytes)
  const timeout = AbortSignal.timeout(timeoutMs)
  if (signal.aborted) return failed('stopped', false, 'the daemon is stopping')
  let received: { readonly status: number; readonly bytes: Uint8Array | null }
  try {
    const response = await post(address, timestampRequest(digest, nonce), AbortSignal.any([signal, timeout]))
    received = { status: response.statusCode ?? 0, bytes: await bodyOf(response) }
  } catch (error) {
    if (signal.aborted) return failed('stopped', false, 'the daemon is stopping')
    if (timeout.aborted) return failed('timeout', true, `no whole answer within ${timeoutMs} ms`)
    return failed('unreachable', true, `not reached (${errorCode(error)})`)
  }
  const { status, bytes } = received
  if (status !== 200) return failed('http_status', status === 408 || status === 429 || status >= 500, `answered ${status}`)
  if (bytes === null) return failed('too_large', false, `answered more than ${longestAnswer} bytes`)
  return readTimestampAnswer(bytes, { digest, nonce: nonceOf(nonce) })
}

function failed(code: StampFailure['code'], transient: boolean, reason: string): Attempt {
  return { ok: false, code, transient, reason }
}

/**
 * RFC 3161 section 3.4. Redirects are not followed: an authority has one address. Node's own client, as for looks: `fetch` would bring
 * a second one into memory.
 */
function post(address: URL, body: Uint8Array, signal: AbortSignal): Promise<IncomingMessage> {
  const start = address.protocol === 'https:' ? startHttps : startHttp
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/timestamp-query',
      accept: 'application/timestamp-reply',
      'content-length': body.length,
    }
    // A connection of its own, closed with the answer. A user name in the address becomes an Authorization header.
    start(address, { method: 'POST', headers, signal, agent: false }, resolve).on('error', reject).end(body)
  })
}

/** Null when it is longer than any answer. */
async function bodyOf(response: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    // Leaving the loop closes the connection.
    if (length > longestAnswer) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
