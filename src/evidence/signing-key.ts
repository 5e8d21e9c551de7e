import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode } from '../core/error-code.ts'
import { flush } from './durable.ts'

/** The log's private key cannot be used; the message says what to do. It never holds anything of the file. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError'
}

/** The log's private key at `path`, made there when there is none. Throws SigningKeyError. */
export function openSigningKey(path: string): { readonly key: KeyObject; readonly made: boolean } {
  const key = readSigningKey(path)
  if (key !== null) return { key, made: false }
  const made = writeNewKey(path)
  return { key: readSigningKey(path) ?? fail(path, 'it is gone again', 'give it a directory that nothing else cleans'), made }
}

/** The Ed25519 key in a PEM file (PKCS #8) that nobody but its owner may read; null when there is no file. Throws SigningKeyError. */
export function readSigningKey(path: string): KeyObject | null {
  const file = openOrNull(path)
  if (file === null) return null
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) return fail(path, 'it is not a file', 'name a file')
    if ((stat.mode & 0o077) !== 0) {
      return fail(
        path,
        `others may use it (mode ${(stat.mode & 0o777).toString(8)})`,
        `chmod 600 ${path}, and make a new key if anybody did`,
      )
    }
    return parseKey(path, readFileSync(file))
  } finally {
    closeSync(file)
  }
}

/** Whole or not at all, and never over another: a second key would be a second log. False when another process was first. */
function writeNewKey(path: string): boolean {
  const { privateKey } = generateKeyPairSync('ed25519')
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    try {
      linkSync(temporary, path)
    } finally {
      unlinkSync(temporary)
    }
    // The new name is on the disk before anything is signed.
    flush(dirname(path))
    return true
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return false
    return fail(path, `it cannot be made (${errorCode(cause)})`, 'give the daemon a directory that it may write to', cause)
  }
}

function parseKey(path: string, pem: Buffer): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey({ key: pem, format: 'pem' })
  } catch {
    // The cause is left out: no part of a key belongs into a log.
    return fail(path, 'it holds no private key in PEM without a passphrase', 'put the key back from a backup')
  }
  if (key.asymmetricKeyType !== 'ed25519') return fail(path, `it holds a key of kind ${key.asymmetricKeyType}`, 'use an Ed25519 key')
  return key
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null
    return fail(path, `it cannot be read (${errorCode(cause)})`, 'make it a file of the user that runs the daemon, mode 600', cause)
  }
}

function fail(path: string, what: string, remedy: string, cause?: unknown): never {
  throw new SigningKeyError(`signing key ${path}: ${what}; ${remedy}`, { cause })
}
