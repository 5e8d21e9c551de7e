import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseToken } from '../../src/evidence/timestamp-token.ts'
import { temporaryDir } from '../store/make.ts'

// Tokens that no decent authority would make: TSTInfo by hand, signed as CMS by openssl.

const dir = temporaryDir()
const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { cwd: dir.path, stdio: 'pipe' })
beforeAll(() => {
  for (const [name, use] of [
    ['stamping', 'critical,timeStamping'],
    ['serving', 'serverAuth'],
  ] as const) {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`]
    openssl('req', '-x509', ...key, '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-addext', `extendedKeyUsage=${use}`)
  }
})
afterAll(() => dir[Symbol.dispose]())

const der = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const bytes = Buffer.concat(content)
  return Buffer.concat([Uint8Array.of(tag, bytes.length), bytes])
}
const oid = (hex: string): Uint8Array => der(0x06, Buffer.from(hex, 'hex'))
const integer = (value: number): Uint8Array => der(0x02, Uint8Array.of(value))
const sha256Oid = '608648016503040201'
const sha512Oid = '608648016503040203'

interface Info {
  readonly version?: number
  readonly imprint?: string
  readonly time?: string
  readonly optional?: readonly Uint8Array[]
}
function info({ version = 1, imprint = sha256Oid, time = '20260101000000Z', optional = [] }: Info): Uint8Array {
  const digest = der(0x30, der(0x30, oid(imprint), der(0x05)), der(0x04, new Uint8Array(32).fill(7)))
  return der(0x30, integer(version), oid('2a0304'), digest, integer(9), der(0x18, Buffer.from(time)), ...optional)
}

const timeStampType = '1.2.840.113549.1.9.16.1.4'
const dataType = '1.2.840.113549.1.7.1'

interface Signing {
  readonly certificates?: readonly string[]
  readonly type?: string
  readonly md?: string
  readonly more?: readonly string[]
}
function signed(
  content: Uint8Array,
  { certificates = ['stamping'], type = timeStampType, md = 'sha256', more = [] }: Signing = {},
): Uint8Array {
  writeFileSync(join(dir.path, 'content'), content)
  const signers = certificates.flatMap((name) => ['-signer', `${name}.pem`, '-inkey', `${name}.key`])
  const form = ['-binary', '-nodetach', '-econtent_type', type, '-outform', 'DER', '-md', md]
  openssl('cms', '-sign', ...form, '-in', 'content', '-out', 'token', ...signers, ...more)
  return readFileSync(join(dir.path, 'token'))
}

describe('a token', () => {
  const t0 = Date.UTC(2026, 0, 1)
  const readable: readonly (readonly [string, Info, object])[] = [
    ['without anything that may be left out', {}, { genAt: t0, accuracyMs: null, nonce: null, policy: '1.2.3.4', serial: '9' }],
    ['with a fraction of a second', { time: '20260101000000.5Z' }, { genAt: t0 + 500 }],
    ['with microseconds, which are cut off', { time: '20260101000000.123999Z' }, { genAt: t0 + 123 }],
    ['accurate to seconds', { optional: [der(0x30, integer(2))] }, { accuracyMs: 2_000 }],
    ['accurate to ms', { optional: [der(0x30, der(0x80, Uint8Array.of(1, 244)))] }, { accuracyMs: 500 }],
    ['accurate to µs, rounded up', { optional: [der(0x30, der(0x80, Uint8Array.of(5)), der(0x81, Uint8Array.of(1)))] }, { accuracyMs: 6 }],
    ['with a nonce behind its ordering', { optional: [der(0x01, Uint8Array.of(0xff)), integer(5)] }, { nonce: 5n, accuracyMs: null }],
  ]
  it.each(readable)('%s', (_, fields, expected) => {
    expect(parseToken(signed(info(fields)))).toMatchObject(expected)
  })

  const refused: readonly (readonly [string, Info, string])[] = [
    ['with a date that is none', { time: '20260231000000Z' }, 'its time is not a time'],
    ['with an hour that is none', { time: '20260101240000Z' }, 'its time is not a time'],
    ['with a zero at the end of its time', { time: '20260101000000.50Z' }, 'its time is not a time'],
    ['with a local time', { time: '20260101000000+0100' }, 'its time is not a time'],
    ['of another version', { version: 2 }, 'not version 1'],
    ['over another hash', { imprint: sha512Oid }, 'not over SHA-256'],
    ['with an accuracy in other units', { optional: [der(0x30, der(0x82, Uint8Array.of(5)))] }, 'its accuracy is not an accuracy'],
  ]
  it.each(refused)('%s is refused', (_, fields, message) => {
    expect(() => parseToken(signed(info(fields)))).toThrow(message)
  })

  const wrongly: readonly (readonly [string, Signing, string])[] = [
    ['by a certificate that is not for time stamping', { certificates: ['serving'] }, 'that is not for time stamping'],
    ['by two signers', { certificates: ['stamping', 'serving'] }, 'not signed by one signer'],
    ['without its certificate', { more: ['-nocerts'] }, 'carries no certificate'],
    ['without attributes', { more: ['-noattr'] }, 'no signed attributes'],
    ['with SHA-1', { md: 'sha1' }, 'a digest other than'],
    ['as something else', { type: dataType }, 'not a time stamp'],
  ]
  it.each(wrongly)('signed %s is refused', (_, signing, message) => {
    expect(() => parseToken(signed(info({}), signing))).toThrow(message)
  })

  it('whose content was exchanged is refused', () => {
    const token = Buffer.from(signed(info({})))
    const at = token.indexOf('20260101000000Z')
    expect(() => parseToken(token.with(at + 3, 0x37))).toThrow('the signature is over something else')
  })

  it('that is not signed data is refused', () => {
    expect(() => parseToken(der(0x30, oid('2a864886f70d010701'), der(0xa0, der(0x04, new Uint8Array(3)))))).toThrow('not signed data')
    expect(() => parseToken(der(0x30, oid('2a864886f70d010702')))).toThrow('no content')
  })
})
