/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  /** `/path?query`, or a whole URL for a proxy. */
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
}

/**
 * The head of a request, one character per byte (latin1); RFC 9112 sections 3 and 5. Null when a part of it holds what HTTP forbids there:
 * a line break in a configured header would be a header of somebody else's.
 */
export function requestHead(request: WireRequest): string | null {
  const known = heads.get(request)
  if (known !== undefined) return known
  const head = writtenHead(request)
  heads.set(request, head)
  return head
}

/** A request may be sent at every look, and read again for a capture. */
const heads = new WeakMap<WireRequest, string | null>()

function writtenHead({ method, path, headers }: WireRequest): string | null {
  if (!token.test(method) || !visible.test(path)) return null
  // One `join`: a text grown by `+` is a tree of small ones.
  const parts = [method, ' ', path, ' HTTP/1.1\r\n']
  for (const [name, value] of headers) {
    if (!token.test(name) || !fieldValue.test(value)) return null
    parts.push(name, ': ', value, '\r\n')
  }
  parts.push('\r\n')
  return parts.join('')
}

const token = /^[!#$%&'*+.^_`|~\w-]+$/
const visible = /^[\x21-\x7e\x80-\xff]+$/
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/
