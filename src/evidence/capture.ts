import type { Failure } from '../core/failure.ts'
import type { ControlRound } from '../core/observation.ts'
import { redact, soundsSecret } from '../core/redact.ts'

/** Everything that went over the wire in one look, kept at a change of outcome and once a day. A plain value. */
export interface Capture {
  /** The look's identity, and its monitor. */
  readonly monitorId: string
  readonly vantageId: string
  readonly boot: string
  readonly counter: number
  /** Start of the look, UTC ms. */
  readonly at: number
  readonly lookups: readonly CapturedLookup[]
  /** In the order they were made; redirects make several. */
  readonly hops: readonly CapturedHop[]
  /** The round that says whether we were online; null when none was asked for. */
  readonly controls: ControlRound | null
}

/** One question to a resolver and what came back. */
export interface CapturedLookup {
  readonly at: number
  readonly name: string
  /** `A`, `AAAA`, … */
  readonly type: string
  /** Address of the resolver, or `system`. */
  readonly resolver: string
  /** `NOERROR`, `NXDOMAIN`, …; null when nothing came back. */
  readonly rcode: string | null
  /** Data in presentation format, TTL in s. */
  readonly answers: readonly { readonly name: string; readonly type: string; readonly ttl: number; readonly data: string }[]
}

/** One connection and the exchange over it. */
export interface CapturedHop {
  readonly url: string
  readonly at: number
  /** Remote address; null when none was reached. */
  readonly address: string | null
  readonly tls: { readonly version: string; readonly cipher: string | null } | null
  /** Certificates as they were presented, leaf first, DER. */
  readonly chain: readonly Uint8Array[]
  /** Head and body as sent, without secrets (`withoutSecrets`); null when nothing was sent. */
  readonly request: Uint8Array | null
  readonly response: CapturedResponse | null
  readonly failure: Failure | null
}

export interface CapturedResponse {
  /** Status line and headers as received, with the empty line that ends them; empty for what is not HTTP. */
  readonly head: Uint8Array
  /** What followed on the wire: chunk sizes and content coding as they came. At most `bodyCapBytes` are kept. */
  readonly body: Uint8Array | ErasedBody
  /** Why the body is not whole, in the words of WARC-Truncated; null when it is. */
  readonly truncated: 'length' | 'time' | 'disconnect' | null
}
/** A body that was erased later (law, personal data): what remains is enough to recognise it, and breaks no proof. */
export interface ErasedBody {
  /** Of the bytes that were kept, hex. */
  readonly sha256: string
  readonly length: number
}

export const bodyCapBytes = 1024 * 1024

/** The capture as it may be kept: no secret in addresses, messages and requests. What the target sent is never touched. */
export function withoutSecrets(capture: Capture, secrets: readonly string[]): Capture {
  const hops = capture.hops.map(
    (hop): CapturedHop =>
      Object.assign({}, hop, {
        url: redact(hop.url, secrets),
        request: hop.request === null ? null : maskedRequest(hop.request, secrets),
        failure: hop.failure === null ? null : Object.assign({}, hop.failure, { message: redact(hop.failure.message, secrets) }),
      }),
  )
  return { ...capture, hops }
}

/** A request with `***` for the values of headers that sound secret, and for secrets wherever they stand. */
export function maskedRequest(request: Uint8Array, secrets: readonly string[]): Uint8Array {
  const text = Buffer.from(request).toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  const masked = head.split('\r\n').map((line) => {
    const [name = ''] = line.split(':')
    return name !== line && soundsSecret(name) ? `${name}: ***` : line
  })
  // Bytes beyond ASCII stand in latin1 text as they do in the secrets' UTF-8.
  const forms = [...secrets, ...secrets.map((secret) => Buffer.from(secret).toString('latin1'))]
  return Buffer.from(redact(`${masked.join('\r\n')}${text.slice(head.length)}`, forms), 'latin1')
}
