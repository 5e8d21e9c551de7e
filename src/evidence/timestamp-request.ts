import { hashBytes } from './hash.ts'

export const nonceBytes = 8

/**
 * A TimeStampReq of RFC 3161 section 2.4.1 for a SHA-256 digest, 69 bytes of DER. It asks for the authority's certificate (certReq),
 * so that the token can be checked when the authority is gone. `nonce`: 8 random bytes; `nonceOf` says which number they stand for.
 */
export function timestampRequest(digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  if (digest.length !== hashBytes) throw new RangeError(`a SHA-256 digest of ${digest.length} bytes`)
  const imprint = der(0x30, der(0x30, der(0x06, sha256Oid), der(0x05)), der(0x04, digest))
  return der(0x30, der(0x02, Uint8Array.of(1)), imprint, der(0x02, nonceInteger(nonce)), der(0x01, Uint8Array.of(0xff)))
}

/** The number that the request carries and the answer must repeat. */
export function nonceOf(nonce: Uint8Array): bigint {
  return Buffer.from(nonceInteger(nonce)).readBigUInt64BE()
}

/** 2.16.840.1.101.3.4.2.1 */
const sha256Oid = Uint8Array.of(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01)

/** DER writes an integer in as few bytes as it can: with the top bits 01 it is positive and always 8 bytes. */
function nonceInteger(nonce: Uint8Array): Uint8Array {
  const [first] = nonce
  if (first === undefined || nonce.length !== nonceBytes) throw new RangeError(`a nonce of ${nonce.length} bytes instead of ${nonceBytes}`)
  return Uint8Array.of((first & 0x3f) | 0x40, ...nonce.subarray(1))
}

/** Tag, length, content; every length here is below 128. */
function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat(content)
  return Buffer.concat([Uint8Array.of(tag, bytes.length), bytes])
}
