import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { ed25519Signer, ed25519Verifier, parseVerifierKey, verifierKeyText } from '../../src/evidence/note-key.ts'
import { isKeyName, openNote, parseNote, signNote } from '../../src/evidence/note.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (note: Uint8Array): string => new TextDecoder().decode(note)
const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey
const keyOfSeed = (base64: string): KeyObject =>
  createPrivateKey({
    // RFC 8410: the 16 bytes before the seed of an Ed25519 key in PKCS #8.
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(base64, 'base64').subarray(1)]),
    format: 'der',
    type: 'pkcs8',
  })

// The worked example of c2sp.org/signed-note, and that of golang.org/x/mod/sumdb/note, where the format comes from.
const published = [
  {
    key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    text: 'This is an example message.\n',
    line: '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
  },
  {
    key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
  },
]
const goSeed = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const enoch = {
  key: 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
  line: '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n',
}
const [, go] = published

describe('published notes', () => {
  it.each(published)('are verified: $key', ({ key, text, line }) => {
    const opened = openNote(bytes(`${text}\n${line}`), [parseVerifierKey(key)])
    expect(opened.text).toBe(text)
    expect(opened.signedBy.map(({ name }) => name)).toEqual([key.split('+')[0]])
  })

  it('are made again byte for byte from their key', () => {
    const signer = ed25519Signer('PeterNeumann', keyOfSeed(goSeed))
    expect(textOf(signNote(go?.text ?? '', [signer]))).toBe(`${go?.text}\n${go?.line}`)
    expect(verifierKeyText('PeterNeumann', keyOfSeed(goSeed))).toBe(go?.key)
  })

  it('are verified with several signatures, in the order of the verifiers', () => {
    const note = bytes(`${go?.text}\n${go?.line}${enoch.line}`)
    const names = (...keys: readonly string[]) => openNote(note, keys.map(parseVerifierKey)).signedBy.map(({ name }) => name)
    expect(names(enoch.key, go?.key ?? '')).toEqual(['EnochRoot', 'PeterNeumann'])
    expect(names(enoch.key)).toEqual(['EnochRoot'])
  })

  it('are read with empty lines in their text', () => {
    // The first example that the specification printed; its key was not published.
    const text = 'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n'
    const line =
      '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc='
    const note = parseNote(bytes(`${text}\n${line}\n`))
    expect(note.text).toBe(text)
    expect(note.signatures.map(({ name, keyId }) => `${name}+${Buffer.from(keyId).toString('hex')}`)).toEqual([
      'quasimodo.example/salvatore+367ba04b',
    ])
  })
})

describe('a signed note', () => {
  const key = newKey()
  const signer = ed25519Signer('log.example/vigie', key)
  const verifier = parseVerifierKey(verifierKeyText('log.example/vigie', key))

  it('opens with the verifier key, whatever the text', () => {
    const anyText = fc
      .array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 6 })
      .map((lines) => `${lines.join('\n')}\n`)
    fc.assert(
      fc.property(anyText, (text) => {
        const other = ed25519Signer('witness.example', newKey())
        expect(openNote(signNote(text, [other, signer]), [verifier])).toEqual({ text, signedBy: [verifier] })
      }),
      { numRuns: 30 },
    )
  })

  it('does not open after any change of a byte', () => {
    const note = signNote('log.example/vigie\n7\n\nmore\n', [signer])
    for (let at = 0; at < note.length; at += 1) {
      const changed = note.map((byte, place) => (place === at ? byte ^ 1 : byte))
      expect(() => openNote(changed, [verifier]), `byte ${at}`).toThrow(/^note: /)
    }
  })

  it('does not open with a forged line of a known key, though another line of it is good', () => {
    const note = signNote('a\n', [signer])
    const forged = textOf(signNote('b\n', [signer])).slice(3)
    expect(() => openNote(bytes(textOf(note) + forged), [verifier])).toThrow('the signature of log.example/vigie is not valid')
  })

  it('is not taken for signed by a key that shares only the name or only the ID', () => {
    const note = signNote('a\n', [signer])
    const namesake = ed25519Verifier('log.example/vigie', ed25519Bytes(newKey()))
    const sameId = { ...verifier, name: 'other.example' }
    expect(() => openNote(note, [namesake, sameId])).toThrow(/signed by log\.example\/vigie\+[0-9a-f]{8}, none of them a known key/)
  })

  it.each([
    ['no newline at the end', 'a'],
    ['nothing', ''],
    ['a carriage return', 'a\r\n'],
    ['half a surrogate pair', 'a\ud800\n'],
  ])('cannot be made of text with %s', (_, text) => {
    expect(() => signNote(text, [signer])).toThrow('a note is text without control characters')
  })

  it('cannot be made without a signature', () => {
    expect(() => signNote('a\n', [])).toThrow('at least one signature')
  })
})

