import { describe, expect, it } from 'vitest'
import { redact, soundsSecret } from '../../src/core/redact.ts'

describe('redaction', () => {
  const secret = 'p@ss "word" /é'
  it.each([
    ['as it stands', `a ${secret} b`, 'a *** b'],
    ['twice', `${secret}${secret}`, '******'],
    ['percent-encoded', `https://a.example/${encodeURIComponent(secret)}`, 'https://a.example/***'],
    ['as encodeURI leaves it', `https://a.example/${encodeURI(secret)}`, 'https://a.example/***'],
    ['in a form or a query', `?${new URLSearchParams({ k: secret }).toString()}`, '?k=***'],
    ['inside JSON', JSON.stringify({ k: secret }), '{"k":"***"}'],
  ])('masks a secret %s', (_where, text, masked) => {
    expect(redact(text, [secret])).toBe(masked)
  })

  it('masks the longer of two secrets where one is part of the other', () => {
    expect(redact('secret-long secret', ['secret', 'secret-long'])).toBe('*** ***')
  })

  it('leaves short secrets and texts without secrets alone', () => {
    expect(redact('abc', ['abc', ''])).toBe('abc')
    expect(redact('nothing here', ['secret'])).toBe('nothing here')
  })

  it('takes a secret that is not well-formed text', () => {
    expect(redact('a \ud800bcd', ['\ud800bcd'])).toBe('a ***')
  })
})

describe('names that sound secret', () => {
  it.each([
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'X-Api-Key',
    'x-auth-token',
    'API_TOKEN',
    'DB_PASSWORD',
    'SESSION',
    'KEY',
    'SIGNING_KEY',
  ])('%s', (name) => {
    expect(soundsSecret(name)).toBe(true)
  })

  it.each(['Accept', 'Accept-Language', 'Host', 'User-Agent', 'X-Author', 'PORT', 'KEYBOARD', 'PASSAGE', 'Content-Type'])(
    '%s does not',
    (name) => {
      expect(soundsSecret(name)).toBe(false)
    },
  )
})
