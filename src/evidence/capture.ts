import type { Capture, CapturedHop, CapturedResponse } from '../core/capture.ts'
import { redact, secretForms, soundsSecret } from '../core/redact.ts'

/**
 * The capture as it may be kept: no secret in addresses, messages and requests, nor in the heads of answers, whose cookies lose their values
 * as well. A body that repeats a secret of ours is left out. `decoded` is the last answer's body without its content coding, where one is known.
 */
export function withoutSecrets(capture: Capture, secrets: readonly string[], decoded: Uint8Array | null = null): Capture {
  const known = [...secrets, ...secrets.map((secret) => Buffer.from(secret).toString('base64')), ...capture.hops.flatMap(sentSecrets)]
  const last = capture.hops.length - 1
  const hops = capture.hops.map((hop, place) => cleanHop(hop, known, place === last ? decoded : null))
  return { ...capture, hops }
}

function cleanHop(hop: CapturedHop, secrets: readonly string[], decoded: Uint8Array | null): CapturedHop {
  const { request, response, failure } = hop
  return {
    ...hop,
    url: uri(redact(hop.url, secrets)),
    request: request === null ? null : maskedRequest(request, secrets),
    response: response === null ? null : maskedResponse(response, secrets, decoded),
    failure: failure === null ? null : { ...failure, message: redact(failure.message, secrets) },
  }
}

/** What the request itself names as secret, cookies aside: those that the target set come back in honest pages. */
function sentSecrets({ request }: CapturedHop): readonly string[] {
  if (request === null) return []
  const [head = ''] = Buffer.from(request).toString('latin1').split('\r\n\r\n', 1)
  return head.split('\r\n').flatMap((line) => {
    const [name = '', ...rest] = line.split(':')
    const value = rest.join(':').trim()
    return rest.length > 0 && soundsSecret(name) && !/^cookie$/i.test(name) ? [value, value.replace(/^\S+\s+/, '')] : []
  })
}

function maskedResponse(response: CapturedResponse, secrets: readonly string[], decoded: Uint8Array | null): CapturedResponse {
  const text = Buffer.from(response.head).toString('latin1')
  const named = text.replace(/^(set-cookie[ \t]*:[^=;\r\n]*=)[^;\r\n]*/gim, '$1***')
  const head = Buffer.from(redact(named, latin1Forms(secrets)), 'latin1')
  const { body } = response
  const bodies = [...(body instanceof Uint8Array ? [body] : []), ...(decoded === null ? [] : [decoded])]
  const told = bodies.some((bytes) => holdsSecret(bytes, secrets))
  return told ? { head, body: new Uint8Array(0), truncated: 'unspecified' } : { ...response, head }
}

/** The body with `***` for secrets of ours that it repeats; nearly always the same bytes. */
export function maskedBody(body: Uint8Array, secrets: readonly string[]): Uint8Array {
  const known = [...secrets, ...secrets.map((secret) => Buffer.from(secret).toString('base64'))]
  if (!holdsSecret(body, known)) return body
  return Buffer.from(redact(Buffer.from(body).toString('latin1'), latin1Forms(known)), 'latin1')
}

function holdsSecret(body: Uint8Array, secrets: readonly string[]): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return secretForms(secrets).some((form) => bytes.includes(form))
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
  return Buffer.from(redact(`${masked.join('\r\n')}${text.slice(head.length)}`, latin1Forms(secrets)), 'latin1')
}

/** Bytes beyond ASCII stand in latin1 text as they do in the secrets' UTF-8. */
function latin1Forms(secrets: readonly string[]): readonly string[] {
  return [...secrets, ...secrets.map((secret) => Buffer.from(secret).toString('latin1'))]
}

/** Escaped as RFC 3986 asks, without a user name or a password. */
export function uri(address: string): string {
  const url = new URL(address)
  url.username = url.password = ''
  return url.href
}
