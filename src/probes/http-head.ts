import { type Failure, failure } from '../core/failure.ts'

/** The status and the fields of one answer. */
export interface Head {
  readonly status: number
  /** In the order they came, names as they came, bytes as latin1. */
  readonly headers: readonly (readonly [string, string])[]
}

/** The head of the final answer, and what came right behind it. */
export interface FinalHead {
  readonly head: Head
  readonly rest: Buffer
  /** When its first byte came. */
  readonly beganAt: number
  /** Bytes of it, the empty line included. */
  readonly length: number
}

export interface HeadReader {
  /** Takes the next bytes, which came at `at`; null: there is more to come. How the bytes were cut makes no difference. */
  read(bytes: Buffer, at: number): FinalHead | Failure | null
}

/** Servers of today stay under 16 KiB; browsers stop at about 256 KiB. */
export const headCapBytes = 64 * 1024
const informationalMax = 16
const [tab, lf, cr, space] = [0x09, 0x0a, 0x0d, 0x20]

/**
 * Reads to the end of the final answer's head (RFC 9112 sections 2 to 5); informational answers are skipped (RFC 9110 section 15.2).
 * It takes what curl or browsers take, so that nothing looks down that people can use: lines that end in LF alone, folded lines, white
 * space before a colon, names that are no tokens, empty lines before the status line.
 */
export function createHeadReader(): HeadReader {
  let held: Held | null = null
  let place = atStart
  let beganAt = 0
  let informational = 0
  const skip = (status: number): Failure | null => {
    if (status === 101) return failure('http_protocol', 'switched protocols unasked')
    informational += 1
    return informational > informationalMax ? failure('http_protocol', 'informational answers without end') : null
  }
  return {
    read(bytes, at) {
      let rest = bytes
      for (;;) {
        if (held === null) beganAt = at
        else held = append(held, rest)
        const all = held === null ? rest : held.bytes.subarray(0, held.length)
        const found = scan(all.subarray(0, headCapBytes), place)
        if ('code' in found) return found
        if (!('end' in found)) {
          if (all.length > headCapBytes) return failure('http_too_large', 'headers over the limit')
          place = found
          held ??= append({ bytes: none, length: 0 }, all)
          return null
        }
        rest = all.subarray(found.end)
        if (found.status >= 200) {
          const headers = parseFields(all.toString('latin1', found.fieldsAt, found.end))
          return 'code' in headers ? headers : { head: { status: found.status, headers }, rest, beganAt, length: found.end }
        }
        const fault = skip(found.status)
        if (fault !== null) return fault
        held = null
        place = atStart
        if (rest.length === 0) return null
      }
    },
  }
}

/** Bytes of a head that came in pieces: the first `length` of `bytes`. */
interface Held {
  readonly bytes: Buffer
  readonly length: number
}

const none = Buffer.alloc(0)

/** Room grows twofold, so that a head that comes byte by byte is copied a few times and not once per byte. */
function append({ bytes, length }: Held, more: Buffer): Held {
  const needed = length + more.length
  const room = needed <= bytes.length ? bytes : Buffer.allocUnsafe(Math.max(2 * needed, 1024))
  if (room !== bytes) bytes.copy(room, 0, 0, length)
  more.copy(room, length)
  return { bytes: room, length: needed }
}

/** How far a head was read. */
interface Place {
  /** Null while the status line has not ended. */
  readonly status: number | null
  readonly fieldsAt: number
  /** Where the line begins that has not ended. */
  readonly lineAt: number
  readonly scannedTo: number
}
interface Ended {
  readonly status: number
  readonly fieldsAt: number
  readonly end: number
}

const atStart: Place = { status: null, fieldsAt: 0, lineAt: 0, scannedTo: 0 }

/** On to the empty line, or as far as there are bytes; each byte is looked at once. */
function scan(bytes: Buffer, from: Place): Ended | Place | Failure {
  let { status, fieldsAt, lineAt, scannedTo } = from
  for (;;) {
    if (status === null && !mayBeStatusLine(bytes, lineAt)) return failure('http_protocol', 'not valid HTTP (no status line)')
    const end = bytes.indexOf(lf, scannedTo)
    if (end === -1) return { status, fieldsAt, lineAt, scannedTo: bytes.length }
    const empty = end === lineAt || (end === lineAt + 1 && bytes[lineAt] === cr)
    if (empty && status !== null) return { status, fieldsAt, end: end + 1 }
    if (!empty && status === null) {
      status = readStatus(bytes.toString('latin1', lineAt, end))
      if (status === null) return failure('http_protocol', 'not valid HTTP (bad status line)')
      fieldsAt = end + 1
    }
    lineAt = end + 1
    scannedTo = lineAt
  }
}

/** What begins otherwise is told at once: a server of another protocol may wait for us to speak. */
function mayBeStatusLine(bytes: Buffer, from: number): boolean {
  const there = bytes.length - from
  if (there > 0 && bytes[from] === lf) return true
  if (there > 0 && bytes[from] === cr) return there === 1 || bytes[from + 1] === lf
  for (let i = 0; i < there && i < protocol.length; i++) {
    if (((bytes[from + i] ?? 0) | 0x20) !== protocol.charCodeAt(i)) return false
  }
  return true
}

/** In lower case; `/` is its own. */
const protocol = 'http/'

/** RFC 9112 section 4. Browsers and curl take other versions, more white space and no reason phrase. */
function readStatus(line: string): number | null {
  const code = /^http\/\d(?:\.\d)?[ \t]+([1-9]\d\d)(?![^ \t\r])/i.exec(line)?.[1]
  return code === undefined ? null : Number(code)
}

/** Field lines up to the empty one, RFC 9112 section 5. */
function parseFields(text: string): readonly (readonly [string, string])[] | Failure {
  // RFC 9110 section 5.5: a recipient may refuse it; curl and browsers do.
  if (text.includes('\0')) return failure('http_protocol', 'not valid HTTP (a NUL in the headers)')
  const fields: (readonly [string, string])[] = []
  for (let at = 0; ; ) {
    const end = text.indexOf('\n', at)
    const first = text.charCodeAt(at)
    if (end === at || (end === at + 1 && first === cr)) return fields
    if (first === space || first === tab) unfold(fields, trimmed(text, at, end))
    else {
      const colon = text.indexOf(':', at)
      if (colon === -1 || colon > end) return failure('http_protocol', 'not valid HTTP (a header without a colon)')
      fields.push([trimmed(text, at, colon), trimmed(text, colon + 1, end)])
    }
    at = end + 1
  }
}

/** RFC 9112 section 5.2: a fold is one space. Section 2.2: one right after the status line belongs to nothing. */
function unfold(fields: (readonly [string, string])[], more: string): void {
  const last = fields.pop()
  if (last) fields.push([last[0], `${last[1]} ${more}`.trim()])
}

/** Without white space around it; a CR inside counts as a space (RFC 9112 section 2.2). */
function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to]
  while (start < end && isWhite(text.charCodeAt(start))) start++
  while (end > start && isWhite(text.charCodeAt(end - 1))) end--
  const value = text.slice(start, end)
  return value.includes('\r') ? value.replaceAll('\r', ' ') : value
}

function isWhite(code: number): boolean {
  return code === space || code === tab || code === cr
}
