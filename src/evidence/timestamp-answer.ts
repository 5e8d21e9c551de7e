import { type Asn1, parseAsn1 } from './asn1.ts'
import { EvidenceError } from './evidence-error.ts'
import { sameBytes } from './hash.ts'
import { parseToken, type Token } from './timestamp-token.ts'

/** What an authority answered: a token, or why there is none. `transient`: asking again may help. */
export type TimestampAnswer =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly code: 'refused' | 'malformed' | 'mismatch'; readonly transient: boolean; readonly reason: string }

/** What the answer must be to. */
export interface Asked {
  readonly digest: Uint8Array
  readonly nonce: bigint
}

/** Reads a TimeStampResp (RFC 3161 section 2.4.2). */
export function readTimestampAnswer(bytes: Uint8Array, asked: Asked): TimestampAnswer {
  try {
    const response = parseAsn1(bytes, 'answer')
    const status = response.at(0, 'status')
    const code = status.at(0, 'status').integer()
    // 0 granted, 1 granted with modifications; the rest are refusals.
    if (code > 1n || code < 0n) return refusal(code, status)
    return answersTo(parseToken(response.at(1, 'token').der), asked)
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    // A gateway's page instead of an answer: it may be gone the next time.
    return { ok: false, code: 'malformed', transient: true, reason: error.message }
  }
}

function answersTo(token: Token, { digest, nonce }: Asked): TimestampAnswer {
  if (!sameBytes(token.digest, digest)) return mismatch('the token is over another digest')
  if (token.nonce !== nonce) return mismatch('the token answers another request (nonce)')
  return { ok: true, token }
}

function mismatch(reason: string): TimestampAnswer {
  return { ok: false, code: 'mismatch', transient: true, reason }
}

/** PKIFailureInfo bits, RFC 3161 section 2.4.2. */
const failures: Readonly<Record<number, string>> = {
  0: 'badAlg',
  2: 'badRequest',
  5: 'badDataFormat',
  14: 'timeNotAvailable',
  15: 'unacceptedPolicy',
  16: 'unacceptedExtension',
  17: 'addInfoNotAvailable',
  25: 'systemFailure',
}
const passing: ReadonlySet<string> = new Set(['timeNotAvailable', 'systemFailure'])
const bitStringTag = 0x03
const sequenceTag = 0x30

function refusal(code: bigint, status: Asn1): TimestampAnswer {
  const names = bitsOf(status.parts.find(({ tag }) => tag === bitStringTag)).map((bit) => failures[bit] ?? `bit ${bit}`)
  const texts = (status.parts.find(({ tag }) => tag === sequenceTag)?.parts ?? []).map(({ content }) => shown(content))
  return {
    ok: false,
    code: 'refused',
    transient: names.some((name) => passing.has(name)),
    reason: [`status ${code}`, ...names, ...texts].join(', '),
  }
}

function bitsOf(field: Asn1 | undefined): readonly number[] {
  const [, ...bytes] = field?.content ?? []
  return bytes.flatMap((byte, place) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte & (0x80 >> bit)) !== 0).map((bit) => place * 8 + bit),
  )
}

/** A stranger's text on one short line. */
function shown(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 200)).replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
}
