import { type Asn1, parseAsn1 } from './asn1.ts'
import { EvidenceError } from './evidence-error.ts'
import { verifyOwnSignature } from './token-signature.ts'

/** A time-stamp token (RFC 3161 section 2.4.2), read and consistent in itself. Whom to trust is not decided here. */
export interface Token {
  /** The ContentInfo, as `openssl ts -verify -token_in` takes it. */
  readonly der: Uint8Array
  /** When the authority says that it signed, UTC ms; fractions of a ms are cut off. */
  readonly genAt: number
  /** How far that may be off either way, ms, rounded up; null where the authority does not say. */
  readonly accuracyMs: number | null
  /** SHA-256 of what was stamped. */
  readonly digest: Uint8Array
  readonly nonce: bigint | null
  /** Object identifier of the authority's policy. */
  readonly policy: string
  /** Decimal; unique for the authority. */
  readonly serial: string
}

/**
 * Reads a token and checks that its signature is that of a time-stamping certificate which it carries. Whether that certificate is to be
 * trusted takes the authority's roots: `openssl ts -verify`. Throws EvidenceError.
 */
export function parseToken(der: Uint8Array): Token {
  const content = parseAsn1(der, 'token')
  if (content.at(0, 'content type').oid() !== signedDataOid) throw new EvidenceError('token: not signed data')
  const signedData = content.at(1, 'content').at(0, 'signed data')
  const encapsulated = signedData.at(2, 'encapsulated content')
  if (encapsulated.at(0, 'encapsulated content type').oid() !== tstInfoOid) throw new EvidenceError('token: not a time stamp')
  const info = encapsulated.at(1, 'time stamp').at(0, 'time stamp').content
  verifyOwnSignature(signedData, info)
  return { der, ...readInfo(parseAsn1(info, 'token')) }
}

/** TSTInfo: version, policy, imprint, serial, time, and then optional fields that their tags tell apart. */
function readInfo(info: Asn1): Omit<Token, 'der'> {
  if (info.at(0, 'version').integer() !== 1n) throw new EvidenceError('token: not version 1')
  const imprint = info.at(2, 'imprint')
  if (imprint.at(0, 'imprint algorithm').at(0, 'imprint algorithm').oid() !== sha256Oid) throw new EvidenceError('token: not over SHA-256')
  const optional = info.parts.slice(5)
  const accuracy = optional.find(({ tag }) => tag === sequenceTag)
  return {
    genAt: genAt(info.at(4, 'time')),
    accuracyMs: accuracy === undefined ? null : accuracyMs(accuracy),
    digest: imprint.at(1, 'digest').content,
    nonce: optional.find(({ tag }) => tag === integerTag)?.integer() ?? null,
    policy: info.at(1, 'policy').oid(),
    serial: info.at(3, 'serial number').integer().toString(),
  }
}

const signedDataOid = '1.2.840.113549.1.7.2'
const tstInfoOid = '1.2.840.113549.1.9.16.1.4'
const sha256Oid = '2.16.840.1.101.3.4.2.1'
const integerTag = 0x02
const sequenceTag = 0x30
const generalizedTimeTag = 0x18

/** GeneralizedTime as RFC 3161 narrows it: seconds, Z, and a fraction only where it is not zero. */
function genAt({ tag, content }: Asn1): number {
  const text = Buffer.from(content).toString('latin1')
  const match = tag === generalizedTimeTag ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z$/.exec(text) : null
  const [, year, month, day, hour, minute, second, fraction = ''] = match ?? []
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
  const at = match === null ? Number.NaN : Date.parse(iso)
  // Date.parse takes the 31st of February for the 3rd of March.
  if (Number.isNaN(at) || new Date(at).toISOString() !== iso) throw new EvidenceError('token: its time is not a time')
  return at
}

/** Accuracy: seconds, [0] milliseconds, [1] microseconds, each left out when zero. */
function accuracyMs({ parts }: Asn1): number {
  const units = new Map([
    [integerTag, 1_000],
    [0x80, 1],
    [0x81, 0.001],
  ])
  const ms = parts.reduce((sum, { tag, content }) => {
    return sum + Number(`0x${Buffer.from(content).toString('hex') || '0'}`) * (units.get(tag) ?? Number.NaN)
  }, 0)
  if (!Number.isSafeInteger(Math.ceil(ms))) throw new EvidenceError('token: its accuracy is not an accuracy')
  return Math.ceil(ms)
}