describe('what is not a note', () => {
  const line = '— a.example AAAAAAA=\n'
  it.each([
    ['', 'no empty line'],
    [`a\n${line}`, 'no empty line'],
    ['a\n\n', 'not a whole signature line'],
    [`a\n\n${line.trimEnd()}`, 'not a whole signature line'],
    ['a\n\n— a.example AAAA\n', 'not a signature line'],
    ['a\n\n— a.example AAAAAA==\n', 'not a signature line'],
    ['a\n\n— a.example AAAAAAA\n', 'not a signature line'],
    ['a\n\n— a.example AAAAAAB=\n', 'not a signature line'],
    ['a\n\n— a.example  AAAAAAA=\n', 'not a signature line'],
    ['a\n\n- a.example AAAAAAA=\n', 'not a signature line'],
    ['a\n\n— a+b.example AAAAAAA=\n', 'not a signature line'],
    ['a\n\n— a.example AAAAAAA= \n', 'not a signature line'],
    [`a\n\n${line}x\n`, 'not a signature line'],
    [`a\t\n\n${line}`, 'control character'],
    [`a\u0000\n\n${line}`, 'control character'],
    [`a\n\n${line.repeat(101)}`, 'more than 100 signatures'],
    [`${'a'.repeat(200_000)}\n\n${line}`, 'at most 196608'],
  ])('%j', (text, message) => {
    expect(() => parseNote(bytes(text))).toThrow(message)
  })

  it('bytes that are not UTF-8', () => {
    expect(() => parseNote(Buffer.concat([Buffer.from([0xff]), bytes(`\n\n${line}`)]))).toThrow('not UTF-8')
  })

  it('is only what is not: sixteen signatures and a signature of another type are read', () => {
    expect(parseNote(bytes(`a\n\n${line.repeat(16)}`)).signatures).toHaveLength(16)
  })
})

describe('a verifier key', () => {
  const good = published[0]?.key ?? ''
  it.each([
    ['', 'not <name>'],
    ['example.com/foo+530d903a', 'not <name>'],
    [good.replace('530d903a', '530D903A'), 'not <name>'],
    [good.replace('530d903a', '530d903b'), 'is not the ID'],
    [good.replace('example', 'exampel'), 'is not the ID'],
    [good.replace('foo', 'f oo'), 'not <name>'],
    [`${good}\n`, 'not <name>'],
    [`${good}=`, 'not <name>'],
    ['PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'not an Ed25519 key'],
    ['PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==', 'verifier key'],
  ])('is not %j', (text, message) => {
    expect(() => parseVerifierKey(text)).toThrow(message)
  })

  it('has a name that can stand in a note', () => {
    expect(['a', 'example.com/foo', 'عربي', 'a—b'].filter(isKeyName)).toHaveLength(4)
    expect(['', 'a b', 'a+b', 'a\u00a0b', 'a\u0085b', 'a\nb', 'a\u0000b', '\ud800'].filter(isKeyName)).toEqual([])
    expect(() => ed25519Signer('a b', newKey())).toThrow('a key name has no white space')
    expect(() => verifierKeyText('a b', newKey())).toThrow('a key name has no white space')
  })

  it('is of Ed25519 and nothing else', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(() => ed25519Signer('a', privateKey)).toThrow('not an Ed25519 private key')
    expect(() => verifierKeyText('a', publicKey)).toThrow('not an Ed25519 key')
    expect(() => ed25519Verifier('a', new Uint8Array(31))).toThrow('of 31 bytes instead of 32')
  })
})

function ed25519Bytes(key: KeyObject): Uint8Array {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')
}
