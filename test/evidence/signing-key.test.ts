import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { verifierKeyText } from '../../src/evidence/note-key.ts'
import { openSigningKey, readSigningKey } from '../../src/evidence/signing-key.ts'
import { temporaryDir } from '../store/make.ts'

const pem = (kind: 'ed25519' | 'ed448'): string => {
  const { privateKey } = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448')
  return privateKey.export({ type: 'pkcs8', format: 'pem' })
}

describe('the signing key', () => {
  it('is made once, for its owner alone, and is the same ever after', () => {
    using dir = temporaryDir()
    const path = join(dir.path, 'log.key')
    expect(readSigningKey(path)).toBeNull()
    const first = openSigningKey(path)
    const second = openSigningKey(path)
    expect([first.made, second.made]).toEqual([true, false])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(verifierKeyText('a', second.key)).toBe(verifierKeyText('a', first.key))
    expect(readdirSync(dir.path)).toEqual(['log.key'])
  })

  it('is a PEM file that openssl reads', () => {
    using dir = temporaryDir()
    const path = join(dir.path, 'log.key')
    const { key } = openSigningKey(path)
    const der = execFileSync('openssl', ['pkey', '-in', path, '-pubout', '-outform', 'DER'])
    expect(der.subarray(-32).toString('base64url')).toBe(key.export({ format: 'jwk' }).x)
  })

  it('is one key when several processes start at once', () => {
    using dir = temporaryDir()
    const path = join(dir.path, 'log.key')
    const module = import.meta.resolve('../../src/evidence/signing-key.ts')
    const program = `const { openSigningKey } = await import(${JSON.stringify(module)}); process.stdout.write(openSigningKey(${JSON.stringify(path)}).key.export({ format: 'jwk' }).x)`
    const script = Array.from({ length: 4 }, () => '"$0" --input-type=module -e "$1" & ').join('')
    const keys = execFileSync('sh', ['-c', `${script} wait`, process.execPath, program], { encoding: 'utf8' })
    expect(keys).toHaveLength(4 * 43)
    expect(keys).toBe(keys.slice(0, 43).repeat(4))
    expect(readdirSync(dir.path)).toEqual(['log.key'])
  })

  it.each([
    ['others may read it', pem('ed25519'), 0o640, /others may use it \(mode 640\); chmod 600 /],
    ['it is empty', '', 0o600, /holds no private key in PEM without a passphrase; put the key back from a backup/],
    ['it is cut short', pem('ed25519').slice(0, 60), 0o600, /holds no private key in PEM/],
    ['it is another kind of key', pem('ed448'), 0o600, /holds a key of kind ed448; use an Ed25519 key/],
  ])('is refused when %s, and stays as it was', (_, content, mode, message) => {
    using dir = temporaryDir()
    const path = join(dir.path, 'log.key')
    writeFileSync(path, content)
    chmodSync(path, mode)
    expect(() => openSigningKey(path)).toThrow(message)
    expect(readFileSync(path, 'utf8')).toBe(content)
  })

  it('never stands in a message', () => {
    using dir = temporaryDir()
    const path = join(dir.path, 'log.key')
    const secret = pem('ed25519').split('\n')[1] ?? ''
    writeFileSync(path, `-----BEGIN PRIVATE KEY-----\n${secret}x\n-----END PRIVATE KEY-----\n`, { mode: 0o600 })
    try {
      openSigningKey(path)
      expect.unreachable()
    } catch (error) {
      expect(String(error)).toContain('holds no private key')
      expect(JSON.stringify([String(error), error, error instanceof Error ? [error.stack, String(error.cause)] : ''])).not.toContain(secret)
    }
  })

  it('is refused where it cannot be', () => {
    using dir = temporaryDir()
    mkdirSync(join(dir.path, 'folder'), { mode: 0o700 })
    expect(() => openSigningKey(join(dir.path, 'folder'))).toThrow('it is not a file; name a file')
    expect(() => openSigningKey(join(dir.path, 'nowhere', 'log.key'))).toThrow('it cannot be made (ENOENT); give the daemon a directory')
    writeFileSync(join(dir.path, 'file'), '')
    expect(() => openSigningKey(join(dir.path, 'file', 'log.key'))).toThrow('it cannot be read (ENOTDIR)')
  })
})
