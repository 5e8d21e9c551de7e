import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { fromBase64, toBase64 } from './base64.ts'
import { EvidenceError } from './evidence-error.ts'
import { sameBytes, sha256 } from './hash.ts'
import { isKeyName, type Signer, type Verifier } from './note.ts'

/** A signature type byte of c2sp.org/signed-note. */
const ed25519Type = 0x01
const keyBytes = 32

/** A signer with an Ed25519 private key. Throws RangeError for another kind of key, and for a name that cannot stand in a note. */
export function ed25519Signer(name: string, privateKey: KeyObject): Signer {
  if (privateKey.asymmetricKeyType !== 'ed25519' || privateKey.type !== 'private') throw new RangeError('not an Ed25519 private key')
  return { verifier: ed25519Verifier(name, publicBytes(privateKey)), sign: (text) => sign(null, text, privateKey) }
}

/** A verifier of an Ed25519 public key, 32 bytes (RFC 8032). */
export function ed25519Verifier(name: string, publicKey: Uint8Array): Verifier {
  if (!isKeyName(name)) throw new RangeError(`a key name has no white space and no plus sign: ${JSON.stringify(name)}`)
  if (publicKey.length !== keyBytes) throw new RangeError(`an Ed25519 public key of ${publicKey.length} bytes instead of ${keyBytes}`)
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' })
  return { name, keyId: keyIdOf(name, publicKey), verify: (text, signature) => verify(null, text, key, signature) }
}

/** The public key as `/log/key` serves it and people hand it on: `<name>+<key ID, hex>+<base64(0x01 ‖ public key)>`. Throws RangeError. */
export function verifierKeyText(name: string, key: KeyObject): string {
  const bytes = publicBytes(key)
  const { keyId } = ed25519Verifier(name, bytes)
  return `${name}+${Buffer.from(keyId).toString('hex')}+${toBase64(Buffer.from([ed25519Type, ...bytes]))}`
}

/** Reads such a text; throws EvidenceError for anything else, a key ID that is not the key's included. */
export function parseVerifierKey(text: string): Verifier {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text) ?? []
  const bytes = fromBase64(encoded)
  if (!isKeyName(name) || bytes === null) throw new EvidenceError('verifier key: not <name>+<8 hex digits>+<base64>')
  const [type, key] = [bytes[0], bytes.subarray(1)]
  if (type !== ed25519Type || key.length !== keyBytes) throw new EvidenceError('verifier key: not an Ed25519 key (type 1, 32 bytes)')
  if (!sameBytes(keyIdOf(name, key), Buffer.from(id, 'hex')))
    throw new EvidenceError(`verifier key: ${id} is not the ID of this name and key`)
  return ed25519Verifier(name, key)
}

/** The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
function keyIdOf(name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([ed25519Type]), publicKey])).subarray(0, 4)
}

function publicBytes(key: KeyObject): Uint8Array {
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' })
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined) throw new RangeError('not an Ed25519 key')
  return Buffer.from(x, 'base64url')
}
