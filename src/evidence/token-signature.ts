import { hash, verify, X509Certificate } from 'node:crypto'
import { type Asn1, parseAsn1 } from './asn1.ts'
import { EvidenceError } from './evidence-error.ts'
import { sameBytes } from './hash.ts'

/**
 * Throws EvidenceError unless one certificate inside a CMS SignedData (RFC 5652 section 5.1) may sign time stamps and did sign `content`.
 * For RSA (PKCS #1 v1.5) and ECDSA, which is what authorities use.
 */
export function verifyOwnSignature(signedData: Asn1, content: Uint8Array): void {
  const signers = signedData.parts.at(-1)?.parts ?? []
  const [signer] = signers
  // RFC 3161 section 2.4.2: the authority's signature and no other.
  if (signer === undefined || signers.length > 1) throw new EvidenceError('token: not signed by one signer')
  const digestName = digestNames[signer.at(2, 'digest algorithm').at(0, 'digest algorithm').oid()]
  if (digestName === undefined) throw new EvidenceError('token: signed with a digest other than SHA-256, SHA-384 or SHA-512')
  const attributes = signer.at(3, 'signed attributes')
  if (attributes.tag !== contextTag) throw new EvidenceError('token: no signed attributes')
  if (!sameBytes(attribute(attributes, messageDigestOid).content, hash(digestName, content, 'buffer'))) {
    throw new EvidenceError('token: the signature is over something else')
  }
  const signature = signer.at(5, 'signature').content
  const certificates = certificatesIn(signedData)
  if (certificates.length === 0) throw new EvidenceError('token: carries no certificate')
  const signing = certificates.find((one) => verifies(digestName, asSet(attributes), one, signature))
  if (signing === undefined) throw new EvidenceError('token: its signature is not that of a certificate which it carries')
  if (!signing.keyUsage?.includes(timeStampingOid)) throw new EvidenceError('token: signed by a certificate that is not for time stamping')
}

const digestNames: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
const messageDigestOid = '1.2.840.113549.1.9.4'
const timeStampingOid = '1.3.6.1.5.5.7.3.8'
const contextTag = 0xa0
const setTag = 0x31

/** The certificates that a SignedData carries. Throws EvidenceError. */
export function certificatesIn(signedData: Asn1): readonly X509Certificate[] {
  const field = signedData.parts.slice(3).find(({ tag }) => tag === contextTag)
  try {
    return (field?.parts ?? []).map(({ der }) => new X509Certificate(der))
  } catch (cause) {
    throw new EvidenceError('token: carries what is not a certificate', { cause })
  }
}

function attribute(attributes: Asn1, oid: string): Asn1 {
  const found = attributes.parts.filter((one) => one.at(0, 'attribute').oid() === oid)
  const [only] = found
  if (only === undefined || found.length > 1) throw new EvidenceError(`token: signed attribute ${oid} is not there once`)
  return only.at(1, 'attribute').at(0, 'attribute')
}

/** What is signed is the attributes as a SET, though they are sent under a tag of their own (RFC 5652 section 5.4). */
function asSet(attributes: Asn1): Uint8Array {
  const der = Buffer.from(attributes.der)
  der[0] = setTag
  parseAsn1(der, 'token')
  return der
}

function verifies(digestName: string, signed: Uint8Array, certificate: X509Certificate, signature: Uint8Array): boolean {
  try {
    return verify(digestName, signed, certificate.publicKey, signature)
  } catch {
    // A key that is broken, or of a kind that cannot have made it.
    return false
  }
}
