import type { Capture, CapturedHop } from '../core/capture.ts'
import { redact, soundsSecret } from '../core/redact.ts'

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
