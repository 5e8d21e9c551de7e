/** What decides how bytes become text, besides the bytes themselves. */
export interface TextHints {
  /** Value of the Content-Type header, or null. */
  readonly contentType: string | null
  /** The bytes are only the beginning of the body: a character cut in two at the end is no error. */
  readonly truncated: boolean
}

/**
 * The text of a body. The encoding is taken from, in this order: a byte order mark, the charset of Content-Type, a `<meta>` or an
 * XML declaration in the first 1024 bytes (WHATWG HTML, "prescan a byte stream"), UTF-8 when the bytes are valid UTF-8, else
 * windows-1252. Bytes that the encoding cannot hold become U+FFFD: a page is judged by what a browser would show.
 */
export function decodeText(bytes: Uint8Array, hints: TextHints): string {
  // A cut character at the end of a truncated body would be one stray U+FFFD; `stream` leaves it out.
  return new TextDecoder(charsetOf(bytes, hints)).decode(bytes, { stream: hints.truncated })
}

/** The WHATWG name of the encoding that `decodeText` uses, `windows-1256` for example. */
export function charsetOf(bytes: Uint8Array, hints: TextHints): string {
  return (
    byteOrderMark(bytes) ??
    encodingNamed(charsetParameter(hints.contentType)) ??
    declaredInside(bytes) ??
    (isUtf8(bytes, hints.truncated) ? 'utf-8' : 'windows-1252')
  )
}

/** The media type of a Content-Type value, lower case and without parameters; '' when there is none. */
export function mediaType(contentType: string | null): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

function charsetParameter(contentType: string | null): string | null {
  return (
    /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i
      .exec(contentType ?? '')
      ?.slice(1)
      .find((label) => label !== undefined) ?? null
  )
}

/** Regular expressions are bounded here: they see 1024 characters at most. */
function declaredInside(bytes: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).replace(/<!--[^]*?-->/g, ' ')
  const xml = /^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']+)["']/i.exec(head)
  const meta = /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(head)
  const name = encodingNamed(meta?.[1] ?? xml?.[1] ?? null)
  // Text that we could read byte by byte cannot be UTF-16, whatever it says of itself (WHATWG prescan, last step).
  return name !== null && name.startsWith('utf-16') ? 'utf-8' : name
}

function encodingNamed(label: string | null): string | null {
  if (label === null) return null
  if (label.trim().toLowerCase() === 'x-user-defined') return 'windows-1252'
  try {
    return new TextDecoder(label).encoding
  } catch {
    return null
  }
}

function isUtf8(bytes: Uint8Array, truncated: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated })
    return true
  } catch {
    return false
  }
}
